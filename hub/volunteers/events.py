"""What the log says of a call: numbers for everybody, one's own place for oneself."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from hub.accounts.actions import own_topic
from hub.db import Connection
from hub.events.append import Draft, append_many
from hub.volunteers import store
from hub.volunteers.types import VolunteerCallChanged, VolunteerMineChanged

CALL: Final = "volunteer.call"
MINE: Final = "volunteer.mine"
MARKED: Final = ("/call/title", "/call/text", "/call/place", "/call/reason", "/call/thanks")


async def announce(tx: Connection, kept: store.Kept, accounts: Sequence[UUID] = ()) -> None:
    """Appends the events of a step; `accounts`: whose places it touched. After every row lock of the transaction."""
    call = kept.call
    topics = [f"public/{call.area}/volunteering", *(f"staff/{area}/volunteering" for area in call.path)]
    if kept.organisation is not None:
        topics.append(f"org/{kept.organisation}/volunteering")
    drafts = [Draft(CALL, call.id, call.area, topics, VolunteerCallChanged(call), MARKED)]
    for account in dict.fromkeys(accounts):
        mine = await store.place(tx, call.id, account)
        assert mine is not None
        told = VolunteerMineChanged(mine, call)
        drafts.append(Draft(MINE, call.id, call.area, [own_topic(account)], told, MARKED))
    await append_many(tx, call.path[0], drafts)
