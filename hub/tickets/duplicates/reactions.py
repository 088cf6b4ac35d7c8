"""What follows from a split."""

from hub.db import Connection
from hub.tickets.changes import Turn
from hub.tickets.duplicates import store


async def restore(tx: Connection, turn: Turn) -> bool:
    """A ticket that comes back is what it was, whatever the other parts made of its coming back."""
    if turn.before is not None and turn.before.merged_into is not None and turn.after.merged_into is None:
        await store.restore(tx, turn.after.id)
        return True
    return False
