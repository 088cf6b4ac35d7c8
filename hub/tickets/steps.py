"""One step of the state machine: policy, row, what follows, events; in the caller's transaction or its own.

Every command on a ticket is one `step` with a `change` of its own: a function that is called with the ticket's row
locked, may look and write further, and says what changes. `service_step` is the same for what the service does by
itself: timers, routing, what follows on another ticket.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from hub.accounts.types import Principal
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.tickets import events, policy, store
from hub.tickets.changes import Change, Turn
from hub.tickets.reactions import GUARDS, OUTSIDE, REACTIONS
from hub.tickets.states import TRANSITIONS, possible
from hub.tickets.types import Action, Actor, State, Step, StepKind, Ticket, Versioned

SERVICE = Actor("", "社区通")
"""Who takes the steps that nobody takes."""

Changer: TypeAlias = Callable[[Connection, Ticket], Awaitable[Change]]


async def step(
    db: Database,
    principal: Principal,
    asked: Command,
    identity: UUID,
    action: Action,
    given: Versioned,
    change: Changer,
) -> Ticket:
    """One step as a command of its own; the ticket as the principal may see it.

    Raises:
        DomainError: `not_found` (none, or none that the principal may know of), `ticket.not_allowed`,
            `ticket.stale`, `ticket.wrong_state`; nothing is changed then.
    """

    async def act(tx: Connection) -> Ticket:
        return await step_in(tx, principal, identity, action, given, change)

    return await once(db, asked, Ticket, act)


async def step_in(
    tx: Connection, principal: Principal, identity: UUID, action: Action, given: Versioned, change: Changer
) -> Ticket:
    """The same inside a transaction: several steps that happen all or not at all. Raises as `step`."""
    now, before = await _locked(tx, principal.district, identity)
    stands = await _allowed(tx, principal, before, action, given, now)
    for guard in GUARDS:
        await guard(tx, before, action)
    made = await change(tx, before)
    taken = Step(
        kind=TRANSITIONS[action].step, at=now, by=_actor(principal, before, stands, made.unit), audience=made.audience,
        text=made.text, next=made.next or (made.holder if action in ("dispatch", "reject") else None),
        due=made.due, subject=made.subject, units=made.units,
    )  # fmt: skip
    to = made.to or TRANSITIONS[action].to or before.state
    by_reporter = not stands.in_office
    after = await _take(tx, before, to, made, taken, by_reporter=by_reporter, account=principal.account)
    return policy.view(after, stands)


async def service_step(
    tx: Connection, district: UUID, ticket: UUID, kind: StepKind, change: Change, *, by: Actor = SERVICE,
    by_reporter: bool = False, account: UUID | None = None,
) -> Ticket:  # fmt: skip
    """A step that the service takes by itself, or after what `by` (with this account) did; nobody is asked whether it
    may.

    Raises:
        DomainError: `not_found`.
    """
    now, before = await _locked(tx, district, ticket)
    taken = Step(
        kind=kind, at=now, by=by, audience=change.audience, text=change.text,
        next=change.next or change.holder, due=change.due, subject=change.subject, units=change.units,
    )  # fmt: skip
    to = change.to or before.state
    return await _take(tx, before, to, change, taken, by_reporter=by_reporter, account=account)


async def begin(tx: Connection, ticket: Ticket, taken: Step, *, by_reporter: bool) -> Ticket:
    """The first step of a ticket that has just been stored."""
    after = await _react(tx, Turn(None, ticket, taken, service_step))
    await events.announce(tx, taken, None, after, by_reporter=by_reporter)
    return after


async def _react(tx: Connection, turn: Turn) -> Ticket:
    """The ticket after what follows."""
    wrote = False
    for reaction in (*REACTIONS, *OUTSIDE):
        wrote |= await reaction(tx, turn)
    return await _read(tx, turn.after) if wrote else turn.after


async def _take(
    tx: Connection,
    before: Ticket,
    to: State,
    made: Change,
    taken: Step,
    *,
    by_reporter: bool,
    account: UUID | None = None,
) -> Ticket:
    if made.holder is not None and made.holder.id == before.complaint_about:
        raise DomainError("ticket.complained_about")  # whoever forgot to ask
    assignee = (before.assignee.id if before.assignee else None) if made.keep_assignee else made.assignee
    await store.change(
        tx, before, state=to, holder=made.holder, assignee=assignee, refusals=made.refusals,
        satisfaction=made.satisfaction,
    )  # fmt: skip
    if made.evidence:
        await store.add_photos(tx, before.id, made.evidence, "evidence")
    after = await _read(tx, before)
    after = await _react(tx, Turn(before, after, taken, service_step, account))
    await events.announce(tx, taken, before, after, by_reporter=by_reporter)
    return after


async def _locked(tx: Connection, district: UUID, identity: UUID) -> tuple[datetime, Ticket]:
    now = await store.lock(tx, district, identity)
    before = await store.ticket(tx, district, identity) if now else None
    if before is None or now is None:
        raise DomainError("not_found")
    return now, before


async def _read(tx: Connection, ticket: Ticket) -> Ticket:
    after = await store.ticket(tx, ticket.path[0], ticket.id)
    assert after is not None
    return after


async def _allowed(
    tx: Connection, principal: Principal, ticket: Ticket, action: Action, given: Versioned, now: datetime
) -> policy.Relation:
    stands = policy.relation(principal, ticket)
    if not stands.sees:
        raise DomainError("not_found")  # not 403: who may not know of it does not learn that it exists
    if not policy.may(action, stands):
        raise DomainError("ticket.not_allowed")
    if (
        given.version is not None
        and given.version != ticket.version
        # What the service notes among staff takes nobody's words away: people collide with people.
        and not await store.only_noted_since(tx, ticket, given.version, SERVICE.unit)
    ):
        raise DomainError("ticket.stale")
    if not possible(action, ticket, now):
        raise DomainError("ticket.wrong_state", state=ticket.state)
    return stands


def _actor(principal: Principal, ticket: Ticket, stands: policy.Relation, unit: str | None) -> Actor:
    if unit is not None:
        return Actor(principal.name, unit)
    if stands.handler:
        return Actor(principal.name, ticket.holder.name)
    if stands.convened:
        return Actor(principal.name, policy.parts_of(principal, ticket)[0].name)
    if stands.staff:
        return Actor(principal.name, ticket.desk_name)
    return policy.resident(principal)
