"""The fan-out against a model of its readers (`model.py`).

Long random histories, not short shrunk ones: what goes wrong here needs several things at once.
"""

import pytest

from hub.live import fanout as fanout_module
from hub.live import recovery
from tests.hub.live.model import Connection, Model


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounds that a short history reaches."""
    monkeypatch.setattr(recovery, "MOST", 8)
    monkeypatch.setattr(fanout_module, "BATCH_BYTES", 300)
    monkeypatch.setattr(fanout_module, "STRIDE", 1)


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize("seed", range(120))
def test_whatever_happens_nobody_misses_anything(seed: int) -> None:
    model = Model(seed)
    for _ in range(800):
        model.step()
    model.everybody_has_everything_in_the_end()


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize("which", range(3))
@pytest.mark.parametrize("when", ["by its write", "between two writes"])
def test_who_becomes_slow_in_a_batch_is_sent_everything_once(which: int, when: str) -> None:
    model = Model(0)
    model.ring.most = 100
    readers = [Connection(model.fanout, opened=1) for _ in range(3)]
    for reader in readers:
        model.fanout.open(reader, 1, frozenset({"t/a"}), None)
    model.come_to_rest()

    def happen(first: int) -> None:
        entries = [model.entry(first + number, frozenset({"t/a"})) for number in range(2)]
        model.ring.extend(entries)
        model.fanout.feed(entries)

    slow = readers[which]
    slow.chokes = when == "by its write"
    happen(1)  # the first turn writes to the first reader
    if when != "by its write":
        slow.paused = True
        model.fanout.pause(slow)
    model.come_to_rest()
    happen(3)
    model.come_to_rest()
    slow.paused = False
    model.fanout.resume(slow)
    model.come_to_rest()
    for reader in readers:
        assert [message["seq"] for message, _ in reader.line if message["op"] == "event"] == [1, 2, 3, 4]
