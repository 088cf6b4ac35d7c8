"""Who may not speak where, and until when. Reporting a fault asks nothing of this."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from hub import audit
from hub.accounts import neighbours
from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.moderation import events, policy, store
from hub.moderation.checking import HERE
from hub.moderation.telling import tell_block
from hub.moderation.types import (
    REASON,
    Block,
    BlockAccount,
    BlockList,
    LiftBlock,
    ModerationFound,
    ModerationPeople,
)
from hub.sealing import Sealer
from hub.tickets.words import line

FOUND: Final = 20
LONGEST: Final = timedelta(days=365)


def written(moment: datetime) -> str:
    """A moment as people here write it."""
    return moment.astimezone(HERE).strftime("%Y-%m-%d %H:%M")


async def block(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, given: BlockAccount
) -> Block:
    """Keeps a resident from writing for others in an area until a day, with a justification she reads.

    Raises:
        DomainError: `not_found` (area or account), `moderation.reason`, `moderation.until`,
            `moderation.blocked_already`.
    """
    reason = _reason(given.reason)

    async def act(tx: Connection) -> Block:
        place = await areas.place(tx, given.area, principal.district)
        if not policy.may_moderate(principal, place.ids):
            raise DomainError("not_found")
        if not await tx.fetchval(store.q.blockable, given.account, principal.district):
            raise DomainError("not_found")
        now = await tx.fetchrow(store.q.block_now, given.account, given.area)
        assert now is not None
        if not now["now"] < given.until <= now["now"] + LONGEST:
            raise DomainError("moderation.until", days=LONGEST.days)
        if now["blocked"]:
            raise DomainError("moderation.blocked_already")
        identity = await tx.fetchval(
            store.q.add_block, principal.district, given.account, given.area, place.ids, reason, given.until,
            principal.account,
        )  # fmt: skip
        return await _done(tx, sealer, principal, identity, "moderation.blocked")

    return await once(db, asked, Block, act)


async def lift(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, identity: UUID, given: LiftBlock
) -> Block:
    """Ends a block before its time, with a reason.

    Raises:
        DomainError: `not_found`, `moderation.reason`, `moderation.stale`, `moderation.wrong_state` (it is over).
    """
    reason = _reason(given.reason)

    async def act(tx: Connection) -> Block:
        await tx.fetchval(store.q.lock_block, principal.district, identity)
        before = await store.block(tx, principal.district, identity)
        if before is None or not policy.may_moderate(principal, before.path):
            raise DomainError("not_found")
        if before.version != given.version:
            raise DomainError("moderation.stale")
        if not await tx.fetchval(store.q.lift, identity, principal.account, reason):
            raise DomainError("moderation.wrong_state")
        return await _done(tx, sealer, principal, identity, "moderation.lifted")

    return await once(db, asked, Block, act)


async def page(
    db: Database, principal: Principal, *, current: bool, after: UUID | None = None, limit: int = 50
) -> BlockList:
    """Blocks where this principal moderates, the newest first."""
    async with db.connection() as connection:
        found = await store.blocks(
            connection, principal.district, policy.moderates(principal), after, limit + 1, current=current
        )
    return BlockList(found[:limit], str(found[limit - 1].id) if len(found) > limit else None)


async def people(db: Database, principal: Principal, area: UUID, letters: str) -> ModerationPeople:
    """Residents of an area by letters of their name, or of the name that others see; that it was asked is written down.

    Raises:
        DomainError: `not_found`.
    """
    async with db.transaction() as tx:
        place = (await areas.places_of(tx, [area])).get(area)
        if place is None or not policy.may_moderate(principal, place.ids):
            raise DomainError("not_found")
        found = await neighbours.search(tx, area, letters, principal.account, FOUND, "staff")
        homes = await areas.places_of(tx, [one.home for one in found if one.home])
        await audit.record(
            tx, district=principal.district, actor=principal.account, action="moderation.looked_up",
            subject=None,
            detail={"area": area, "found": len(found)},
        )  # fmt: skip
    return ModerationPeople(
        [
            ModerationFound(one.account, one.name, one.called, homes[one.home].label if one.home else "")
            for one in found
        ]
    )


def _reason(text: str) -> str:
    reason = line(text)
    if len(reason) < REASON:
        raise DomainError("moderation.reason", limit=REASON)
    return reason


async def _done(tx: Connection, sealer: Sealer, principal: Principal, identity: UUID, action: str) -> Block:
    after = await store.block(tx, principal.district, identity)
    assert after is not None
    await tell_block(tx, sealer, after, written(after.until))
    await audit.record(
        tx, district=principal.district, actor=principal.account, action=action, subject=after.account.id,
        detail={"block": identity, "area": after.area, "until": after.until},
    )  # fmt: skip
    await events.announce_block(tx, after)
    return after
