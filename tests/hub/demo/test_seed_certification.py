"""The demo's son finds his father on his phone; the reviewers and the authority have their desks."""

from uuid import UUID

import asyncpg

from hub.certification import store
from hub.db import Database
from hub.demo.seed import seed
from hub.sealing import Sealer
from hub.settings import Settings


async def test_the_son_may_act_for_his_father(
    settings: Settings, db: Database, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await seed(settings, "a-staff-password")
    luo: UUID = await owner.fetchval("SELECT id FROM accounts WHERE demo_key = 'luo'")
    async with db.connection() as connection:
        [father] = await store.mine(connection, Sealer(settings.keys()), luo)
    assert (father.name, father.programme_name, father.mine) == ("罗**", "高龄津贴", False)
    assert father.standing.consent == 1
    assert not father.standing.reference
    assert await owner.fetchval("SELECT count(*) FROM certification_persons") == 3
    reviewers = await owner.fetchval("SELECT count(*) FROM grants WHERE role = 'cert_reviewer'")
    assert reviewers == 3  # two for a refusal, and one whom an appeal can go to
    assert await owner.fetchval("SELECT authority IS NOT NULL FROM certification_programmes")
