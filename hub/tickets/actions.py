"""What people do with tickets. A public action owns the transaction: policy, row, events; then it commits."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.media import actions as media
from hub.media.links import view as photo_view
from hub.settings import Settings
from hub.tickets import events, policy, store
from hub.tickets.states import TRANSITIONS, possible
from hub.tickets.types import (
    TEXT_BYTES,
    Acknowledge,
    Action,
    Actor,
    Audience,
    Category,
    Confirm,
    Create,
    Dispatch,
    Handler,
    Holder,
    ListName,
    NextOwner,
    Note,
    Reject,
    Reopen,
    Resolve,
    Start,
    State,
    Step,
    Ticket,
    TicketDetail,
    TicketList,
    Versioned,
)  # fmt: skip

RESIDENT_UNIT = "居民"


async def create(db: Database, principal: Principal, asked: Command, report: Create) -> Ticket:
    """Stores a report and puts it on the desk of its community.

    Raises:
        DomainError: `area.unknown` (also: of another district), `ticket.category_unknown`, `photo.unknown`,
            `ticket.text_empty`.
    """

    async def act(tx: Connection) -> Ticket:
        text = _words(report.text)
        place = await areas.place(tx, report.area, principal.district)
        await media.attach(tx, principal, report.photos)
        desk = place.at("community") or place.at("street") or place.ids[0]
        after = await store.create(
            tx, district=principal.district, category=report.category, text=text, path=place.ids,
            place=place.label, place_text=_line(report.place_text), position=report.position, desk=desk,
            reporter=principal.account, practice=principal.practice, photos=report.photos,
        )  # fmt: skip
        if after is None:
            raise DomainError("ticket.category_unknown")
        await store.add_photos(tx, after.id, report.photos, "report")
        step = Step(kind="created", at=after.created_at, by=Actor(principal.name, RESIDENT_UNIT))
        await events.announce(tx, step, None, after, by_reporter=True)
        return policy.for_reporter(after)

    return await once(db, asked, Ticket, act)


class _Change(NamedTuple):
    """What a step changes beyond the state; the defaults leave holder and assignee as they are."""

    text: str = ""
    audience: Audience = "resident"
    holder: Holder | None = None
    assignee: UUID | None = None
    keep_assignee: bool = True
    refusals: int = 0
    satisfaction: int | None = None
    evidence: tuple[UUID, ...] = ()


async def acknowledge(
    db: Database, principal: Principal, asked: Command, ticket: UUID, given: Acknowledge
) -> Ticket:
    """The desk has seen it; the reporter is told."""

    async def change(tx: Connection, before: Ticket) -> _Change:
        return _Change(text=_line(given.note))

    return await _step(db, principal, asked, ticket, "acknowledge", given, change)


async def dispatch(
    db: Database, principal: Principal, asked: Command, ticket: UUID, given: Dispatch
) -> Ticket:
    """Hands the work to an organisation, or to one person of the unit that holds the ticket.

    Raises:
        DomainError: `ticket.handler_missing`, `organisation.unknown`, `ticket.not_serving`,
            `ticket.not_colleague`, and those of every step.
    """
    if (given.organisation is None) == (given.account is None):
        raise DomainError("ticket.handler_missing")

    async def change(tx: Connection, before: Ticket) -> _Change:
        text = _line(given.note)
        if given.organisation is None:
            if not policy.relation(principal, before).holder:
                raise DomainError("ticket.not_allowed")
            assert given.account is not None
            if not await store.colleague(tx, given.account, before.holder.id, policy.DESK_ROLES):
                raise DomainError("ticket.not_colleague")
            return _Change(text=text, assignee=given.account, keep_assignee=False)
        if not policy.relation(principal, before).desk:
            raise DomainError("ticket.not_allowed")
        holder = await _organisation(tx, principal, before, given.organisation)
        return _Change(text=text, holder=holder, keep_assignee=False)

    return await _step(db, principal, asked, ticket, "dispatch", given, change)


async def start(db: Database, principal: Principal, asked: Command, ticket: UUID, given: Start) -> Ticket:
    """Someone is on it: who starts has it."""

    async def change(tx: Connection, before: Ticket) -> _Change:
        return _Change(text=_line(given.note), assignee=principal.account, keep_assignee=False)

    return await _step(db, principal, asked, ticket, "start", given, change)


async def note(db: Database, principal: Principal, asked: Command, ticket: UUID, given: Note) -> Ticket:
    """Words on a ticket: among staff, or to the resident. The reporter's own always reach both."""

    async def change(tx: Connection, before: Ticket) -> _Change:
        stands = policy.relation(principal, before)
        told: Audience = given.audience if stands.staff or stands.handler else "resident"
        return _Change(text=_words(given.text), audience=told)

    return await _step(db, principal, asked, ticket, "note", given, change)


