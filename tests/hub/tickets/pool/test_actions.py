"""The pool: who has not taken it knows little, one takes it, who gives it back knows nothing more."""

import asyncio
import re
from collections.abc import Awaitable
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest

from hub.accounts.types import Principal
from hub.db import Database
from hub.errors import DomainError
from hub.settings import Settings
from hub.tickets import actions as tickets
from hub.tickets.circle import actions as circle
from hub.tickets.claims import actions as claims
from hub.tickets.claims.types import HandBack
from hub.tickets.pool import actions, policy
from hub.tickets.pool.types import GiveBack, MakeOffer, WithdrawOffer
from hub.tickets.types import Confirm, Create, Dispatch, Reopen, Resolve, Start, Ticket
from tests.support import People, ask, plant_photo

SECRETS = ("安女士", "1-6", "3单元", "门口下水道堵了")
IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\dT[0-9:.Z+]+")


def tells(text: str) -> bool:
    """Whether a secret stands in it; ids and times look like door numbers by chance."""
    return any(secret in IDS.sub("", text) for secret in SECRETS)


class Pool:
    """Volunteers and party members of an estate, and something for them to do."""

    def __init__(self, db: Database, owner: Any, people: People) -> None:
        self.db, self.owner, self.people, self.place = db, owner, people, people.place

    async def begin(self) -> "Pool":
        self.an, self.clerk = await self.people.resident(), await self.people.clerk()
        self.volunteers = await self.unit("volunteers", "志愿服务队", self.place.district)
        self.party = await self.unit("party", "双报到单位", self.place.community)
        self.li = await self.member("小李", self.volunteers)
        self.zhang = await self.member("老张", self.party)
        given = Create(
            area=self.place.dwelling, category="drain_blocked", text="门口下水道堵了", place_text="我家门口"
        )
        self.ticket = await tickets.create(self.db, self.an, ask(self.an), given)
        return self

    async def unit(self, kind: str, name: str, area: UUID) -> UUID:
        unit: UUID = await self.owner.fetchval(
            "INSERT INTO organisations (district, kind, name) VALUES ($1, $2, $3) RETURNING id",
            self.place.district, kind, name,
        )  # fmt: skip
        await self.owner.execute("INSERT INTO organisation_areas VALUES ($1, $2)", unit, area)
        return unit

    async def member(self, name: str, unit: UUID) -> Principal:
        return await self.people.staff("volunteer", self.place.community, name, organisation=unit)

    async def offer(self, by: Principal | None = None, **given: Any) -> Ticket:
        who = by or self.clerk
        values = {"text": "帮忙疏通楼道下水口"} | given
        return await actions.offer(self.db, who, ask(who), self.ticket.id, MakeOffer(**values))

    async def open_offer(self) -> UUID:
        offer: UUID = await self.owner.fetchval("SELECT id FROM ticket_offers ORDER BY id DESC LIMIT 1")
        return offer

    async def take(self, by: Principal) -> Ticket:
        return (await self.take_at_once(by))[0]

    async def take_at_once(self, *people: Principal) -> list[Any]:
        """What each of them gets."""
        offer = await self.open_offer()
        attempts = [actions.take(self.db, one, ask(one), offer) for one in people]
        return await asyncio.gather(*attempts, return_exceptions=len(people) > 1)

    async def give_back(self, by: Principal) -> Ticket:
        return await actions.give_back(self.db, by, ask(by), self.ticket.id, GiveBack(reason="临时有事"))

    async def shown(self, who: Principal) -> list[str]:
        return [one.place for one in (await actions.pool(self.db, who, None, 50)).offers]

    async def resolve(self, by: Principal) -> Ticket:
        photo = await plant_photo(self.owner, by.district, by.account)
        return await tickets.resolve(
            self.db, by, ask(by), self.ticket.id, Resolve(text="已疏通", photos=[photo])
        )

    async def told(self, topic: str) -> list[str]:
        rows = await self.owner.fetch("SELECT text FROM events WHERE topics @> ARRAY[$1] ORDER BY id", topic)
        return [row["text"] for row in rows]

    async def states(self) -> list[str]:
        told = await self.told(f"org/{self.volunteers}/pool")
        return [msgspec.json.decode(text)["state"] for text in told]


