"""What comes back: places and people; the buildings with the most reports.

A new report is counted a moment after it has been stored, so that storing it stays one statement: looking back over
90 days of an estate is some milliseconds that nobody has to wait for.
"""

import re
from uuid import UUID

import msgspec

from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.tickets import policy
from hub.tickets import store as tickets
from hub.tickets.changes import Change
from hub.tickets.duplicates import store
from hub.tickets.duplicates.reactions import COUNT
from hub.tickets.duplicates.types import HotPlace, HotPlaces, Repeat, RepeatList
from hub.tickets.steps import service_step
from hub.tickets.timers import Context, Handler, Timer
from hub.tickets.types import Named

FLAGGED = 2
"""Earlier reports from which on a ticket is flagged: the third time in 90 days."""
NAMED = 5
"""Earlier tickets that the step names."""
HOT = 50

_CURSOR = re.compile(r"([0-9]{1,9})[.]([0-9a-f-]{36})[.](.{1,50})", re.DOTALL)


async def _count(tx: Connection, context: Context, timer: Timer) -> None:
    ticket = await tickets.ticket(tx, timer.district, timer.ticket)
    assert ticket is not None
    place = (await areas.places_of(tx, [ticket.area]))[ticket.area]
    spot = place.at((await store.kinds(tx, timer.district))[ticket.category].level)
    earlier = await store.earlier(tx, ticket.id, spot, ticket.area)
    if len(earlier) < FLAGGED:
        return
    await store.set_repeats(tx, ticket.id, len(earlier))
    numbers = "、".join(str(number) for number, _ in earlier[:NAMED])
    flagged = Change(text=numbers, audience="internal", subject=earlier[0][1])
    await service_step(tx, timer.district, ticket.id, "repeat_flagged", flagged)


HANDLERS: dict[str, Handler] = {COUNT: _count}


async def places(
    db: Database, principal: Principal, area: UUID | None, days: int, after: str | None, limit: int
) -> RepeatList:
    """Places whose reports come back, in the areas the principal watches.

    Raises:
        DomainError: `not_found` for who watches nothing there, `cursor.invalid`.
    """
    async with db.connection() as connection:
        inside = await _inside(connection, principal, area)
        rows = await store.places(
            connection, principal.district, inside, days, FLAGGED + 1, _read(after), limit + 1
        )
        named = await areas.places_of(connection, [row["area"] for row in rows])
    return _page(
        [
            Repeat(
                area=row["area"], place=named[row["area"]].label, group=row["group_name"], count=row["count"],
                open=row["open"], last_at=row["last_at"], tickets=list(row["tickets"]),
            )
            for row in rows
        ],
        limit,
    )  # fmt: skip


async def reporters(
    db: Database, principal: Principal, area: UUID | None, days: int, after: str | None, limit: int
) -> RepeatList:
    """People who report the same again, in the areas the principal watches. Raises as `places`."""
    async with db.connection() as connection:
        inside = await _inside(connection, principal, area)
        rows = await store.reporters(
            connection, principal.district, inside, days, FLAGGED + 1, _read(after), limit + 1
        )
    return _page(
        [
            Repeat(
                reporter=Named(row["reporter"], row["name"]), category=row["category"], count=row["count"],
                open=row["open"], last_at=row["last_at"], tickets=list(row["tickets"]),
            )
            for row in rows
        ],
        limit,
    )  # fmt: skip


async def hot_places(db: Database, principal: Principal, area: UUID | None, days: int) -> HotPlaces:
    """The buildings with the most reports. Raises as `places`."""
    async with db.connection() as connection:
        inside = await _inside(connection, principal, area)
        rows = await store.hot_places(connection, principal.district, inside, days, HOT)
        named = await areas.places_of(connection, [row["area"] for row in rows])
    return HotPlaces([
        HotPlace(
            row["area"], named[row["area"]].label, row["count"], row["open"],
            msgspec.json.decode(row["kinds"], type=dict[str, int]),
        )
        for row in rows
    ])  # fmt: skip


async def _inside(connection: Connection, principal: Principal, area: UUID | None) -> list[UUID]:
    watched = policy.scope(principal).watched
    if not watched or (area is not None and not await store.below(connection, area, watched)):
        raise DomainError("not_found")
    return watched if area is None else [area]


def _page(found: list[Repeat], limit: int) -> RepeatList:
    if len(found) <= limit:
        return RepeatList(found, None)
    last = found[limit - 1]
    who = last.area or (last.reporter.id if last.reporter else None)
    return RepeatList(found[:limit], f"{last.count}.{who}.{last.group or last.category}")


def _read(after: str | None) -> tuple[int | None, UUID | None, str | None]:
    if after is None:
        return None, None, None
    match = _CURSOR.fullmatch(after)
    try:
        if match and "\0" not in match[3]:
            return int(match[1]), UUID(match[2]), match[3]
    except ValueError:
        pass
    raise DomainError("cursor.invalid")
