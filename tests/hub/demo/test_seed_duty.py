"""The demo has somebody to call at every hour, a rule in force and a draft to rehearse."""

import asyncpg
import msgspec

from hub.demo.seed import seed
from hub.routing.types import Rule
from hub.settings import Settings


async def test_duty_and_rules_are_planted(
    settings: Settings, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await seed(settings, "a-staff-password")
    nobody = await owner.fetchval(
        """SELECT count(*) FROM duty_rosters r, generate_series(now(), now() + interval '7 days', '1 hour') h
            WHERE NOT EXISTS (SELECT FROM duty_at(r.unit, h))"""
    )
    assert await owner.fetchval("SELECT count(*) FROM duty_rosters") == 3
    assert nobody == 0
    sets = await owner.fetch("SELECT state, rules FROM routing_sets ORDER BY state")
    assert [(row["state"], len(msgspec.json.decode(row["rules"], type=list[Rule]))) for row in sets] == [
        ("draft", 2), ("published", 1),
    ]  # fmt: skip
