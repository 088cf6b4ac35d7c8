"""What the log says of a wish: four audiences, four payloads, four events."""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from hub.accounts.actions import own_topic
from hub.db import Connection
from hub.events.append import Draft, append_many
from hub.wishes import policy
from hub.wishes.entry import Entry
from hub.wishes.types import (
    WishChanged,
    WishMineChanged,
    WishShownChanged,
    WishStep,
    WishStepKind,
    WishTakenChanged,
)

CHANGED: Final = "wish.changed"
SHOWN: Final = "wish.shown"
MINE: Final = "wish.mine"
TAKEN: Final = "wish.taken"

# Free text and names inside the payloads, which erasure blanks everywhere.
MARKED_STAFF = (
    "/step/by", "/step/text", "/wish/text", "/wish/public_text", "/wish/advice", "/wish/asked_by/name",
    "/wish/claimer/name", "/wish/note", "/wish/thanks",
)  # fmt: skip
MARKED_SHOWN = ("/wish/text", "/wish/thanks")
MARKED_MINE = (
    "/step/by", "/step/text", "/wish/text", "/wish/public_text", "/wish/advice",
    "/wish/claimer", "/wish/note", "/wish/thanks",
)  # fmt: skip
MARKED_TAKEN = ("/step/by", "/step/text", "/wish/text", "/wish/by/name", "/wish/note", "/wish/thanks")

TOLD_CLAIMER: frozenset[WishStepKind] = frozenset(
    {"taken_back", "withdrawn", "not_yet", "thanked", "fulfilled", "released"}
)
"""Steps whose words are for who claimed it."""


async def announce(tx: Connection, step: WishStep, before: Entry | None, after: Entry) -> None:
    """Appends the events of one step; call it after every read and row lock of the transaction."""
    await append_many(tx, after.district, list(_drafts(step, before, after)))


def _drafts(step: WishStep, before: Entry | None, after: Entry) -> Iterator[Draft]:
    staff = WishChanged(step, before.state if before else None, policy.desk(after))
    yield _draft(CHANGED, after, staff_topics(after), staff, MARKED_STAFF)
    if policy.on_the_wall(after) or (before is not None and policy.on_the_wall(before)):
        told = WishShownChanged(step.kind, policy.shown(after))
        yield _draft(SHOWN, after, wall_topics(after), told, MARKED_SHOWN)
    if after.asker is not None:
        own = WishMineChanged(step_for_asker(step), policy.mine(after))
        yield _draft(MINE, after, [own_topic(after.asker)], own, MARKED_MINE)
    ended = before is not None and before.claim is not None and after.claim is None
    whose = before if ended else after
    if whose is not None and whose.claim is not None:
        known = _after_the_end(whose, after) if ended else after
        taken = WishTakenChanged(step_for_claimer(step), policy.taken(known, over=ended))
        yield _draft(TAKEN, after, claimer_topics(known), taken, MARKED_TAKEN)


def _after_the_end(claimed: Entry, after: Entry) -> Entry:
    """The claim as it was, of a wish as it is."""
    return msgspec.structs.replace(claimed, version=after.version, state=after.state)


def wall_topics(wish: Entry) -> list[str]:
    """Of the community, and of what is above it as far as the wish was raised."""
    return [f"public/{area}/wishes" for area in wish.public_path[policy.SHOWN_TO[wish.level] :]]


def staff_topics(wish: Entry) -> list[str]:
    return [f"staff/{area}/wishes" for area in wish.path]


def claimer_topics(wish: Entry) -> list[str]:
    person = [own_topic(wish.claimer)] if wish.claimer else []
    firm = [f"org/{wish.organisation}/wishes"] if wish.organisation else []
    return person + firm


def step_for_asker(step: WishStep) -> WishStep:
    """Which single clerk it was stays among staff; who claimed it she is told in the wish."""
    return WishStep(kind=step.kind, at=step.at, text="" if step.kind == "published" else step.text)


def step_for_claimer(step: WishStep) -> WishStep:
    return WishStep(kind=step.kind, at=step.at, text=step.text if step.kind in TOLD_CLAIMER else "")


def _draft(
    kind: str, wish: Entry, topics: Sequence[str], data: msgspec.Struct, marked: Sequence[str]
) -> Draft:
    return Draft(kind, wish.id, wish.community, topics, data, marked)