@pytest.fixture
async def pool(db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People) -> Pool:
    return await Pool(db, owner, people).begin()


async def refused(attempt: Awaitable[object]) -> str:
    with pytest.raises(DomainError) as caught:
        await attempt
    return caught.value.code


async def test_from_the_offer_to_the_thanks(pool: Pool, settings: Settings) -> None:
    offered = await pool.offer()
    assert (offered.pool, offered.state, offered.holder.kind) == ("offered", "reported", "desk")
    assert await pool.shown(pool.li) == await pool.shown(pool.zhang) == ["金沙社区 宝鼎金沙小区 12栋"]
    taken = await pool.take(pool.zhang)
    assert (taken.state, taken.pool, taken.holder.id) == ("dispatched", "taken", pool.party)
    assert taken.assignee is not None
    assert taken.assignee.id == pool.zhang.account
    assert taken.place.endswith("12栋3单元1-6")
    assert taken.accepted_at is not None
    assert await pool.shown(pool.li) == []
    await tickets.start(pool.db, pool.zhang, ask(pool.zhang), pool.ticket.id, Start())
    await pool.resolve(pool.zhang)
    confirmed = await tickets.confirm(pool.db, pool.an, ask(pool.an), pool.ticket.id, Confirm(satisfaction=5))
    assert (confirmed.state, confirmed.pool) == ("closed", None)
    assert await pool.states() == ["open", "taken", "over"]
    seen = await tickets.detail(pool.db, pool.an, pool.ticket.id, settings)
    told = {step.kind: step for step in seen.timeline}
    assert (told["taken"].by.name, told["taken"].by.unit) == ("", "双报到单位")
    assert told["offered"].text == ""  # words between units


async def test_before_it_is_taken_nobody_learns_who_or_where(pool: Pool) -> None:
    await pool.offer()
    page = msgspec.json.encode(await actions.pool(pool.db, pool.li, None, 50)).decode()
    told = await pool.told(f"org/{pool.volunteers}/pool")
    for text in (page, *told):
        assert str(pool.ticket.id) not in text
        assert str(pool.place.dwelling) not in text
        assert str(pool.place.unit) not in text
        assert not tells(text)
    assert await pool.told(f"own/{pool.li.account}/work") == []
    assert await pool.told(f"org/{pool.volunteers}/tickets") == []


async def test_the_others_learn_no_more_when_it_is_taken(pool: Pool, settings: Settings) -> None:
    await pool.offer()
    await pool.take(pool.li)
    other = await pool.member("小王", pool.volunteers)
    assert await refused(tickets.detail(pool.db, other, pool.ticket.id, settings)) == "not_found"
    assert await pool.told(f"own/{other.account}/work") == []
    assert not any(map(tells, await pool.told(f"org/{pool.party}/pool")))
    mine = await tickets.detail(pool.db, pool.li, pool.ticket.id, settings)
    assert mine.ticket.reporter is None
    assert "give_back" in mine.actions
    assert "hand_back" not in mine.actions


async def test_one_takes_it_and_the_second_is_told_since_when(pool: Pool) -> None:
    await pool.offer()
    outcomes = await pool.take_at_once(pool.li, pool.zhang)
    won = [one for one in outcomes if isinstance(one, Ticket)]
    lost = [one for one in outcomes if isinstance(one, DomainError)]
    assert (len(won), [one.code for one in lost]) == (1, ["offer.taken"])
    assert lost[0].params["since"]
    assert await pool.states() == ["open", "taken"]
    assert await pool.owner.fetchval("SELECT count(*) FROM ticket_turns WHERE ended_at IS NULL") == 1


