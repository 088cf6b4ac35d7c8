"""A ticket that is worked on, told shortly: everybody around it, and a clock that can be moved."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from hub.accounts.types import Principal
from hub.db import Database
from hub.sealing import Sealer
from hub.settings import Settings
from hub.tickets import actions
from hub.tickets.closing import actions as closing
from hub.tickets.closing.types import Rate, StillGood
from hub.tickets.timers import Context, Watch
from hub.tickets.types import Acknowledge, Confirm, Create, Dispatch, Reopen, Resolve, Step, Ticket
from hub.tickets.watch import HANDLERS
from tests.support import People, ask, plant_photo


class Tale:
    """`ticket`: as the last step left it."""

    ticket: Ticket

    def __init__(self, db: Database, owner: Any, people: People, settings: Settings) -> None:
        self.db, self.owner, self.people, self.place = db, owner, people, people.place
        self.watch = Watch(db, self.place.district, Context(Sealer(settings.keys())), HANDLERS)

    async def begin(self, category: str = "drain_blocked", **report: Any) -> "Tale":
        self.an = await self.people.resident()
        self.clerk = await self.people.clerk()
        self.dispatcher = await self.people.dispatcher()
        await self.report(category, **report)
        return self

    async def report(self, category: str = "drain_blocked", **changes: Any) -> Ticket:
        given = Create(**({"area": self.place.dwelling, "category": category, "text": "门口堵了"} | changes))
        self.ticket = await actions.create(self.db, self.an, ask(self.an), given)
        return self.ticket

    @property
    def id(self) -> UUID:
        return self.ticket.id

    async def photo(self, who: Principal) -> UUID:
        return await plant_photo(self.owner, who.district, who.account)

    async def acknowledge(self, by: Principal | None = None) -> Ticket:
        who = by or self.clerk
        return await actions.acknowledge(self.db, who, ask(who), self.id, Acknowledge())

    async def dispatch(self, organisation: UUID | None = None) -> Ticket:
        given = Dispatch(organisation=organisation or self.place.property_org)
        return await actions.dispatch(self.db, self.clerk, ask(self.clerk), self.id, given)

    async def resolve(
        self, by: Principal | None = None, text: str = "已疏通", *, photo: bool = True
    ) -> Ticket:
        who = by or self.dispatcher
        given = Resolve(text=text, photos=[await self.photo(who)] if photo else [])
        return await actions.resolve(self.db, who, ask(who), self.id, given)

    async def done(self) -> Ticket:
        """Acknowledged, dispatched to the firm and resolved by it."""
        await self.acknowledge()
        await self.dispatch()
        return await self.resolve()

    async def confirm(self, **given: Any) -> Ticket:
        return await actions.confirm(self.db, self.an, ask(self.an), self.id, Confirm(**given))

    async def reopen(self) -> Ticket:
        return await actions.reopen(self.db, self.an, ask(self.an), self.id, Reopen(reason="还是堵"))

    async def rate(self, satisfaction: int, by: Principal | None = None) -> Ticket:
        who = by or self.an
        return await closing.rate(self.db, who, ask(who), self.id, Rate(satisfaction=satisfaction))

    async def still_good(self, good: bool, text: str = "又堵了", by: Principal | None = None) -> Ticket:
        who = by or self.an
        return await closing.still_good(self.db, who, ask(who), self.id, StillGood(good=good, text=text))

    async def forward(self, **by: float) -> None:
        """Time passes, and what is due is done."""
        await self.owner.execute("UPDATE app_clock SET ahead = ahead + $1", timedelta(**by))
        await self.look()

    async def look(self) -> None:
        while await self.watch.look():
            pass
        assert not self.watch.failed

    async def at(self, hour: int) -> None:
        """Moves to the next time it is `hour` o'clock in Shanghai."""
        await self.owner.execute(
            """UPDATE app_clock SET ahead = ahead + (
                 SELECT CASE WHEN wanted > here THEN wanted - here ELSE wanted + interval '1 day' - here END
                   FROM (SELECT app_now() AT TIME ZONE 'Asia/Shanghai' AS here) h,
                        LATERAL (SELECT date_trunc('day', here) + make_interval(hours => $1) AS wanted) w)""",
            hour,
        )

    async def now(self) -> Ticket:
        """The ticket as staff fetch it."""
        row = await self.owner.fetchrow(
            "SELECT text FROM events WHERE subject = $1 AND topics @> ARRAY[$2] ORDER BY id DESC LIMIT 1",
            self.id, f"staff/ticket/{self.id}",
        )  # fmt: skip
        return msgspec.json.decode(row["text"], type=_Changed).ticket

    async def steps(self, topic: str | None = None) -> list[Step]:
        """The timeline as one audience was told it; staff, if not said."""
        rows = await self.owner.fetch(
            "SELECT text FROM events WHERE subject = $1 AND topics @> ARRAY[$2] ORDER BY id",
            self.id, topic or f"staff/ticket/{self.id}",
        )  # fmt: skip
        return [msgspec.json.decode(row["text"], type=_Changed).step for row in rows]

    async def kinds(self, topic: str | None = None) -> list[str]:
        return [step.kind for step in await self.steps(topic)]

    async def messages(self) -> list[str]:
        """Which questions were sent to her, oldest first."""
        rows = await self.owner.fetch(
            "SELECT template FROM messages WHERE template LIKE 'ticket.asked%' ORDER BY id"
        )
        return [row["template"] for row in rows]

    async def category(self, key: str = "drain_blocked", **columns: Any) -> None:
        for column, value in columns.items():
            await self.owner.execute(f"UPDATE ticket_categories SET {column} = $1 WHERE key = $2", value, key)


class _Changed(msgspec.Struct):
    step: Step
    ticket: Ticket
