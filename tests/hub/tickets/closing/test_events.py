"""Old state + events = fresh fetch, for what is asked, answered, granted, called and done by time."""

import random
from uuid import UUID

import msgspec
import pytest

from hub.errors import DomainError
from hub.tickets import actions as tickets
from hub.tickets.callbacks import actions as calls
from hub.tickets.callbacks.types import CallBack
from hub.tickets.exceptions import actions as exceptions
from hub.tickets.exceptions.types import Ask, Decide
from hub.tickets.types import Promise, State, Ticket
from tests.hub.tickets.closing.tale import Tale
from tests.support import ask

STEPS = 70


class Told(msgspec.Struct):
    ticket: Ticket


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_happens_the_events_say_it(tale: Tale, seed: int) -> None:
    chance, db = random.Random(seed), tale.db
    await tale.category(comes_back=True)
    secretary = await tale.people.staff("community_secretary", tale.place.community, "何建国")
    street = await tale.people.staff("street_clerk", tale.place.street, "李志强")
    await tale.report()
    known: list[Ticket] = [tale.ticket]
    done, refused = 0, 0

    async def act() -> None:
        tale.ticket = chance.choice(known)
        staff = chance.choice([tale.clerk, tale.dispatcher, secretary, street])
        match chance.randrange(13):
            case 0 if len(known) < 4:
                known.append(await tale.report())
            case 1:
                await tale.acknowledge()
            case 2:
                await tale.dispatch()
            case 3 | 4:
                await tale.resolve(chance.choice([tale.clerk, tale.dispatcher]))
            case 5:
                await tale.confirm(satisfaction=chance.choice([None, 1, 5]))
            case 6:
                await tale.reopen()
            case 7:
                await tale.rate(chance.randint(1, 5))
            case 8:
                await tale.still_good(chance.random() < 0.5)
            case 9:
                kind = chance.choice(["extend", "hang", "exclude"])
                more = Promise(1, "d") if kind == "extend" else None
                wanted = Ask(kind=kind, reason="等配件", more=more)  # type: ignore[arg-type]
                await exceptions.ask(db, staff, ask(staff), tale.id, wanted)
            case 10:
                waiting = (await exceptions.waiting(db, street, None, 50)).requests
                if waiting:
                    one, given = chance.choice(waiting), Decide(approve=chance.random() < 0.8, text="看过")
                    await exceptions.decide(db, staff, ask(staff), one.ticket, one.id, given)
            case 11:
                reached = chance.random() < 0.7
                said = chance.random() < 0.6 if reached else None
                outcome = CallBack(reached=reached, resolved=said, satisfaction=3 if reached else None)
                await calls.call_back(db, staff, ask(staff), tale.id, outcome)
            case _:
                await tale.forward(days=chance.choice([1, 3, 8, 29]))

    for _ in range(STEPS):
        try:
            await act()
            done += 1
        except DomainError as error:
            refused += 1
            assert error.status in (400, 403, 404, 409)  # noqa: PT017
    assert done > 15
    assert refused > 5

    async def last(ticket: UUID, topic: str) -> Ticket:
        text = await tale.owner.fetchval(
            "SELECT text FROM events WHERE subject = $1 AND topics @> ARRAY[$2] ORDER BY id DESC LIMIT 1",
            ticket,
            topic,
        )
        return msgspec.json.decode(text, type=Told).ticket

    for ticket in known:
        async with db.transaction() as tx:
            fresh = await tickets.read(tx, tale.place.district, ticket.id)
        assert await last(ticket.id, f"staff/ticket/{ticket.id}") == fresh
        own = await last(ticket.id, f"own/{tale.an.account}")
        shown: tuple[State, int | None] = (own.state, own.satisfaction)
        assert shown == (fresh.state, fresh.satisfaction)
        assert own.hung_until == fresh.hung_until
        assert (own.asked_for, own.excluded) == (None, False)
