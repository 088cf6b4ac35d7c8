"""The demo's desks are furnished: checklists, reply templates, a macro, all readable as such."""

import asyncpg
import msgspec

from hub.demo.seed import seed
from hub.desk.types import MacroBody, TemplateBody
from hub.settings import Settings


async def test_desks_are_furnished(settings: Settings, owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    await seed(settings, "a-staff-password")
    rows = await owner.fetch("SELECT category, count(*) FROM checklist_items GROUP BY 1 ORDER BY 1")
    assert [tuple(row) for row in rows] == [("gas_smell", 3), ("lift_fault", 2)]
    tools = await owner.fetch("SELECT kind, owner_kind, body FROM desk_tools")
    assert {row["owner_kind"] for row in tools} == {"district"}
    read = [
        msgspec.json.decode(row["body"], type=MacroBody if row["kind"] == "macro" else TemplateBody)
        for row in tools
    ]
    assert len(read) == 3
