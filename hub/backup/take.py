"""Takes a copy, and streams PostgreSQL's log beside it."""

import asyncio
import contextlib
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import msgspec

from hub import metrics, scrape
from hub.backup import photos, tools
from hub.backup.age import LOOK_SECONDS, Ages
from hub.backup.types import STAMP, UNFINISHED, Copied, copies
from hub.errors import DomainError
from hub.media.objects import open_store
from hub.rounds import rounds
from hub.settings import Settings

SLOT = "shequ_archive"
"""The server keeps what the archive has not yet fetched."""
MIRROR_SECONDS = 10.0


async def take(settings: Settings, folder: Path, *, keep: int) -> Path:
    """Copies the database and the photos as they are now into `folder` (absolute); copies older than `keep` days end.

    Raises:
        DomainError: `backup.failed`: a disk is full, the folder may not be written, a tool failed; nothing of this copy
            is left then. `unavailable`.
    """
    begun, server, _ = await _now(settings)
    unfinished = folder / "base" / f"{begun.strftime(STAMP)}{UNFINISHED}"
    try:
        unfinished.mkdir(mode=0o700, parents=True)
        os.chmod(folder, 0o700)
        await tools.run(
            "pg_basebackup", "--pgdata", unfinished / "data", "--format=plain", "--wal-method=stream",
            "--checkpoint=fast", "--manifest-checksums=SHA256", "--no-password",
            environ=tools.place_of(settings.owner_url()),
        )  # fmt: skip
        await tools.run("pg_verifybackup", "--quiet", unfinished / "data")
        # After the database: every photo it knows is there.
        count = await photos.mirror(open_store(settings)[0], folder, begun.date())
        ended, _, head = await _now(settings)
        (unfinished / "backup.json").write_bytes(
            msgspec.json.encode(Copied(begun, ended, head, server, count))
        )
    except OSError as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise tools.refused(error) from error
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    done = unfinished.with_name(unfinished.name.removesuffix(UNFINISHED))
    unfinished.rename(done)
    _forget(folder, begun - timedelta(days=keep))
    return done


async def archive(settings: Settings, folder: Path, stop: asyncio.Event) -> None:
    """Until `stop`: every change reaches `folder` within moments of its commit, so that any moment since the oldest
    copy can be restored. Photos follow every ten seconds.

    Raises:
        DomainError: `backup.failed`: the server is away or refuses, the disk is full or may not be written; start it
            again when that is mended.
    """
    wal = folder / "wal"
    try:
        wal.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise tools.refused(error) from error
    environ = tools.place_of(settings.owner_url())
    slot = (f"--slot={SLOT}", "--directory", wal, "--no-password")
    await tools.run("pg_receivewal", *slot, "--create-slot", "--if-not-exists", environ=environ)
    streaming = asyncio.create_task(
        tools.run("pg_receivewal", *slot, "--synchronous", "--no-loop", environ=environ)
    )
    ages = Ages(settings, folder)
    mirroring = asyncio.create_task(_mirror(settings, folder, ages))
    looking = asyncio.create_task(rounds("archive", ages.look, LOOK_SECONDS))
    stopped = asyncio.create_task(stop.wait())
    try:
        async with scrape.serving(settings.metrics_port, metrics.of_archive(ages)):
            await asyncio.wait((streaming, stopped), return_when=asyncio.FIRST_COMPLETED)
        if streaming.done():
            await streaming
            raise DomainError("backup.failed", why="pg_receivewal")
    finally:
        tasks = (streaming, mirroring, looking, stopped)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _mirror(settings: Settings, folder: Path, ages: Ages) -> None:
    store, _ = open_store(settings)
    while True:
        with contextlib.suppress(DomainError, OSError):  # the store is away, or no room: the next round
            await photos.mirror(store, folder, datetime.now(UTC).date())
            ages.mirrored()
        await asyncio.sleep(MIRROR_SECONDS)


def _forget(folder: Path, before: datetime) -> None:
    """The newest copy stays, however old."""
    kept = copies(folder)
    for base, copied in kept[:-1]:
        if copied.ended < before:
            shutil.rmtree(base)
    oldest_base, oldest = copies(folder)[0]
    photos.forget(folder, oldest.begun.date())
    _forget_log(folder / "wal", oldest_base)


def _forget_log(wal: Path, oldest: Path) -> None:
    """What was logged before the oldest copy began is of no use."""
    label = (oldest / "data" / "backup_label").read_text()
    first = label.partition("(file ")[2].partition(")")[0]
    for segment in wal.glob("*") if wal.is_dir() else ():
        # Timeline (8 letters), then the place: a restored server counts on in a new timeline.
        if len(segment.name) >= 24 and segment.name[8:24] < first[8:]:
            segment.unlink()


async def _now(settings: Settings) -> tuple[datetime, int, int]:
    """PostgreSQL's time and version, and the newest event's number."""
    try:
        owner = await asyncpg.connect(settings.owner_url(), timeout=10)
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        raise DomainError("unavailable", retry_after=5) from error
    try:
        row = await owner.fetchrow(
            "SELECT clock_timestamp() AS now, current_setting('server_version_num')::int AS version,"
            " coalesce((SELECT max(seq) FROM events), 0) AS head"
        )
    finally:
        await owner.close()
    assert row is not None
    return row["now"], row["version"], row["head"]
