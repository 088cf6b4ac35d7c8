"""What the log says of feedback: one type, two payloads."""

from collections.abc import Sequence

import msgspec

from hub.accounts.actions import own_topic
from hub.db import Connection
from hub.events.append import Draft, append_many
from hub.feedback import policy
from hub.feedback.types import Feedback, State, StepKind

CHANGED = "feedback.changed"
MARKED = (
    "/feedback/text",
    "/feedback/page",
    "/feedback/answer",
    "/feedback/author/name",
    "/feedback/answered_by/name",
)


class FeedbackChanged(msgspec.Struct, frozen=True):
    """The step, the state before it (None: just written) and the feedback after it."""

    step: StepKind
    was: State | None
    feedback: Feedback


async def announce(tx: Connection, step: StepKind, was: State | None, after: Feedback) -> None:
    """Appends the events of one step; call it after every read and row lock of the transaction."""
    staff = [f"staff/{area}/feedback" for area in after.path]
    told = policy.for_author(after)
    await append_many(
        tx,
        after.path[0],
        [
            _draft(FeedbackChanged(step, was, after), staff),
            _draft(FeedbackChanged(step, was, told), [own_topic(after.author.id)]),
        ],
    )


def _draft(changed: FeedbackChanged, topics: Sequence[str]) -> Draft:
    return Draft(CHANGED, changed.feedback.id, changed.feedback.area, topics, changed, MARKED)
