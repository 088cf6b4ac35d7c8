"""What people read: the wall, their own, what they claimed, what staff see; one wish with everything."""

from collections.abc import Sequence
from uuid import UUID

from hub import audit
from hub.accounts.actions import own_topic
from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.media import actions as media
from hub.media.links import view as photo_view
from hub.settings import Settings
from hub.wishes import claims, events, policy, steps, store
from hub.wishes.entry import Entry
from hub.wishes.types import (
    DeskWishes,
    MyWishes,
    TakenWishes,
    WallState,
    WishCounts,
    WishKind,
    WishPage,
    WishPhoto,
    WishRules,
    WishState,
    WishStep,
    WishWall,
)

WALL: tuple[WallState, ...] = ("open", "claimed", "fulfilled", "thanked")


async def wall(
    db: Database, principal: Principal, area: UUID, *, states: Sequence[WallState] | None = None,
    kind: WishKind | None = None, after: UUID | None = None, limit: int = 50,
) -> WishWall:  # fmt: skip
    """The wall as it hangs in a community (or for a place within it), a street, a district; the newest first.

    Raises:
        DomainError: `area.unknown`.
    """
    async with db.connection() as connection:
        place = (await areas.place(connection, area, principal.district)).above("community")
        found = await store.wall(
            connection, place.ids, states=states or WALL, kind=kind, after=after, limit=limit + 1
        )
    return WishWall([policy.shown(one) for one in found[:limit]], _next(found, limit))


async def mine(db: Database, principal: Principal, *, after: UUID | None = None, limit: int = 50) -> MyWishes:
    """What the principal asked."""
    async with db.connection() as connection:
        found = await store.of_asker(connection, principal.account, after, limit + 1)
    return MyWishes([policy.mine(one) for one in found[:limit]], _next(found, limit))


async def taken(
    db: Database, principal: Principal, *, after: UUID | None = None, limit: int = 50
) -> TakenWishes:
    """What the principal, or an organisation of hers, has claimed or granted."""
    async with db.connection() as connection:
        found = await store.of_claimer(connection, principal.account, principal.firms, after, limit + 1)
    return TakenWishes([policy.taken(one) for one in found[:limit]], _next(found, limit))


async def desk(
    db: Database, principal: Principal, *, states: Sequence[WishState] | None = None,
    kind: WishKind | None = None, raised: bool = False, after: UUID | None = None, limit: int = 50,
) -> DeskWishes:  # fmt: skip
    """What the principal sees as staff."""
    async with db.connection() as connection:
        found = await store.of_areas(
            connection, principal.district, policy.staff_areas(principal), states=states, kind=kind,
            raised=raised, after=after, limit=limit + 1,
        )  # fmt: skip
    return DeskWishes([policy.desk(one) for one in found[:limit]], _next(found, limit))


async def counts(db: Database, principal: Principal) -> WishCounts:
    """How many of each state the principal sees as staff."""
    async with db.connection() as connection:
        return await store.counts(connection, policy.staff_areas(principal))


async def page(db: Database, settings: Settings, principal: Principal, identity: UUID) -> WishPage:
    """One wish with everything its page shows.

    Raises:
        DomainError: `not_found`.
    """
    async with db.connection() as connection:
        wish, stands = await steps.seen(connection, principal, identity)
        standing = await claims.standing(connection, principal)
        pictures = [
            each
            for each in await store.photos(connection, identity)
            if each.shown or stands.asker or stands.staff or stands.claimer
        ]
        found = {one.id: one for one in await media.photos_of(connection, [each.photo for each in pictures])}
        told = await _story(connection, wish, stands)
    photos = []
    for each in pictures:
        if (info := found.get(each.photo)) is None:
            continue
        link = photo_view(settings, info)
        photos.append(
            WishPhoto(
                id=info.id, width=info.width, height=info.height, url=link.url, preview_url=link.preview_url,
                purpose=each.purpose,  # type: ignore[arg-type]  # CHECK of the table
                shown=each.shown,
            )
        )  # fmt: skip
    may_claim = standing.kind is not None or bool(standing.organisations)
    return WishPage(
        wish=policy.view(wish, stands), photos=photos,
        actions=policy.offered(stands, wish, may_claim=may_claim), organisations=standing.organisations,
        steps=told,
    )  # fmt: skip


async def _story(connection: Connection, wish: Entry, stands: policy.Relation) -> list[WishStep]:
    if stands.staff:
        return await store.steps(connection, wish.id, events.CHANGED, f"staff/{wish.community}/wishes")
    if stands.asker and wish.asker is not None:
        return await store.steps(connection, wish.id, events.MINE, own_topic(wish.asker))
    return []


async def rules(db: Database, principal: Principal) -> WishRules:
    """The rules of the principal's district; anybody may know them."""
    async with db.connection() as connection:
        return await store.rules(connection, principal.district)


async def put_rules(db: Database, principal: Principal, asked: Command, given: WishRules) -> WishRules:
    """Changes them; what was claimed keeps its days.

    Raises:
        DomainError: `wish.not_allowed`, `input.invalid` (reminded after the time is over).
    """
    if given.remind_days >= given.contact_days:
        raise DomainError("input.invalid", fields={"remind_days": "input.invalid"})

    async def act(tx: Connection) -> WishRules:
        if not principal.holds(*policy.RULERS, path=(principal.district,)):
            raise DomainError("wish.not_allowed")
        await store.put_rules(tx, principal.district, given, principal.account)
        await audit.record(
            tx, district=principal.district, actor=principal.account, action="wish.rules_changed", subject=None,
        )  # fmt: skip
        return given

    return await once(db, asked, WishRules, act)


def _next(found: Sequence[Entry], limit: int) -> str | None:
    return str(found[limit - 1].id) if len(found) > limit else None
