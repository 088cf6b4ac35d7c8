"""What the desk's tests share: a clerk with tickets on the desk."""

from uuid import UUID

import asyncpg
import pytest

from hub.accounts.types import Principal
from hub.db import Database
from hub.sealing import Sealer
from hub.settings import Settings
from hub.tickets import actions
from hub.tickets.types import Create, Ticket
from tests.support import People, ask, plant_photo


class Bench:
    """A clerk, a colleague, somebody of another community, a resident."""

    def __init__(
        self, db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People, sealer: Sealer
    ) -> None:
        self.db, self.owner, self.people, self.place, self.sealer = db, owner, people, people.place, sealer

    async def begin(self) -> "Bench":
        self.an = await self.people.resident()
        self.chen = await self.people.clerk()
        self.he = await self.people.clerk(name="何建国")
        self.sibling = await self.people.clerk(self.place.sibling_community, "外人")
        self.boss = await self.people.staff("district_coord", self.place.district, "区协调员")
        return self

    async def report(self, text: str = "门口下水道堵了") -> Ticket:
        given = Create(area=self.place.dwelling, category="drain_blocked", text=text)
        return await actions.create(self.db, self.an, ask(self.an), given)

    async def photo(self, who: Principal) -> UUID:
        return await plant_photo(self.owner, who.district, who.account)

    async def steps(self, ticket: Ticket) -> list[tuple[str, str]]:
        """Kind and text of each step, as staff were told."""
        found = await self.owner.fetch(
            """SELECT text::json->'step'->>'kind' AS kind, text::json->'step'->>'text' AS text FROM events
                WHERE subject = $1 AND topics @> ARRAY[$2] ORDER BY id""",
            ticket.id, f"staff/ticket/{ticket.id}",
        )  # fmt: skip
        return [(row["kind"], row["text"]) for row in found]


@pytest.fixture
async def bench(
    db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People, settings: Settings
) -> Bench:
    return await Bench(db, owner, people, Sealer(settings.keys())).begin()
