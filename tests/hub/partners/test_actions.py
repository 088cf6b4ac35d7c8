"""Offers of partner organisations: what is left, who may, what each side hears."""

import asyncio
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
from hub.partners import actions, policy
from hub.partners.types import (
    AskPartner,
    CloseOffer,
    GivePartner,
    HandOverPartner,
    OfferResource,
    PartnerAsk,
    PartnerOffer,
    PartnerOfferPage,
    RefusePartner,
    ThankPartner,
    WithdrawPartner,
)
from hub.sealing import Sealer
from hub.settings import Settings
from tests.support import People, ask

DAY = timedelta(days=1)
ACTS = [
    "offer",
    "ask",
    "ask",
    "ask",
    "give",
    "give",
    "refuse",
    "hand_over",
    "hand_over",
    "withdraw",
    "thank",
    "close",
]


class Table:
    """示例物业甲 offers its meeting room; the community asks for it."""

    def __init__(
        self, db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People, settings: Settings
    ) -> None:
        self.db, self.owner, self.people, self.place = db, owner, people, people.place
        self.sealer = Sealer(settings.keys())

    async def begin(self) -> "Table":
        self.firm = await self.people.dispatcher()
        self.department = await self.people.staff(
            "dept_handler", self.place.district, "罗军", organisation=self.place.department
        )
        self.other_firm = await self.people.staff(
            "property_dispatcher", self.place.sibling_community, organisation=self.place.other_property_org
        )
        self.clerk = await self.people.clerk()
        self.next_clerk = await self.people.clerk(self.place.sibling_community, "何静")
        self.street = await self.people.staff("street_clerk", self.place.street, "李志强")
        self.other_street = await self.people.staff("street_clerk", self.place.other_street, "王磊")
        self.resident = await self.people.resident()
        self.start = datetime.now(UTC).replace(microsecond=0)
        return self

    async def offer(self, by: Principal | None = None, **changes: Any) -> PartnerOfferPage:
        who = by or self.firm
        given: dict[str, Any] = {
            "organisation": who.firms[0] if who.firms else self.place.property_org, "kind": "room",
            "title": "物业会议室", "unit": "场", "total": 5, "areas": [self.place.community],
            "ends_at": self.start + 30 * DAY,
        }  # fmt: skip
        return await actions.offer(self.db, who, ask(who), OfferResource(**(given | changes)))

    async def ask(
        self, offer: UUID, by: Principal | None = None, amount: int = 1, **changes: Any
    ) -> PartnerOfferPage:
        who = by or self.clerk
        given: dict[str, Any] = {"area": who.grants[0].area if who.grants else self.place.community}
        asked = AskPartner(**(given | {"purpose": "开居民议事会"} | changes), amount=amount)
        return await actions.ask(self.db, who, ask(who), offer, asked)

    async def close(self, offer: UUID, by: Principal | None = None, **more: Any) -> PartnerOfferPage:
        who = by or self.firm
        given = CloseOffer(reason="会议室要装修", **more)
        return await actions.close(self.db, who, ask(who), offer, given)

    async def give(
        self, one: UUID, by: Principal | None = None, amount: int = 1, **more: Any
    ) -> PartnerOfferPage:
        who = by or self.firm
        return await actions.give(self.db, who, ask(who), one, GivePartner(amount=amount, **more))

    async def refuse(self, one: UUID, by: Principal | None = None) -> PartnerOfferPage:
        who = by or self.firm
        return await actions.refuse(self.db, who, ask(who), one, RefusePartner(reason="那天有人用"))

    async def hand_over(self, one: UUID, by: Principal | None = None) -> PartnerOfferPage:
        who = by or self.firm
        return await actions.hand_over(self.db, who, ask(who), one, HandOverPartner(note="钥匙已交"))

    async def thank(self, one: UUID, by: Principal | None = None, *, share: bool = False) -> PartnerOfferPage:
        who = by or self.clerk
        given = ThankPartner(text="会议室很好用", share=share)
        return await actions.thank(self.db, self.sealer, who, ask(who), one, given)

    async def withdraw(self, one: UUID, by: Principal | None = None) -> PartnerOfferPage:
        who = by or self.clerk
        return await actions.withdraw(self.db, who, ask(who), one, WithdrawPartner())


@pytest.fixture
async def table(
    db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People, settings: Settings
) -> Table:
    return await Table(db, owner, people, settings).begin()


