"""A timer goes off once, when its time has come by PostgreSQL's clock; what fails is tried again."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from hub.db import Connection, Database
from hub.errors import DomainError
from hub.sealing import Sealer
from hub.settings import Settings
from hub.tickets import actions, store, timers
from hub.tickets.changes import Change
from hub.tickets.steps import service_step
from hub.tickets.timers import Context, Timer, Watch
from hub.tickets.types import Acknowledge, Create, Note, Ticket
from tests.support import People, ask


class Clockwork:
    """A ticket, a watch that writes down what went off, and a clock that can be moved."""

    def __init__(self, db: Database, owner: Any, ticket: Ticket, sealer: Sealer) -> None:
        self.db, self.owner, self.ticket = db, owner, ticket
        self.rang: list[Timer] = []
        self.fails = 0
        self.watch = Watch(db, ticket.path[0], Context(sealer), {"test.ring": self.ring})

    async def ring(self, tx: Connection, context: Context, timer: Timer) -> None:
        if self.fails:
            self.fails -= 1
            raise RuntimeError("not yet")
        await service_step(
            tx, timer.district, timer.ticket, "noted", Change(text="到点了", audience="internal")
        )
        self.rang.append(timer)

    async def put(self, minutes: float, **params: object) -> None:
        async with self.db.transaction() as tx:
            at = await store.now(tx) + timedelta(minutes=minutes)
            await timers.put(tx, self.ticket.id, "test.ring", at, params)

    async def forward(self, **by: float) -> None:
        await self.owner.execute("UPDATE app_clock SET ahead = ahead + $1", timedelta(**by))


@pytest.fixture
async def clock(
    db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People, settings: Settings
) -> Clockwork:
    an = await people.resident()
    report = Create(area=people.place.dwelling, category="drain_blocked", text="门口下水道堵了")
    ticket = await actions.create(db, an, ask(an), report)
    return Clockwork(db, owner, ticket, Sealer(settings.keys()))


async def test_it_goes_off_when_its_time_has_come(clock: Clockwork) -> None:
    await clock.put(10, rung=1)
    await clock.watch.look()
    assert clock.rang == []
    await clock.forward(minutes=11)
    await clock.watch.look()
    await clock.watch.look()
    assert [timer.params for timer in clock.rang] == [{"rung": 1}]
    assert clock.watch.done == {"test.ring": 1}


async def test_it_moves_and_is_cancelled(clock: Clockwork) -> None:
    await clock.put(10)
    await clock.put(30)
    await clock.forward(minutes=11)
    await clock.watch.look()
    assert clock.rang == []
    async with clock.db.transaction() as tx:
        await timers.cancel(tx, clock.ticket.id, "test.ring", "another")
    await clock.forward(hours=1)
    await clock.watch.look()
    assert clock.rang == []


async def test_two_hubs_that_look_at_once_do_it_once(clock: Clockwork) -> None:
    for _ in range(5):
        await clock.put(-1)
        await asyncio.gather(*(clock.watch.look() for _ in range(4)))
    assert len(clock.rang) == 5


async def test_what_fails_changes_nothing_and_is_tried_again(clock: Clockwork) -> None:
    clock.fails = 1
    await clock.put(-1)
    await clock.watch.look()
    assert clock.rang == []
    assert clock.watch.failed == {"test.ring": 1}
    await clock.watch.look()
    assert clock.rang == []  # it waits a little
    await clock.forward(seconds=30)
    await clock.watch.look()
    assert len(clock.rang) == 1


async def test_a_ticket_that_somebody_works_on_is_passed_over(clock: Clockwork) -> None:
    await clock.put(-1)
    async with clock.db.transaction() as tx:
        await store.lock(tx, clock.ticket.path[0], clock.ticket.id)
        await clock.watch.look()
        assert clock.rang == []
    await clock.watch.look()
    assert len(clock.rang) == 1


async def test_kinds_of_another_version_are_left_alone(clock: Clockwork) -> None:
    await clock.put(-1)
    clock.watch.handlers = {}
    await clock.watch.look()
    assert await clock.owner.fetchval("SELECT count(*) FROM ticket_timers WHERE kind = 'test.ring'") == 1


async def test_a_lost_database_is_waited_for(clock: Clockwork) -> None:
    async def gone(tx: Connection, context: Context, timer: Timer) -> None:
        raise DomainError("unavailable")

    clock.watch.handlers = {"test.ring": gone}
    await clock.put(-1)
    with pytest.raises(DomainError):
        await clock.watch.look()
    assert await clock.owner.fetchval("SELECT tries FROM ticket_timers WHERE kind = 'test.ring'") == 0


async def test_what_the_service_notes_takes_nobodys_words_away(clock: Clockwork, people: People) -> None:
    clerk = await people.clerk()
    await clock.put(-1)
    await clock.watch.look()
    seen = clock.ticket.version
    done = await actions.acknowledge(clock.db, clerk, ask(clerk), clock.ticket.id, Acknowledge(version=seen))
    assert (done.state, done.version) == ("acknowledged", seen + 2)


async def test_another_persons_step_or_one_the_resident_hears_of_does(
    clock: Clockwork, people: People
) -> None:
    clerk = await people.clerk()
    seen = clock.ticket.version
    async with clock.db.transaction() as tx:
        told = Change(text="说明", audience="resident")
        await service_step(tx, clock.ticket.path[0], clock.ticket.id, "noted", told)
    with pytest.raises(DomainError) as stale:
        await actions.acknowledge(clock.db, clerk, ask(clerk), clock.ticket.id, Acknowledge(version=seen))
    assert stale.value.code == "ticket.stale"
    note = Note(text="在路上", version=seen + 1)
    await actions.note(clock.db, clerk, ask(clerk), clock.ticket.id, note)
    with pytest.raises(DomainError) as stale:
        await actions.acknowledge(clock.db, clerk, ask(clerk), clock.ticket.id, Acknowledge(version=seen + 1))
    assert stale.value.code == "ticket.stale"
    with pytest.raises(DomainError) as ahead:
        await actions.acknowledge(clock.db, clerk, ask(clerk), clock.ticket.id, Acknowledge(version=99))
    assert ahead.value.code == "ticket.stale"
