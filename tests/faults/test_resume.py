"""A console that is cut anywhere ends with what a fresh fetch gives, whatever it came back from."""

import asyncio
import itertools
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from hub.accounts.types import Principal
from hub.events import nudge, replay
from hub.tickets import actions
from hub.tickets.types import Acknowledge, Create, Note
from tests.conftest import RunningHub
from tests.faults.console import Console, plain
from tests.faults.proxy import Cut, Proxy, proxy
from tests.support import People, ask, until

# uvloop warns of a Redis connection that was being made when the hub ended; as an error, that warning stops it from
# closing anything.
pytestmark = [pytest.mark.filterwarnings("ignore::ResourceWarning"), pytest.mark.slow]

OFFSETS = (0, 1, 3, 150)
"""At the boundary; inside the header of a short frame, of a long one; in the text (or, at a mark's end, beyond)."""
PIECES = 9
"""The answer to the upgrade, welcome, subscribed, four missed events, recovered, and what comes live after it."""


class World:
    """A district where things change, and a console behind a proxy."""

    def __init__(self, hub: RunningHub, line: Proxy, console: Console, rng: random.Random) -> None:
        self.hub = hub
        self.line = line
        self.console = console
        self.rng = rng
        self.people: People
        self.areas: list[Any] = []
        self.resident: Principal
        self.clerk: Principal
        self.tickets: list[Any] = []

    @property
    def topic(self) -> str:
        return self.console.topic

    async def change(self) -> None:
        """Something happens to a ticket, as the API does it."""
        db, rng, place = self.hub.hub.db, self.rng, self.hub.hub.district
        if len(self.tickets) < 3 or rng.random() < 0.4:
            report = Create(
                area=self.areas[rng.randrange(len(self.areas))], category="drain_blocked", text="堵了"
            )
            made = await actions.create(db, self.resident, ask(self.resident), report)
            self.tickets.append(made)
        else:
            number = rng.randrange(len(self.tickets))
            ticket = self.tickets[number]
            if ticket.state == "reported" and rng.random() < 0.5:
                self.tickets[number] = await actions.acknowledge(
                    db, self.clerk, ask(self.clerk), ticket.id, Acknowledge()
                )
            else:
                await actions.note(db, self.clerk, ask(self.clerk), ticket.id, Note(text=str(rng.random())))
        await nudge(self.hub.hub.redis, place)

    async def away(self) -> None:
        """The console's lines are gone, and stay away until `back`."""
        self.line.refusing = True
        self.line.cut()

    async def back(self, *cuts: Cut) -> None:
        """Lines again; the first ones are cut where told."""
        self.line.cuts.extend(cuts)
        self.line.refusing = False

    async def level(self) -> None:
        """The console has come to the end of its topic."""
        owner = self.people.owner

        async def done() -> bool:
            row = await owner.fetchrow(
                "SELECT bool_and(seq IS NOT NULL) AS whole, max(seq) FILTER (WHERE $1 = ANY(topics)) AS last "
                "FROM events",
                self.topic,
            )
            return bool(row and row["whole"] and self.console.last >= row["last"])

        await until(done, timeout=30)

    async def check(self) -> None:
        """What it applied is what a fresh fetch gives; each event came once, in order, or a reset told of it."""
        await self.level()
        console = self.console
        assert console.error is None
        assert plain(console.tickets) == plain(await console.fresh())
        assert not console.repeated
        assert not console.disordered
        rows = await self.people.owner.fetch(
            "SELECT seq FROM events WHERE $1 = ANY(topics) ORDER BY seq", self.topic
        )
        had = set(console.seqs)
        missing = [
            row["seq"]
            for row in rows
            if row["seq"] not in had
            and row["seq"] > console.began
            and not any(low < row["seq"] <= high for low, high in console.gaps)
        ]
        assert not missing


@asynccontextmanager
async def world(hub: RunningHub, people: People, rng: random.Random) -> AsyncIterator[World]:
    hub.hub.watch.handlers = {}  # what the service does by itself would come between a change and its check
    place = people.place
    clerk = await people.clerk()
    async with proxy(hub.settings.port, rng) as line:
        console = Console(
            "console", line.base_url, await hub.token(clerk), place.district,
            f"staff/{place.community}/tickets", "unit", "watching",
        )  # fmt: skip
        made = World(hub, line, console, rng)
        made.people, made.areas = people, [place.dwelling, place.building, place.grid]
        made.clerk, made.resident = clerk, await people.resident()
        for _ in range(3):
            await made.change()
        await console.open()
        yield made
        await console.close()


@pytest.fixture
def replays(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many events each recovery from PostgreSQL brought."""
    seen: list[int] = []
    ask_postgres = replay.read_after

    async def counted(*arguments: Any) -> replay.Replay:
        answer = await ask_postgres(*arguments)
        seen.append(len(answer.entries))
        return answer

    monkeypatch.setattr(replay, "read_after", counted)
    return seen


@pytest.mark.parametrize("ring", [20_000, 2], ids=["from the ring", "from PostgreSQL"])
async def test_cut_at_every_point(hub: RunningHub, people: People, ring: int, replays: list[int]) -> None:
    hub.hub.tail.ring.most = ring
    rng = random.Random(ring)
    async with world(hub, people, rng) as one:
        for piece, offset in itertools.product(range(PIECES), OFFSETS):
            await one.away()
            for _ in range(4):
                await one.change()
            await one.back(
                Cut(piece, offset), *(Cut(rng.randrange(PIECES), 7) for _ in range(rng.randrange(2)))
            )
            await asyncio.gather(one.change(), one.change())
            await one.check()
            one.line.cuts.clear()
        assert one.console.resets == []
        assert bool(sum(replays)) == (ring == 2), "it came from where it should"


@pytest.mark.parametrize(
    ("reason", "ring"), [("lagged", 20_000), ("lagged", 2), ("expired", 1), ("epoch", 20_000)]
)
async def test_what_cannot_be_replayed_is_fetched(
    hub: RunningHub, people: People, reason: str, ring: int
) -> None:
    hub.hub.tail.ring.most = ring
    rng = random.Random(f"{reason} {ring}")
    async with world(hub, people, rng) as one:
        for number in range(4):
            await one.away()
            for _ in range(3):
                await one.change()
            if reason == "lagged":
                await people.owner.execute(
                    "INSERT INTO events (district, type, subject, area, topics, text) "
                    "SELECT $1, 'test.much', uuidv7(), $1, ARRAY[$2], '{}' FROM generate_series(1, 1001)",
                    people.place.district, one.topic,
                )  # fmt: skip
            await until(lambda: _all_in_the_ring(one))
            if reason == "expired":
                await people.owner.execute("UPDATE events SET at = at - interval '8 days'")
            if reason == "epoch":
                if number % 2:  # replaced under a console that is there
                    await one.back()
                    await one.level()
                before = hub.hub.tail.ring.epoch
                await people.owner.execute("UPDATE logs SET log = uuidv7()")
                await until(lambda before=before: hub.hub.tail.ring.epoch != before)
            await one.back(*(Cut(rng.randrange(6), rng.choice(OFFSETS)) for _ in range(number)))
            await until(lambda number=number: len(one.console.resets) > number)
            await asyncio.gather(one.change(), one.change())
            await one.check()
            one.line.cuts.clear()
        assert set(one.console.resets) == {reason}


async def _all_in_the_ring(one: World) -> bool:
    row = await one.people.owner.fetchrow(
        "SELECT bool_and(seq IS NOT NULL) AS whole, max(seq) AS head FROM events"
    )
    return bool(row and row["whole"] and one.hub.hub.tail.ring.head == row["head"])