def first(page: PartnerOfferPage) -> PartnerAsk:
    return page.asks[0].ask


async def refused(made: Any) -> str:
    with pytest.raises(DomainError) as caught:
        await made
    return caught.value.code


async def test_asked_given_in_part_handed_over_and_what_is_left(table: Table) -> None:
    offer = (await table.offer()).offer.id
    one = first(await table.ask(offer, amount=3))
    page = await table.give(one.id, amount=2, answer="周三下午，找吴强拿钥匙")
    assert (page.offer.given, page.offer.handed, page.offer.waiting) == (2, 0, 0)
    assert (first(page).state, first(page).given, first(page).answer) == (
        "given",
        2,
        "周三下午，找吴强拿钥匙",
    )
    page = await table.hand_over(one.id, table.clerk)
    assert (first(page).state, first(page).note, page.offer.handed) == ("handed", "钥匙已交", 2)
    assert await refused(table.hand_over(one.id)) == "partner.wrong_state"
    assert await refused(table.withdraw(one.id)) == "partner.wrong_state"
    assert await refused(table.ask(offer, amount=4)) == "partner.too_much"


async def test_what_is_refused_or_not_needed_any_more_is_left_again(table: Table) -> None:
    offer = (await table.offer(total=2)).offer.id
    one, two = [first(await table.ask(offer, amount=2)).id for _ in "ab"]
    assert (await table.give(one, amount=2)).offer.given == 2
    assert await refused(table.give(two, amount=1)) == "partner.too_much"
    assert (await table.refuse(one)).offer.given == 0
    assert await refused(table.give(two, amount=3)) == "partner.too_much"  # more than was asked
    assert (await table.give(two, amount=2)).offer.given == 2
    page = await table.withdraw(two)
    assert (page.offer.given, first(page).state, first(page).given) == (0, "withdrawn", 0)


async def test_thanks_for_what_was_handed_over(table: Table) -> None:
    offer = (await table.offer()).offer.id
    one, other = [first(await table.ask(offer)).id for _ in "ab"]
    await table.give(one)
    assert await refused(table.thank(one)) == "partner.wrong_state"
    await table.hand_over(one)
    assert await refused(table.thank(one, table.firm)) == "partner.not_allowed"
    page = await table.thank(one, share=True)
    assert [item.ask.thanks for item in page.asks] == ["", "会议室很好用"]
    assert await refused(table.thank(one)) == "partner.wrong_state"
    rows = await table.owner.fetch(
        "SELECT text FROM events WHERE topics @> ARRAY[$1]", f"public/{table.place.community}/feed"
    )
    [post] = [msgspec.json.decode(row["text"])["post"] for row in rows]
    assert post["thanks"] == {"about": "partner", "to": "示例物业甲", "title": "物业会议室"}
    assert (post["author"]["name"], post["text"]) == ("金沙社区", "会议室很好用")
    await table.give(other)
    await table.hand_over(other)
    await table.thank(other)
    assert await table.owner.fetchval("SELECT count(*) FROM posts") == 1


async def test_never_more_given_than_offered(table: Table) -> None:
    offer = (await table.offer(total=3)).offer.id
    asks = [first(await table.ask(offer, amount=2)).id for _ in range(4)]
    answers = await asyncio.gather(*(table.give(one, amount=2) for one in asks), return_exceptions=True)
    assert sum(isinstance(one, PartnerOfferPage) for one in answers) == 1
    given = await table.owner.fetchval("SELECT sum(given) FROM partner_asks WHERE offer = $1", offer)
    assert given == (await actions.page(table.db, table.firm, offer)).offer.given == 2
    with pytest.raises(asyncpg.CheckViolationError):
        await table.owner.execute("UPDATE partner_offers SET given = 4 WHERE id = $1", offer)


async def test_closed_and_over(table: Table) -> None:
    offer = (await table.offer()).offer.id
    given, waits = [first(await table.ask(offer)).id for _ in "ab"]
    await table.give(given)
    assert await refused(table.close(offer, version=1)) == "partner.stale"
    page = await table.close(offer)
    assert [(one.ask.state, one.ask.answer) for one in page.asks] == [
        ("refused", "会议室要装修"), ("given", "")
    ]  # fmt: skip
    assert await refused(table.close(offer)) == "partner.over"
    assert await refused(table.ask(offer)) == "partner.over"
    assert await refused(table.give(waits)) == "partner.wrong_state"
    assert first(await table.hand_over(given)).state == "refused"  # the newest; what was promised is kept
    late = (await table.offer(ends_at=table.start + DAY)).offer.id
    await table.owner.execute("UPDATE app_clock SET ahead = interval '2 days'")
    assert await refused(table.ask(late)) == "partner.over"
    assert (await actions.running(table.db, table.resident, table.place.dwelling)).offers == []
    assert await refused(table.offer(ends_at=table.start + DAY)) == "partner.time"