async def test_many_at_once_take_it_once(pool: Pool) -> None:
    people = [await pool.member(f"志愿者{number}", pool.volunteers) for number in range(8)]
    await pool.offer()
    outcomes = await pool.take_at_once(*people)
    assert sum(isinstance(one, Ticket) for one in outcomes) == 1
    assert {one.code for one in outcomes if isinstance(one, DomainError)} == {"offer.taken"}


async def test_taking_again_what_is_mine_is_no_error(pool: Pool) -> None:
    await pool.offer()
    first = await pool.take(pool.li)
    assert (await pool.take(pool.li)).version == first.version


async def test_given_back_it_is_open_again_and_unknown_to_who_had_it(pool: Pool, settings: Settings) -> None:
    await pool.offer()
    await pool.take(pool.li)
    back = await pool.give_back(pool.li)
    assert (back.state, back.holder.id, back.assignee, back.pool) == (
        "acknowledged", pool.place.community, None, "offered",
    )  # fmt: skip
    assert await refused(tickets.detail(pool.db, pool.li, pool.ticket.id, settings)) == "not_found"
    assert await pool.shown(pool.li) == ["金沙社区 宝鼎金沙小区 12栋"]
    assert (await pool.take(pool.zhang)).pool == "taken"
    assert await pool.states() == ["open", "taken", "open", "taken"]
    own = [msgspec.json.decode(text) for text in await pool.told(f"own/{pool.an.account}")]
    given = next(one for one in own if one["step"]["kind"] == "given_back")
    assert given["step"]["text"] == ""


async def test_only_who_has_it_gives_it_back(pool: Pool) -> None:
    assert await refused(pool.give_back(pool.li)) == "not_found"
    await pool.offer()
    await pool.take(pool.li)
    assert await refused(pool.give_back(pool.zhang)) == "not_found"
    assert await refused(pool.give_back(pool.clerk)) == "ticket.not_allowed"
    handing = claims.hand_back(pool.db, pool.li, ask(pool.li), pool.ticket.id, HandBack())
    assert await refused(handing) == "ticket.wrong_state"
    firm = await pool.people.dispatcher()
    worker = await pool.people.worker()
    to = Dispatch(organisation=pool.place.property_org)
    await tickets.dispatch(pool.db, pool.clerk, ask(pool.clerk), pool.ticket.id, to)
    await tickets.dispatch(pool.db, firm, ask(firm), pool.ticket.id, Dispatch(account=worker.account))
    assert await refused(pool.give_back(worker)) == "ticket.wrong_state"


@pytest.mark.parametrize("how", ["dispatch", "start", "withdraw"])
async def test_what_the_desk_does_itself_is_over(pool: Pool, how: str) -> None:
    await pool.offer()
    match how:
        case "dispatch":
            to = Dispatch(organisation=pool.place.property_org)
            after = await tickets.dispatch(pool.db, pool.clerk, ask(pool.clerk), pool.ticket.id, to)
        case "start":
            after = await tickets.start(pool.db, pool.clerk, ask(pool.clerk), pool.ticket.id, Start())
        case _:
            given = WithdrawOffer()
            after = await actions.withdraw(pool.db, pool.clerk, ask(pool.clerk), pool.ticket.id, given)
    assert after.pool is None
    assert await pool.shown(pool.li) == []
    assert await refused(pool.take(pool.li)) == "offer.over"
    assert await pool.states() == ["open", "over"]


async def test_reopened_it_is_the_desks_and_can_be_offered_again(pool: Pool) -> None:
    await pool.offer()
    await pool.take(pool.li)
    await pool.resolve(pool.li)
    reopened = await tickets.reopen(pool.db, pool.an, ask(pool.an), pool.ticket.id, Reopen(reason="又堵"))
    assert (reopened.pool, reopened.holder.kind) == (None, "desk")
    assert (await pool.offer()).pool == "offered"


