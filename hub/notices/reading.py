"""What readers do with notices, and what staff learn of it."""

import re
from typing import Final
from uuid import UUID

from hub import audit, cursors
from hub.accounts.actions import access_changed
from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.media import actions as media
from hub.media import files
from hub.media.links import view as photo_view
from hub.notices import events, policy, store
from hub.notices.steps import places, seen
from hub.notices.types import (
    FileLink,
    MyNotices,
    NoticeAction,
    NoticeCoverages,
    NoticeDesk,
    NoticeDoor,
    NoticeDoors,
    NoticeEdition,
    NoticeGroups,
    NoticeKind,
    NoticePage,
    NoticeReach,
    NoticeReceipt,
    NoticeState,
    ReadNotice,
    StaffNotices,
)
from hub.settings import Settings

ACTIONS: Final[tuple[NoticeAction, ...]] = (
    "edit",
    "submit",
    "approve",
    "decline",
    "correct",
    "clear",
    "withdraw",
)
OPEN: Final[tuple[NoticeState, ...]] = ("published", "cleared", "expired")
"""What a reader may open; a list has the first two."""


async def mine(
    db: Database, principal: Principal, area: UUID | None, *, kind: NoticeKind | None = None,
    after: str | None = None, limit: int = 20,
) -> MyNotices:  # fmt: skip
    """What is for the reader, where she lives and at `area`, the place her phone shows; the newest first.

    Raises:
        DomainError: `area.unknown`, `cursor.invalid`.
    """
    async with db.connection() as connection:
        homes = await store.homes(connection, principal.account)
        if area is not None:
            shown = (await areas.place(connection, area, principal.district)).ids
            homes = store.Homes(tuple(dict.fromkeys((*homes.everywhere, *shown))), homes.surely)
        if not homes.everywhere:
            homes = store.Homes((principal.district,), ())
        found = await store.own_page(
            connection, principal.district, principal.account, homes, kind=kind, after=cursors.read(after, None),
            limit=limit + 1,
        )  # fmt: skip
        unread = await store.unread(connection, principal.district, principal.account, homes)
        groups = [one.key for one in await store.groups(connection, principal.account) if one.mine]
    topics = [policy.everybody(one) for one in homes.everywhere]
    topics += [policy.group_topic(one, group) for one in homes.surely for group in groups]
    last = found[limit - 1].notice if len(found) > limit else None
    cursor = cursors.at(last.published_at, last.id) if last and last.published_at else None
    return MyNotices(found[:limit], cursor, unread, tuple(topics))


async def page(db: Database, settings: Settings, principal: Principal, identity: UUID) -> NoticePage:
    """A notice to be read, with its earlier editions.

    Raises:
        DomainError: `not_found`, also for who is not in its groups.
    """
    async with db.connection() as connection:
        found = await _readable(connection, principal, identity)
        head = found.notice.head
        shown = [one for one in await store.editions(connection, identity) if one.number <= head.edition]
        now, *earlier = shown
        return NoticePage(
            notice=head, receipt=await store.receipt(connection, identity, principal.account), words=now.words,
            photos=[
                photo_view(settings, one) for one in await media.photos_of(connection, now.photos)
            ],
            files=[FileLink(*one) for one in await files.links_of(connection, settings, now.files)],
            editions=[_edition(one) for one in earlier],
        )  # fmt: skip


def _edition(one: store.Stored) -> NoticeEdition:
    return NoticeEdition(
        number=one.number, words=one.words, ask_again=one.ask_again, published_at=one.published_at
    )


async def _readable(connection: Connection, principal: Principal, identity: UUID) -> store.Found:
    found = await store.one(connection, principal.district, identity)
    if found is None or found.notice.head.edition == 0 or found.notice.head.state not in OPEN:
        raise DomainError("not_found")
    head = found.notice.head
    if (
        head.groups
        and not policy.standing(principal, found.notice, found.paths).looks
        and not await store.is_for(connection, principal.account, head.areas, head.groups)
    ):
        raise DomainError("not_found")
    return found


async def reached(db: Database, principal: Principal, asked: Command, identity: UUID) -> NoticeReceipt:
    """The alarm stands on her phone: no message has to be sent. Said by the phone itself.

    Raises:
        DomainError: `not_found`, `forbidden` for staff.
    """
    return await _receive(db, principal, asked, identity, None)


async def read(
    db: Database, principal: Principal, asked: Command, identity: UUID, given: ReadNotice
) -> NoticeReceipt:
    """我已阅读, 我已知晓.

    Raises:
        DomainError: `not_found`, `forbidden` for staff, `notice.stale` (there is no such edition yet).
    """
    return await _receive(db, principal, asked, identity, given.edition)


async def _receive(
    db: Database, principal: Principal, asked: Command, identity: UUID, edition: int | None
) -> NoticeReceipt:
    if principal.kind != "resident":
        raise DomainError("forbidden")

    async def act(tx: Connection) -> NoticeReceipt:
        found = await _readable(tx, principal, identity)
        if edition is not None and edition > found.notice.head.edition:
            raise DomainError("notice.stale")
        if edition is None:
            fresh = await store.reached(tx, identity, principal.account)
        else:
            fresh = await store.read(tx, identity, principal.account, edition)
        if fresh is not None:
            await events.tell_receipt(tx, principal.district, principal.account, fresh)
            return fresh
        known = await store.receipt(tx, identity, principal.account)
        assert known is not None
        return known

    return await once(db, asked, NoticeReceipt, act)


