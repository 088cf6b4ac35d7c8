"""What people do with tickets. A public action owns the transaction: policy, row, events; then it commits."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias
from uuid import UUID

import msgspec

from hub.accounts.actions import own_topic
from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.media import actions as media
from hub.media import voices
from hub.media.links import view as photo_view
from hub.routing import actions as routing
from hub.settings import Settings
from hub.tickets import events, policy, store
from hub.tickets.changes import Change
from hub.tickets.closing.evidence import enough
from hub.tickets.follows import store as follows
from hub.tickets.linkage.refusals import refuse
from hub.tickets.states import TRANSITIONS, possible
from hub.tickets.steps import begin, step
from hub.tickets.types import (
    Acknowledge,
    Action,
    Actor,
    Audience,
    Category,
    Confirm,
    Create,
    Created,
    Dispatch,
    Emergency,
    Handler,
    Holder,
    Likeness,
    Note,
    Reject,
    Reopen,
    Resolve,
    Start,
    State,
    Step,
    Ticket,
    TicketDetail,
)  # fmt: skip
from hub.tickets.units import serving
from hub.tickets.words import line, words


async def create(db: Database, principal: Principal, asked: Command, report: Create) -> Created:
    """Stores a report and gives it to whom a rule says, else to the desk of its community.

    Raises:
        DomainError: `area.unknown` (also: of another district), `ticket.category_unknown`, `photo.unknown`,
            `ticket.text_empty`, `organisation.unknown`.
    """

    async def act(tx: Connection) -> Created:
        filed, emergency = await file(tx, principal, report, policy.resident(principal), by_reporter=True)
        return Created(**msgspec.structs.asdict(policy.for_reporter(filed)), emergency=emergency)

    return await once(db, asked, Created, act)


async def routed(tx: Connection, ticket: Ticket, taken: Step, plan: str | None) -> tuple[Ticket, Step]:
    """A new ticket and its first step, given to whom the rules of its place say. One round trip when one matches."""
    rules = routing.candidates(
        plan, category=ticket.category, path=ticket.path, text=f"{ticket.text} {ticket.place_text}",
        urgent=ticket.urgent, at=ticket.created_at,
    ) if plan else []  # fmt: skip
    if not rules:
        return ticket, taken
    given, reasons = await store.route(tx, ticket, [routing.target_of(rule.to) for rule in rules])
    said = await routing.followed(tx, ticket.id, rules, reasons)
    return given, msgspec.structs.replace(taken, next=given.holder if said.rule else None, routed=said)


Settle: TypeAlias = Callable[[Connection, Ticket], Awaitable[None]]


async def file(
    tx: Connection, principal: Principal, report: Create, by: Actor, *, by_reporter: bool, settle: Settle | None = None
) -> tuple[Ticket, Emergency | None]:  # fmt: skip
    """Stores a report and takes its first step, in the caller's transaction; raises as `create`. Also what its
    category says to do first.

    `settle` may change the row before anything follows from it and anybody is told.
    """
    text = "" if (report.call_me or report.voice) and not line(report.text) else words(report.text)
    place = await areas.place(tx, report.area, principal.district)
    await media.attach(tx, principal, report.photos)
    voice = await voices.attach(tx, principal, report.voice) if report.voice else None
    if report.about is not None:
        await areas.organisation(tx, report.about, principal.district)
    desk = place.at("community") or place.at("street") or place.ids[0]
    stored = await store.create(
        tx, district=principal.district, category=report.category, text=text, path=place.ids,
        levels=place.levels,
        place=place.label, place_text=line(report.place_text), position=report.position, desk=desk,
        reporter=principal.account, practice=principal.practice, photos=report.photos, about=report.about,
        call_me=report.call_me, voice=voice,
    )  # fmt: skip
    if stored is None:
        raise DomainError("ticket.category_unknown")
    ticket, earlier = stored.ticket, stored.earlier
    await store.add_photos(tx, ticket.id, report.photos, "report")
    if settle is not None:
        await settle(tx, ticket)
        earlier = await store.recount(tx, ticket.id)
        settled = await store.ticket(tx, principal.district, ticket.id)
        assert settled is not None
        ticket = settled
    known = tuple(earlier) if ticket.repeats else msgspec.UNSET
    taken = Step(kind="created", at=ticket.created_at, by=by, earlier=known)
    if ticket.origin != "task":  # a sub-task goes where it is told
        ticket, taken = await routed(tx, ticket, taken, stored.plan)
    return await begin(tx, ticket, taken, by_reporter=by_reporter), stored.emergency


async def acknowledge(
    db: Database, principal: Principal, asked: Command, ticket: UUID, given: Acknowledge
) -> Ticket:
    """The desk has seen it; the reporter is told."""

    async def change(tx: Connection, before: Ticket) -> Change:
        return Change(text=line(given.note))

    return await step(db, principal, asked, ticket, "acknowledge", given, change)


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

    async def change(tx: Connection, before: Ticket) -> Change:
        text = line(given.note)
        if given.organisation is None:
            if not policy.relation(principal, before).holder:
                raise DomainError("ticket.not_allowed")
            assert given.account is not None
            if not await store.colleague(tx, given.account, before.holder.id, policy.DESK_ROLES):
                raise DomainError("ticket.not_colleague")
            return Change(text=text, assignee=given.account, keep_assignee=False)
        if not policy.relation(principal, before).decides:
            raise DomainError("ticket.not_allowed")
        holder = await serving(tx, principal, before, given.organisation)
        return Change(text=text, holder=holder, keep_assignee=False)

    return await step(db, principal, asked, ticket, "dispatch", given, change)


async def start(db: Database, principal: Principal, asked: Command, ticket: UUID, given: Start) -> Ticket:
    """Someone is on it: who starts has it."""

    async def change(tx: Connection, before: Ticket) -> Change:
        return Change(text=line(given.note), assignee=principal.account, keep_assignee=False)

    return await step(db, principal, asked, ticket, "start", given, change)


async def note(db: Database, principal: Principal, asked: Command, ticket: UUID, given: Note) -> Ticket:
    """Words on a ticket: among staff, or to the resident. The reporter's own always reach both."""

    async def change(tx: Connection, before: Ticket) -> Change:
        stands = policy.relation(principal, before)
        told: Audience = given.audience if stands.in_office else "resident"
        return Change(text=words(given.text), audience=told)

    return await step(db, principal, asked, ticket, "note", given, change)


