"""What the log says of certification: one type, two payloads. No name, no number: only how somebody stands."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from hub.accounts.actions import covered_topics, own_topic
from hub.certification.model import Attempt, Standing, State, Step
from hub.certification.policy import for_person
from hub.db import Connection
from hub.events.append import Draft, append_many

CHANGED = "certification.changed"
MARKED = ("/attempt/note", "/attempt/appeal")


class CertificationChanged(msgspec.Struct, frozen=True):
    """The step, the try it was about (None: none) with its state before, and how the person stands after it."""

    step: Step
    was: State | None
    attempt: Attempt | None
    person: Standing


async def announce(
    tx: Connection,
    step: Step,
    person: Standing,
    accounts: Sequence[UUID],
    hers: Sequence[UUID],
    attempt: Attempt | None = None,
    was: State | None = None,
) -> None:
    """Appends the events of one step; call it after every read and row lock of the transaction.

    `accounts`: whose phones hear of it: her own, and those that act for her. `hers`: her own of them, whose mandates
    cover it.
    """
    staff = [f"staff/{area}/certification" for area in person.path]
    drafts = [_draft(CertificationChanged(step, was, attempt, person), staff)]
    if accounts:
        told = None if attempt is None else for_person(attempt)
        own = dict.fromkeys([own_topic(account) for account in accounts])
        own |= dict.fromkeys(topic for account in hers for topic in covered_topics(account))
        # What reviewers say among themselves is no step of hers.
        shown: Step = "changed" if step in ("refusal_proposed", "same_face") else step
        before: State | None = "review" if was == "refusing" else was
        drafts.append(_draft(CertificationChanged(shown, before, told, person), [*own]))
    await append_many(tx, person.path[0], drafts)


def _draft(changed: CertificationChanged, topics: Sequence[str]) -> Draft:
    marked = MARKED if changed.attempt is not None else ()
    return Draft(CHANGED, changed.person.id, changed.person.area, topics, changed, marked)
