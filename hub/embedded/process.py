"""Child processes that must not outlive us: free ports, orderly stop, orphans of a killed parent."""

import contextlib
import errno
import os
import random
import secrets
import signal
import socket
import subprocess
from pathlib import Path

import psutil

# Below what Linux and macOS give to connections that go out: such a port would be taken again before it is used.
_PORTS = range(20_000, 32_000)


def free_port() -> int:
    """A TCP port free on loopback now.

    Raises:
        OSError: none is.
    """
    for port in random.sample(_PORTS, 200):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError(errno.EADDRINUSE, "no free port on loopback")


def stop(process: "subprocess.Popen[bytes]", first: signal.Signals, patience: float = 10.0) -> None:
    """Asks a child to end with `first`, and kills it when it has not after `patience` seconds."""
    if process.poll() is not None:
        return
    process.send_signal(first)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def end_orphan(pid: int, name: str, first: signal.Signals, patience: float = 10.0) -> None:
    """Ends process `pid` if it is alive and its executable is called `name` (a pid may have been reused)."""
    try:
        orphan = psutil.Process(pid)
        if orphan.name() != name:
            return
        orphan.send_signal(first)
        try:
            orphan.wait(patience)
        except psutil.TimeoutExpired:
            orphan.kill()
            orphan.wait(patience)
    except psutil.NoSuchProcess:
        return


def secret_file(path: Path) -> str:
    """The secret kept in `path`, made at first use; readable by its owner only."""
    with contextlib.suppress(FileNotFoundError):
        return path.read_text(encoding="ascii").strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    value = secrets.token_urlsafe(32)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(value)
    return value
