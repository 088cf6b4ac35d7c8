"""What one process's socket has done, as plain numbers. Hot paths add to them, `hub.metrics` reads them:
no label is looked up and no lock taken for a frame."""

from collections import Counter, deque
from typing import Final

from hub.live.codes import CLOSES, CUT

BATCH: Final = tuple(2**n for n in range(12))
"""Events in a batch: upper bounds of the buckets; the last bucket is everything above, as below."""
LATE: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)
"""Seconds by which the loop came late to its timer."""

_KNOWN: Final = {*CLOSES, 1000, 1005, CUT}
"""A client may close with any number; it does not get a metric for each."""


class Counts:
    """Counters only grow; `kinds` goes up and down. Counters by a key have few keys, all of them ours."""

    __slots__ = (
        "admitted", "batch_events", "batches", "bytes", "closes", "frames", "kinds", "last_late", "late",
        "late_seconds", "presence_frames", "presence_refused", "refused", "replayed", "resets", "resumes", "slow",
    )  # fmt: skip
    batch_bounds = BATCH
    late_bounds = LATE

    def __init__(self) -> None:
        self.admitted = 0
        """Handshakes that were answered with 101."""
        self.refused: Counter[str] = Counter()
        """Connections and requests refused before anything was read from the log, by reason."""
        self.kinds: Counter[str] = Counter()
        """Authenticated connections now, by kind of account."""
        self.closes: Counter[int] = Counter()
        """Connections that ended, by the code of who closed first; 1006: cut without one; 0: a client's own."""
        self.batches = [0] * (len(BATCH) + 1)
        self.batch_events = 0
        self.frames = 0
        self.bytes = 0
        self.resumes: Counter[str] = Counter()
        """Subscriptions that named a cursor, by where what they missed was when they came: `level` (nothing
        missed), `ring`, `postgres`."""
        self.replayed: Counter[str] = Counter()
        """Events sent to catch up, by source."""
        self.resets: Counter[str] = Counter()
        self.slow = 0
        """How often a reader became slow."""
        self.presence_frames = 0
        self.presence_refused = 0
        """Announcements that found no room."""
        self.late = [0] * (len(LATE) + 1)
        self.late_seconds = 0.0
        self.last_late = deque([0.0] * 4, maxlen=4)
        """The last ones, a quarter of a second apart at least."""

    def batch(self, events: int) -> None:
        self.batches[min((max(events, 1) - 1).bit_length(), len(BATCH))] += 1  # the bounds are powers of two
        self.batch_events += events

    def closed(self, code: int) -> None:
        self.closes[code if code in _KNOWN else 0] += 1

    def wrote(self, frames: int, size: int) -> None:
        self.frames += frames
        self.bytes += size

    def tick(self, late: float) -> None:
        """The timer of the loop fired `late` seconds after its time."""
        late = max(late, 0.0)
        self.last_late.append(late)
        self.late[next((n for n, bound in enumerate(LATE) if late <= bound), len(LATE))] += 1
        self.late_seconds += late