async def resolve(db: Database, principal: Principal, asked: Command, ticket: UUID, given: Resolve) -> Ticket:
    """Done, with a picture as evidence.

    Raises:
        DomainError: `ticket.evidence_missing`, `photo.unknown`, and those of every step.
    """
    if not given.photos:
        raise DomainError("ticket.evidence_missing")

    async def change(tx: Connection, before: Ticket) -> _Change:
        await media.attach(tx, principal, given.photos)
        return _Change(text=_words(given.text), evidence=tuple(given.photos))

    return await _step(db, principal, asked, ticket, "resolve", given, change)


async def confirm(db: Database, principal: Principal, asked: Command, ticket: UUID, given: Confirm) -> Ticket:
    """The reporter agrees that it is fixed, and may rate it (1 to 5)."""

    async def change(tx: Connection, before: Ticket) -> _Change:
        return _Change(text=_line(given.text), satisfaction=given.satisfaction)

    return await _step(db, principal, asked, ticket, "confirm", given, change)


async def reopen(db: Database, principal: Principal, asked: Command, ticket: UUID, given: Reopen) -> Ticket:
    """It is not fixed: back to the desk of its area."""

    async def change(tx: Connection, before: Ticket) -> _Change:
        desk = Holder("desk", before.desk, before.desk_name)
        return _Change(text=_words(given.reason), holder=desk, keep_assignee=False)

    return await _step(db, principal, asked, ticket, "reopen", given, change)


async def reject(db: Database, principal: Principal, asked: Command, ticket: UUID, given: Reject) -> Ticket:
    """Not ours: who refuses says why and names who takes it; it waits there to be acknowledged.

    Raises:
        DomainError: `ticket.next_missing`, `ticket.next_same`, `area.unknown`, `organisation.unknown`,
            `ticket.not_serving`, and those of every step.
    """
    if (given.next.area is None) == (given.next.organisation is None):
        raise DomainError("ticket.next_missing")

    async def change(tx: Connection, before: Ticket) -> _Change:
        holder = await _next_owner(tx, principal, before, given.next)
        if (holder.kind, holder.id) == (before.holder.kind, before.holder.id):
            raise DomainError("ticket.next_same")
        return _Change(text=_words(given.reason), holder=holder, keep_assignee=False, refusals=1)

    return await _step(db, principal, asked, ticket, "reject", given, change)


async def _step(
    db: Database,
    principal: Principal,
    asked: Command,
    identity: UUID,
    action: Action,
    given: Versioned,
    change: Callable[[Connection, Ticket], Awaitable[_Change]],
) -> Ticket:
    """One step of the state machine.

    Raises:
        DomainError: `not_found` (none, or none that the principal may know of), `ticket.not_allowed`,
            `ticket.stale`, `ticket.wrong_state`; nothing is changed then.
    """

    async def act(tx: Connection) -> Ticket:
        now = await store.lock(tx, principal.district, identity)
        before = await store.ticket(tx, principal.district, identity) if now else None
        if before is None or now is None:
            raise DomainError("not_found")
        stands = _allowed(principal, before, action, given, now)
        made = await change(tx, before)
        assignee = (before.assignee.id if before.assignee else None) if made.keep_assignee else made.assignee
        await store.change(
            tx, before, state=TRANSITIONS[action].to or before.state, holder=made.holder, assignee=assignee,
            refusals=made.refusals, satisfaction=made.satisfaction,
        )  # fmt: skip
        if made.evidence:
            await store.add_photos(tx, identity, made.evidence, "evidence")
        after = await store.ticket(tx, principal.district, identity)
        assert after is not None
        step = Step(
            kind=TRANSITIONS[action].step, at=now, by=_actor(principal, before, stands), audience=made.audience,
            text=made.text, next=made.holder if action in ("dispatch", "reject") else None,
        )  # fmt: skip
        await events.announce(tx, step, before, after, by_reporter=not (stands.staff or stands.handler))
        return policy.view(after, stands)

    return await once(db, asked, Ticket, act)


def _allowed(
    principal: Principal, ticket: Ticket, action: Action, given: Versioned, now: datetime
) -> policy.Relation:
    stands = policy.relation(principal, ticket)
    if not stands.sees:
        raise DomainError("not_found")  # not 403: who may not know of it does not learn that it exists
    if not policy.may(action, stands):
        raise DomainError("ticket.not_allowed")
    if given.version is not None and given.version != ticket.version:
        raise DomainError("ticket.stale")
    if not possible(action, ticket, now):
        raise DomainError("ticket.wrong_state", state=ticket.state)
    return stands


def _actor(principal: Principal, ticket: Ticket, stands: policy.Relation) -> Actor:
    if stands.handler:
        return Actor(principal.name, ticket.holder.name)
    if stands.staff:
        return Actor(principal.name, ticket.desk_name)
    return Actor(principal.name, RESIDENT_UNIT)


