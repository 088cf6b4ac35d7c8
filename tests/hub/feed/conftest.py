"""What the room's tests share: neighbours of one estate, their desk, and strangers."""

from typing import Any
from uuid import UUID

import asyncpg
import pytest

from hub.accounts.types import Principal
from hub.db import Database
from hub.feed import actions
from hub.feed.types import Post, WritePost
from hub.sealing import Sealer
from hub.settings import Settings
from tests.support import District, People, ask


class Square:
    """安女士 and 罗先生 live in the estate and have been checked, 魏先生 says he does; 何女士 lives elsewhere."""

    def __init__(self, db: Database, owner: Any, people: People, settings: Settings) -> None:
        self.db, self.owner, self.people, self.settings = db, owner, people, settings
        self.place: District = people.place
        self.sealer = Sealer(settings.keys())
        self.an: Principal
        self.luo: Principal
        self.wei: Principal
        self.he: Principal
        self.clerk: Principal
        self.sibling: Principal
        self.street: Principal

    async def begin(self) -> "Square":
        self.an = await self.lives(await self.people.resident("安女士"))
        self.luo = await self.lives(await self.people.resident("罗先生"))
        self.wei = await self.lives(await self.people.resident("魏先生"), state="claimed")
        self.he = await self.people.resident("何女士")
        self.clerk = await self.people.clerk()
        self.sibling = await self.people.clerk(self.place.sibling_community, "邻社区员")
        self.street = await self.people.staff("street_clerk", self.place.street, "街道员")
        return self

    async def lives(self, who: Principal, state: str = "verified", dwelling: UUID | None = None) -> Principal:
        await self.owner.execute(
            "INSERT INTO residences (district, account, dwelling, kind, state, since) VALUES ($1, $2, $3, 'owner', $4, "
            "(app_now() AT TIME ZONE 'Asia/Shanghai')::date)",
            self.place.district, who.account, dwelling or self.place.dwelling, state,
        )  # fmt: skip
        return who

    async def write(self, who: Principal, text: str = "谁家的猫走丢了？", **more: Any) -> Post:
        given = WritePost(area=more.pop("area", self.place.community), text=text, **more)
        return await actions.write(self.db, self.sealer, who, ask(who), given)

    async def photo(self, who: Principal) -> UUID:
        """A photo's row, as if stored."""
        photo: UUID = await self.owner.fetchval(
            "INSERT INTO photos (district, owner, width, height, bytes, stored_at) VALUES ($1, $2, 800, 600, 1000, "
            "app_now()) RETURNING id",
            self.place.district, who.account,
        )  # fmt: skip
        return photo

    async def told(self, *topics: str) -> list[str]:
        """The types of the events on topics, in order."""
        rows = await self.owner.fetch("SELECT type FROM events WHERE topics && $1 ORDER BY id", list(topics))
        return [row["type"] for row in rows]

    async def data(self, topic: str, kind: str) -> list[str]:
        rows = await self.owner.fetch(
            "SELECT text FROM events WHERE topics @> $1 AND type = $2 ORDER BY id", [topic], kind
        )
        return [row["text"] for row in rows]


@pytest.fixture
async def square(
    db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People, settings: Settings
) -> Square:
    return await Square(db, owner, people, settings).begin()
