"""What people say about the service: kept, answered, put away; seen only by who answers for it."""

import random
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest

from hub.accounts.types import Principal
from hub.areas.actions import area
from hub.db import Database
from hub.errors import DomainError
from hub.feedback import actions, policy
from hub.feedback.events import MARKED
from hub.feedback.types import Answer, Close, Feedback, FeedbackCounts, Say
from hub.sealing import Sealer
from hub.settings import Settings
from tests.support import People, ask

PHONE = "13987650001"


class Box:
    """A suggestion box and everybody around it."""

    def __init__(
        self, db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People, sealer: Sealer
    ) -> None:
        self.db, self.owner, self.people, self.place, self.sealer = db, owner, people, people.place, sealer

    async def begin(self) -> "Box":
        self.an = await self.people.resident()
        self.luo = await self.people.resident("罗先生")
        self.street = await self.people.staff("street_clerk", self.place.street, "李志强")
        self.other_street = await self.people.staff("street_clerk", self.place.other_street, "周敏")
        self.coordinator = await self.people.staff("district_coord", self.place.district, "区协调员")
        self.operator = await self.people.staff("platform_operator", self.place.district, "运营")
        self.clerk = await self.people.clerk()
        return self

    async def say(self, by: Principal | None = None, **changes: Any) -> Feedback:
        who = by or self.an
        given: dict[str, Any] = {"kind": "complaint", "text": "报修要填太多", "area": self.place.community}
        return await actions.say(self.db, self.sealer, who, ask(who), Say(**(given | changes)))

    async def answer(self, by: Principal, one: Feedback, text: str = "已改短，谢谢", **more: Any) -> Feedback:
        return await actions.answer(self.db, self.sealer, by, ask(by), one.id, Answer(text=text, **more))

    async def close(self, by: Principal, one: Feedback, **more: Any) -> Feedback:
        return await actions.close(self.db, by, ask(by), one.id, Close(**more))

    async def callback(self, by: Principal, one: Feedback) -> str:
        return (await actions.callback(self.db, self.sealer, by, ask(by), one.id)).phone

    async def listed(self, who: Principal, name: Any = "staff", **asked: Any) -> list[UUID]:
        return [one.id for one in (await actions.page(self.db, who, name, **asked)).feedback]


@pytest.fixture
async def box(
    db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People, settings: Settings
) -> Box:
    return await Box(db, owner, people, Sealer(settings.keys())).begin()


async def refused(made: Any) -> str:
    with pytest.raises(DomainError) as caught:
        await made
    return caught.value.code


async def test_said_answered_put_away(box: Box) -> None:
    one = await box.say(page="/report")
    assert (one.state, one.version, one.area_name, one.author.name) == ("new", 1, "金沙社区", "安女士")
    answered = await box.answer(box.street, one)
    assert (answered.state, answered.version) == ("answered", 2)
    assert answered.answered_by is not None
    assert answered.answered_by.name == "李志强"
    again = await box.answer(box.operator, one, "又改了一次")
    assert (again.state, again.answer) == ("answered", "又改了一次")
    seen = await actions.one(box.db, box.an, one.id)
    assert (seen.answer, seen.answered_by) == ("又改了一次", None)
    closed = await box.close(box.an, one, version=3)
    assert closed.state == "closed"
    assert await refused(box.answer(box.street, one)) == "feedback.wrong_state"
    assert await refused(box.close(box.street, one)) == "feedback.wrong_state"


async def test_the_answer_reaches_who_wrote_live_and_by_message(box: Box) -> None:
    one = await box.say()
    await box.answer(box.street, one, "好" * 100)
    told = await box.owner.fetch(
        "SELECT text FROM events WHERE topics @> ARRAY[$1] ORDER BY id", f"own/{box.an.account}"
    )
    last = msgspec.json.decode(told[-1]["text"])
    assert (last["step"], last["was"], last["feedback"]["answer"]) == ("answered", "new", "好" * 100)
    assert last["feedback"]["answered_by"] is None
    assert "李志强" not in told[-1]["text"]
    row = await box.owner.fetchrow("SELECT * FROM messages")
    assert row is not None
    assert (row["template"], row["account"]) == ("feedback.answered", box.an.account)
    params = box.sealer.unseal(row["params"], column="messages.params", row=row["id"])
    assert msgspec.json.decode(params) == {"text": "好" * 60}


async def test_who_sees_which(box: Box) -> None:
    here = await box.say()
    wide = await box.say(box.luo, area=None)
    assert await box.listed(box.street) == [here.id]
    assert await box.listed(box.other_street) == []
    for who in (box.coordinator, box.operator):
        assert await box.listed(who) == [wide.id, here.id]
        assert await actions.counts(box.db, who) == FeedbackCounts(new=2, answered=0, closed=0)
    for who in (box.clerk, box.an):  # it may be about the community
        assert await box.listed(who) == []
        assert await actions.counts(box.db, who) == FeedbackCounts(0, 0, 0)
    assert await box.listed(box.an, "own") == [here.id]
    assert await box.listed(box.luo, "own") == [wide.id]


async def test_who_may_not_know_of_it_is_told_there_is_none(box: Box) -> None:
    one = await box.say(phone=PHONE)
    for who in (box.luo, box.clerk, box.other_street, await box.people.dispatcher()):
        for made in (
            actions.one(box.db, who, one.id), box.answer(who, one), box.close(who, one), box.callback(who, one),
        ):  # fmt: skip
            assert await refused(made) == "not_found"
    for made in (box.answer(box.an, one), box.callback(box.an, one)):
        assert await refused(made) == "feedback.not_allowed"


