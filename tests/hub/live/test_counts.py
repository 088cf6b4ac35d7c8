"""Numbers in the right bucket."""

from hub.live.counts import BATCH, LATE, Counts


def test_batches_by_size() -> None:
    counts = Counts()
    for size in (0, 1, 2, 3, 4, 5, 2048, 2049, 10**6):
        counts.batch(size)
    for bucket, bound in enumerate(BATCH):
        below = BATCH[bucket - 1] if bucket else -1
        assert counts.batches[bucket] == sum(below < size <= bound for size in (0, 1, 2, 3, 4, 5, 2048))
    assert counts.batches[-1] == 2
    assert counts.batch_events == 15 + 2048 + 2049 + 10**6


def test_a_late_loop() -> None:
    counts = Counts()
    for late in (-1.0, 0.0, LATE[0], 0.03, 5.0):
        counts.tick(late)
    assert (counts.late[0], counts.late[LATE.index(0.05)], counts.late[-1], sum(counts.late)) == (3, 1, 1, 5)
    assert counts.late_seconds == LATE[0] + 0.03 + 5.0


def test_a_clients_own_close_codes_are_one() -> None:
    counts = Counts()
    for code in (1000, 4508, 1006, *range(3000, 3100)):
        counts.closed(code)
    assert counts.closes == {1000: 1, 4508: 1, 1006: 1, 0: 100}