async def groups(db: Database, principal: Principal) -> NoticeGroups:
    """All groups, and which of them are the reader's."""
    async with db.connection() as connection:
        return NoticeGroups(await store.groups(connection, principal.account))


async def declare(
    db: Database, principal: Principal, asked: Command, key: str, *, ours: bool
) -> NoticeGroups:
    """The reader says that a group is hers, or no more; her sockets are checked again at once.

    Raises:
        DomainError: `forbidden` for staff, `notice.group_unknown` (also for what the service knows by itself).
    """
    if principal.kind != "resident":
        raise DomainError("forbidden")

    async def act(tx: Connection) -> NoticeGroups:
        if not await store.declarable(tx, key):
            raise DomainError("notice.group_unknown")
        change = store.declare if ours else store.undeclare
        changed = await change(tx, principal.account, key)
        answer = NoticeGroups(await store.groups(tx, principal.account))
        if changed:
            await access_changed(tx, principal.district, principal.account, "groups")
        return answer

    return await once(db, asked, NoticeGroups, act)


async def staff_page(
    db: Database, principal: Principal, *, states: list[NoticeState] | None = None, kind: NoticeKind | None = None,
    after: UUID | None = None, limit: int = 50,
) -> StaffNotices:  # fmt: skip
    """A page of what the principal writes or looks after, the newest first.

    Raises:
        DomainError: `forbidden`.
    """
    mine = _looking(principal)
    paths = {area for grant in principal.grants if grant.area in mine for area in grant.path}
    async with db.connection() as connection:
        found = await store.staff_page(
            connection, principal.district, mine, list(paths), states=states, kind=kind, after=after, limit=limit + 1
        )  # fmt: skip
    shown = found[:limit]
    return StaffNotices(shown, str(shown[-1].head.id) if len(found) > limit else None)


def _looking(principal: Principal) -> list[UUID]:
    mine = policy.looking_over(principal)
    if not mine:
        raise DomainError("forbidden")
    return mine


async def desk(db: Database, settings: Settings, principal: Principal, identity: UUID) -> NoticeDesk:
    """A notice with every edition and what the principal may do.

    Raises:
        DomainError: `not_found`.
    """
    async with db.connection() as connection:
        (notice, _), stands = await seen(connection, principal, identity)
        editions = await store.editions(connection, identity)
        newest = editions[0]
        return NoticeDesk(
            notice=notice, editions=[_edition(one) for one in editions],
            photos=[
                photo_view(settings, one) for one in await media.photos_of(connection, newest.photos)
            ],
            files=[FileLink(*one) for one in await files.links_of(connection, settings, newest.files)],
            may=tuple(
                action
                for action in ACTIONS
                if policy.may(action, principal, notice, stands) and policy.possible(action, notice)
            ),
        )  # fmt: skip


async def reach(db: Database, principal: Principal, wanted: list[UUID], groups: list[str]) -> NoticeReach:
    """Whom a choice would reach, before it is written.

    Raises:
        DomainError: `notice.not_allowed`, `area.unknown`, `notice.group_unknown`.
    """
    async with db.connection() as connection:
        where = await places(connection, principal.district, wanted)
        if not policy.may_write(principal, [place.ids for place in where]):
            raise DomainError("notice.not_allowed")
        if groups and not await store.known_groups(connection, groups):
            raise DomainError("notice.group_unknown")
        households, people = await store.reach(connection, wanted, groups)
    return NoticeReach(households, people, policy.wide(where))


async def coverage(db: Database, principal: Principal, identity: UUID) -> NoticeCoverages:
    """How far a notice has come, in all and by building of the principal's own areas.

    Raises:
        DomainError: `not_found`.
    """
    async with db.connection() as connection:
        await seen(connection, principal, identity)
        total = await store.total(connection, identity)
        rows = await store.coverage(connection, identity, policy.looking_over(principal))
        named = await areas.places_of(connection, [building for building, _ in rows])
    buildings = [store.building(one, named[one].label, sums) for one, sums in rows]
    # Whom to visit first: the least read.
    buildings.sort(key=lambda one: (one.households_read / one.households, _natural(one.place)))
    return NoticeCoverages(total, buildings)


def _natural(place: str) -> list[tuple[int, str]]:
    """2栋 before 10栋."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"([0-9]+)", place)]


async def doors(
    db: Database, principal: Principal, identity: UUID, *, area: UUID | None = None, after: UUID | None = None,
    limit: int = 100,
) -> NoticeDoors:  # fmt: skip
    """Households without a receipt, house by house, in the principal's own areas; the look is written down.

    Raises:
        DomainError: `not_found`, `area.unknown`.
    """
    async with db.transaction() as tx:
        await seen(tx, principal, identity)
        within = policy.looking_over(principal)
        if area is not None:
            path = (await areas.place(tx, area, principal.district)).ids
            if not set(path).intersection(within):
                raise DomainError("not_found")
            within = [area]
        rows = await store.doors(tx, identity, within, after, limit + 1)
        places = await areas.places_of(tx, [row["dwelling"] for row in rows])
        if after is None:  # a page further is the same look
            await audit.record(
                tx, district=principal.district, actor=principal.account, action="notice.doors_seen", subject=None,
                detail={"notice": identity, "area": area},
            )  # fmt: skip
    shown = [
        NoticeDoor(
            dwelling=row["dwelling"], building=row["building"], place=places[row["dwelling"]].label,
            people=row["people"], sent=row["sent"],
        )
        for row in rows[:limit]
    ]  # fmt: skip
    return NoticeDoors(shown, str(shown[-1].dwelling) if len(rows) > limit else None)
