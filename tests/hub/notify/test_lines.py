"""The list of what somebody was told, and the hours in which no message reaches her."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from hub.db import Database
from hub.notify import actions, lines
from hub.notify.lines import Choices
from hub.notify.types import About
from hub.sealing import Sealer
from tests.support import District

END = datetime(9999, 1, 1, tzinfo=UTC), UUID(int=2**128 - 1)
NIGHT = Choices(22 * 60, 7 * 60, True)


class Her:
    """Somebody who is told things, at a time of day in Asia/Shanghai."""

    def __init__(self, db: Database, owner: Any, sealer: Sealer, district: District, account: UUID) -> None:
        self.db, self.owner, self.sealer, self.district, self.account = db, owner, sealer, district, account

    async def at(self, clock: str) -> None:
        await self.owner.execute(
            "UPDATE app_clock SET ahead = ahead + ((app_now() AT TIME ZONE 'Asia/Shanghai')::date + 1 + $1::text::time)"
            " AT TIME ZONE 'Asia/Shanghai' - app_now()",
            clock,
        )

    async def wants(self, choices: Choices) -> None:
        async with self.db.transaction() as tx:
            await lines.choose(tx, self.account, choices)

    async def send(self, template: str = "feed.mentioned", **more: Any) -> UUID | None:
        params = {
            "by": "罗**",
            "text": "您看呢",
            "unit": "社区",
            "title_en": "",
            "todo": "",
            "todo_en": "",
            "title": "",
        }
        async with self.db.transaction() as tx:
            return await actions.send(
                tx, self.sealer, district=self.district.district, template=template, params=params,
                account=self.account, **more,
            )  # fmt: skip

    async def waits(self) -> list[tuple[str, timedelta]]:
        rows = await self.owner.fetch(
            "SELECT template, next_at - app_now() AS waits FROM messages ORDER BY id"
        )
        return [(row["template"], row["waits"]) for row in rows]

    async def lines(self) -> list[lines.Line]:
        async with self.db.connection() as connection:
            return await lines.lines(connection, self.sealer, self.account, END, 50)


@pytest.fixture
def her(db: Database, owner: Any, sealer: Sealer, district: District, resident: UUID) -> Her:
    return Her(db, owner, sealer, district, resident)


@pytest.mark.parametrize(
    ("clock", "hours"), [("21:59", 0), ("22:00", 9), ("23:30", 7.5), ("00:00", 7), ("06:00", 1), ("07:00", 0)]
)
async def test_a_message_waits_for_the_end_of_her_quiet_hours(her: Her, clock: str, hours: float) -> None:
    await her.wants(NIGHT)
    await her.at(clock)
    await her.send()
    [(_, waits)] = await her.waits()
    assert abs(waits - timedelta(hours=hours)) < timedelta(minutes=1)
    kept = await her.owner.fetchval("SELECT expires_at - next_at FROM messages")
    assert kept == timedelta(days=1)  # the night takes nothing from its time
    assert len(await her.lines()) == 1  # the list has it at once


async def test_a_flood_does_not_wait_nor_does_who_chose_no_hours(her: Her) -> None:
    await her.at("23:00")
    await her.send()
    await her.wants(NIGHT)
    await her.send("notice.alert")
    assert [waits <= timedelta(0) for _, waits in await her.waits()] == [True, True]


async def test_what_waits_leaves_by_the_new_hours(her: Her) -> None:
    await her.wants(NIGHT)
    await her.at("23:00")
    await her.send()
    await her.wants(Choices(22 * 60, 23 * 60 + 30, True))
    [(_, waits)] = await her.waits()
    assert timedelta(minutes=28) < waits < timedelta(minutes=31)
    await her.wants(Choices(None, None, True))
    [(_, waits)] = await her.waits()
    assert waits <= timedelta(0)


async def test_nobody_is_told_twice_of_one_thing(her: Her) -> None:
    about = About("comment", uuid4(), uuid4())
    first = await her.send(about=about, once="comment:1")
    assert first is not None
    assert await her.send("feed.replied", about=about, once="comment:1") is None
    async with her.db.transaction() as tx:
        await lines.line(
            tx, district=her.district.district, accounts=[her.account], template="line.commented", about=about,
            once="comment:1",
        )  # fmt: skip
    assert [(line.template, line.about) for line in await her.lines()] == [("feed.mentioned", about)]
    assert [template for template, _ in await her.waits()] == ["feed.mentioned"]


async def test_who_wants_no_mentions_at_once_has_them_in_the_list(her: Her) -> None:
    await her.wants(Choices(None, None, mentions=False))
    assert await her.send() is None
    assert await her.waits() == []
    assert len(await her.lines()) == 1
    assert await her.send("moderation.report_kept") is not None  # that is no mention


async def test_a_code_stands_in_no_list(her: Her) -> None:
    async with her.db.transaction() as tx:
        await actions.send(
            tx, her.sealer, district=her.district.district, template="sign_in.code", account=her.account,
            params={"code": "123456", "minutes": 5},
        )  # fmt: skip
    assert await her.lines() == []


async def test_words_are_sealed_and_in_no_event_and_what_is_read_is_said(her: Her) -> None:
    await her.send()
    row = await her.owner.fetchrow("SELECT id, params FROM told")
    assert "您看呢".encode() not in row["params"]
    async with her.db.transaction() as tx:
        assert await lines.unread(tx, her.account) == 1
        await lines.read(tx, her.district.district, her.account, [row["id"], uuid4()])
        await lines.read(tx, her.district.district, her.account, None)  # nothing is left: nothing is said
        assert await lines.unread(tx, her.account) == 0
    told = await her.owner.fetch(
        "SELECT type, text FROM events WHERE topics @> $1 ORDER BY id", [lines.topic(her.account)]
    )
    assert [(row["type"]) for row in told] == ["told.added", "told.read"]
    assert "您看呢" not in "".join(one["text"] for one in told)
    assert str(row["id"]) in told[1]["text"]


async def test_after_half_a_year_it_is_forgotten(her: Her) -> None:
    await her.send()
    await her.owner.execute("UPDATE app_clock SET ahead = ahead + interval '181 days'")
    await her.send()
    async with her.db.connection() as connection:
        await connection.execute(lines.q.forget_lines)
    assert len(await her.lines()) == 1
