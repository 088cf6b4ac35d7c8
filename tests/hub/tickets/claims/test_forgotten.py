"""A forgotten claim hands itself back; one with life in it, or that is work, does not."""

from datetime import timedelta
from uuid import UUID

import pytest

from hub.sealing import Sealer
from hub.settings import Settings
from hub.tickets import actions
from hub.tickets.changes import Change
from hub.tickets.claims.reactions import STALE
from hub.tickets.steps import service_step
from hub.tickets.timers import Context, Watch
from hub.tickets.types import Note, Start
from hub.tickets.watch import HANDLERS
from tests.hub.tickets.claims.test_actions import Two, two
from tests.support import ask

__all__ = ["two"]


class Clock:
    def __init__(self, two: Two, settings: Settings) -> None:
        self.two = two
        self.here: set[tuple[UUID, UUID]] = set()
        context = Context(Sealer(settings.keys()), lambda ticket, account: (ticket, account) in self.here)
        self.watch = Watch(two.db, two.place.district, context, HANDLERS)

    async def forward(self, by: timedelta) -> None:
        await self.two.owner.execute("UPDATE app_clock SET ahead = ahead + $1", by)
        await self.watch.look()
        assert not self.watch.failed

    async def assignee(self) -> UUID | None:
        return await self.two.owner.fetchval("SELECT assignee FROM tickets WHERE id = $1", self.two.ticket.id)


@pytest.fixture
def clock(two: Two, settings: Settings) -> Clock:
    return Clock(two, settings)


SOON = STALE + timedelta(seconds=1)


async def test_it_is_handed_back(two: Two, clock: Clock) -> None:
    await two.claim(two.chen)
    await clock.forward(STALE - timedelta(seconds=5))
    assert await clock.assignee() == two.chen.account
    await clock.forward(timedelta(seconds=6))
    assert await clock.assignee() is None
    assert await two.steps() == ["created", "claimed", "handed_back"]
    await two.claim(two.he)


async def test_not_while_its_claimer_looks_at_it(two: Two, clock: Clock) -> None:
    await two.claim(two.chen)
    clock.here = {(two.ticket.id, two.chen.account)}
    for _ in range(5):
        await clock.forward(SOON)
    assert await clock.assignee() == two.chen.account
    clock.here = {(two.ticket.id, two.he.account)}  # somebody else is no reason
    await clock.forward(SOON)
    assert await clock.assignee() is None


async def test_a_step_keeps_it(two: Two, clock: Clock) -> None:
    await two.claim(two.chen)
    await two.owner.execute("UPDATE app_clock SET ahead = ahead + interval '8 minutes'")
    await actions.note(two.db, two.chen, ask(two.chen), two.ticket.id, Note(text="在打电话"))
    await clock.forward(timedelta(minutes=5))
    assert await clock.assignee() == two.chen.account
    await clock.forward(SOON)
    assert await clock.assignee() is None


async def test_what_became_work_stays(two: Two, clock: Clock) -> None:
    await two.claim(two.chen)
    await actions.start(two.db, two.chen, ask(two.chen), two.ticket.id, Start())
    await clock.forward(timedelta(days=1))
    assert await clock.assignee() == two.chen.account


async def test_a_take_over_is_a_claim_too(two: Two, clock: Clock) -> None:
    await two.claim(two.chen)
    await clock.forward(timedelta(minutes=9))
    await two.take_over(two.he)
    await clock.forward(timedelta(minutes=9))
    assert await clock.assignee() == two.he.account
    await clock.forward(SOON)
    assert await clock.assignee() is None


async def test_what_the_service_does_is_no_life_in_it(two: Two, clock: Clock) -> None:
    await two.claim(two.chen)
    await two.owner.execute("UPDATE app_clock SET ahead = ahead + interval '9 minutes'")
    async with two.db.transaction() as tx:
        warning = Change(text="快到时限了", audience="internal")
        await service_step(tx, two.place.district, two.ticket.id, "noted", warning)
    await clock.forward(timedelta(minutes=2))
    assert await clock.assignee() is None
