"""Random linkage by random people: what must always hold holds, and events give what a fresh fetch gives."""

import random
from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from hub.accounts.types import Principal
from hub.errors import DomainError
from hub.tickets import actions, policy
from hub.tickets.linkage import actions as linked
from hub.tickets.linkage import calls, joint, refusals
from hub.tickets.linkage.types import (
    Call,
    Escalate,
    FinishPart,
    HandDown,
    OpenTask,
    ReportIn,
    Settle,
    TakeOff,
    TurnDown,
)  # fmt: skip
from hub.tickets.lists import actions as lists
from hub.tickets.types import (
    TO_DO_STATES,
    Acknowledge,
    Confirm,
    Dispatch,
    NextOwner,
    Reject,
    Reopen,
    Ticket,
)  # fmt: skip
from tests.hub.tickets.linkage.conftest import Cast
from tests.support import ask

STEPS = 90


class Console:
    """What a client knows: tickets by id, newest version wins, sorted into lists by the room's rule."""

    def __init__(self, principal: Principal, *topics: str) -> None:
        self.principal, self.topics = principal, set(topics)
        self.tickets: dict[UUID, Ticket] = {}

    def apply(self, topics: list[str], ticket: Ticket) -> None:
        known = self.tickets.get(ticket.id)
        if self.topics & set(topics) and (known is None or ticket.version > known.version):
            self.tickets[ticket.id] = ticket

    def listed(self, name: str) -> set[tuple[UUID, int]]:
        names = {name, "mine"} if name == "unit" else {name}
        return {(one.id, one.version) for one in self.tickets.values() if self._belongs(one) in names}

    def _belongs(self, ticket: Ticket) -> str | None:
        mine, parts = policy.scope(self.principal), policy.parts_of(self.principal, ticket)
        if ticket.state == "closed":
            return None
        held = ticket.holder.id in {*mine.desks, *mine.organisations}
        has = ticket.assignee is None or ticket.assignee.id == self.principal.account
        waits = any(part.state in ("called", "arrived") for part in parts)
        if ticket.state in TO_DO_STATES and ((held and has) or waits):
            return "mine"
        if held or parts or ticket.desk in mine.desks:
            return "unit"
        return "watching" if set(mine.watched) & set(ticket.path) else None


async def act(cast: Cast, chance: random.Random, ids: list[UUID]) -> None:
    """One random command of somebody on something."""
    db, place = cast.db, cast.place
    who = chance.choice(
        [cast.clerk, cast.clerk, cast.street, cast.district, cast.sibling, cast.firm, cast.department]
    )
    ticket = chance.choice(ids)
    organisation = chance.choice([place.property_org, place.department])
    unit = chance.choice(
        [
            NextOwner(organisation=organisation),
            NextOwner(area=place.street),
            NextOwner(area=place.sibling_community),
        ]
    )
    asked = ask(who)
    match chance.randrange(16):
        case 0:
            await actions.acknowledge(db, who, asked, ticket, Acknowledge())
        case 1 | 2:
            await actions.dispatch(db, who, asked, ticket, Dispatch(organisation=organisation))
        case 3:
            await actions.reject(db, who, asked, ticket, Reject(reason="不归我们", next=unit))
        case 4:
            await refusals.escalate(db, who, asked, ticket, Escalate(reason="上报"))
        case 5:
            await refusals.hand_down(db, who, asked, ticket, HandDown(reason="你们办"))
        case 6 | 7:
            await calls.call(db, who, asked, ticket, Call(units=[unit], words="来"))
        case 8:
            await calls.report_in(db, who, asked, ticket, ReportIn())
        case 9:
            await calls.turn_down(db, who, asked, ticket, TurnDown(reason="不是", instead=unit))
        case 10:
            await calls.finish_part(db, who, asked, ticket, FinishPart())
        case 11:
            await linked.open_task(
                db, who, asked, ticket, OpenTask(text="一部分", to=chance.choice([None, unit]))
            )
        case 12:
            await cast.resolve(who, ticket)
        case 13:
            give = Settle(outcome="定了", holder=unit, tasks=[OpenTask(text="再一部分")])
            await joint.settle(db, who, asked, ticket, give)
        case 14:
            await joint.take_off(db, who, asked, ticket, TakeOff(reason="好了"))
        case 15:
            if chance.random() < 0.5:
                await actions.confirm(db, cast.an, ask(cast.an), ticket, Confirm())
            else:
                await actions.reopen(db, cast.an, ask(cast.an), ticket, Reopen(reason="又来了"))


async def hold(cast: Cast, before: dict[UUID, Ticket]) -> dict[UUID, Ticket]:
    """What must hold after every command; the tickets as they are now."""
    rows = await cast.owner.fetch("SELECT id FROM tickets")
    now = {row["id"]: await cast.now(row["id"]) for row in rows}
    for ticket in now.values():
        children = [
            one for one in now.values() if one.parent == ticket.id and one.state not in ("resolved", "closed")
        ]
        assert ticket.open_children == len(children)
        assert not (children and ticket.state in ("resolved", "closed"))
        assert ticket.open_calls == sum(part.state == "called" for part in ticket.partners)
        assert ticket.holder.name
        assert ticket.refusals <= 3
        assert ticket.decider is None or ticket.decider in ticket.path
        was = before.get(ticket.id)
        if was is not None and was.decided:
            assert (ticket.refusals, ticket.decided) == (was.refusals, True)
    return now


@pytest.mark.parametrize("seed", range(5))
async def test_whatever_happens(cast: Cast, seed: int) -> None:
    chance, place = random.Random(seed), cast.place
    consoles = [
        Console(cast.clerk, f"staff/{place.community}/tickets"),
        Console(cast.sibling, f"staff/{place.sibling_community}/tickets"),
        Console(cast.street, f"staff/{place.street}/tickets"),
        Console(cast.district, f"staff/{place.district}/tickets"),
        Console(cast.firm, f"org/{place.property_org}/tickets"),
        Console(cast.department, f"org/{place.department}/tickets"),
    ]
    await cast.report()
    now = await hold(cast, {})
    done = 0
    for _ in range(STEPS):
        try:
            await act(cast, chance, list(now))
            done += 1
        except DomainError as error:
            assert error.status in (400, 403, 404, 409)  # noqa: PT017
        if chance.random() < 0.05:
            await cast.forward(seconds=timedelta(hours=20).total_seconds())
        now = await hold(cast, now)
    assert done > STEPS // 8
    for row in await cast.owner.fetch(
        "SELECT topics, text FROM events WHERE type = 'ticket.changed' ORDER BY id"
    ):
        ticket = msgspec.convert(msgspec.json.decode(row["text"])["ticket"], Ticket, strict=False)
        for console in consoles:
            console.apply(list(row["topics"]), ticket)
    for console in consoles:
        for name in ("mine", "unit", "watching"):
            page = await lists.page(cast.db, console.principal, name, limit=200)  # type: ignore[arg-type]
            fetched = {(one.id, one.version) for one in page.tickets}
            assert console.listed(name) == fetched, (console.principal.name, name)