async def test_a_stale_answer_changes_nothing(box: Box) -> None:
    one = await box.say()
    await box.answer(box.street, one, version=1)
    assert await refused(box.answer(box.coordinator, one, "另一个答复", version=1)) == "feedback.stale"
    assert (await actions.one(box.db, box.an, one.id)).answer == "已改短，谢谢"
    assert await box.owner.fetchval("SELECT count(*) FROM messages") == 1


async def test_a_phone_is_sealed_and_each_look_written_down(box: Box) -> None:
    one = await box.say(phone="+86 139 8765 0001")
    assert one.callback
    assert await box.callback(box.street, one) == PHONE
    row = await box.owner.fetchrow("SELECT * FROM audit WHERE action = 'feedback.phone_seen'")
    assert row is not None
    assert (row["actor"], row["subject"]) == (box.street.account, box.an.account)
    texts = await box.owner.fetch(
        "SELECT text FROM events UNION ALL SELECT convert_from(answer, 'UTF8') FROM idempotency"
    )
    assert not any(PHONE in text["text"] for text in texts)
    assert await refused(box.callback(box.street, await box.say())) == "not_found"


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"text": "  "}, "ticket.text_empty"), ({"phone": "12"}, "phone.invalid"),
     ({"area": UUID(int=5)}, "area.unknown")],
)  # fmt: skip
async def test_bad_words_leave_nothing(box: Box, changes: dict[str, Any], code: str) -> None:
    assert await refused(box.say(**changes)) == code
    assert await box.owner.fetchval("SELECT count(*) FROM feedback") == 0


async def test_another_districts_area_is_unknown(box: Box) -> None:
    assert await refused(box.say(area=box.place.far_community)) == "area.unknown"


async def test_said_twice_is_one(box: Box) -> None:
    asked, given = ask(box.an), Say(kind="praise", text="好用")
    first = await actions.say(box.db, box.sealer, box.an, asked, given)
    assert await actions.say(box.db, box.sealer, box.an, asked, given) == first
    assert await box.owner.fetchval("SELECT count(*) FROM feedback") == 1


async def test_pages_and_filters(box: Box) -> None:
    made = [(await box.say(kind=kind)).id for kind in ("praise", "bug", "bug", "suggestion", "complaint")]
    page = await actions.page(box.db, box.street, "staff", limit=2)
    seen = [one.id for one in page.feedback]
    while page.next:
        page = await actions.page(box.db, box.street, "staff", after=UUID(page.next), limit=2)
        seen += [one.id for one in page.feedback]
    assert seen == made[::-1]
    assert await box.listed(box.street, kind="bug") == [made[2], made[1]]
    await box.close(box.street, await actions.one(box.db, box.street, made[0]))
    assert await box.listed(box.street, states=["closed"]) == [made[0]]


async def test_topics(box: Box) -> None:
    async with box.db.connection() as connection:

        async def may(who: Principal, where: UUID) -> bool:
            return await policy.may_subscribe(connection, who, ["staff", str(where), "feedback"])

        assert await may(box.street, box.place.community)
        assert not await may(box.street, box.place.district)
        assert not await may(box.street, box.place.other_community)
        assert await may(box.operator, box.place.district)
        assert not await may(box.clerk, box.place.community)
        assert not await may(box.an, box.place.community)
        assert not await may(box.operator, UUID(int=3))
        assert not await policy.may_subscribe(connection, box.operator, ["staff", "x", "feedback"])
        assert not await policy.may_subscribe(
            connection, box.operator, ["staff", str(box.place.district), "tickets"]
        )
        assert (await area(connection, box.place.community)).path[0] == box.place.district


@pytest.mark.parametrize("seed", range(3))
async def test_old_state_and_events_give_what_a_fresh_fetch_gives(box: Box, seed: int) -> None:
    chance = random.Random(seed)
    everybody = [box.an, box.luo, box.street, box.other_street, box.coordinator, box.operator, box.clerk]
    made: list[Feedback] = []
    for _ in range(40):
        who = chance.choice(everybody)
        try:
            match chance.randrange(3):
                case 0:
                    places = [None, box.place.community, box.place.other_community]
                    made.append(await box.say(who, area=chance.choice(places)))
                case 1 if made:
                    await box.answer(who, chance.choice(made))
                case 2 if made:
                    await box.close(who, chance.choice(made))
        except DomainError as error:
            assert error.status in (403, 404, 409)  # noqa: PT017
    consoles = [
        (box.street, "staff", f"staff/{box.place.street}/feedback"),
        (box.operator, "staff", f"staff/{box.place.district}/feedback"),
        *[(who, "own", f"own/{who.account}") for who in everybody],
    ]  # fmt: skip
    for who, name, topic in consoles:
        known: dict[UUID, Feedback] = {}
        for row in await box.owner.fetch(
            "SELECT text FROM events WHERE topics @> ARRAY[$1] AND type = 'feedback.changed' ORDER BY id",
            topic,
        ):
            told = msgspec.convert(msgspec.json.decode(row["text"])["feedback"], Feedback)
            assert told.version == (known[told.id].version + 1 if told.id in known else 1)
            known[told.id] = told
        page = await actions.page(box.db, who, name, limit=200)  # type: ignore[arg-type]
        if name == "own":
            assert {one.id: policy.for_author(one) for one in page.feedback} == known
        else:
            assert {one.id: one for one in page.feedback} == known


async def test_names_and_words_are_marked_for_erasure(box: Box) -> None:
    one = await box.say()
    await box.answer(box.street, one)
    for row in await box.owner.fetch("SELECT text, marked FROM events WHERE subject = $1", one.id):
        assert tuple(row["marked"]) == MARKED
