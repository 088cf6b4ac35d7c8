"""What people do with home visits. A public action owns the transaction."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.tickets.words import line
from hub.visits import events, policy, store
from hub.visits.types import (
    VISIT_OPEN,
    AskVisit,
    CertifiedWay,
    DayPart,
    EndVisit,
    HomeVisit,
    HomeVisits,
    ProposeVisit,
    VisitState,
    VisitStep,
)

LONGEST = timedelta(days=60)
LEAST_WORDS = 2
_FROM: dict[VisitStep, tuple[VisitState, ...]] = {
    "taken": ("asked",),
    "proposed": VISIT_OPEN,
    "done": ("taken", "proposed"),
    "cancelled": VISIT_OPEN,
}


class Unneeded(NamedTuple):
    """A visit that the service ended, and where it stood."""

    was: VisitState
    visit: HomeVisit


class Made(NamedTuple):
    """What a step changes beside the state."""

    taken_by: UUID | None = None
    day: date | None = None
    part: DayPart | None = None
    note: str = ""


async def ask(db: Database, principal: Principal, asked: Command, given: AskVisit) -> HomeVisit:
    """Asks for a visit; one that is open for this reason is given instead of a second.

    Raises:
        DomainError: `forbidden` (staff), `area.unknown`.
    """
    if principal.kind != "resident":
        raise DomainError("forbidden")

    async def act(tx: Connection) -> HomeVisit:
        place = await areas.place(tx, given.area, principal.district)
        agent = principal.acting
        identity = await tx.fetchval(
            store.q.add, principal.district, given.reason, principal.account, agent.name if agent else "",
            agent.tie if agent else None, place.ids[-1], list(place.ids), place.label, given.person,
            line(given.text),
        )  # fmt: skip
        known = identity or await tx.fetchval(store.q.open_of, principal.account, given.reason)
        visit = await store.one(tx, principal.district, known) if known else None
        if visit is None:
            raise DomainError("visit.wrong_state")  # it ended between the two looks
        if identity is not None:
            await events.announce(tx, "asked", None, visit)
        return policy.for_resident(visit)

    return await once(db, asked, HomeVisit, act)


async def take(db: Database, principal: Principal, asked: Command, visit: UUID) -> HomeVisit:
    """Somebody goes. Raises as `propose`, but for the day."""

    async def change(tx: Connection, before: HomeVisit) -> Made:
        return Made(taken_by=principal.account)

    return await _step(db, principal, asked, visit, "taken", None, change)


async def propose(
    db: Database, principal: Principal, asked: Command, visit: UUID, given: ProposeVisit
) -> HomeVisit:
    """Says when; who says so goes.

    Raises:
        DomainError: `not_found`, `visit.not_allowed`, `visit.stale`, `visit.wrong_state`, `visit.day`.
    """

    async def change(tx: Connection, before: HomeVisit) -> Made:
        today = await tx.fetchval(store.q.today)
        if not today <= given.day <= today + LONGEST:
            raise DomainError("visit.day", fields={"day": "visit.day"}, days=LONGEST.days)
        return Made(taken_by=principal.account, day=given.day, part=given.part)

    return await _step(db, principal, asked, visit, "proposed", given.version, change)


async def done(db: Database, principal: Principal, asked: Command, visit: UUID, given: EndVisit) -> HomeVisit:
    """Somebody was there. Raises as `propose`; `visit.words` without what was done."""

    async def change(tx: Connection, before: HomeVisit) -> Made:
        return Made(taken_by=principal.account, note=_words(given.note))

    return await _step(db, principal, asked, visit, "done", given.version, change)


async def cancel(
    db: Database, principal: Principal, asked: Command, visit: UUID, given: EndVisit
) -> HomeVisit:
    """Not any more: she, or staff, who say why. Raises as `done`."""

    async def change(tx: Connection, before: HomeVisit) -> Made:
        mine = before.account == principal.account
        return Made(note=line(given.note) if mine else _words(given.note))

    return await _step(db, principal, asked, visit, "cancelled", given.version, change)


async def certified(
    tx: Connection, district: UUID, person: UUID, accounts: Sequence[UUID], way: CertifiedWay
) -> list[Unneeded]:
    """A person was certified on a phone or at the desk: her open visits for it are over. `accounts`: hers, whose visits
    name no person. Give what comes back to `tell_certified` when every row is locked and read."""
    rows = await tx.fetch(store.q.certified, district, person, list(accounts), way)
    ended = []
    for row in rows:
        after = await store.one(tx, district, row["id"])
        assert after is not None
        ended.append(Unneeded(row["was"], after))
    return ended


async def tell_certified(tx: Connection, ended: Sequence[Unneeded]) -> None:
    """Appends the events of visits that `certified` ended."""
    for was, visit in ended:
        await events.announce(tx, "cancelled", was, visit)


async def page(
    db: Database, principal: Principal, *, staff: bool, after: UUID | None, limit: int
) -> HomeVisits:
    """One's own, the newest first; for staff what is open in their areas, or needed no visit within a day; the
    oldest first."""
    async with db.connection() as connection:
        if staff:
            seen = policy.areas_of(principal)
            rows = await connection.fetch(store.q.within, principal.district, seen, after, limit + 1)
        else:
            rows = await connection.fetch(store.q.own, principal.account, after, limit + 1)
    found = [store.of_row(row) for row in rows[:limit]]
    shown = found if staff else [policy.for_resident(one) for one in found]
    return HomeVisits(shown, str(found[-1].id) if len(rows) > limit else None)


async def _step(
    db: Database, principal: Principal, asked: Command, identity: UUID, step: VisitStep, version: int | None,
    change: Callable[[Connection, HomeVisit], Awaitable[Made]],
) -> HomeVisit:  # fmt: skip
    async def act(tx: Connection) -> HomeVisit:
        await tx.fetchval(store.q.lock, principal.district, identity)
        before = await store.one(tx, principal.district, identity)
        if before is None:
            raise DomainError("not_found")
        mine = before.account == principal.account
        visitor = policy.visits(principal, before.path)
        if not (mine or visitor):
            raise DomainError("not_found")
        if not visitor and step != "cancelled":
            raise DomainError("visit.not_allowed")
        if version is not None and version != before.version:
            raise DomainError("visit.stale")
        if before.state not in _FROM[step]:
            raise DomainError("visit.wrong_state")
        made = await change(tx, before)
        await tx.execute(store.q.step, identity, step, made.taken_by, made.day, made.part, made.note)
        after = await store.one(tx, principal.district, identity)
        assert after is not None
        await events.announce(tx, step, before.state, after)
        return after if visitor else policy.for_resident(after)

    return await once(db, asked, HomeVisit, act)


def _words(text: str) -> str:
    note = line(text)
    if len(note) < LEAST_WORDS:
        raise DomainError("visit.words", fields={"note": "visit.words"})
    return note
