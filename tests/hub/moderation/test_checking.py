"""The check of what is about to be public, and who may not speak."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from hub.accounts.types import Principal
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.moderation.actions import check, may_speak
from hub.moderation.types import Checked
from tests.support import People


class Writing:
    """Somebody who writes, and a district with a word or two."""

    def __init__(
        self, db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People, an: Principal
    ) -> None:
        self.db, self.owner, self.people, self.an = db, owner, people, an
        self.district = people.place.district

    async def rule(self, text: str, *kinds: str, reason: str = "广告") -> None:
        await self.owner.execute(
            "INSERT INTO moderation_rules (district, text, normal, kinds, reason) VALUES ($1, $2, $2, $3, $4)",
            self.district, text, list(kinds), reason,
        )  # fmt: skip
        await self.owner.execute(
            """INSERT INTO moderation_settings (district) VALUES ($1)
               ON CONFLICT (district)
               DO UPDATE SET version = moderation_settings.version + 1, stamp = gen_random_uuid()""",
            self.district,
        )

    async def check(self, words: str, subject: UUID | None = None, kind: str = "post") -> Checked:
        async with self.db.transaction() as tx:
            return await check(
                tx, district=self.district, area=self.people.place.community, kind=kind, subject=subject or uuid4(),
                author=self.an.account, words=words, photos=0,
            )  # fmt: skip

    async def cases(self) -> list[tuple[str, ...]]:
        return [
            (row["state"], *row["reasons"])
            for row in await self.owner.fetch("SELECT * FROM moderation_cases ORDER BY id")
        ]


@pytest.fixture
async def writing(db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People) -> Writing:
    return Writing(db, owner, people, await people.resident())


async def test_what_a_rule_finds_is_held_and_lies_on_the_desk(writing: Writing) -> None:
    await writing.rule("代办社保")
    assert await writing.check("楼道灯坏了") == Checked(False)
    assert await writing.check("专业代 办-社\u200b保，找我") == Checked(True, ("广告",), ("other",))
    assert await writing.cases() == [("held", "广告")]
    rows = await writing.owner.fetch("SELECT type, topics, text FROM events ORDER BY id")
    assert [row["type"] for row in rows] == ["moderation.changed", "moderation.mine"]
    assert f"staff/{writing.people.place.street}/moderation" in rows[0]["topics"]
    assert rows[1]["topics"] == [f"own/{writing.an.account}"]
    assert "广告" not in rows[1]["text"]  # which rule it was is never said to others


async def test_a_rule_of_one_kind_holds_that_kind(writing: Writing) -> None:
    await writing.rule("二手", "wish")
    assert not (await writing.check("出二手车")).held
    assert (await writing.check("想要二手轮椅", kind="wish")).held


async def test_a_new_rule_holds_at_once(writing: Writing) -> None:
    await writing.rule("刷单")
    assert not (await writing.check("加微信群")).held
    await writing.rule("微信群")
    assert (await writing.check("加微信群")).held


async def test_numbers_are_held_with_advice_without_any_rule(writing: Writing) -> None:
    assert await writing.check("找我 138 0000 1234") == Checked(True, ("手机号码",), ("phone",))
    await writing.owner.execute(
        "INSERT INTO moderation_settings (district, numbers) VALUES ($1, false)", writing.district
    )
    assert not (await writing.check("找我 138 0000 1234")).held


async def test_words_changed_as_advised_pass(writing: Writing) -> None:
    subject = uuid4()
    assert (await writing.check("我的号码 13800001234", subject)).held
    assert (await writing.check("我的号码 13800001235", subject)).held
    assert await writing.check("请私信我", subject) == Checked(False)
    assert await writing.cases() == [("clear",)]


async def test_what_waits_for_the_outer_service_is_held(writing: Writing) -> None:
    await writing.owner.execute(
        "INSERT INTO moderation_settings (district, outer_check) VALUES ($1, true)", writing.district
    )
    assert await writing.check("今天停水吗") == Checked(True)
    assert await writing.cases() == [("checking",)]


@pytest.mark.parametrize("state", ["hidden", "appealed", "final"])
async def test_what_staff_have_hidden_stays_so_whatever_it_says_now(writing: Writing, state: str) -> None:
    subject, clerk = uuid4(), await writing.people.clerk()
    second = await writing.people.clerk(name="第二位")
    await writing.check("13800001234", subject)
    await writing.owner.execute(
        """UPDATE moderation_cases SET state = $1, hidden_by = $2, hide_reason = '泄露隐私', appealed_at = app_now(),
           decided_by = $3""",
        state, clerk.account, second.account,
    )  # fmt: skip
    assert (await writing.check("你好", subject)).held
    assert (await writing.cases())[0][0] == state


async def test_a_check_that_is_rolled_back_leaves_nothing(writing: Writing) -> None:
    async def breaks() -> None:
        async with writing.db.transaction() as tx:
            await check(
                tx, district=writing.district, area=writing.people.place.community, kind="post", subject=uuid4(),
                author=writing.an.account, words="13800001234", photos=0,
            )  # fmt: skip
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await breaks()
    assert await writing.cases() == []


async def blocked(writing: Writing, area: UUID) -> DomainError | None:
    tx: Connection
    async with writing.db.transaction() as tx:
        try:
            await may_speak(tx, district=writing.district, account=writing.an.account, area=area)
        except DomainError as error:
            return error
    return None


async def test_a_block_holds_below_its_area_until_its_end(writing: Writing) -> None:
    place, clerk = writing.people.place, await writing.people.clerk()
    given: Any = [writing.district, writing.an.account, place.community, clerk.account]
    await writing.owner.execute(
        """INSERT INTO moderation_blocks (district, account, area, path, reason, until, created_by)
           SELECT $1, $2, $3, path, '多次辱骂邻居', app_now() + interval '3 days', $4 FROM areas WHERE id = $3""",
        *given,
    )
    assert await blocked(writing, place.street) is None
    assert await blocked(writing, place.sibling_community) is None
    for area in (place.community, place.dwelling):
        error = await blocked(writing, area)
        assert error is not None
        assert (error.code, error.status) == ("blocked", 403)
        end = await writing.owner.fetchval(
            "SELECT to_char(until AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') FROM moderation_blocks"
        )
        assert (end in error.message("zh-CN"), "多次辱骂邻居" in error.message("zh-CN")) == (True, True)
        assert (end in error.message("en"), "多次辱骂邻居" in error.message("en")) == (True, True)
    await writing.owner.execute("UPDATE app_clock SET ahead = $1", timedelta(days=4))
    assert await blocked(writing, place.community) is None
