"""Refusing, handing up and handing down: whose decision it is who does a ticket.

Who refuses names who takes it, and the first time it goes there. The second refusal is not followed: the desk above
the one that decides (community, street, district) decides from then on, and whom it gives the ticket to may not refuse.
The same holds for what was handed up and comes down. So a ticket never goes in circles: each refusal or hand-up moves
the decision up until somebody decides, and the district is the last instance.
"""

from uuid import UUID

from hub.accounts.types import Principal
from hub.commands import Command
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.tickets import policy, units
from hub.tickets.changes import Change
from hub.tickets.linkage import store
from hub.tickets.linkage.types import Escalate, HandDown
from hub.tickets.steps import service_step, step, step_in
from hub.tickets.types import Holder, Reject, Ticket
from hub.tickets.words import words

FOLLOWED = 1
"""Refusals whose proposal is followed."""


async def refuse(tx: Connection, principal: Principal, identity: UUID, given: Reject) -> Ticket:
    """Not ours: who refuses says why and names who takes it; it waits there to be acknowledged, or where it is decided.

    Raises:
        DomainError: `ticket.decided`, `ticket.last_instance`, `ticket.next_missing`, `ticket.next_same`, those of
            naming a unit, and those of every step.
    """
    if (given.next.area is None) == (given.next.organisation is None):
        raise DomainError("ticket.next_missing")
    seen: list[Ticket] = []

    async def change(tx: Connection, before: Ticket) -> Change:
        seen.append(before)
        if before.holder.id == before.path[0]:
            raise DomainError("ticket.last_instance")
        proposed = await units.named(tx, principal, before, given.next)
        if (proposed.kind, proposed.id) == (before.holder.kind, before.holder.id):
            raise DomainError("ticket.next_same")
        followed = proposed if before.refusals < FOLLOWED else None
        return Change(
            text=words(given.reason), holder=followed, next=proposed, keep_assignee=False, refusals=1
        )

    after = await step_in(tx, principal, identity, "reject", given, change)
    if after.refusals <= FOLLOWED:
        return after
    above = await _above(tx, after)
    await store.decide(tx, identity, above.id, decided=False)
    up = Change(holder=above, keep_assignee=False, to="reported")
    after = await service_step(tx, principal.district, identity, "escalated", up)
    return policy.view(after, policy.relation(principal, seen[0]))


async def escalate(
    db: Database, principal: Principal, asked: Command, ticket: UUID, given: Escalate
) -> Ticket:
    """The desk that decides hands it up.

    Raises:
        DomainError: `ticket.decided`, `ticket.last_instance`, and those of every step.
    """

    async def change(tx: Connection, before: Ticket) -> Change:
        own = await units.desk(tx, principal.district, policy.decider(before))
        if own.id == before.path[0]:
            raise DomainError("ticket.last_instance")
        above = await _above(tx, before)
        await store.decide(tx, before.id, above.id, decided=False)
        text = words(given.reason)
        return Change(text=text, holder=above, next=above, keep_assignee=False, unit=own.name)

    return await step(db, principal, asked, ticket, "escalate", given, change)


async def hand_down(
    db: Database, principal: Principal, asked: Command, ticket: UUID, given: HandDown
) -> Ticket:
    """The desk that decides gives it to a desk below; what had come up is decided then.

    Raises:
        DomainError: `ticket.not_below`, `area.unknown`, `area.level`, and those of every step.
    """

    async def change(tx: Connection, before: Ticket) -> Change:
        decider = policy.decider(before)
        own = await units.desk(tx, principal.district, decider)
        at = before.path.index(decider)
        below = given.area or (
            before.path[at + 1] if at < policy.COMMUNITY and at + 1 < len(before.path) else None
        )
        if below is None or below == decider:
            raise DomainError("ticket.not_below")
        to = await units.desk(tx, principal.district, below)
        if not await store.is_below(tx, below, decider):
            raise DomainError("ticket.not_below")
        decides = below if below in before.path else decider
        await store.decide(tx, before.id, decides, decided=before.decider is not None)
        return Change(text=words(given.reason), holder=to, next=to, keep_assignee=False, unit=own.name)

    return await step(db, principal, asked, ticket, "hand_down", given, change)


async def _above(tx: Connection, ticket: Ticket) -> Holder:
    """The desk above the one that decides; the district's has none above."""
    at = ticket.path.index(policy.decider(ticket))
    return await units.desk(tx, ticket.path[0], ticket.path[max(0, at - 1)])
