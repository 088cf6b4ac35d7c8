"""The demo has a mandate that stands, and visits that were asked for."""

import asyncpg

from hub.demo.seed import seed
from hub.settings import Settings


async def test_a_mandate_and_visits_are_planted(
    settings: Settings, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await seed(settings, "a-staff-password")
    mandates = await owner.fetch(
        """SELECT c.name AS child, m.name AS parent, m.state, m.until > app_now() AS stands
             FROM family_mandates m JOIN accounts c ON c.id = m.child"""
    )
    assert [tuple(row) for row in mandates] == [("邓先生", "胡女士", "agreed", True)]
    visits = await owner.fetch("SELECT reason, state FROM home_visits ORDER BY id")
    assert [tuple(row) for row in visits] == [("certification", "asked"), ("help", "proposed")]
