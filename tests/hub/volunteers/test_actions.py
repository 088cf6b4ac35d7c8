"""Calls for hands: seats and the line, the code of the place, hours; who may, and what everybody hears."""

import asyncio
import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest

from hub.accounts.types import Principal
from hub.db import Database
from hub.errors import DomainError
from hub.sealing import Sealer
from hub.settings import Settings
from hub.volunteers import actions, policy
from hub.volunteers.types import (
    CallVolunteers,
    CancelCall,
    ComeToCall,
    ThankVolunteers,
    VolunteerCall,
    VolunteerCallPage,
    VolunteerHours,
    VolunteerPlace,
)
from tests.support import People, ask

HOUR = timedelta(hours=1)


class Square:
    """A call of the community, tomorrow, and who would come."""

    def __init__(
        self, db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People, settings: Settings
    ) -> None:
        self.db, self.owner, self.people, self.place = db, owner, people, people.place
        self.sealer = Sealer(settings.keys())

    async def begin(self) -> "Square":
        self.clerk = await self.people.clerk()
        self.firm = await self.people.dispatcher()
        self.other_clerk = await self.people.clerk(self.place.other_community, "何静")
        self.some = [await self.people.resident(f"邻居{n}") for n in range(5)]
        self.start = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
        return self

    async def call(self, by: Principal | None = None, **changes: Any) -> VolunteerCallPage:
        who = by or self.clerk
        given: dict[str, Any] = {
            "title": "清扫楼道", "area": self.place.community, "place": "12栋楼下", "starts_at": self.start,
            "ends_at": self.start + 2 * HOUR, "seats": 2,
        }  # fmt: skip
        return await actions.call(self.db, who, ask(who), CallVolunteers(**(given | changes)))

    async def sign(self, call: UUID, who: Principal) -> str:
        return state_of(await actions.sign_up(self.db, who, ask(who), call))

    async def leave(self, call: UUID, who: Principal) -> None:
        await actions.leave(self.db, self.sealer, who, ask(who), call)

    async def come(self, call: UUID, who: Principal, code: str) -> VolunteerCallPage:
        return await actions.come(self.db, who, ask(who), call, ComeToCall(code))

    async def cancel(self, call: UUID, by: Principal | None = None, **more: Any) -> VolunteerCallPage:
        who = by or self.clerk
        return await actions.cancel(
            self.db, self.sealer, who, ask(who), call, CancelCall(reason="下雨", **more)
        )

    async def at(self, moment: datetime) -> None:
        await self.owner.execute("UPDATE app_clock SET ahead = $1 - now()", moment)

    async def told(self, topic: str, kind: str) -> list[dict[str, Any]]:
        rows = await self.owner.fetch(
            "SELECT text FROM events WHERE topics @> ARRAY[$1] AND type = $2 ORDER BY id", topic, kind
        )
        return [json.loads(row["text"]) for row in rows]

    async def messages(self) -> list[tuple[str, UUID]]:
        rows = await self.owner.fetch("SELECT template, account FROM messages ORDER BY id")
        return [(row["template"], row["account"]) for row in rows]


def state_of(page: VolunteerCallPage) -> str:
    return page.mine.state if page.mine else ""


@pytest.fixture
async def square(
    db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People, settings: Settings
) -> Square:
    return await Square(db, owner, people, settings).begin()


async def refused(made: Any) -> str:
    with pytest.raises(DomainError) as caught:
        await made
    return caught.value.code


async def test_seats_the_line_and_who_moves_up(square: Square) -> None:
    call = (await square.call()).call.id
    states = [await square.sign(call, who) for who in square.some[:4]]
    assert states == ["signed", "signed", "waiting", "waiting"]
    assert await refused(square.sign(call, square.some[0])) == "volunteer.signed"
    await square.leave(call, square.some[2])  # who waits and leaves moves nobody
    assert await square.messages() == []
    await square.leave(call, square.some[0])
    assert await square.messages() == [("volunteer.moved_up", square.some[3].account)]
    assert await square.sign(call, square.some[0]) == "waiting"  # at the end of the line
    page = await actions.page(square.db, square.clerk, call)
    assert [(one.name, one.state) for one in page.names] == [
        ("邻居1", "signed"), ("邻居3", "signed"), ("邻居0", "waiting")
    ]  # fmt: skip
    assert (page.call.taken, page.call.waiting) == (2, 1)
    assert await refused(square.leave(call, square.some[4])) == "volunteer.not_signed"


async def test_never_more_than_the_seats_whatever_is_pressed_at_once(square: Square) -> None:
    call = (await square.call()).call.id
    states = await asyncio.gather(*(square.sign(call, who) for who in square.some))
    assert sorted(states) == ["signed"] * 2 + ["waiting"] * 3


