"""What the demo's clerks find on their desks: checklists, reply templates, a macro."""

from typing import Any
from uuid import UUID

import msgspec

from hub.db import Connection
from hub.desk.tools import plant as plant_tool
from hub.desk.types import MacroBody, TemplateBody
from hub.tickets.checklists.actions import plant as plant_items
from hub.tickets.checklists.types import PutItem


async def plant(tx: Connection, district: UUID, data: dict[str, Any]) -> None:
    """`data`: the `desk` of `xiqu.yaml`."""
    for category, items in data["checklists"].items():
        wanted = [PutItem(text=text, text_en=text_en, required=required) for text, text_en, required in items]
        await plant_items(tx, district, category, wanted)
    for name, zh, en in data["templates"]:
        await plant_tool(tx, district, name, TemplateBody(zh, en))
    for macro in data["macros"]:
        body = msgspec.convert({"steps": macro["steps"]}, MacroBody)
        await plant_tool(tx, district, macro["name"], body)
