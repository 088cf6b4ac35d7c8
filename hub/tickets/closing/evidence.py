"""Whether what a handler gives is evidence."""

from collections.abc import Sequence
from uuid import UUID

from hub.db import Connection
from hub.errors import DomainError
from hub.tickets.closing import store
from hub.tickets.types import Ticket

WORDS = 20
"""Letters that say what was done, where no picture can show it."""


async def enough(tx: Connection, ticket: Ticket, text: str, photos: Sequence[UUID]) -> None:
    """A picture; or, for a category of words, a text of some length.

    Raises:
        DomainError: `ticket.evidence_missing`, `ticket.evidence_words`.
    """
    if photos:
        return
    if await store.evidence(tx, ticket.path[0], ticket.category) == "photo":
        raise DomainError("ticket.evidence_missing")
    if len(text) < WORDS:
        raise DomainError("ticket.evidence_words", limit=WORDS)
