"""A round of every fault with a fixed seed; `make faults` plays many."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.faults.faults import FAULTS, Kind
from tests.faults.ledger import Entry, Load
from tests.faults.play import picked, play
from tests.faults.rig import rig
from tests.faults.stage import Stage, stage

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.slow,
]
SEED = 3


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def one() -> AsyncIterator[Stage]:
    """One hub, two relays, consoles and reports, for all of them, one after the other."""
    async with (
        rig(relays=2, module="tests.faults.moved") as made,
        stage(made, picked(SEED, "stage")) as ready,
    ):
        yield ready


@pytest.mark.parametrize("kind", [one for one in FAULTS if one.quick], ids=lambda kind: kind.name)
async def test_nothing_is_lost_repeated_or_out_of_order(one: Stage, kind: Kind) -> None:
    one.rng.seed(f"{SEED} {kind.name}")
    row = await play(one, kind.name, kind.short or kind.fault, 1)
    if why := row.figures.get("not played"):
        pytest.skip(str(why))
    assert row.good, row.said
    if "Redis" in kind.name or "line" in kind.name or "consoles" in kind.name:
        assert not any(console.resets for console in one.consoles), "what was missed is sent, not fetched"


async def test_what_is_gone_and_what_came_twice_is_named(one: Stage) -> None:
    """The last one: what it does to the log stays."""
    load = one.load
    ticket, gone, twice, fine = load.report(), said(load), said(load), said(load)
    for entry in (ticket, gone, twice, fine):
        await load.settle(entry)
    owner = await one.rig.owner()
    await owner.execute("DELETE FROM feedback WHERE text = $1", gone.key)
    for key in (ticket.key, twice.key):
        await owner.execute(
            "INSERT INTO events (district, type, subject, area, topics, text) "
            "SELECT district, type, subject, area, topics, text FROM events "
            "WHERE text LIKE '%' || $1 || '%' AND (topics[1] LIKE 'staff/ticket/%' OR type = 'feedback.changed') "
            "ORDER BY id LIMIT 1",
            key,
        )
    seen = await one.verdict()
    assert [line for line in seen.lost if gone.key in line]
    for entry in (ticket, twice):
        assert [line for line in seen.repeated if entry.key in line]
    assert fine.key not in f"{seen.lost}{seen.repeated}{seen.wrong}"


def said(load: Load) -> Entry:
    """What a resident thinks of the service, not sent yet."""
    while (entry := load.elsewhere()).ask is None or entry.ask.room != "feedback":
        del load.ledger[entry.key]
    entry.body["text"] = entry.key
    entry.ask = entry.ask._replace(mark=entry.key)
    return entry
