"""An offer follows its ticket: taken, given back, over when the desk does something else with it."""

from hub.db import Connection
from hub.errors import DomainError
from hub.events.append import append
from hub.tickets.changes import Turn
from hub.tickets.pool import store
from hub.tickets.pool.types import OfferState
from hub.tickets.types import Action, State, Ticket

CHANGED = "offer.changed"
WAITING: tuple[State, ...] = ("reported", "acknowledged", "reopened")


async def by_giving_back(tx: Connection, ticket: Ticket, action: Action) -> None:
    """What was taken from the pool goes back there, not to the organisation."""
    if action == "hand_back" and ticket.pool == "taken":
        raise DomainError("ticket.wrong_state", state=ticket.state)


async def follow(tx: Connection, turn: Turn) -> bool:
    """Keeps offer, ticket and pool alike; the offer's row is the ticket's: whoever has locked that may write it."""
    ticket, kind = turn.after, turn.step.kind
    if ticket.pool is None and kind not in ("offered",):
        return False
    row = await store.alive(tx, ticket.id)
    if row is None:
        return False
    if kind not in ("offered", "taken"):
        state = _state(row, ticket, kind)
        if state == row.state:
            return False
        await store.put(tx, row.id, state)
    await store.mark(tx, ticket.id)
    now = await store.one(tx, row.id, ticket.path[0])
    assert now is not None
    offer = await store.shown(tx, now, ticket)
    await append(
        tx, district=ticket.path[0], type=CHANGED, subject=row.id, area=offer.area, data=offer,
        topics=[pool_topic(one) for one in row.organisations], marked=["/text"],
    )  # fmt: skip
    return True


def pool_topic(organisation: object) -> str:
    return f"org/{organisation}/pool"


def _state(row: store.Row, ticket: Ticket, kind: str) -> OfferState:
    if kind == "given_back":
        return "open"
    if kind == "offer_withdrawn":
        return "over"
    if row.state == "open":
        return "open" if ticket.holder.kind == "desk" and ticket.state in WAITING else "over"
    return "taken" if ticket.holder.id == row.organisation and ticket.state != "closed" else "over"
