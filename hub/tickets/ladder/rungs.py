"""Which rung comes when, and whether a ticket is on the ladder. Pure."""

from collections.abc import Sequence
from typing import Literal, NamedTuple
from uuid import UUID

from hub.tickets.types import Ticket

Who = Literal["duty", "deputy"]


class Rung(NamedTuple):
    """Whom to call: of which unit; an area's desk, or the organisation that holds the ticket."""

    name: Literal["duty", "deputy", "street", "district"]
    unit: UUID
    who: Who


def on_ladder(ticket: Ticket) -> bool:
    """Whether it waits for somebody to acknowledge it."""
    return (
        ticket.state in ("reported", "reopened")
        and not ticket.practice
        and ticket.hung_until is None
        and ticket.waiting_since is None
        and ticket.merged_into is None
    )


def rungs(ticket: Ticket, holder_path: Sequence[UUID]) -> list[Rung]:
    """All of them in order. `holder_path`: from the district down to the desk that holds it; to the ticket's place when
    an organisation does."""
    above: list[Rung] = []
    if len(holder_path) > 1 and holder_path[1] != ticket.holder.id:
        above.append(Rung("street", holder_path[1], "duty"))
    if holder_path[0] != ticket.holder.id:
        above.append(Rung("district", holder_path[0], "duty"))
    own = ticket.holder.id
    return [Rung("duty", own, "duty"), Rung("deputy", own, "deputy"), *above]
