"""What the log says of mandates: one type for each side, and what was done."""

from uuid import UUID

import msgspec

from hub.db import Connection
from hub.events.append import Draft, append_many
from hub.family import policy
from hub.family.types import FamilyAct, FamilyMandate, MandateState, MandateStep

CHANGED = "family.changed"
ACTED = "family.acted"
MARKED = ("/mandate/child_name", "/mandate/parent_name", "/mandate/purpose", "/mandate/evidence")


class FamilyChanged(msgspec.Struct, frozen=True):
    """The step, the state before it (None: just asked) and the mandate after it, as its reader may see it."""

    step: MandateStep
    was: MandateState | None
    mandate: FamilyMandate


class FamilyActed(msgspec.Struct, frozen=True):
    """Something was done under a mandate."""

    act: FamilyAct


def family_topic(account: UUID) -> str:
    return f"own/{account}/family"


def staff_topic(area: UUID) -> str:
    return f"staff/{area}/family"


async def announce(
    tx: Connection, district: UUID, step: MandateStep, was: MandateState | None, after: FamilyMandate,
    homes: list[tuple[UUID, ...]],
) -> None:  # fmt: skip
    """Appends the events of one step; call it after every read and row lock of the transaction. `homes`: paths of where
    she lives."""
    theirs = FamilyChanged(step, was, after)
    drafts = [_draft(FamilyChanged(step, was, policy.for_child(after)), [family_topic(after.child)])]
    if after.parent is not None:
        drafts.append(_draft(theirs, [family_topic(after.parent)]))
    if areas := dict.fromkeys(area for path in homes for area in path):
        drafts.append(_draft(theirs, [*map(staff_topic, areas)]))
    await append_many(tx, district, drafts)


async def tell_act(tx: Connection, district: UUID, act: FamilyAct, child: UUID, parent: UUID) -> None:
    topics = [family_topic(parent), family_topic(child)]
    await append_many(tx, district, [Draft(ACTED, act.mandate, None, topics, FamilyActed(act))])


def _draft(changed: FamilyChanged, topics: list[str]) -> Draft:
    return Draft(CHANGED, changed.mandate.id, None, topics, changed, MARKED)
