"""The people of linkage around one ticket, and what they do."""

import asyncio
from collections.abc import Awaitable, Sequence
from datetime import timedelta
from uuid import UUID

import asyncpg
import msgspec
import pytest

from hub.accounts.types import Principal
from hub.db import Database
from hub.errors import DomainError
from hub.sealing import Sealer
from hub.settings import Settings
from hub.tickets import actions
from hub.tickets import store as tickets
from hub.tickets.linkage import actions as linked
from hub.tickets.linkage import calls, joint, refusals
from hub.tickets.linkage.types import (
    Call,
    Escalate,
    FinishPart,
    HandDown,
    OpenTask,
    PutOn,
    ReportIn,
    SendBack,
    Settle,
    TakeOff,
    TurnDown,
)  # fmt: skip
from hub.tickets.lists import actions as lists
from hub.tickets.lists.types import ListName
from hub.tickets.timers import Context, Watch
from hub.tickets.types import Acknowledge, Create, Dispatch, NextOwner, Note, Reject, Resolve, Ticket
from hub.tickets.watch import HANDLERS
from tests.support import People, ask, plant_photo


class Cast:
    """A ticket at the community's desk, and everybody around it."""

    def __init__(
        self, db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People, sealer: Sealer
    ) -> None:
        self.db, self.owner, self.people, self.place = db, owner, people, people.place
        self.one = asyncio.Lock()
        self.watch = Watch(db, people.place.district, Context(sealer), HANDLERS)

    async def begin(self) -> "Cast":
        place, people = self.place, self.people
        self.an = await people.resident()
        self.clerk = await people.clerk()
        self.sibling = await people.clerk(place.sibling_community, "何建国")
        self.street = await people.staff("street_clerk", place.street, "李志强")
        self.district = await people.staff("district_coord", place.district, "赵敏")
        self.firm = await people.dispatcher()
        self.department = await people.staff(
            "dept_handler", place.district, "罗军", organisation=place.department
        )
        self.ticket = await self.report()
        return self

    async def report(self, **changes: object) -> Ticket:
        values: dict[str, object] = {"area": self.place.dwelling, "category": "drain_blocked", "text": "堵了"}
        return await actions.create(self.db, self.an, ask(self.an), Create(**(values | changes)))  # type: ignore[arg-type]

    async def photo(self, who: Principal) -> UUID:
        async with self.one:  # several at once on one connection
            return await plant_photo(self.owner, who.district, who.account)

    async def acknowledge(self, by: Principal | None = None) -> Ticket:
        who = by or self.clerk
        return await actions.acknowledge(self.db, who, ask(who), self.ticket.id, Acknowledge())

    async def dispatch(self, to: UUID | None = None, by: Principal | None = None) -> Ticket:
        who = by or self.clerk
        given = Dispatch(organisation=to or self.place.property_org)
        return await actions.dispatch(self.db, who, ask(who), self.ticket.id, given)

    async def note(self, by: Principal, text: str = "看过了") -> Ticket:
        return await actions.note(self.db, by, ask(by), self.ticket.id, Note(text=text))

    async def resolve(self, by: Principal, ticket: UUID | None = None) -> Ticket:
        given = Resolve(text="好了", photos=[await self.photo(by)])
        return await actions.resolve(self.db, by, ask(by), ticket or self.ticket.id, given)

    async def call(
        self, *organisations: UUID, by: Principal | None = None, desks: Sequence[UUID] = (), **given: object
    ) -> Ticket:
        who = by or self.clerk
        units = [NextOwner(organisation=one) for one in organisations] + [
            NextOwner(area=one) for one in desks
        ]
        asked = Call(units=units, words="请到现场", **given)  # type: ignore[arg-type]
        return await calls.call(self.db, who, ask(who), self.ticket.id, asked)

    async def report_in(self, by: Principal, **given: object) -> Ticket:
        return await calls.report_in(self.db, by, ask(by), self.ticket.id, ReportIn(**given))  # type: ignore[arg-type]

    async def turn_down(self, by: Principal, instead: NextOwner) -> Ticket:
        given = TurnDown(reason="不归我们", instead=instead)
        return await calls.turn_down(self.db, by, ask(by), self.ticket.id, given)

    async def finish_part(self, by: Principal) -> Ticket:
        return await calls.finish_part(self.db, by, ask(by), self.ticket.id, FinishPart(words="做完了"))

    async def open_task(self, by: Principal | None = None, **given: object) -> UUID:
        """Opens a sub-task; its id."""
        who = by or self.clerk
        asked = OpenTask(**({"text": "看看分类桶摆哪里"} | given))  # type: ignore[arg-type]
        await linked.open_task(self.db, who, ask(who), self.ticket.id, asked)
        children = (await linked.linkage(self.db, self.clerk, self.ticket.id)).children
        return children[-1].id

    async def send_back(
        self, task: UUID, *, by: Principal | None = None, reason: str = "没做好", version: int | None = None
    ) -> Ticket:
        who = by or self.clerk
        given = SendBack(reason=reason, version=version)
        return await linked.send_back(self.db, who, ask(who), task, given)

    async def acknowledge_task(self, task: UUID) -> Ticket:
        return await actions.acknowledge(self.db, self.clerk, ask(self.clerk), task, Acknowledge())

    async def reject(
        self, by: Principal, *, organisation: UUID | None = None, area: UUID | None = None
    ) -> Ticket:
        given = Reject(reason="不归我们", next=NextOwner(organisation=organisation, area=area))
        return await actions.reject(self.db, by, ask(by), self.ticket.id, given)

    async def escalate(self, by: Principal) -> Ticket:
        return await refusals.escalate(self.db, by, ask(by), self.ticket.id, Escalate(reason="要街道协调"))

    async def hand_down(self, by: Principal, area: UUID | None = None) -> Ticket:
        given = HandDown(reason="社区能办", area=area)
        return await refusals.hand_down(self.db, by, ask(by), self.ticket.id, given)

    async def put_on(self, by: Principal) -> Ticket:
        return await joint.put_on(self.db, by, ask(by), self.ticket.id, PutOn(reason="几家说不拢"))

    async def take_off(self, by: Principal) -> Ticket:
        return await joint.take_off(self.db, by, ask(by), self.ticket.id, TakeOff(reason="已有安排"))

    async def settle(self, by: Principal, **given: object) -> Ticket:
        asked = Settle(outcome="三家一起办", **given)  # type: ignore[arg-type]
        return await joint.settle(self.db, by, ask(by), self.ticket.id, asked)

    async def stuck(self, who: Principal, area: UUID | None = None) -> dict[int, list[str]]:
        """The joint meeting's list: numbers and reasons."""
        page = await joint.page(self.db, who, area, None, 50)
        return {
            item.ticket.number: [*item.reasons, *(["by_hand"] if item.by_hand else [])] for item in page.items
        }

    async def now(self, ticket: UUID | None = None) -> Ticket:
        """The ticket as it stands."""
        async with self.db.connection() as connection:
            found = await tickets.ticket(connection, self.place.district, ticket or self.ticket.id)
        assert found is not None
        return found

    async def listed(self, who: Principal, name: ListName) -> list[int]:
        page = await lists.page(self.db, who, name, limit=200)
        return [ticket.number for ticket in page.tickets]

    async def forward(self, **by: float) -> None:
        """Time passes, and what is due is done."""
        await self.owner.execute("UPDATE app_clock SET ahead = ahead + $1", timedelta(**by))
        while await self.watch.look():
            pass

    async def told(self, topic: str, ticket: UUID | None = None) -> list[dict[str, object]]:
        """The data of the events of a ticket on a topic, oldest first."""
        rows = await self.owner.fetch(
            "SELECT text FROM events WHERE subject = $1 AND topics @> ARRAY[$2] ORDER BY id",
            ticket or self.ticket.id,
            topic,
        )
        return [msgspec.json.decode(row["text"]) for row in rows]

    async def steps(self, topic: str, ticket: UUID | None = None) -> list[str]:
        return [str(data["step"]["kind"]) for data in await self.told(topic, ticket)]  # type: ignore[index]


async def refused(code: str, doing: Awaitable[object]) -> None:
    """What must not be done now."""
    with pytest.raises(DomainError) as caught:
        await doing
    assert caught.value.code == code


@pytest.fixture
async def cast(
    db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People, settings: Settings
) -> Cast:
    return await Cast(db, owner, people, Sealer(settings.keys())).begin()
