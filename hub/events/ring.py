"""The newest events of a log in memory: what a reader that was away for a moment resumes from.

Bounded by count and by bytes. No I/O and no clock; the tail is its only writer, and every change is one step
of the loop, so a reader in the same step sees a whole ring.
"""

from bisect import bisect_right
from collections.abc import Iterable

from hub.events.entry import Entry

# What an entry costs beside its frame: the struct, a tuple of interned topics, two short strings.
OVERHEAD = 400


class Ring:
    """Events (`floor`, `head`] of the log in `epoch`, oldest first.

    `after(seq)` answers for floor ≤ seq. Numbers are consecutive but for events whose rows are gone.
    """

    def __init__(self, *, most: int = 20_000, most_bytes: int = 64 * 1024 * 1024) -> None:
        self.most = most
        self.most_bytes = most_bytes
        self.epoch = ""
        self.head = 0
        self.floor = 0
        self.bytes = 0
        self._entries: list[Entry] = []
        # Entries before this index are gone; they are cut off in large pieces, not one by one.
        self._start = 0

    def __len__(self) -> int:
        return len(self._entries) - self._start

    def after(self, seq: int) -> list[Entry] | None:
        """Everything after `seq`; None when the ring no longer covers that (then PostgreSQL does).

        A `seq` at or ahead of the head gives an empty list.
        """
        if seq < self.floor:
            return None
        if seq >= self.head:
            return []
        return self._entries[self._index(seq) :]

    def extend(self, entries: Iterable[Entry]) -> None:
        """Adds the next events; the caller has seen to it that they follow the head."""
        for entry in entries:
            if entry.seq <= self.head:
                raise ValueError(f"event {entry.seq} after {self.head}")
            self._entries.append(entry)
            self.bytes += len(entry.frame) + OVERHEAD
            self.head = entry.seq
        self._shed()

    def replace(self, epoch: str, floor: int, head: int, entries: Iterable[Entry]) -> None:
        """Starts over with another epoch, or with what PostgreSQL holds at the start."""
        self.epoch = epoch
        self.floor = self.head = floor
        self.bytes = 0
        self._start = 0
        self._entries = []
        self.extend(entries)
        self.head = head

    def scrub(self, seq: int) -> None:
        """Forgets everything up to a redacted event: a resume from before it is answered by PostgreSQL."""
        if seq > self.floor:
            self._drop(self._index(seq))
            self.floor = min(seq, self.head)

    def extend_back(self, floor: int, entries: list[Entry]) -> None:
        """Puts older events, (`floor`, present floor], in front again."""
        self._entries[: self._start] = entries
        self._start = 0
        self.bytes += sum(len(entry.frame) + OVERHEAD for entry in entries)
        self.floor = floor
        self._shed()

    def _index(self, seq: int) -> int:
        """Where the entries after `seq` begin."""
        entries, start = self._entries, self._start
        if start < len(entries):
            guess = start + seq - entries[start].seq  # right unless rows are gone
            if start <= guess < len(entries) and entries[guess].seq == seq:
                return guess + 1
        return bisect_right(entries, seq, lo=start, key=_seq)

    def _shed(self) -> None:
        drop = self._start
        size, count = self.bytes, len(self._entries) - drop
        while count > self.most or (size > self.most_bytes and count):
            size -= len(self._entries[drop].frame) + OVERHEAD
            drop += 1
            count -= 1
        if drop > self._start:
            self.floor = self._entries[drop - 1].seq
            self._drop(drop)

    def _drop(self, index: int) -> None:
        self.bytes -= sum(len(entry.frame) + OVERHEAD for entry in self._entries[self._start : index])
        self._start = index
        if self._start * 2 > len(self._entries):
            del self._entries[: self._start]
            self._start = 0


def _seq(entry: Entry) -> int:
    return entry.seq
