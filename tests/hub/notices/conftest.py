"""What the room's tests share: a board to pin notices to, and the people around it."""

import json
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest

from hub.accounts.types import Principal
from hub.db import Database
from hub.errors import DomainError
from hub.notices import actions, policy, reading
from hub.notices.rounds import Rounds
from hub.notices.types import (
    ClearNotice,
    CorrectNotice,
    DeclineNotice,
    EditNotice,
    NoticeDesk,
    NoticeGroups,
    NoticePage,
    NoticeReceipt,
    NoticeStepAsked,
    NoticeWords,
    ReadNotice,
    StaffNotice,
    WithdrawNotice,
    WriteNotice,
)
from hub.sealing import Sealer
from hub.settings import Settings
from tests.support import People, ask

WORDS = {"zh": NoticeWords("停水通知", "周三停水", "周三 9 点到 17 点停水，请提前储水。")}


class Board:
    """安女士 lives at 3单元1-6, 罗先生 next door at 1-7; 陈晓梅 writes for the community."""

    def __init__(
        self, db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People, settings: Settings
    ) -> None:
        self.db, self.owner, self.people, self.place, self.settings = (
            db,
            owner,
            people,
            people.place,
            settings,
        )
        self.sealer = Sealer(settings.keys())
        self.rounds = Rounds(db, self.place.district, self.sealer)

    async def begin(self) -> "Board":
        self.next_door = await self.dwelling("1-7")
        self.an = await self.lives(await self.people.resident("安女士"))
        self.luo = await self.lives(await self.people.resident("罗先生"), self.next_door, kind="tenant")
        self.hu = await self.people.resident("胡女士")  # lives nowhere yet
        self.clerk = await self.people.clerk()
        self.street = await self.people.staff("street_clerk", self.place.street, "李志强")
        self.second = await self.people.staff("street_clerk", self.place.street, "王敏")
        self.grid = await self.people.staff("grid_officer", self.place.grid, "网格员")
        self.other = await self.people.clerk(self.place.sibling_community, "周敏")
        self.coordinator = await self.people.staff("district_coord", self.place.district, "区协调员")
        return self

    async def dwelling(self, name: str, unit: UUID | None = None) -> UUID:
        return await self.owner.fetchval(
            "INSERT INTO areas (parent, level, name) VALUES ($1, 'dwelling', $2) RETURNING id",
            unit or self.place.unit, name,
        )  # fmt: skip

    async def lives(
        self, who: Principal, where: UUID | None = None, *, kind: str = "owner", state: str = "verified"
    ) -> Principal:
        await self.owner.execute(
            """INSERT INTO residences (district, account, dwelling, kind, state, since)
               VALUES ($1, $2, $3, $4, $5, (app_now() AT TIME ZONE 'Asia/Shanghai')::date)""",
            who.district, who.account, where or self.place.dwelling, kind, state,
        )  # fmt: skip
        return who

    async def write(self, by: Principal | None = None, **changes: Any) -> StaffNotice:
        who = by or self.clerk
        given: dict[str, Any] = {"kind": "notice", "areas": [self.place.community], "words": WORDS}
        return await actions.write(self.db, who, ask(who), WriteNotice(**(given | changes)))

    async def edit(self, by: Principal, one: UUID, **changes: Any) -> StaffNotice:
        given: dict[str, Any] = {"kind": "notice", "areas": [self.place.community], "words": WORDS}
        return await actions.edit(self.db, by, ask(by), one, EditNotice(**(given | changes)))

    async def submit(self, by: Principal, one: UUID, **more: Any) -> StaffNotice:
        return await actions.submit(self.db, by, ask(by), one, NoticeStepAsked(**more))

    async def publish(self, by: Principal | None = None, **changes: Any) -> UUID:
        """Written and submitted; its id."""
        who = by or self.clerk
        one = (await self.write(who, **changes)).head.id
        await self.submit(who, one)
        return one

    async def approve(self, by: Principal, one: UUID, **more: Any) -> StaffNotice:
        return await actions.approve(self.db, by, ask(by), one, NoticeStepAsked(**more))

    async def decline(self, by: Principal, one: UUID, reason: str = "日期不对") -> StaffNotice:
        return await actions.decline(self.db, by, ask(by), one, DeclineNotice(reason=reason))

    async def correct(self, by: Principal, one: UUID, **changes: Any) -> StaffNotice:
        words = {"zh": NoticeWords("停水通知", "改到周四", "改到周四 9 点到 17 点。")}
        given: dict[str, Any] = {"words": words}
        return await actions.correct(self.db, by, ask(by), one, CorrectNotice(**(given | changes)))

    async def withdraw(self, by: Principal, one: UUID) -> StaffNotice:
        return await actions.withdraw(self.db, by, ask(by), one, WithdrawNotice(reason="发错了"))

    async def clear(self, by: Principal, one: UUID, text: str = "水已退") -> StaffNotice:
        return await actions.clear(self.db, by, ask(by), one, ClearNotice(text=text))

    async def read(self, who: Principal, one: UUID, edition: int = 1) -> NoticeReceipt:
        return await reading.read(self.db, who, ask(who), one, ReadNotice(edition))

    async def reached(self, who: Principal, one: UUID) -> NoticeReceipt:
        return await reading.reached(self.db, who, ask(who), one)

    async def declare(self, who: Principal, key: str = "pets", *, ours: bool = True) -> NoticeGroups:
        return await reading.declare(self.db, who, ask(who), key, ours=ours)

    async def page(self, who: Principal, one: UUID) -> NoticePage:
        return await reading.page(self.db, self.settings, who, one)

    async def desk(self, who: Principal, one: UUID) -> NoticeDesk:
        return await reading.desk(self.db, self.settings, who, one)

    async def mine(self, who: Principal, **asked: Any) -> list[UUID]:
        return [one.notice.id for one in (await reading.mine(self.db, who, None, **asked)).notices]

    async def listed(self, who: Principal, **asked: Any) -> list[UUID]:
        return [one.head.id for one in (await reading.staff_page(self.db, who, **asked)).notices]

    async def may(self, who: Principal, topic: str) -> bool:
        async with self.db.connection() as connection:
            return await policy.may_subscribe(connection, who, topic.split("/"))

    async def told(self, topic: str) -> list[dict[str, Any]]:
        rows = await self.owner.fetch(
            "SELECT type, text FROM events WHERE topics @> ARRAY[$1] ORDER BY id", topic
        )
        return [{"type": row["type"], **json.loads(row["text"])} for row in rows]

    async def later(self, **time: float) -> None:
        """The service's clock goes on, and what is due by then is done."""
        seconds = sum(
            {"days": 86400, "hours": 3600, "seconds": 1}[unit] * many for unit, many in time.items()
        )
        await self.owner.execute(
            "UPDATE app_clock SET ahead = ahead + make_interval(secs => $1)", float(seconds)
        )
        while await self.rounds.look():
            pass

    async def messages(self) -> list[tuple[str, UUID | None, str, dict[str, str]]]:
        """Template, account, channel and words of what waits to go out."""
        rows = await self.owner.fetch("SELECT * FROM messages ORDER BY id")
        return [
            (row["template"], row["account"], row["channel"], msgspec.json.decode(
                self.sealer.unseal(row["params"], column="messages.params", row=row["id"])))
            for row in rows
        ]  # fmt: skip


@pytest.fixture
async def board(
    db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People, settings: Settings
) -> Board:
    return await Board(db, owner, people, settings).begin()


async def refused(made: Any) -> str:
    with pytest.raises(DomainError) as caught:
        await made
    return caught.value.code
