"""Looking for what is alike: while a resident types, and when a desk wants to merge."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.areas.actions import Place
from hub.areas.types import LEVELS
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.tickets import policy
from hub.tickets import store as tickets
from hub.tickets.duplicates import alike, store
from hub.tickets.duplicates.types import EstateTickets, Similar, SimilarList
from hub.tickets.follows.store import FINEST
from hub.tickets.types import Position, Ticket

CANDIDATES = 200
"""Looked at, the newest. In a building of 60 dwellings a category has a handful in 7 days."""
OFFERED, OFFERED_TO_STAFF = 5, 20
COARSE = 0.001
"""Degrees, about 100 m: no finer do residents learn the position of another's phone, however often they ask."""


class Report(NamedTuple):
    """What others are compared with. `itself`: a ticket that is not its own duplicate."""

    place: Place
    category: str
    text: str
    position: Position | None
    practice: bool
    itself: UUID | None = None


async def while_typing(
    db: Database, principal: Principal, *, area: UUID, category: str, text: str, position: Position | None
) -> SimilarList:
    """What may be the same as a report that is being written; residents are offered what is public.

    Raises:
        DomainError: `area.unknown`, `ticket.category_unknown`.
    """
    async with db.connection() as connection:
        place = await areas.place(connection, area, principal.district)
        report = Report(place, category, text, position, principal.practice)
        if principal.kind == "staff":
            return await _for_staff(connection, principal, report)
        return await _for_resident(connection, principal, report)


async def of_estate(db: Database, principal: Principal, *, after: UUID | None, limit: int) -> EstateTickets:
    """What neighbours have reported in the estates where the reader lives, as far as all may know."""
    async with db.connection() as connection:
        found = await store.of_estate(connection, principal.account, principal.practice, after, limit + 1)
        shown = await _offered(connection, principal, found[:limit])
    return EstateTickets(shown, shown[-1].id if len(found) > limit else None)


async def candidates(db: Database, principal: Principal, identity: UUID) -> SimilarList:
    """What a ticket may be merged with, for a desk that sees it.

    Raises:
        DomainError: `not_found`.
    """
    async with db.connection() as connection:
        ticket = await tickets.ticket(connection, principal.district, identity)
        if ticket is None or not policy.relation(principal, ticket).staff:
            raise DomainError("not_found")
        place = (await areas.places_of(connection, [ticket.area]))[ticket.area]
        position = await store.position(connection, identity)
        report = Report(place, ticket.category, ticket.text, position, ticket.practice, identity)
        return await _for_staff(connection, principal, report)


async def _for_resident(connection: Connection, principal: Principal, report: Report) -> SimilarList:
    report = report._replace(place=report.place.above(FINEST))
    kinds, scores = await _kinds(connection, principal, report)
    public = [key for key in scores if kinds[key].offered]
    found = await _near(connection, principal, report, kinds, public, public=True)
    best = sorted(found, key=lambda pair: (scores[pair[0].category], pair[0].number), reverse=True)[:OFFERED]
    return SimilarList(await _offered(connection, principal, [ticket for ticket, _ in best]))


async def _offered(connection: Connection, principal: Principal, found: list[Ticket]) -> list[Similar]:
    """As those see them who have only heard of them."""
    places = await areas.places_of(connection, [ticket.area for ticket in found])
    followed = await store.followed(connection, principal.account, [ticket.id for ticket in found])
    offered = []
    for ticket in found:
        place = places[ticket.area].above(FINEST)
        offered.append(Similar(
            id=ticket.id, category=ticket.category, area=place.ids[-1], place=place.label, state=ticket.state,
            created_at=ticket.created_at, followers=ticket.followers, following=ticket.id in followed,
            own=policy.relation(principal, ticket).reporter,
        ))  # fmt: skip
    return offered


async def _for_staff(connection: Connection, principal: Principal, report: Report) -> SimilarList:
    kinds, scores = await _kinds(connection, principal, report)
    group = kinds[report.category].group
    categories = {*scores, *(key for key, kind in kinds.items() if kind.group == group)}
    found = []
    for ticket, _ in await _near(connection, principal, report, kinds, categories, public=False):
        words = alike.words(report.text, ticket.text)
        if policy.relation(principal, ticket).staff and (ticket.category in scores or words >= alike.ALIKE):
            depth = sum(area in report.place.ids for area in ticket.path) / len(report.place.ids)
            found.append(
                (round(0.4 * scores.get(ticket.category, 0.5) + 0.4 * words + 0.2 * depth, 3), ticket)
            )
    found.sort(key=lambda pair: (pair[0], pair[1].number), reverse=True)
    return SimilarList([
        Similar(
            id=ticket.id, category=ticket.category, area=ticket.area, place=ticket.place, state=ticket.state,
            created_at=ticket.created_at, followers=ticket.followers, number=ticket.number, text=ticket.text,
            score=score,
        )
        for score, ticket in found[:OFFERED_TO_STAFF]
    ])  # fmt: skip


async def _kinds(
    connection: Connection, principal: Principal, report: Report
) -> tuple[dict[str, alike.Kind], dict[str, float]]:
    kinds = await store.kinds(connection, principal.district)
    if report.category not in kinds:
        raise DomainError("ticket.category_unknown")
    return kinds, alike.kinds(kinds, report.category, report.text)


async def _near(
    connection: Connection, principal: Principal, report: Report, kinds: dict[str, alike.Kind],
    categories: Collection[str], *, public: bool,
) -> list[tuple[Ticket, Position | None]]:  # fmt: skip
    """In one area of the category's level: below it, or said no finer than the estate; or near by position."""
    kind, place = kinds[report.category], report.place
    near = place.above(kind.level)
    above = [
        area for area, level in zip(near.ids, near.levels, strict=True)
        if LEVELS.index(level) >= LEVELS.index("estate") and area != near.ids[-1]
    ]  # fmt: skip
    # For residents the box is wider than the reach: the exact position of another's phone decides nothing.
    coarse = COARSE * alike.METRES_A_DEGREE if public else 0
    reach = kind.metres + coarse
    found = await store.near(
        connection, principal.district, area=near.ids[-1], above=above, around=report.position,
        metres=reach + 2 * coarse, categories=categories, practice=report.practice, public=public,
        but=report.itself, limit=CANDIDATES,
    )  # fmt: skip
    return [
        (ticket, position)
        for ticket, position in found
        if near.ids[-1] in ticket.path or ticket.area in above or _within(report, position, reach, public)
    ]


def _within(report: Report, position: Position | None, reach: float, public: bool) -> bool:
    if report.position is None or position is None:
        return False
    lat, lon = position.lat, position.lon
    if public:
        lat, lon = round(lat / COARSE) * COARSE, round(lon / COARSE) * COARSE
    return alike.metres(report.position.lat, report.position.lon, lat, lon) <= reach
