"""How old the copies are: what the archive's process tells Prometheus, and an alarm is made of."""

import time
from pathlib import Path
from typing import Final

import asyncpg

from hub.backup.types import copies
from hub.settings import Settings

LOOK_SECONDS: Final = 5.0


class Ages:
    """`look` asks PostgreSQL how far the archive has come; the rest is read when it is asked for."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings = settings
        self._folder = folder
        self._level_at = time.monotonic()
        self._mirrored_at = time.monotonic()
        self._goal: str | None = None

    def copy(self) -> float:
        """Seconds since the newest whole copy; infinite without one."""
        found = copies(self._folder)
        return time.time() - found[-1][1].ended.timestamp() if found else float("inf")

    def log(self) -> float:
        """Seconds since the archive was last seen to have everything that was committed when it was looked before."""
        return time.monotonic() - self._level_at

    def photos(self) -> float:
        """Seconds since the photos were last level."""
        return time.monotonic() - self._mirrored_at

    def mirrored(self) -> None:
        """The photos have just been brought level."""
        self._mirrored_at = time.monotonic()

    async def look(self) -> None:
        """Compares; a server that is away leaves the ages to grow."""
        try:
            owner = await asyncpg.connect(self._settings.owner_url(), timeout=LOOK_SECONDS)
        except (OSError, asyncpg.PostgresError, TimeoutError):
            return
        try:
            row = await owner.fetchrow(
                "SELECT pg_current_wal_flush_lsn()::text AS goal,"
                " (SELECT bool_or(flush_lsn >= $1::text::pg_lsn) FROM pg_stat_replication"
                "   WHERE application_name = 'shequ backup') AS level",
                self._goal,
            )
        finally:
            await owner.close()
        assert row is not None
        if row["level"]:
            self._level_at = time.monotonic()
        self._goal = row["goal"]