async def test_the_code_of_the_place_and_the_hours(square: Square) -> None:
    made = await square.call(seats=5)
    call, code = made.call.id, made.code
    assert code is not None
    wrong = "000000" if code != "000000" else "000001"
    first, late, waits = square.some[:3]
    for who in (first, late):
        await square.sign(call, who)
    assert await refused(square.come(call, first, code)) == "volunteer.early"
    await square.at(square.start - HOUR + timedelta(seconds=5))
    assert await refused(square.come(call, waits, code)) == "volunteer.not_signed"
    assert await refused(square.come(call, first, wrong)) == "volunteer.code"
    page = await square.come(call, first, code)
    assert page.mine is not None
    assert (page.mine.state, page.mine.minutes) == ("present", 120)
    await square.at(square.start + HOUR)
    page = await square.come(call, late, code)
    assert page.mine is not None
    assert page.mine.minutes == 60
    assert await actions.hours(square.db, first) == VolunteerHours(120, 1)
    assert await refused(square.leave(call, first)) == "volunteer.not_signed"
    await square.at(square.start + 3 * HOUR)
    assert await refused(square.come(call, waits, code)) == "volunteer.over"
    assert await refused(square.sign(call, waits)) == "volunteer.over"
    assert (await actions.coming(square.db, first, square.place.dwelling)).calls == []
    assert [one.minutes for one in (await actions.mine(square.db, first)).mine] == [120]


async def test_five_wrong_codes_shut_the_place(square: Square) -> None:
    made = await square.call()
    call, code = made.call.id, made.code
    assert code is not None
    who, wrong = square.some[0], "000000" if code != "000000" else "000001"
    await square.sign(call, who)
    await square.at(square.start)
    for _ in range(5):
        assert await refused(square.come(call, who, wrong)) == "volunteer.code"
    assert await refused(square.come(call, who, code)) == "too_many"


async def test_cancelled_tells_who_signed_up_or_waits(square: Square) -> None:
    call = (await square.call(seats=1)).call.id
    for who in square.some[:3]:
        await square.sign(call, who)
    await square.leave(call, square.some[2])
    assert await refused(square.cancel(call, square.some[0])) == "volunteer.not_allowed"
    assert await refused(square.cancel(call, square.other_clerk)) == "volunteer.not_allowed"
    assert await refused(square.cancel(call, version=1)) == "volunteer.stale"
    page = await square.cancel(call)
    assert (page.call.state, page.call.reason) == ("cancelled", "下雨")
    assert {one for one, _ in await square.messages()} == {"volunteer.cancelled"}
    assert {who for _, who in await square.messages()} == {one.account for one in square.some[:2]}
    assert await refused(square.sign(call, square.some[3])) == "volunteer.over"


async def test_who_may_call_and_who_sees_names_and_code(square: Square) -> None:
    for who, more in (
        (square.some[0], {}), (square.other_clerk, {}), (square.firm, {}),
        (square.firm, {"organisation": square.place.property_org}),  # not beyond where it serves
        (square.firm, {"area": square.place.estate, "organisation": square.place.other_property_org}),
        (square.clerk, {"organisation": square.place.property_org}),
    ):  # fmt: skip
        assert await refused(square.call(who, **more)) == "volunteer.not_allowed"
    made = await square.call(square.firm, area=square.place.estate, organisation=square.place.property_org)
    assert made.call.unit == "示例物业甲"
    call = made.call.id
    await square.sign(call, square.some[0])
    for who in (square.firm, square.clerk):
        page = await actions.page(square.db, who, call)
        assert (page.code, len(page.names)) == (made.code, 1)
    for who in (square.some[0], square.other_clerk):
        page = await actions.page(square.db, who, call)
        assert (page.code, page.names) == (None, [])
    assert [one.id for one in (await actions.desk(square.db, square.firm)).calls] == [call]
    assert (await actions.desk(square.db, square.other_clerk)).calls == []
    public = await square.told(f"public/{square.place.estate}/volunteering", "volunteer.call")
    assert [one["call"]["taken"] for one in public] == [0, 1]
    for told in public:
        text = json.dumps(told, ensure_ascii=False)
        assert "邻居0" not in text
        assert str(square.some[0].account) not in text
        assert "code" not in told["call"]


@pytest.mark.parametrize("hours", [(2, 1), (-5, -1), (1, 26)])
async def test_a_time_that_cannot_be(square: Square, hours: tuple[int, int]) -> None:
    start, end = (datetime.now(UTC) + n * HOUR for n in hours)
    assert await refused(square.call(starts_at=start, ends_at=end)) == "volunteer.time"


async def test_whom_a_call_is_for_and_pages(square: Square) -> None:
    async def at(hour: int, **more: Any) -> UUID:
        start = square.start + hour * HOUR
        return (await square.call(starts_at=start, ends_at=start + HOUR, **more)).call.id

    made = [await at(n) for n in (2, 0, 1)]
    estate = await at(9, area=square.place.estate)
    seen, after = [], None
    while True:
        page = await actions.coming(square.db, square.some[0], square.place.dwelling, after=after, limit=2)
        seen += [one.id for one in page.calls]
        if (after := page.next) is None:
            break
    assert seen == [made[1], made[2], made[0], estate]
    who = square.some[0]
    assert (await actions.coming(square.db, who, square.place.sibling_community)).calls == []
    assert await refused(actions.coming(square.db, who, square.place.dwelling, after="x")) == "cursor.invalid"
    assert await refused(actions.coming(square.db, who, square.place.far_community)) == "area.unknown"


