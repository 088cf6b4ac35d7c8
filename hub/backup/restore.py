"""Brings back a moment: the newest copy before it, and PostgreSQL's log until it."""

import asyncio
import contextlib
import os
import shutil
from datetime import datetime
from pathlib import Path

import asyncpg

from hub.backup import photos, tools
from hub.backup.types import Copied, Restored, copies
from hub.embedded.postgres import DATABASE, OWNER, Postgres
from hub.errors import DomainError
from hub.events.epoch import new_epoch

PATIENCE = 3600.0
"""Seconds for the log of the days since the copy to be played."""


async def restore(folder: Path, into: Path, *, at: datetime | None = None) -> Restored:
    """Brings back into a new folder `into` (`postgres/`, `media/`) what `folder` holds: as it was at `at`, or all.
    The server that did it is stopped again; nothing else runs.

    Raises:
        DomainError: `backup.none` (no copy before `at`), `backup.in_the_way` (there is data), `backup.failed`: the
            copy is damaged, the log ends before `at`, or `into` has no room or may not be written. Nothing is left in
            `into` then.
    """
    base, _ = _chosen(folder, at)
    for place in (into / "postgres", into / "media"):
        if place.exists():
            raise DomainError("backup.in_the_way", place=str(place))
    await tools.run("pg_verifybackup", "--quiet", base / "data")
    server = Postgres(into / "postgres")
    try:
        restored_at, head = await _play(server, base / "data", folder / "wal", at)
        count = await asyncio.to_thread(photos.bring_back, folder, into / "media")
    except BaseException as error:
        for unfinished in (server.folder, into / "media"):
            shutil.rmtree(unfinished, ignore_errors=True)
        if isinstance(error, OSError):
            raise tools.refused(error) from error
        raise
    return Restored(into, restored_at, head, count)


async def _play(server: Postgres, data: Path, wal: Path, at: datetime | None) -> tuple[datetime | None, int]:
    """Lays a copy into the server's folder and has the server play the log; stopped again. The newest event's time and
    number."""
    server.config |= _recovery(server.folder / "wal", at)
    await asyncio.to_thread(_lay, data, wal, server)
    trust = server.folder / "trust.conf"
    trust.write_text("host all all 127.0.0.1/32 trust\n")
    server.own(trust)
    server.config["hba_file"] = str(trust)
    try:
        await asyncio.to_thread(server.start, PATIENCE)
        return await _renew(server)
    except RuntimeError as error:
        raise DomainError("backup.failed", why=str(error)[-600:]) from None
    finally:
        await asyncio.to_thread(server.stop)
        trust.unlink()
        shutil.rmtree(server.folder / "wal")


def _chosen(folder: Path, at: datetime | None) -> tuple[Path, Copied]:
    fitting = [one for one in copies(folder) if at is None or one[1].ended <= at]
    if not fitting:
        raise DomainError("backup.none", folder=str(folder))
    return fitting[-1]


def _recovery(folder: Path, at: datetime | None) -> dict[str, str]:
    wal = str(folder).replace("%", "%%").replace("'", "'\\''")
    # A segment that is still being written has another name; what came of it counts as well.
    fetch = f"cp '{wal}/%f' \"%p\" 2>/dev/null || cp '{wal}/%f.partial' \"%p\""
    settings = {"restore_command": fetch, "recovery_target_timeline": "latest", "hot_standby": "off"}
    if at is not None:
        settings |= {"recovery_target_time": at.isoformat(), "recovery_target_action": "promote"}
    return settings


def _lay(data: Path, wal: Path, server: Postgres) -> None:
    """Copies all that the server will read to where it may: it may run as somebody who cannot read the copies."""
    server.folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(wal, server.folder / "wal") if wal.is_dir() else (server.folder / "wal").mkdir()
    server.own(server.folder / "wal")
    laid = server.folder / "data.new"
    shutil.copytree(data, laid, symlinks=True)
    (laid / "recovery.signal").touch()
    for unwanted in ("backup_manifest", "postmaster.pid"):
        with contextlib.suppress(FileNotFoundError):
            (laid / unwanted).unlink()
    os.chmod(laid, 0o700)
    server.own(laid)
    laid.rename(server.data)


async def _renew(server: Postgres) -> tuple[datetime | None, int]:
    """The server's passwords become those of its new folder, and the log another one."""
    owner = await asyncpg.connect(server.url("postgres"))
    try:
        # Roles take no parameters; the password is our own url-safe token.
        await owner.execute(f"ALTER ROLE {OWNER} PASSWORD '{server.password(OWNER)}'")
    finally:
        await owner.close()
    await server.prepare()
    owner = await asyncpg.connect(server.url(DATABASE))
    try:
        for district in await owner.fetch("SELECT district FROM logs"):
            await new_epoch(owner, district["district"])
        row = await owner.fetchrow(
            "SELECT max(at) AS at, coalesce(max(seq), 0) AS head FROM events WHERE seq IS NOT NULL"
        )
    finally:
        await owner.close()
    assert row is not None
    return row["at"], row["head"]
