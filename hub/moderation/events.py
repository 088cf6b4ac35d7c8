"""What the log says of cases and blocks: staff and author get payloads of their own."""

import msgspec

from hub.accounts.actions import own_topic
from hub.db import Connection
from hub.events.append import Draft, append_many
from hub.moderation import policy
from hub.moderation.types import Block, CaseStep, ModerationCase, MyBlock, MyCase

CHANGED = "moderation.changed"
MINE = "moderation.mine"
BLOCK = "moderation.block"
MY_BLOCK = "moderation.my_block"

MARKED = (
    "/case/words", "/case/author/name", "/case/hidden_by/name", "/case/decided_by/name", "/case/hide_reason",
    "/case/appeal", "/case/decision",
)  # fmt: skip
MARKED_MINE = ("/case/words", "/case/reason", "/case/appeal", "/case/decision")
MARKED_BLOCK = (
    "/block/account/name", "/block/created_by/name", "/block/lifted_by/name", "/block/reason",
    "/block/lift_reason",
)  # fmt: skip


class ModerationChanged(msgspec.Struct, frozen=True):
    """The step and the case after it."""

    step: CaseStep
    case: ModerationCase


class MyCaseChanged(msgspec.Struct, frozen=True):
    """The author's case after a step that concerns him."""

    case: MyCase


class BlockChanged(msgspec.Struct, frozen=True):
    block: Block


class MyBlockChanged(msgspec.Struct, frozen=True):
    """`lifted`: over before its end."""

    block: MyBlock
    lifted: bool


async def announce(tx: Connection, step: CaseStep, after: ModerationCase, *, told: bool) -> None:
    """Appends the events of one step; call it after every read and row lock of the transaction."""
    staff = [f"staff/{area}/moderation" for area in after.path]
    drafts = [Draft(CHANGED, after.id, after.area, staff, ModerationChanged(step, after), MARKED)]
    if told:
        mine = MyCaseChanged(policy.for_author(after))
        drafts.append(Draft(MINE, after.id, after.area, [own_topic(after.author.id)], mine, MARKED_MINE))
    await append_many(tx, after.path[0], drafts)


async def announce_block(tx: Connection, after: Block) -> None:
    staff = [f"staff/{area}/moderation" for area in after.path]
    mine = MyBlock(id=after.id, area_name=after.area_name, reason=after.reason, until=after.until)
    own = MyBlockChanged(mine, after.lifted_at is not None)
    await append_many(
        tx,
        after.path[0],
        [
            Draft(BLOCK, after.id, after.area, staff, BlockChanged(after), MARKED_BLOCK),
            Draft(MY_BLOCK, after.id, after.area, [own_topic(after.account.id)], own, ("/block/reason",)),
        ],
    )
