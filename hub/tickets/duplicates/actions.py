"""Merging two tickets, and parting them again."""

from uuid import UUID

from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.tickets import events, policy
from hub.tickets import store as tickets
from hub.tickets.changes import Change
from hub.tickets.duplicates import store
from hub.tickets.duplicates.types import Merge, Split
from hub.tickets.follows import store as follows
from hub.tickets.policy import RESIDENT_UNIT
from hub.tickets.states import REOPEN_WITHIN
from hub.tickets.steps import service_step, step_in
from hub.tickets.types import Actor, Holder, Step, Ticket
from hub.tickets.words import line, words


async def merge(db: Database, principal: Principal, asked: Command, ticket: UUID, given: Merge) -> Ticket:
    """Ends a ticket as the same as another, which goes on; its reporter follows that one from now on.

    Raises:
        DomainError: `merge.itself`, `merge.target` (closed, a rehearsal of the other, or not for the same eyes),
            `not_found` also for a target that the desk does not see, and those of every step.
    """

    async def act(tx: Connection) -> Ticket:
        await store.alone(tx, principal.district)
        root = await follows.root(tx, principal.district, given.into)
        if root is None:
            raise DomainError("not_found")
        await _lock(tx, principal.district, [ticket, root])
        target = await tickets.ticket(tx, principal.district, root)
        if target is None or not policy.relation(principal, target).desk:
            raise DomainError("not_found")

        async def change(tx: Connection, before: Ticket) -> Change:
            if root == ticket:
                raise DomainError("merge.itself")
            if target.state == "closed" or _audience(before) != _audience(target):
                raise DomainError("merge.target")
            await store.put_into(tx, ticket, root)
            return Change(text=line(given.text), subject=root, keep_assignee=False)

        after = await step_in(tx, principal, ticket, "merge", given, change)
        await follows.count(tx, root)
        told = Change(subject=ticket)
        await service_step(tx, principal.district, root, "merged", told, by=Actor("", target.desk_name))
        return after

    return await once(db, asked, Ticket, act)


async def split(db: Database, principal: Principal, asked: Command, ticket: UUID, given: Split) -> Ticket:
    """A merged ticket is one of its own again, as it was; who followed the other because of it does not any more.

    Raises:
        DomainError: those of every step; `ticket.wrong_state` also for a reporter more than 7 days after the other
            was closed.
    """

    async def act(tx: Connection) -> Ticket:
        await store.alone(tx, principal.district)
        above = await store.up(tx, ticket)
        await _lock(tx, principal.district, [ticket, *above])

        async def change(tx: Connection, before: Ticket) -> Change:
            await _in_time(tx, principal, before, above)
            was = await store.kept(tx, ticket)
            name = await _name(tx, was)
            await store.take_out(tx, ticket)
            return Change(
                text=words(given.reason), to=was.state, holder=Holder(was.holder_kind, was.holder, name),
                assignee=was.assignee, keep_assignee=False, subject=above[0],
            )  # fmt: skip

        after = await step_in(tx, principal, ticket, "split", given, change)
        unit = after.desk_name if principal.kind == "staff" else RESIDENT_UNIT
        await _leave(tx, principal.district, ticket, above, Actor("", unit))
        return after

    return await once(db, asked, Ticket, act)


async def _leave(tx: Connection, district: UUID, ticket: UUID, above: list[UUID], by: Actor) -> None:
    """Takes back what the merge brought to those above: followers of followers, up to the root."""
    below = ticket
    for one in above:
        changed, gone = await store.take_back(tx, below, one)
        if below != ticket and not changed:
            return
        await follows.count(tx, one)
        after = await service_step(tx, district, one, "split", Change(subject=ticket), by=by)
        if gone:
            now = await tickets.now(tx)
            await events.leave(tx, Step(kind="split", at=now, by=by), after, gone)
        below = one


def _audience(ticket: Ticket) -> tuple[object, ...]:
    """Who may know of a ticket at all: merged, the people of one hear of the other."""
    return ticket.practice, ticket.staff_only, ticket.complaint_about


async def _in_time(tx: Connection, principal: Principal, ticket: Ticket, above: list[UUID]) -> None:
    if policy.relation(principal, ticket).desk:
        return
    root = await tickets.ticket(tx, principal.district, above[-1])
    assert root is not None
    if root.closed_at is not None and await tickets.now(tx) - root.closed_at > REOPEN_WITHIN:
        raise DomainError("ticket.wrong_state", state=ticket.state)


async def _name(tx: Connection, was: store.Kept) -> str:
    """How the holder is called; the step that follows reads it anew."""
    if was.holder_kind == "desk":
        return (await areas.places_of(tx, [was.holder]))[was.holder].names[-1]
    return ""


async def _lock(tx: Connection, district: UUID, wanted: list[UUID]) -> None:
    """Rows in the order of ids, as everybody takes them."""
    for one in sorted(set(wanted)):
        if await tickets.lock(tx, district, one) is None:
            raise DomainError("not_found")
