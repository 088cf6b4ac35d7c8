"""What the tests of followers and duplicates share: 安女士's report, and 罗先生 who lives next door."""

import contextlib
import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest

from hub.accounts.types import Principal
from hub.db import Database
from hub.errors import DomainError
from hub.settings import Settings
from hub.tickets import actions
from hub.tickets.follows.actions import follow, page, unfollow
from hub.tickets.follows.types import Follow
from hub.tickets.types import Acknowledge, Create, Note, Resolve, Ticket, TicketDetail
from tests.support import People, ask, plant_photo

SECRETS = ("安女士", "暗号", "单元1", "门口", "陈晓梅", "3单元")
"""What of the reporter's ticket nobody else may learn: her name, her words, her door, the clerk."""


class Scene:
    """安女士's report; 罗先生 lives next door."""

    def __init__(self, db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People) -> None:
        self.db, self.owner, self.people, self.place = db, owner, people, people.place

    async def begin(self) -> "Scene":
        self.an, self.luo = await self.people.resident("安女士"), await self.people.resident("罗先生")
        self.clerk = await self.people.clerk()
        self.ticket = await self.report()
        return self

    async def report(self, by: Principal | None = None, **changes: Any) -> Ticket:
        by = by or self.an
        values = {
            "area": self.place.dwelling,
            "category": "drain_blocked",
            "text": "暗号：堵了",
            "place_text": "门口",
        }
        return await actions.create(self.db, by, ask(by), Create(**(values | changes)))

    async def follow(self, by: Principal | None = None, ticket: UUID | None = None, **given: Any) -> Ticket:
        by = by or self.luo
        return await follow(self.db, by, ask(by), ticket or self.ticket.id, Follow(**given))

    async def unfollow(self, by: Principal | None = None) -> Ticket:
        by = by or self.luo
        return await unfollow(self.db, by, ask(by), self.ticket.id)

    async def photo(self, by: Principal) -> UUID:
        return await plant_photo(self.owner, by.district, by.account)

    async def detail(self, by: Principal, settings: Settings) -> TicketDetail:
        return await actions.detail(self.db, by, self.ticket.id, settings)

    async def following(self, by: Principal | None = None) -> list[Ticket]:
        return (await page(self.db, by or self.luo)).tickets

    async def told(self, who: Principal) -> list[dict[str, Any]]:
        rows = await self.owner.fetch(
            "SELECT type, area, text FROM events WHERE topics @> ARRAY[$1] ORDER BY id", f"own/{who.account}"
        )  # fmt: skip
        return [{"type": row["type"], "area": row["area"], **json.loads(row["text"])} for row in rows]

    async def work(self) -> None:
        """The clerk does it all, with words to the reporter on the way."""
        clerk = self.clerk
        await actions.acknowledge(
            self.db, clerk, ask(clerk), self.ticket.id, Acknowledge(note="安女士，收到")
        )
        note = Note(text="安女士，1-6先别用水", audience="resident")
        await actions.note(self.db, clerk, ask(clerk), self.ticket.id, note)
        done = Resolve(text="已疏通主管", photos=[await self.photo(clerk)])
        await actions.resolve(self.db, clerk, ask(clerk), self.ticket.id, done)


@contextlib.contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(DomainError) as caught:
        yield
    assert caught.value.code == code


def text_of(value: object) -> str:
    return msgspec.json.encode(value).decode()
