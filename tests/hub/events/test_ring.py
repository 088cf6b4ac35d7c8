"""The ring covers what it says it covers, and nothing else."""

import pytest

from hub.events.entry import Entry
from hub.events.ring import OVERHEAD, Ring


def entries(first: int, last: int, size: int = 10) -> list[Entry]:
    return [Entry(seq, "x", "s", None, ("a/b",), b"x" * size) for seq in range(first, last + 1)]


def seqs(found: list[Entry] | None) -> list[int] | None:
    return None if found is None else [entry.seq for entry in found]


def started(**bounds: int) -> Ring:
    ring = Ring(**bounds)
    ring.replace("e", 0, 0, [])
    return ring


def test_after_gives_what_follows() -> None:
    ring = started()
    ring.extend(entries(1, 5))
    assert (ring.floor, ring.head, len(ring)) == (0, 5, 5)
    assert seqs(ring.after(0)) == [1, 2, 3, 4, 5]
    assert seqs(ring.after(3)) == [4, 5]
    assert seqs(ring.after(5)) == []
    assert seqs(ring.after(99)) == [], "a reader ahead of this hub joins and skips to it"


def test_a_full_ring_sheds_its_oldest() -> None:
    ring = started(most=100)
    for start in range(1, 1001, 7):
        ring.extend(entries(start, min(start + 6, 1000)))
        assert len(ring) <= 100
        assert len(seqs(ring.after(ring.floor)) or ()) == len(ring)
    assert (ring.floor, ring.head) == (900, 1000)
    assert ring.after(899) is None
    assert seqs(ring.after(900)) == list(range(901, 1001))


def test_it_is_bounded_in_bytes() -> None:
    ring = started(most_bytes=10 * (OVERHEAD + 100))
    ring.extend(entries(1, 50, size=100))
    assert (len(ring), ring.floor, ring.bytes) == (10, 40, 10 * (OVERHEAD + 100))
    ring.extend(entries(51, 51, size=100_000))
    assert (len(ring), ring.floor, ring.head, ring.bytes) == (0, 51, 51, 0)
    assert seqs(ring.after(51)) == []


def test_numbers_may_be_missing() -> None:
    ring = started()
    ring.extend([entry for entry in entries(1, 20) if entry.seq % 3])
    assert seqs(ring.after(9)) == [10, 11, 13, 14, 16, 17, 19, 20]
    assert seqs(ring.after(12)) == [13, 14, 16, 17, 19, 20]


def test_it_takes_no_event_twice() -> None:
    ring = started()
    ring.extend(entries(1, 3))
    with pytest.raises(ValueError, match="event 3 after 3"):
        ring.extend(entries(3, 4))


def test_another_epoch_clears_it() -> None:
    ring = started()
    ring.extend(entries(1, 5))
    ring.replace("f", 1, 3, entries(2, 3))
    assert (ring.epoch, ring.floor, ring.head, ring.after(0)) == ("f", 1, 3, None)
    assert seqs(ring.after(1)) == [2, 3]


def test_a_scrubbed_event_is_gone_until_it_is_put_back_blank() -> None:
    ring = started()
    ring.extend(entries(1, 10))
    ring.scrub(4)
    assert ring.after(3) is None, "PostgreSQL answers, blanked"
    assert seqs(ring.after(4)) == [5, 6, 7, 8, 9, 10]
    blank = entries(1, 4, size=1)
    ring.extend_back(0, blank)
    assert seqs(ring.after(0)) == list(range(1, 11))
    assert (ring.after(3) or [])[0].frame == b"x"
    assert ring.bytes == sum(len(entry.frame) + OVERHEAD for entry in ring.after(0) or ())
    ring.scrub(10)
    assert (len(ring), ring.floor, ring.bytes) == (0, 10, 0)
    ring.scrub(3)
    assert ring.floor == 10
