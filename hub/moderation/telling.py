"""What an author is told by message, and who reported it; live he hears it on his own topic."""

from typing import Final

from hub.db import Connection
from hub.moderation.store import q
from hub.moderation.types import Block, CaseStep, ModerationCase
from hub.notify import actions as notify
from hub.notify.types import About
from hub.sealing import Sealer

WORDS: Final = 20
"""Letters of his words that name the thing in a message."""
REASON: Final = 100

_TEMPLATES: Final[dict[CaseStep, str]] = {
    "published": "moderation.published",
    "hidden": "moderation.hidden",
    "undone": "moderation.restored",
    "restored": "moderation.restored",
    "refused": "moderation.refused",
}


async def tell(tx: Connection, sealer: Sealer, case: ModerationCase, step: CaseStep, reason: str) -> None:
    """Puts the message about a step into the outbox."""
    cut = case.words[:WORDS] + ("…" if len(case.words) > WORDS else "")
    await notify.send(
        tx, sealer, district=case.path[0], template=_TEMPLATES[step], account=case.author.id,
        params={"words": cut.replace("\n", " "), "reason": reason[:REASON]},
        about=About("case", case.id),
    )  # fmt: skip


_OUTCOMES: Final[dict[CaseStep, str]] = {
    "kept": "moderation.report_kept",
    "published": "moderation.report_kept",
    "hidden": "moderation.report_hidden",
}


async def tell_reporters(tx: Connection, sealer: Sealer, case: ModerationCase, step: CaseStep) -> None:
    """Those who reported it hear once how it ended: nothing of who wrote it, or what staff said to him."""
    if step not in _OUTCOMES:
        return
    for row in await tx.fetch(q.tell_reporters, case.id):
        await notify.send(
            tx, sealer, district=case.path[0], template=_OUTCOMES[step], account=row["account"], params={},
            channel="push",
        )  # fmt: skip


async def tell_block(tx: Connection, sealer: Sealer, block: Block, until: str) -> None:
    """`until` as people write it."""
    lifted = block.lifted_at is not None
    await notify.send(
        tx, sealer, district=block.path[0], template="moderation.lifted" if lifted else "moderation.blocked",
        account=block.account.id,
        params={"area": block.area_name, "until": until, "reason": (block.lift_reason or block.reason)[:REASON]},
    )  # fmt: skip