async def test_topics(square: Square) -> None:
    place = square.place
    async with square.db.connection() as connection:

        async def may(who: Principal, *parts: object) -> bool:
            return await policy.may_subscribe(connection, who, [str(part) for part in parts])

        assert await may(square.some[0], "public", place.community, "volunteering")
        assert not await may(square.some[0], "public", place.far_community, "volunteering")
        assert await may(square.clerk, "staff", place.community, "volunteering")
        assert not await may(square.some[0], "staff", place.community, "volunteering")
        assert not await may(square.other_clerk, "staff", place.community, "volunteering")
        assert await may(square.firm, "org", place.property_org, "volunteering")
        assert not await may(square.clerk, "org", place.property_org, "volunteering")


@pytest.mark.parametrize("seed", range(2))
async def test_who_listened_holds_what_a_fresh_fetch_gives(square: Square, seed: int) -> None:
    chance = random.Random(seed)
    made: list[UUID] = []
    for _ in range(60):
        who = chance.choice(square.some)
        try:
            match chance.choice(["call", "sign", "sign", "sign", "leave", "cancel"]):
                case "call" if len(made) < 4:
                    made.append((await square.call(seats=chance.randint(1, 3))).call.id)
                case "sign" if made:
                    await square.sign(chance.choice(made), who)
                case "leave" if made:
                    await square.leave(chance.choice(made), who)
                case "cancel" if made and chance.random() < 0.2:
                    await square.cancel(chance.choice(made))
        except DomainError as error:
            assert error.status == 409  # noqa: PT017
    known: dict[UUID, VolunteerCall] = {}
    for told in await square.told(f"public/{square.place.community}/volunteering", "volunteer.call"):
        call = msgspec.convert(told["call"], VolunteerCall)
        assert call.version == (known[call.id].version + 1 if call.id in known else 1)
        known[call.id] = call
    fresh = (await actions.coming(square.db, square.some[0], square.place.community, limit=200)).calls
    assert {one.id: one for one in fresh} == known
    for who in square.some:
        mine: dict[UUID, VolunteerPlace] = {}
        for told in await square.told(f"own/{who.account}", "volunteer.mine"):
            place = msgspec.convert(told["place"], VolunteerPlace)
            mine[place.call] = place
        held = {key: one for key, one in mine.items() if one.state != "left"}
        assert {one.call: one for one in (await actions.mine(square.db, who, limit=200)).mine} == held


async def test_thanked_when_it_is_over_once_and_in_the_feed(square: Square) -> None:
    page = await square.call()
    call, code = page.call.id, page.code or ""
    came, stayed_away = square.some[:2]
    for who in (came, stayed_away):
        await square.sign(call, who)
    await square.at(square.start)
    await square.come(call, came, code)

    async def thank(by: Principal, **more: Any) -> VolunteerCallPage:
        given = ThankVolunteers(text="楼道一尘不染", **more)
        return await actions.thank(square.db, square.sealer, by, ask(by), call, given)

    assert await refused(thank(square.clerk)) == "volunteer.not_over"
    await square.at(square.start + 2 * HOUR)
    for who in (came, square.firm, square.other_clerk):
        assert await refused(thank(who)) == "volunteer.not_allowed"
    assert await refused(thank(square.clerk, version=1)) == "volunteer.stale"
    assert (await thank(square.clerk, share=True)).call.thanks == "楼道一尘不染"
    assert await refused(thank(square.clerk)) == "volunteer.thanked"
    assert await square.messages() == [("volunteer.thanked", came.account)]
    [told] = await square.told(f"public/{square.place.community}/feed", "post.changed")
    assert told["post"]["author"]["name"] == "金沙社区"
    assert told["post"]["thanks"] == {"about": "volunteers", "to": "", "title": "清扫楼道"}
    assert (await square.told(f"own/{came.account}", "volunteer.mine"))[-1]["call"][
        "thanks"
    ] == "楼道一尘不染"


async def test_thanks_for_a_call_of_a_street_stand_in_no_feed(square: Square) -> None:
    street = await square.people.staff("street_clerk", square.place.street, "李志强")
    call = (await square.call(street, area=square.place.street)).call.id
    await square.at(square.start + 3 * HOUR)
    for share, code in ((True, "area.level"), (False, "")):
        given = ThankVolunteers(text="谢谢大家", share=share)
        made = actions.thank(square.db, square.sealer, street, ask(street), call, given)
        if code:
            assert await refused(made) == code
        else:
            assert (await made).call.thanks == "谢谢大家"
