"""Lists and looks: of who moderates, and of who wrote."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from hub import audit, cursors
from hub.accounts.types import Principal
from hub.cursors import NEWEST
from hub.db import Database
from hub.errors import DomainError
from hub.media import actions as media
from hub.media import links
from hub.moderation import policy, store
from hub.moderation.cases import Targets
from hub.moderation.states import OPEN
from hub.moderation.types import (
    CaseState,
    ModerationCase,
    ModerationCounts,
    ModerationDetail,
    ModerationList,
    MyCase,
    MyCases,
)
from hub.settings import Settings


async def page(
    db: Database, principal: Principal, *, states: Sequence[CaseState] | None = None, after: str | None = None,
    limit: int = 50,
) -> ModerationList:  # fmt: skip
    """Cases where this principal moderates: what waits, the urgent and the oldest first; of other states the latest.

    Raises:
        DomainError: `cursor.invalid`.
    """
    wanted = states or OPEN
    done = not set(wanted) <= set(OPEN)
    last = _cursor(after) if after else None
    async with db.connection() as connection:
        found = await store.page(
            connection, principal.district, policy.moderates(principal), wanted, last, limit + 1, done=done
        )
    return ModerationList(
        found[:limit], _written(store.After(*_key(found[limit - 1]))) if len(found) > limit else None
    )


async def counts(db: Database, principal: Principal) -> ModerationCounts:
    """How many wait where this principal moderates."""
    async with db.connection() as connection:
        return await store.counts(connection, principal.district, policy.moderates(principal))


async def detail(
    db: Database, settings: Settings, targets: Targets, principal: Principal, identity: UUID
) -> ModerationDetail:
    """A case with its thing as it stands; a look at what others do not see is written into the audit log.

    Raises:
        DomainError: `not_found`.
    """
    async with db.transaction() as tx:
        case = await store.one(tx, principal.district, identity)
        if case is None or not policy.may_moderate(principal, case.path):
            raise DomainError("not_found")
        target = targets.get(case.kind)
        shown = await target.shown(tx, case.subject) if target else None
        gone = shown is None or shown.status == "gone"
        photos = await media.photos_of(tx, shown.photos) if shown and not gone else []
        steps, reports = await store.steps(tx, identity), await store.reports(tx, identity)
        blocked = await store.blocked_until(tx, case.author.id, case.path)
        if case.state not in ("clear", "reported"):
            await audit.record(
                tx, district=principal.district, actor=principal.account, action="moderation.seen",
                subject=case.author.id, detail={"case": identity},
            )  # fmt: skip
    return ModerationDetail(
        case=case, words=shown.words if shown and not gone else case.words,
        photos=[links.view(settings, photo) for photo in photos], gone=gone, steps=steps, reports=reports,
        may_decide=policy.refusal(principal, case) is None, blocked_until=blocked,
    )  # fmt: skip


async def mine(db: Database, principal: Principal, after: UUID | None = None, limit: int = 50) -> MyCases:
    """What an author has been told of, the newest first, and where she may not speak now."""
    async with db.connection() as connection:
        found = await store.mine(connection, principal.account, after, limit + 1)
        blocks = await store.my_blocks(connection, principal.account)
    cases = [policy.for_author(case) for case in found[:limit]]
    return MyCases(cases, blocks, str(cases[-1].id) if len(found) > limit else None)


async def my_case(db: Database, principal: Principal, identity: UUID) -> MyCase:
    """One of them.

    Raises:
        DomainError: `not_found`.
    """
    async with db.connection() as connection:
        case = await store.one(connection, principal.district, identity)
        if case is None or case.author.id != principal.account or not await store.told(connection, identity):
            raise DomainError("not_found")
    return policy.for_author(case)


def _key(case: ModerationCase) -> tuple[bool, datetime, UUID]:
    return case.urgent, case.waits_since, case.id


def _written(after: store.After) -> str:
    return f"{after.urgent:d}.{cursors.at(after.waits_since, after.id)}"


def _cursor(text: str) -> store.After:
    urgent, _, rest = text.partition(".")
    if urgent not in ("0", "1"):
        raise DomainError("cursor.invalid")
    return store.After(urgent == "1", *cursors.read(rest, NEWEST))
