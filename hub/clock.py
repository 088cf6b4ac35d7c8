"""PostgreSQL's time in a process: as last told, counted on by the monotonic clock.

A machine's own clock may be an hour wrong, or be put right while it serves; what ends, is late or begins anew does not
follow it.
"""

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Until it is `told`, the machine's own time of its making."""

    def __init__(self) -> None:
        self.told(datetime.now(UTC))

    def told(self, now: datetime) -> None:
        """PostgreSQL's time a moment ago."""
        self._zero = now - timedelta(seconds=time.monotonic())

    def now(self) -> datetime:
        return self._zero + timedelta(seconds=time.monotonic())
