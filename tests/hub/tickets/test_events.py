"""The events of a ticket are in the order of its versions; that they give what a fresh fetch gives: `test_whole.py`."""

import asyncio

import asyncpg
import msgspec

from hub.db import Database
from hub.tickets import actions
from hub.tickets.types import Create, Note
from tests.support import People, ask


async def test_versions_grow_by_one_and_never_go_back(
    db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People
) -> None:
    an, clerk = await people.resident(), await people.clerk()
    report = Create(area=people.place.dwelling, category="drain_blocked", text="堵了")
    ticket = await actions.create(db, an, ask(an), report)
    await asyncio.gather(
        *[actions.note(db, clerk, ask(clerk), ticket.id, Note(text=f"第{n}条")) for n in range(24)]
    )
    versions = [
        msgspec.json.decode(row["text"])["ticket"]["version"]
        for row in await owner.fetch(
            "SELECT text FROM events WHERE subject = $1 AND topics @> ARRAY[$2] ORDER BY id",
            ticket.id,
            f"staff/ticket/{ticket.id}",
        )
    ]
    assert versions == list(range(1, 26))