async def _organisation(tx: Connection, principal: Principal, ticket: Ticket, identity: UUID) -> Holder:
    found = await areas.organisation(tx, identity, principal.district)
    serving = await areas.organisations(tx, ticket.area)
    if all(one.id != found.id for one in serving):
        raise DomainError("ticket.not_serving", name=found.name)
    return Holder("organisation", found.id, found.name)


async def _next_owner(tx: Connection, principal: Principal, ticket: Ticket, owner: NextOwner) -> Holder:
    if owner.organisation is not None:
        return await _organisation(tx, principal, ticket, owner.organisation)
    assert owner.area is not None
    place = await areas.place(tx, owner.area, principal.district)
    if place.level not in ("district", "street", "community"):
        raise DomainError("area.level", expected="社区、街道或区")
    return Holder("desk", place.ids[-1], place.names[-1])


def _words(text: str) -> str:
    words = _line(text)
    if not words:
        raise DomainError("ticket.text_empty")
    if len(words.encode()) > TEXT_BYTES:
        raise DomainError("ticket.text_long")
    return words


def _line(text: str) -> str:
    """Without invisible control characters (JSON would spend six bytes on each), but with line breaks."""
    return "".join(letter for letter in text if letter == "\n" or letter.isprintable()).strip()


async def page(
    db: Database, principal: Principal, name: ListName, *, after: str | None, states: list[State] | None,
    category: str | None, area: UUID | None, words: str | None, number: int | None, limit: int,
) -> TicketList:  # fmt: skip
    """One page of one of the lists.

    Raises:
        DomainError: `cursor.invalid`.
    """
    if after is not None and not (after.isascii() and after.isdecimal() and len(after) <= 18):
        raise DomainError("cursor.invalid")
    async with db.connection() as connection:
        found = await store.page(
            connection, name, principal.account, before=int(after) if after else None, states=states,
            category=category, area=area, words=words, number=number, limit=limit + 1,
            **policy.scope(principal)._asdict(),
        )  # fmt: skip
    tickets = [policy.view(ticket, policy.relation(principal, ticket)) for ticket in found[:limit]]
    return TicketList(tickets, str(tickets[-1].number) if len(found) > limit else None)


async def detail(db: Database, principal: Principal, identity: UUID, settings: Settings) -> TicketDetail:
    """One ticket as its reader may see it.

    Raises:
        DomainError: `not_found`.
    """
    async with db.connection() as connection:
        ticket = await store.ticket(connection, principal.district, identity)
        stands = policy.relation(principal, ticket) if ticket else None
        if ticket is None or stands is None or not stands.sees:
            raise DomainError("not_found")
        now = await store.now(connection)
        purposes = await store.photos(connection, identity)
        infos = await media.photos_of(connection, [photo for photo, _ in purposes])
        timeline = await store.timeline(connection, identity, _told(ticket, stands))
        steps = [msgspec.json.decode(text, type=_HasStep).step for text in timeline]
        actions: list[Action] = [a for a in TRANSITIONS if policy.may(a, stands) and possible(a, ticket, now)]
        handlers = await _handlers(connection, ticket) if "dispatch" in actions or "reject" in actions else []
        colleagues = []
        if "dispatch" in actions and stands.holder:
            colleagues = await store.colleagues(connection, ticket.holder.id, policy.DESK_ROLES)
    shown = {info.id: photo_view(settings, info) for info in infos}
    return TicketDetail(
        ticket=policy.view(ticket, stands),
        photos=[shown[photo] for photo, purpose in purposes if purpose == "report"],
        evidence=[shown[photo] for photo, purpose in purposes if purpose == "evidence"],
        timeline=steps, actions=actions, handlers=handlers, colleagues=colleagues,
    )  # fmt: skip


class _HasStep(msgspec.Struct):
    step: Step


def _told(ticket: Ticket, stands: policy.Relation) -> str:
    """The topic that tells this reader of the ticket: its events are the timeline."""
    if stands.staff:
        return events.ticket_topic(ticket.id)
    if stands.handler:
        return events.organisation_topic(ticket.holder.id)
    assert ticket.reporter is not None
    return events.own_topic(ticket.reporter.id)


async def _handlers(connection: Connection, ticket: Ticket) -> list[Handler]:
    category = await store.category(connection, ticket.path[0], ticket.category)
    duty = category.default_handler if category else ""
    found = await areas.organisations(connection, ticket.area)
    handlers = [Handler(one.id, one.kind, one.name, duty in one.duties) for one in found]
    return sorted(handlers, key=lambda handler: not handler.suggested)


async def categories(db: Database, district: UUID) -> list[Category]:
    """What can be reported in a district."""
    async with db.connection() as connection:
        return await store.categories(connection, district)


async def put_category(tx: Connection, district: UUID, category: Category, position: int) -> None:
    """Adds a category if the district lacks it; for the seed."""
    await store.put_category(tx, district, category, position)
