"""What the log says of home visits: one type, two payloads."""

import msgspec

from hub.accounts.actions import covered_topics
from hub.db import Connection
from hub.events.append import Draft, append_many
from hub.visits import policy
from hub.visits.types import HomeVisit, VisitState, VisitStep

CHANGED = "visit.changed"
MARKED = ("/visit/name", "/visit/agent", "/visit/text", "/visit/visitor", "/visit/note")


class VisitChanged(msgspec.Struct, frozen=True):
    """The step, the state before it (None: just asked) and the visit after it."""

    step: VisitStep
    was: VisitState | None
    visit: HomeVisit


async def announce(tx: Connection, step: VisitStep, was: VisitState | None, after: HomeVisit) -> None:
    """Appends the events of one step; call it after every read and row lock of the transaction."""
    staff = [f"staff/{area}/visits" for area in after.path]
    told = policy.for_resident(after)
    drafts = [
        Draft(CHANGED, after.id, after.area, topics, VisitChanged(step, was, shown), MARKED)
        for topics, shown in ((staff, after), (covered_topics(after.account), told))
    ]
    await append_many(tx, after.path[0], drafts)