async def test_money_is_for_a_wish_on_the_wall(table: Table) -> None:
    money = (await table.offer(kind="money", title="圆梦资金", unit="元", total=500)).offer.id
    room = (await table.offer()).offer.id
    number = await table.owner.fetchval(
        """INSERT INTO wishes (district, kind, text, public_text, state, asked_by, consent, name, home, place,
             community, path)
           VALUES ($1, 'thing', '一副老花镜', '一副老花镜', 'open', $2, 'spoken', '\\x00', $3, '', $3, $4)
           RETURNING number""",
        table.place.district, table.clerk.account, table.place.community, list(table.place.path[:3]),
    )  # fmt: skip
    assert await refused(table.ask(money, amount=80)) == "partner.wish"
    assert await refused(table.ask(money, amount=80, wish=number + 1)) == "partner.wish"
    assert await refused(table.ask(room, wish=number)) == "partner.wish"
    assert first(await table.ask(money, amount=80, wish=number)).wish == number
    await table.owner.execute("UPDATE wishes SET hidden = '广告' WHERE number = $1", number)
    assert await refused(table.ask(money, amount=80, wish=number)) == "partner.wish"


async def test_who_may_offer(table: Table) -> None:
    place = table.place
    assert await refused(table.offer(table.clerk)) == "partner.not_allowed"
    assert await refused(table.offer(table.resident)) == "partner.not_allowed"
    assert await refused(table.offer(organisation=place.department)) == "partner.not_allowed"
    for area in (place.sibling_community, place.street):
        assert await refused(table.offer(areas=[place.estate, area])) == "partner.not_allowed"
    assert (await table.offer(areas=[place.estate])).offer.area_names == ("宝鼎金沙小区",)
    assert (await table.offer(table.department, areas=[place.street])).offer.partner == "区综合行政执法局"
    assert await refused(table.offer(areas=[place.far_community])) == "area.unknown"


async def test_who_may_ask_answer_and_see(table: Table) -> None:
    place = table.place
    offer = (await table.offer()).offer.id
    assert await refused(table.ask(offer, table.next_clerk)) == "partner.not_allowed"  # not offered there
    assert await refused(table.ask(offer, table.next_clerk, area=place.community)) == "partner.not_allowed"
    assert await refused(table.ask(offer, table.resident)) == "partner.not_allowed"
    assert await refused(table.ask(offer, table.firm, area=place.community)) == "partner.not_allowed"
    one = first(await table.ask(offer)).id
    assert (
        first(await table.ask(offer, table.street)).area_name == "清香坪街道"
    )  # it lies around the community
    for who in (table.resident, table.next_clerk, table.other_firm):
        assert (await actions.page(table.db, who, offer)).asks == []
        for step in (table.give, table.refuse, table.hand_over, table.withdraw):
            assert await refused(step(one, who)) == "not_found"
    assert [item.may for item in (await actions.page(table.db, table.clerk, offer)).asks] == [["withdraw"]]
    assert [item.may for item in (await actions.page(table.db, table.firm, offer)).asks] == [
        ["give", "refuse"], ["give", "refuse"]
    ]  # fmt: skip
    assert await refused(table.give(one, table.clerk)) == "partner.not_allowed"
    assert await refused(table.withdraw(one, table.firm)) == "partner.not_allowed"
    assert await refused(table.close(offer, table.clerk)) == "partner.not_allowed"
    assert await refused(table.give(one, version=9)) == "partner.stale"
    far = await table.people.clerk(place.far_community, "外区")
    assert await refused(actions.page(table.db, far, offer)) == "not_found"


