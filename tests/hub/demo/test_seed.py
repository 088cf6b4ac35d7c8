"""The demo's district: the article's places, twice seeded the same, with nobody real in it."""

from pathlib import Path

import asyncpg

from hub.demo.seed import load, seed
from hub.settings import Settings


async def test_seeded_once(settings: Settings, owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    await seed(settings, "a-staff-password")
    levels = dict(await owner.fetch("SELECT level, count(*) FROM areas GROUP BY 1"))
    assert {level: levels[level] for level in ("district", "street", "community", "grid", "estate")} == {
        "district": 1, "street": 6, "community": 20, "grid": 80, "estate": 20,
    }  # fmt: skip
    assert await owner.fetchval("SELECT count(*) FROM ticket_categories") == 33
    served = """SELECT count(*) FROM organisation_areas s JOIN organisations o ON o.id = s.organisation
                 WHERE o.name = '示例物业甲'"""
    assert await owner.fetchval(served) > 1
    before = (
        await owner.fetchval("SELECT count(*) FROM areas"),
        await owner.fetchval("SELECT count(*) FROM accounts"),
    )
    await seed(settings, "another-password")
    after = (
        await owner.fetchval("SELECT count(*) FROM areas"),
        await owner.fetchval("SELECT count(*) FROM accounts"),
    )
    assert before == after


async def test_she_lives_where_the_article_says(
    settings: Settings, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await seed(settings, "a-staff-password")
    row = await owner.fetchrow(
        """SELECT r.state, r.proof, d.name, array_agg(p.name ORDER BY cardinality(p.path)) AS path
             FROM residences r JOIN accounts a ON a.id = r.account JOIN areas d ON d.id = r.dwelling
             JOIN areas p ON p.id = ANY (d.path) WHERE a.name = '安女士' GROUP BY 1, 2, 3"""
    )
    assert (row["state"], row["proof"], row["name"]) == ("verified", "roster", "1-6")
    assert row["path"] == [
        "西区",
        "清香坪街道",
        "金沙社区",
        "第一网格",
        "宝鼎金沙小区",
        "12栋",
        "3单元",
        "1-6",
    ]


def test_no_real_person_of_the_article_is_in_the_data() -> None:
    text = Path("hub/demo/xiqu.yaml").read_text(encoding="utf-8")
    for name in ("刘秀华", "张烈", "罗绍钦", "孙雯晴", "代先光", "周先生"):
        assert name not in text


def test_every_category_and_report_is_whole() -> None:
    data = load()
    keys = {key for group in data["categories"].values() for key in group}
    duties = {duty for one in data["organisations"] for duty in one["duties"]} | {
        "物业", "社区", "社区调解", "街道", "网格",
    }  # fmt: skip
    for group in data["categories"].values():
        for name, name_en, minutes, promise, duty in group.values():
            assert name
            assert name_en
            assert minutes > 0
            assert promise[-1] in "hd"
            assert duty in duties
    assert {report["category"] for report in data["reports"]} <= keys
    assert set(data["emergencies"]) <= keys
