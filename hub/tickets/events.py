"""What the log says of a ticket: one type, three payloads, and the topics each goes to."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec

from hub.db import Connection
from hub.events.append import Draft, append_many
from hub.tickets import policy
from hub.tickets.types import Holder, State, Step, Ticket

CHANGED = "ticket.changed"

# Free text and names inside the payload, which erasure blanks everywhere.
MARKED = (
    "/step/text",
    "/step/by/name",
    "/ticket/text",
    "/ticket/place_text",
    "/ticket/reporter/name",
    "/ticket/assignee/name",
    "/ticket/filed_by/name",
)


class TicketChanged(msgspec.Struct, frozen=True):
    """The step, the state before it (None: created) and the ticket after it."""

    step: Step
    was: State | None
    ticket: Ticket


def staff_topic(area: UUID) -> str:
    return f"staff/{area}/tickets"


def ticket_topic(ticket: UUID) -> str:
    return f"staff/ticket/{ticket}"


def organisation_topic(organisation: UUID) -> str:
    return f"org/{organisation}/tickets"


def own_topic(account: UUID) -> str:
    return f"own/{account}"


async def announce(
    tx: Connection, step: Step, before: Ticket | None, after: Ticket, *, by_reporter: bool
) -> None:
    """Appends the events of one step; call it after every read and row lock of the transaction.

    The topics are those before and after the change, so that a ticket that moved leaves the old lists.
    """
    holders = [ticket.holder for ticket in (before, after) if ticket is not None]
    was = before.state if before else None
    areas = dict.fromkeys([*after.path, *_ids(holders, "desk")])
    drafts = [_draft(TicketChanged(step, was, after), [ticket_topic(after.id), *map(staff_topic, areas)])]
    if organisations := dict.fromkeys(_ids(holders, "organisation")):
        told = TicketChanged(
            policy.step_for_organisation(step, by_reporter), was, policy.for_organisation(after)
        )
        drafts.append(_draft(told, [organisation_topic(one) for one in organisations]))
    if step.audience == "resident" and after.reporter is not None:
        told = TicketChanged(policy.step_for_reporter(step, by_reporter), was, policy.for_reporter(after))
        drafts.append(_draft(told, [own_topic(after.reporter.id)]))
    await append_many(tx, after.path[0], drafts)


def _ids(holders: Iterable[Holder], kind: str) -> list[UUID]:
    return [holder.id for holder in holders if holder.kind == kind]


def _draft(changed: TicketChanged, topics: Sequence[str]) -> Draft:
    return Draft(CHANGED, changed.ticket.id, changed.ticket.area, topics, changed, MARKED)
