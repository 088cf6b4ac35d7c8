"""The demo's last weeks: the rates show something, and every ticket of it can be opened."""

import random
from datetime import timedelta
from uuid import uuid4

import asyncpg

from hub.accounts.types import Grant, Principal
from hub.db import Database
from hub.demo.seed import seed
from hub.settings import Settings
from hub.tickets import actions as tickets
from hub.tickets.rates import actions as rates


async def test_the_rates_have_something_to_show(
    settings: Settings, db: Database, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await seed(settings, "a-staff-password")
    district = await owner.fetchval("SELECT id FROM areas WHERE level = 'district'")
    office = await owner.fetchval("SELECT id FROM accounts WHERE demo_key = 'district'")
    now = await owner.fetchval("SELECT app_now()")
    who = Principal(
        account=office, session=uuid4(), district=district, kind="staff", name="赵敏", practice=False, locale="zh-CN",
        grants=(Grant("district_coord", district, (district,), None),), expires_at=now,
    )  # fmt: skip
    today = now.date()
    table = await rates.table(db, who, district, today - timedelta(days=60), today, "unit")
    total = table.total
    assert total.received + total.excluded == 80
    assert total.practice == 0
    for share in (total.response, total.resolution, total.satisfaction):
        assert share.share is not None
        assert 0.7 < share.share < 1
    assert {row.kind for row in table.rows} == {"desk", "organisation"}
    ids = [row["id"] for row in await owner.fetch("SELECT id FROM tickets ORDER BY id")]
    detail = await tickets.detail(db, who, random.Random(1).choice(ids), settings)
    assert [step.kind for step in detail.timeline] == ["created", "acknowledged", "resolved", "closed"]
    assert [step.at for step in detail.timeline] == sorted(step.at for step in detail.timeline)
    # nobody's console is full of it
    assert await owner.fetchval("SELECT count(*) FROM tickets WHERE state <> 'closed'") == 0
    assert await owner.fetchval("SELECT count(*) FROM ticket_timers") == 0