async def resolve(db: Database, principal: Principal, asked: Command, ticket: UUID, given: Resolve) -> Ticket:
    """Done, with evidence: a picture, or words where the category says so.

    Raises:
        DomainError: `ticket.evidence_missing`, `ticket.evidence_words`, `photo.unknown`, and those of every step.
    """

    async def change(tx: Connection, before: Ticket) -> Change:
        text = words(given.text)
        await enough(tx, before, text, given.photos)
        await media.attach(tx, principal, [*given.photos, *given.before])
        await store.add_photos(tx, before.id, given.before, "before")
        to: State | None = "closed" if before.origin == "task" else None  # nobody is there to confirm it
        return Change(text=text, evidence=tuple(given.photos), to=to)

    return await step(db, principal, asked, ticket, "resolve", given, change)


async def confirm(db: Database, principal: Principal, asked: Command, ticket: UUID, given: Confirm) -> Ticket:
    """The reporter agrees that it is fixed, and may rate it (1 to 5)."""

    async def change(tx: Connection, before: Ticket) -> Change:
        return Change(text=line(given.text), satisfaction=given.satisfaction)

    return await step(db, principal, asked, ticket, "confirm", given, change)


async def reopen(db: Database, principal: Principal, asked: Command, ticket: UUID, given: Reopen) -> Ticket:
    """It is not fixed: back to the desk of its area."""

    async def change(tx: Connection, before: Ticket) -> Change:
        desk = Holder("desk", before.desk, before.desk_name)
        return Change(text=words(given.reason), holder=desk, keep_assignee=False)

    return await step(db, principal, asked, ticket, "reopen", given, change)


async def reject(db: Database, principal: Principal, asked: Command, ticket: UUID, given: Reject) -> Ticket:
    """Not ours; raises as `linkage.refusals.refuse`."""

    async def act(tx: Connection) -> Ticket:
        return await refuse(tx, principal, ticket, given)

    return await once(db, asked, Ticket, act)


