"""What the tests of wishes share: who asks, who claims, who reviews, and a clock that can be moved."""

import contextlib
import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from hub.accounts.types import Grant, Principal
from hub.db import Database
from hub.errors import DomainError
from hub.sealing import Sealer
from hub.settings import Settings
from hub.wishes import actions, claims, lists, reviews
from hub.wishes.clock import WishWatch
from hub.wishes.types import (
    AskWish,
    AskWishFor,
    ClaimWish,
    EditWish,
    FulfilWish,
    PublishWish,
    ThankWish,
    Wish,
    WishReason,
    WishSeen,
    WishVersion,
)
from tests.support import People, ask, plant_photo

PHONE = "13987650001"
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Parts of ids look like a door's number now and then."""
SECRETS = ("安女士", "暗号", "1-6", "3单元", "12栋", "门口", PHONE, "陈晓梅", "罗先生")
"""What the wall never says: her name, her own words, her door, her phone; the clerk; who claimed."""


class Scene:
    """安女士 has a wish; 罗先生 would grant it; the clerk reads it first."""

    def __init__(
        self, db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People, settings: Settings
    ) -> None:
        self.db, self.owner, self.people, self.place = db, owner, people, people.place
        self.settings, self.sealer = settings, Sealer(settings.keys())
        self.watch = WishWatch(db, people.place.district, self.sealer)

    async def begin(self) -> "Scene":
        self.an, self.luo = await self.neighbour("安女士", PHONE), await self.neighbour("罗先生")
        self.zhou = await self.neighbour("周先生")
        self.clerk = await self.people.clerk()
        self.grid = await self.people.staff("grid_officer", self.place.grid, "网格员")
        self.street = await self.people.staff("street_clerk", self.place.street, "李志强")
        self.coordinator = await self.people.staff("district_coord", self.place.district, "区协调员")
        self.other_clerk = await self.people.clerk(self.place.other_community, "何静")
        self.firm = await self.people.dispatcher()
        self.other_firm = await self.people.dispatcher(self.place.other_property_org)
        self.stranger = await self.people.resident("过路人")
        return self

    async def neighbour(self, name: str, phone: str | None = None) -> Principal:
        """A resident whose dwelling has been verified."""
        who = await self.people.resident(name)
        await self.owner.execute(
            """INSERT INTO residences (district, account, dwelling, kind, state, since, proof)
               VALUES ($1, $2, $3, 'owner', 'verified', '2020-01-01', 'checked')""",
            who.district, who.account, self.place.dwelling,
        )  # fmt: skip
        if phone is not None:
            await self.owner.execute(
                "UPDATE accounts SET phone = $2, phone_index = $3 WHERE id = $1", who.account,
                self.sealer.seal(phone, column="accounts.phone", row=who.account),
                self.sealer.blind("phone", phone),
            )  # fmt: skip
        return who

    async def volunteer(self, name: str = "热心人") -> Principal:
        """Not of this place, but of a team."""
        who = await self.people.resident(name)
        await self.owner.execute(
            "INSERT INTO grants (district, account, role, area) VALUES ($1, $2, 'volunteer', $1)",
            who.district, who.account,
        )  # fmt: skip
        grant = Grant("volunteer", self.place.district, (self.place.district,), None)
        return Principal(
            account=who.account, session=uuid4(), district=who.district, kind="resident", name=name, practice=False,
            locale="zh-CN", grants=(grant,), expires_at=who.expires_at,
        )  # fmt: skip

    async def photo(self, by: Principal) -> UUID:
        return await plant_photo(self.owner, by.district, by.account)

    async def ask(self, by: Principal | None = None, **changes: Any) -> WishSeen:
        who = by or self.an
        given: dict[str, Any] = {
            "kind": "thing", "text": "暗号：想要一副老花镜", "home": self.place.dwelling, "place_text": "门口鞋柜旁",
        }  # fmt: skip
        return await actions.ask(self.db, self.sealer, who, ask(who), AskWish(**(given | changes)))

    async def ask_for(self, by: Principal | None = None, **changes: Any) -> WishSeen:
        who = by or self.clerk
        given: dict[str, Any] = {
            "kind": "company", "text": "暗号：想有人陪着说说话", "home": self.place.dwelling, "name": "安奶奶",
            "phone": "13987650009", "consent": "spoken",
        }  # fmt: skip
        return await actions.ask_for(self.db, self.sealer, who, ask(who), AskWishFor(**(given | changes)))

    async def edit(self, wish: UUID, by: Principal | None = None, **more: Any) -> WishSeen:
        who = by or self.an
        given = EditWish(kind="help", text="暗号：改过了", **more)
        return await actions.edit(self.db, who, ask(who), wish, given)

    async def publish(self, wish: UUID, by: Principal | None = None, **changes: Any) -> WishSeen:
        who = by or self.clerk
        given = PublishWish(**({"text": "一位老人想要一副老花镜"} | changes))
        return await reviews.publish(self.db, self.sealer, who, ask(who), wish, given)

    async def give_back(self, wish: UUID, by: Principal | None = None, **more: Any) -> WishSeen:
        who = by or self.clerk
        given = WishReason(text="请写清度数", **more)
        return await reviews.give_back(self.db, self.sealer, who, ask(who), wish, given)

    async def refuse(self, wish: UUID, by: Principal | None = None) -> WishSeen:
        who = by or self.clerk
        given = WishReason(text="这件事可以走救助")
        return await reviews.refuse(self.db, self.sealer, who, ask(who), wish, given)

    async def take_back(self, wish: UUID, by: Principal | None = None) -> WishSeen:
        who = by or self.clerk
        return await reviews.take_back(
            self.db, self.sealer, who, ask(who), wish, WishReason(text="一直没有办")
        )

    async def claim(self, wish: UUID, by: Principal | None = None, **more: Any) -> WishSeen:
        who = by or self.luo
        return await claims.claim(self.db, self.sealer, who, ask(who), wish, ClaimWish(**more))

    async def contacted(self, wish: UUID, by: Principal | None = None) -> WishSeen:
        who = by or self.luo
        return await claims.contacted(self.db, who, ask(who), wish, WishVersion())

    async def release(self, wish: UUID, by: Principal | None = None) -> WishSeen:
        who = by or self.luo
        return await claims.release(self.db, self.sealer, who, ask(who), wish, WishReason(text="出差了"))

    async def fulfil(self, wish: UUID, by: Principal | None = None, **more: Any) -> WishSeen:
        who = by or self.luo
        return await claims.fulfil(self.db, self.sealer, who, ask(who), wish, FulfilWish(**more))

    async def not_yet(self, wish: UUID, by: Principal | None = None) -> WishSeen:
        who = by or self.an
        return await actions.not_yet(self.db, self.sealer, who, ask(who), wish, WishReason(text="度数不对"))

    async def thank(self, wish: UUID, by: Principal | None = None, **more: Any) -> WishSeen:
        who = by or self.an
        return await actions.thank(self.db, self.sealer, who, ask(who), wish, ThankWish(**more))

    async def withdraw(self, wish: UUID, by: Principal | None = None) -> WishSeen:
        who = by or self.an
        return await actions.withdraw(self.db, self.sealer, who, ask(who), wish, WishVersion())

    async def contact(self, wish: UUID, by: Principal | None = None) -> Any:
        return await claims.contact(self.db, self.sealer, by or self.luo, wish)

    async def page(self, wish: UUID, by: Principal) -> Any:
        return await lists.page(self.db, self.settings, by, wish)

    async def hung(self, **changes: Any) -> UUID:
        """A wish of 安女士 on the wall."""
        wish = mine_of(await self.ask(**changes))
        await self.publish(wish)
        return wish

    async def state(self, wish: UUID) -> Wish:
        seen = (await self.page(wish, self.coordinator)).wish.desk
        assert seen is not None
        return seen

    async def wall(self, area: UUID | None = None, by: Principal | None = None, **asked: Any) -> list[UUID]:
        page = await lists.wall(self.db, by or self.luo, area or self.place.community, **asked)
        return [one.id for one in page.wishes]

    async def days(self, count: float) -> None:
        """Lets time pass, and does what is due."""
        await self.owner.execute(
            "UPDATE app_clock SET ahead = ahead + make_interval(hours => $1)", round(count * 24)
        )
        while await self.watch.look():
            pass

    async def told(self, topic: str, kind: str | None = None) -> list[dict[str, Any]]:
        rows = await self.owner.fetch(
            "SELECT type, text FROM events WHERE topics @> ARRAY[$1] ORDER BY id", topic
        )
        return [json.loads(row["text"]) for row in rows if kind in (None, row["type"])]

    async def messages(self) -> list[tuple[str, UUID | None]]:
        rows = await self.owner.fetch("SELECT template, account FROM messages ORDER BY id")
        return [(row["template"], row["account"]) for row in rows]


def mine_of(seen: WishSeen) -> UUID:
    part = seen.mine or seen.desk or seen.taken
    assert part is not None
    return part.id


@contextlib.contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(DomainError) as caught:
        yield
    assert caught.value.code == code
