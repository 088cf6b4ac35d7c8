"""What the log says of a ticket: one type, three payloads, and the topics each goes to."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec

from hub import events
from hub.db import Connection
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


async def announce(tx: Connection, step: Step, before: Ticket | None, after: Ticket) -> None:
    """Appends the events of one step; call it after every read and row lock of the transaction.

    The topics are those before and after the change, so that a ticket that moved leaves the old lists.
    """
    holders = [ticket.holder for ticket in (before, after) if ticket is not None]
    was = before.state if before else None
    areas = dict.fromkeys([*after.path, *_ids(holders, "desk")])
    staff = [ticket_topic(after.id), *map(staff_topic, areas)]
    await _append(tx, TicketChanged(step, was, after), staff)
    organisations = dict.fromkeys(_ids(holders, "organisation"))
    if organisations:
        public = policy.for_organisation(after)
        await _append(tx, TicketChanged(step, was, public), [organisation_topic(o) for o in organisations])
    if step.audience == "resident" and after.reporter is not None:
        own = policy.for_reporter(after)
        await _append(tx, TicketChanged(step, was, own), [own_topic(after.reporter.id)])


def _ids(holders: Iterable[Holder], kind: str) -> list[UUID]:
    return [holder.id for holder in holders if holder.kind == kind]


async def _append(tx: Connection, changed: TicketChanged, topics: Sequence[str]) -> None:
    await events.append(
        tx, district=changed.ticket.path[0], type=CHANGED, subject=changed.ticket.id, area=changed.ticket.area,
        data=changed, topics=topics, marked=MARKED,
    )  # fmt: skip