async def test_who_may_offer_and_what(pool: Pool) -> None:
    sibling = await pool.people.clerk(pool.place.sibling_community, "何建国")
    assert await refused(pool.offer(sibling)) == "not_found"
    assert await refused(pool.offer(pool.an)) == "ticket.not_allowed"
    assert await refused(pool.offer(organisations=[pool.place.property_org])) == "offer.kind"
    far = await pool.unit("volunteers", "别处志愿者", pool.place.other_community)
    assert await refused(pool.offer(organisations=[far])) == "ticket.not_serving"
    assert await refused(pool.offer(organisations=[uuid4()])) == "organisation.unknown"
    await pool.offer(organisations=[pool.party])
    assert await pool.shown(pool.li) == []
    assert await refused(pool.take(pool.li)) == "offer.unknown"
    assert await refused(pool.offer()) == "ticket.wrong_state"  # it is offered already


@pytest.mark.parametrize(
    "text",
    ["去安女士家看看", "12栋3单元1-6堵了", "1 - 6 门口堵了", "打 13812345678 联系", "座机0812-5551234"],
)
async def test_words_that_tell_are_refused(pool: Pool, text: str) -> None:
    assert await refused(pool.offer(text=text)) == "offer.tells"
    assert await pool.owner.fetchval("SELECT count(*) FROM ticket_offers") == 0


async def test_a_complaint_is_never_offered(pool: Pool) -> None:
    await pool.owner.execute("UPDATE tickets SET complaint_about = $1", pool.place.property_org)
    assert await refused(pool.offer()) == "ticket.wrong_state"


async def test_nobody_serves_the_place(pool: Pool) -> None:
    await pool.owner.execute(
        "DELETE FROM organisation_areas WHERE organisation = ANY ($1)", [pool.volunteers, pool.party]
    )
    assert await refused(pool.offer()) == "offer.nobody"


async def test_who_may_look_and_take(pool: Pool) -> None:
    await pool.offer()
    firm = await pool.people.dispatcher()
    for stranger in (pool.an, pool.clerk):
        assert await refused(actions.pool(pool.db, stranger, None, 50)) == "forbidden"
        assert await refused(pool.take(stranger)) == "offer.unknown"
    assert await pool.shown(firm) == []
    assert await refused(pool.take(firm)) == "offer.unknown"
    assert await refused(actions.take(pool.db, pool.li, ask(pool.li), uuid4())) == "offer.unknown"
    async with pool.db.connection() as connection:
        for who, unit, allowed in (
            (pool.li, pool.volunteers, True), (pool.li, pool.party, False), (pool.clerk, pool.party, False),
            (firm, pool.party, False), (pool.an, pool.party, False),
        ):  # fmt: skip
            assert await policy.may_subscribe(connection, who, ["org", str(unit), "pool"]) is allowed


async def test_the_desk_sees_who_took_it(pool: Pool) -> None:
    await pool.offer()
    await pool.take(pool.li)
    found = (await actions.of_ticket(pool.db, pool.clerk, pool.ticket.id)).offers
    assert [(one.state, one.taken_by and one.taken_by.name) for one in found] == [("taken", "小李")]
    assert {one.name for one in found[0].organisations} == {"志愿服务队", "双报到单位"}
    for stranger in (pool.an, pool.li, await pool.people.clerk(pool.place.other_community, "别处")):
        assert await refused(actions.of_ticket(pool.db, stranger, pool.ticket.id)) == "not_found"


async def test_the_lane_of_the_unit_counts_it(pool: Pool) -> None:
    await pool.offer()
    await pool.take(pool.li)
    page = await circle.lane(pool.db, pool.li, pool.volunteers, "accepted", None, 50)
    assert [one.ticket.number for one in page.tickets] == [pool.ticket.number]


async def test_pages_follow_each_other(pool: Pool) -> None:
    given = Create(area=pool.place.building, category="drain_blocked", text="楼下堵了")
    for _ in range(4):
        pool.ticket = await tickets.create(pool.db, pool.an, ask(pool.an), given)
        await pool.offer()
    first = await actions.pool(pool.db, pool.li, None, 3)
    assert first.next is not None
    second = await actions.pool(pool.db, pool.li, UUID(first.next), 3)
    assert (len(first.offers), len(second.offers), second.next) == (3, 1, None)
    assert not {one.id for one in first.offers} & {one.id for one in second.offers}
