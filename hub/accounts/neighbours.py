"""Neighbours: where somebody lives, how she is called there, and her badges (党员, 志愿者)."""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple
from uuid import UUID

from hub import audit
from hub.accounts.types import (
    Badge,
    BadgeGiven,
    BadgeHeld,
    BadgeHolder,
    BadgeHolders,
    BadgeList,
    Neighbour,
    NeighbourName,
    Principal,
    Role,
)
from hub.areas import actions as areas
from hub.commands import Command, once
from hub.db import Connection, Database, load_queries
from hub.errors import DomainError

q = load_queries(__file__, "neighbours.sql")

GIVERS: tuple[Role, ...] = ("community_clerk", "community_secretary", "street_clerk", "district_coord")
NAMELESS = "居民"
"""What accounts are called that never said their name, with four digits."""


class Home(NamedTuple):
    """A dwelling of somebody: ids from the district down, and whether it has been checked."""

    path: tuple[UUID, ...]
    verified: bool


def masked(name: str) -> str:
    """`罗德全` → `罗**`: how long a name is stays untold. What is no name stays whole."""
    return name if name.startswith(NAMELESS) else name[:1] + "**"


async def neighbours(connection: Connection, accounts: Iterable[UUID], area: UUID) -> dict[UUID, Neighbour]:
    """How accounts are shown to the people of an area."""
    rows = await connection.fetch(q.neighbours, list(accounts), area)
    found = {}
    for row in rows:
        name = row["display_name"] or masked(row["name"])
        real = row["verified"] and row["real_name_shown"]
        found[row["id"]] = Neighbour(
            account=row["id"], name=name, neighbour_name=row["name"] if real else name, verified=row["verified"],
            badges=tuple(row["badges"]),
        )  # fmt: skip
    return found


class Found(NamedTuple):
    """Somebody who was looked for, under the name that who looks may know. For staff: `called`, what others read;
    `home`, the dwelling."""

    account: UUID
    name: str
    verified: bool
    badges: tuple[Badge, ...]
    called: str = ""
    home: UUID | None = None


async def search(
    connection: Connection, area: UUID, letters: str, looks: UUID, limit: int,
    audience: Literal["public", "neighbours", "staff"],
) -> list[Found]:  # fmt: skip
    """People of an area by letters of the name that `audience` may know: nobody finds a name she does not read.
    `looks`: who looks, and is not found. Residents are those that were verified; staff find others as well."""
    like = letters.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    rows = await connection.fetch(q.search, area, looks, like, audience, limit)
    return [
        Found(row["id"], row["shown"], row["verified"], tuple(row["badges"]), row["called"], row["home"])
        for row in rows
    ]


async def serving(connection: Connection, area: UUID, roles: Sequence[Role]) -> list[tuple[UUID, str, str]]:
    """Staff who look after an area: account, masked name, unit."""
    rows = await connection.fetch(q.serving, area, list(roles))
    return [(row["id"], masked(row["name"]), row["unit"]) for row in rows]


async def lives(connection: Connection, account: UUID) -> list[Home]:
    """Where an account lives now, checked or not."""
    return [Home(tuple(row["path"]), row["verified"]) for row in await connection.fetch(q.lives, account)]


async def set_name(tx: Connection, account: UUID, chosen: NeighbourName) -> None:
    await tx.execute(q.set_name, account, chosen.display_name, chosen.real_name)


async def chosen_name(connection: Connection, account: UUID) -> NeighbourName:
    row = await connection.fetchrow(q.chosen_name, account)
    assert row is not None
    return NeighbourName(display_name=row["display_name"], real_name=row["real_name_shown"])


async def badges(db: Database, principal: Principal, account: UUID) -> BadgeList:
    """The badges of an account.

    Raises:
        DomainError: `account.unknown`, also when it is not one this principal gives badges to.
    """
    async with db.connection() as connection:
        await _theirs(connection, principal, account)
        return await _badges(connection, account)


async def holders(
    db: Database, principal: Principal, *, name: str = "", after: UUID | None = None, limit: int = 50
) -> BadgeHolders:
    """Who lives in the principal's areas and is called so; without a name those who have a badge."""
    mine = [grant.area for grant in principal.grants if principal.kind == "staff" and grant.role in GIVERS]
    async with db.connection() as connection:
        rows = await connection.fetch(q.residents, mine, name.strip(), after, limit + 1)
        shown = rows[:limit]
        places = await areas.places_of(connection, [row["dwelling"] for row in shown])
        held: dict[UUID, list[BadgeHeld]] = {row["id"]: [] for row in shown}
        for row in await connection.fetch(q.held, list(held)):
            held[row["account"]].append(BadgeHeld(row["kind"], row["by"], row["at"]))
    people = [
        BadgeHolder(row["id"], row["name"], places[row["dwelling"]].label, held[row["id"]]) for row in shown
    ]
    return BadgeHolders(people, str(shown[-1]["id"]) if len(rows) > limit else None)


async def give(db: Database, principal: Principal, asked: Command, given: BadgeGiven) -> BadgeList:
    """Gives a badge; one that holds already stays. Raises as `badges`."""

    async def act(tx: Connection) -> BadgeList:
        await _theirs(tx, principal, given.account)
        if await give_in(tx, principal.district, given.account, given.kind, principal.account):
            await _note(tx, principal, "badge.given", given)
        return await _badges(tx, given.account)

    return await once(db, asked, BadgeList, act)


async def give_in(tx: Connection, district: UUID, account: UUID, kind: Badge, by: UUID | None = None) -> bool:
    """Gives a badge in the caller's transaction; whether it was not there."""
    return await tx.fetchval(q.give, district, account, kind, by) is not None


async def end(db: Database, principal: Principal, asked: Command, given: BadgeGiven) -> BadgeList:
    """Takes a badge away: from what she writes from now on. Raises as `badges`."""

    async def act(tx: Connection) -> BadgeList:
        await _theirs(tx, principal, given.account)
        if await tx.fetchval(q.end, given.account, given.kind, principal.account) is not None:
            await _note(tx, principal, "badge.ended", given)
        return await _badges(tx, given.account)

    return await once(db, asked, BadgeList, act)


async def _badges(connection: Connection, account: UUID) -> BadgeList:
    return BadgeList(account, tuple(row["kind"] for row in await connection.fetch(q.badges, account)))


async def _theirs(connection: Connection, principal: Principal, account: UUID) -> None:
    """Staff give badges to who lives in their area; a district's coordinator to everybody of it."""
    district = await connection.fetchval(q.district, account)
    homes = await lives(connection, account)
    within = {area for home in homes for area in home.path} | ({district} if district else set())
    if district != principal.district or not principal.holds(*GIVERS, path=within):
        raise DomainError("account.unknown")


async def _note(tx: Connection, principal: Principal, action: str, given: BadgeGiven) -> None:
    await audit.record(
        tx, district=principal.district, actor=principal.account, action=action, subject=given.account,
        detail={"kind": given.kind},
    )  # fmt: skip
