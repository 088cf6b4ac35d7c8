"""Tells who is due: each reminder once, whichever hub looks."""

from typing import Final
from uuid import UUID

import structlog

from hub.certification.changing import tell
from hub.certification.model import Step
from hub.certification.store import known, listeners, lock
from hub.db import Connection, Database, load_queries
from hub.notify import actions as notify
from hub.notify.types import About
from hub.rounds import rounds
from hub.sealing import Sealer

q = load_queries(__file__)
log = structlog.get_logger("certification")

LOOK: Final = 60.0
"""Seconds between looks: days are counted."""
TEMPLATES: Final = {1: "certification.due_soon", 2: "certification.due", 3: "certification.overdue"}


class Calendar:
    """The reminders of one district; one in every hub process."""

    def __init__(self, db: Database, district: UUID, sealer: Sealer) -> None:
        self.db, self.district, self.sealer = db, district, sealer

    async def run(self) -> None:
        """Looks until cancelled, through every loss of PostgreSQL."""
        await rounds("reminders", self.look, LOOK)

    async def look(self) -> bool:
        """One page of reminders; whether there may be more."""
        async with self.db.connection() as connection:
            rows = await connection.fetch(q.due, self.district)
        for row in rows:
            async with self.db.transaction() as tx:
                await lock(tx, self.district, row["id"])
                if await tx.fetchval(q.reminded, row["id"], row["stage"], row["due_on"]):
                    params = {"programme": row["programme"], "day": row["due_on"].isoformat()}
                    await say(
                        tx, self.sealer, self.district, row["id"], TEMPLATES[row["stage"]], params, "reminded"
                    )
        return len(rows) == 100


async def say(
    tx: Connection, sealer: Sealer, district: UUID, person: UUID, template: str, params: dict[str, object],
    step: Step,
) -> None:  # fmt: skip
    """A message to her phones, or to the number on the roster where nobody has signed in with it; then the event."""
    found = await known(tx, district, person)
    assert found is not None
    accounts = await listeners(tx, person)
    for account in accounts:
        await notify.send(
            tx, sealer, district=district, template=template, params=params, account=account,
            about=About("certification", person),
        )  # fmt: skip
    if not accounts and found.row["phone"] is not None:
        phone = sealer.unseal(found.row["phone"], column="certification_persons.phone", row=person)
        await notify.send(tx, sealer, district=district, template=template, params=params, phone=phone)
    await tell(tx, step, person, district)
