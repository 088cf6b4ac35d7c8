"""Suggesting a category."""

from uuid import UUID

from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.db import Database, load_queries
from hub.tickets.suggest.types import Suggestion, Suggestions

q = load_queries(__file__)


async def suggest(db: Database, principal: Principal, area: UUID, text: str) -> Suggestions:
    """The likeliest categories for a report there.

    Raises:
        DomainError: `area.unknown`.
    """
    async with db.connection() as connection:
        place = await areas.place(connection, area, principal.district)
        near = place.at("estate") or place.at("community") or place.ids[-1]
        rows = await connection.fetch(q.suggest, principal.district, near, principal.account, text.strip())
    return Suggestions([Suggestion(row["key"], row["why"]) for row in rows])
