"""What a checklist asks before a ticket is resolved, and when it begins anew."""

from hub.db import Connection
from hub.errors import DomainError
from hub.tickets.changes import Turn
from hub.tickets.checklists import store
from hub.tickets.types import Action, Ticket


async def all_required_done(tx: Connection, ticket: Ticket, action: Action) -> None:
    """Raises:
    DomainError: `checklist.open`, naming the first item.
    """
    if action == "resolve" and (item := await store.first_open(tx, ticket.id)) is not None:
        raise DomainError("checklist.open", item=item)


async def follow(tx: Connection, turn: Turn) -> bool:
    """What comes back is done anew."""
    if turn.step.kind == "reopened":
        await store.anew(tx, turn.after.id)
    return False