async def test_whom_an_offer_reaches(table: Table) -> None:
    place, db = table.place, table.db
    wide = (await table.offer(table.department, areas=[place.street])).offer.id
    near = (await table.offer()).offer.id
    homes = await actions.running(db, table.resident, place.dwelling)
    assert [one.id for one in homes.offers] == [near, wide]
    page = await actions.running(db, table.resident, place.dwelling, limit=1)
    assert page.next == str(near)
    rest = await actions.running(db, table.resident, place.dwelling, after=near, limit=1)
    assert ([one.id for one in rest.offers], rest.next) == ([wide], None)
    desks = {
        who.name: {one.id for one in (await actions.desk(db, who)).offers}
        for who in (table.clerk, table.next_clerk, table.street, table.other_street, table.firm)
    }
    both = {near, wide}
    assert desks == {"陈晓梅": both, "何静": {wide}, "李志强": both, "王磊": set(), "吴强": {near}}


async def test_who_may_listen(table: Table) -> None:
    place = table.place
    async with table.db.connection() as connection:

        async def may(who: Principal, *topic: object) -> bool:
            return await policy.may_subscribe(connection, who, [str(part) for part in topic])

        assert await may(table.resident, "public", place.community, "partners")
        assert not await may(table.resident, "public", place.far_community, "partners")
        assert not await may(table.resident, "staff", place.community, "partners")
        assert await may(table.clerk, "staff", place.community, "partners")
        assert not await may(table.clerk, "staff", place.sibling_community, "partners")
        assert await may(table.firm, "org", place.property_org, "partners")
        assert not await may(table.other_firm, "org", place.property_org, "partners")
        assert not await may(table.clerk, "public", "nowhere", "partners")


@pytest.mark.parametrize("seed", range(2))
async def test_who_listened_holds_what_a_fresh_fetch_gives(table: Table, seed: int) -> None:
    """Old state + events = fresh fetch."""
    chance, place, db = random.Random(seed), table.place, table.db
    offers: list[UUID] = []
    asks: list[UUID] = []
    done = 0
    for _ in range(90):
        try:
            match chance.choice(ACTS):
                case "offer":
                    wide = chance.random() < 0.5
                    made = await (
                        table.offer(table.department, areas=[place.street, place.community], total=6)
                        if wide
                        else table.offer(total=4)
                    )
                    offers.append(made.offer.id)
                case "ask":
                    who = chance.choice([table.clerk, table.next_clerk, table.street])
                    made = await table.ask(chance.choice(offers), who, amount=chance.randint(1, 3))
                    asks.append(first(made).id)
                case "close":
                    if chance.random() < 0.3:
                        await table.close(
                            chance.choice(offers), chance.choice([table.firm, table.department])
                        )
                case step:
                    who = chance.choice([table.firm, table.department, table.clerk, table.next_clerk])
                    more = {"amount": chance.randint(1, 3)} if step == "give" else {}
                    await getattr(table, step)(chance.choice(asks), who, **more)
            done += 1
        except IndexError:
            continue
        except DomainError as error:
            assert error.status in (403, 404, 409)  # noqa: PT017
    assert done > 12
    rows = await table.owner.fetch("SELECT type, topics, text FROM events ORDER BY id")

    def heard(kind: str, shape: Any, *topics: str) -> dict[UUID, Any]:
        known: dict[UUID, Any] = {}
        for row in rows:
            if row["type"] == f"partner.{kind}" and set(topics) & set(row["topics"]):
                one = msgspec.convert(msgspec.json.decode(row["text"])[kind], shape)
                known[one.id] = one
        return known

    def by_id(found: list[PartnerOffer]) -> dict[UUID, PartnerOffer]:
        return {one.id: one for one in found}

    publics = [f"public/{area}/partners" for area in place.path]
    phone = {key: one for key, one in heard("offer", PartnerOffer, *publics).items() if one.state == "open"}
    assert phone == by_id((await actions.running(db, table.resident, place.dwelling, limit=200)).offers)
    for who, topics in (
        (table.clerk, [f"staff/{place.community}/partners", *publics[:3]]),
        (table.street, [f"staff/{place.street}/partners", *publics[:2]]),
        (table.firm, [f"org/{place.property_org}/partners"]),
        (table.department, [f"org/{place.department}/partners"]),
    ):
        assert heard("offer", PartnerOffer, *topics) == by_id((await actions.desk(db, who, limit=200)).offers)
        fresh = {item.ask.id: item.ask for one in offers for item in (await actions.page(db, who, one)).asks}
        assert heard("ask", PartnerAsk, *topics) == fresh, who.name
