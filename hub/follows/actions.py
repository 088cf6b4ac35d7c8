"""Following a thing or no more, reading what one was told, choosing when to be told."""

from typing import Final
from uuid import UUID

from hub.accounts.actions import own_topic
from hub.accounts.types import Principal
from hub.commands import Command, once
from hub.db import Connection, Database, load_queries
from hub.errors import DomainError
from hub.events.append import append
from hub.follows.types import (
    DigestChoice,
    DigestStanding,
    Following,
    FollowKind,
    QuietHours,
    ReadTold,
    ToldChoices,
    ToldUnread,
)
from hub.notify import lines
from hub.notify.lines import Choices
from hub.sight import Sights

q = load_queries(__file__)

CHANGED: Final = "follow.changed"


def resident(principal: Principal) -> None:
    """Raises:
    DomainError: `forbidden` for staff.
    """
    if principal.kind != "resident":
        raise DomainError("forbidden")


async def follow(
    db: Database, sights: Sights, principal: Principal, asked: Command, kind: FollowKind, thing: UUID
) -> Following:
    """Follows a post or a place that she sees.

    Raises:
        DomainError: `not_found`, `forbidden` for staff.
    """
    resident(principal)

    async def act(tx: Connection) -> Following:
        if thing not in await sights[kind].seen(tx, principal, [thing]):
            raise DomainError("not_found")
        if await tx.fetchval(q.follow, principal.account, kind, thing):
            await _say(tx, principal, Following(kind, thing, True))
        return Following(kind, thing, True)

    return await once(db, asked, Following, act)


async def unfollow(
    db: Database, principal: Principal, asked: Command, kind: FollowKind, thing: UUID
) -> Following:
    """Follows it no more, also what she does not see any more.

    Raises:
        DomainError: `not_found`, when she does not follow it.
    """

    async def act(tx: Connection) -> Following:
        if not await tx.fetchval(q.unfollow, principal.account, kind, thing):
            raise DomainError("not_found")
        await _say(tx, principal, Following(kind, thing, False))
        return Following(kind, thing, False)

    return await once(db, asked, Following, act)


async def read(db: Database, principal: Principal, asked: Command, given: ReadTold) -> ToldUnread:
    """She has read these lines, or all; her other devices hear of it."""

    async def act(tx: Connection) -> ToldUnread:
        await lines.read(tx, principal.district, principal.account, given.lines)
        return ToldUnread(await lines.unread(tx, principal.account))

    return await once(db, asked, ToldUnread, act)


async def choices(db: Database, principal: Principal) -> ToldChoices:
    """When she wants to be told what.

    Raises:
        DomainError: `forbidden` for staff.
    """
    resident(principal)
    async with db.connection() as connection:
        return _choices(await lines.choices(connection, principal.account))


async def choose_times(db: Database, principal: Principal, asked: Command, given: ToldChoices) -> ToldChoices:
    """Quiet hours and mentions from now on; what waits for the end of quiet hours waits by the new ones.

    Raises:
        DomainError: `forbidden` for staff, `input.invalid` for quiet hours of no length.
    """
    resident(principal)
    if given.quiet is not None and given.quiet.begin == given.quiet.end:
        raise DomainError("input.invalid", problem="quiet hours that end when they begin")

    async def act(tx: Connection) -> ToldChoices:
        begin, end = (given.quiet.begin, given.quiet.end) if given.quiet else (None, None)
        await lines.choose(tx, principal.account, Choices(begin, end, given.mentions))
        return given

    return await once(db, asked, ToldChoices, act)


async def standing(db: Database, principal: Principal) -> DigestStanding:
    """What the principal chose.

    Raises:
        DomainError: `forbidden` for staff.
    """
    resident(principal)
    async with db.connection() as connection:
        row = await connection.fetchrow(q.standing, principal.account)
    return DigestStanding(row["hour"], row["next_at"]) if row else DigestStanding(None, None)


async def choose(db: Database, principal: Principal, asked: Command, given: DigestChoice) -> DigestStanding:
    """A digest at an hour, or none.

    Raises:
        DomainError: `forbidden` for staff.
    """
    resident(principal)

    async def act(tx: Connection) -> DigestStanding:
        if given.hour is None:
            await tx.execute(q.drop, principal.account)
            return DigestStanding(None, None)
        row = await tx.fetchrow(q.choose, principal.account, principal.district, given.hour)
        assert row is not None
        return DigestStanding(row["hour"], row["next_at"])

    return await once(db, asked, DigestStanding, act)


def _choices(found: Choices) -> ToldChoices:
    if found.quiet_from is None or found.quiet_until is None:
        return ToldChoices(None, found.mentions)
    return ToldChoices(QuietHours(found.quiet_from, found.quiet_until), found.mentions)


async def _say(tx: Connection, principal: Principal, changed: Following) -> None:
    await append(
        tx, district=principal.district, type=CHANGED, subject=changed.thing, area=None, data=changed,
        topics=[own_topic(principal.account)],
    )  # fmt: skip