async def detail(db: Database, principal: Principal, identity: UUID, settings: Settings) -> TicketDetail:
    """One ticket as its reader may see it.

    Raises:
        DomainError: `not_found`.
    """
    async with db.connection() as connection:
        ticket = await store.ticket(connection, principal.district, identity)
        stands = policy.relation(principal, ticket) if ticket else None
        if ticket is not None and stands is not None and not stands.sees:
            stands = stands._replace(follower=await follows.may_see(connection, ticket, principal.account))
        if ticket is None or stands is None or not stands.sees:
            raise DomainError("not_found")
        now = await store.now(connection)
        purposes = await _photos(connection, ticket, stands, principal)
        infos = await media.photos_of(connection, [photo for photo, _ in purposes])
        said = await store.said(connection, ticket.id)
        heard = said.voice if policy.may_hear(ticket, stands) else None
        spoken = await voices.info(connection, heard) if heard else None
        timeline = await store.timeline(connection, identity, _told(ticket, stands, principal))
        steps = [msgspec.json.decode(text, type=_HasStep).step for text in timeline]
        actions: list[Action] = [
            action
            for action in TRANSITIONS
            if policy.may(action, stands)
            and possible(action, ticket, now)
            and policy.offered(action, principal, ticket)
        ]
        handlers = await _handlers(connection, ticket) if "dispatch" in actions or "reject" in actions else []
        colleagues = []
        if "dispatch" in actions and stands.holder:
            colleagues = await store.colleagues(connection, ticket.holder.id, policy.DESK_ROLES)
        view = policy.view(ticket, stands)
        if stands.follower:
            [view] = await follows.views(connection, [ticket])
    shown = {info.id: photo_view(settings, info) for info in infos}
    return TicketDetail(
        ticket=view,
        photos=[shown[photo] for photo, purpose in purposes if purpose == "report"],
        voice=voices.view(settings, spoken) if spoken else None,
        position=said.position if policy.may_locate(stands) else None,
        before=[shown[photo] for photo, purpose in purposes if purpose == "before"],
        evidence=[shown[photo] for photo, purpose in purposes if purpose == "evidence"],
        timeline=steps, actions=actions, handlers=handlers, colleagues=colleagues,
    )  # fmt: skip


class _HasStep(msgspec.Struct):
    step: Step


async def _photos(
    connection: Connection, ticket: Ticket, stands: policy.Relation, principal: Principal
) -> list[tuple[UUID, str]]:
    """What was photographed. Followers' pictures are for who works on it; a follower sees her own only."""
    if stands.follower:
        return [(one, "report") for one in await follows.photos(connection, ticket.id, principal.account)]
    purposes = await store.photos(connection, ticket.id)
    if stands.in_office:
        purposes += [(one, "report") for one in await follows.photos(connection, ticket.id, None)]
    return purposes


def _told(ticket: Ticket, stands: policy.Relation, principal: Principal) -> str:
    """The topic that tells this reader of the ticket: its events are the timeline."""
    if stands.staff:
        return events.ticket_topic(ticket.id)
    if stands.handler:
        return events.organisation_topic(ticket.holder.id)
    if stands.convened:
        return events.organisation_topic(policy.parts_of(principal, ticket)[0].id)
    return own_topic(principal.account)


async def _handlers(connection: Connection, ticket: Ticket) -> list[Handler]:
    category = await store.category(connection, ticket.path[0], ticket.category)
    duty = category.default_handler if category else ""
    found = await areas.organisations(connection, ticket.area)
    handlers = [
        Handler(one.id, one.kind, one.name, duty in one.duties)
        for one in found
        if one.id != ticket.complaint_about
    ]
    return sorted(handlers, key=lambda handler: not handler.suggested)


async def categories(db: Database, district: UUID) -> list[Category]:
    """What can be reported in a district."""
    async with db.connection() as connection:
        return await store.categories(connection, district)


async def put_category(tx: Connection, district: UUID, category: Category, position: int) -> None:
    """Adds a category if the district lacks it; for the seed."""
    await store.put_category(tx, district, category, position)


async def put_likeness(tx: Connection, district: UUID, category: str, likeness: Likeness) -> None:
    """When two reports of a category can be of one thing; for the seed. Until then residents learn of none."""
    await store.put_likeness(tx, district, category, likeness)


async def read(tx: Connection, district: UUID, identity: UUID) -> Ticket:
    """One ticket as staff see it; for the seed.

    Raises:
        DomainError: `not_found`.
    """
    found = await store.ticket(tx, district, identity)
    if found is None:
        raise DomainError("not_found")
    return found
