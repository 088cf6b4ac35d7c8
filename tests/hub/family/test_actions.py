"""Consent of a parent: asked, given in three ways, withdrawn, and who may not."""

from datetime import date, timedelta
from typing import Any

import asyncpg
import msgspec
import pytest

from hub import audit
from hub.accounts.types import Principal
from hub.db import Database
from hub.errors import DomainError
from hub.family import actions, policy
from hub.family.store import acting
from hub.family.types import AgreeMandate, AskMandate, FamilyMandate, FindMandates
from hub.sealing import Sealer
from hub.settings import Settings
from tests.support import People, ask

PHONE, FREE = "13987650001", "13987650002"


class Family:
    """王秀英, her son 王小明, and the community around them."""

    def __init__(
        self, db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People, sealer: Sealer
    ) -> None:
        self.db, self.owner, self.people, self.place, self.sealer = db, owner, people, people.place, sealer

    async def begin(self) -> "Family":
        self.mother = await self.people.resident("王秀英")
        self.son = await self.people.resident("王小明")
        self.stranger = await self.people.resident("生人")
        self.clerk = await self.people.clerk()
        self.far_clerk = await self.people.clerk(self.place.other_community, "别处")
        index = self.sealer.blind("phone", PHONE)
        await self.owner.execute(
            "UPDATE accounts SET phone_index = $2, phone = $3 WHERE id = $1", self.mother.account, index,
            self.sealer.seal(PHONE, column="accounts.phone", row=self.mother.account),
        )  # fmt: skip
        await self.owner.execute(
            """INSERT INTO residences (district, account, dwelling, kind, since, state, proof)
               VALUES ($1, $2, $3, 'owner', '2026-01-01', 'verified', 'checked')""",
            self.place.district, self.mother.account, self.place.dwelling,
        )  # fmt: skip
        self.today: date = await self.owner.fetchval("SELECT (app_now() AT TIME ZONE 'Asia/Shanghai')::date")
        return self

    async def ask(self, by: Principal | None = None, phone: str = PHONE, **changes: Any) -> FamilyMandate:
        who = by or self.son
        given: dict[str, Any] = {
            "phone": phone, "name": "王秀英", "tie": "son", "purpose": "报修和查看认证",
            "until": self.today + timedelta(days=30),
        }  # fmt: skip
        asked = await actions.ask(self.db, self.sealer, who, ask(who), AskMandate(**(given | changes)))
        return asked.mandate

    async def code(self) -> str:
        """What stands in the newest message."""
        row = await self.owner.fetchrow("SELECT * FROM messages ORDER BY id DESC LIMIT 1")
        assert row is not None
        assert row["template"] == "family.asked"
        params = self.sealer.unseal(row["params"], column="messages.params", row=row["id"])
        return str(msgspec.json.decode(params)["code"])

    async def tell(self, mandate: FamilyMandate, code: str, by: Principal | None = None) -> FamilyMandate:
        who = by or self.son
        return await actions.confirm(self.db, self.sealer, who, ask(who), mandate.id, code)

    async def agree(self, by: Principal, mandate: FamilyMandate, **given: Any) -> FamilyMandate:
        return await actions.agree(self.db, self.sealer, by, ask(by), mandate.id, AgreeMandate(**given))

    async def end(self, by: Principal, mandate: FamilyMandate) -> FamilyMandate:
        return await actions.end(self.db, by, ask(by), mandate.id)

    async def stands(self, child: Principal | None = None, parent: Principal | None = None) -> bool:
        async with self.db.connection() as connection:
            found = await acting(connection, child or self.son, (parent or self.mother).account)
        return found is not None


@pytest.fixture
async def family(
    db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People, settings: Settings
) -> Family:
    return await Family(db, owner, people, Sealer(settings.keys())).begin()


async def refused(made: Any) -> str:
    with pytest.raises(DomainError) as caught:
        await made
    return caught.value.code


async def test_she_agrees_in_the_app_and_takes_it_back(family: Family) -> None:
    asked = await family.ask()
    assert (asked.state, asked.parent, asked.parent_name) == ("asked", None, "王秀英")
    assert not await family.stands()
    hers = await actions.listed(family.db, family.mother)
    assert [(one.id, one.child_name, one.tie) for one in hers.mine] == [(asked.id, "王小明", "son")]
    agreed = await family.agree(family.mother, asked)
    assert (agreed.state, agreed.agreed_way) == ("agreed", "app")
    assert await family.stands()
    his = (await actions.listed(family.db, family.son)).acting
    assert [(one.parent, one.parent_name) for one in his] == [(family.mother.account, "王**")]
    assert await refused(family.ask()) == "family.exists"
    ended = await family.end(family.mother, asked)
    assert (ended.state, ended.ending) == ("ended", "withdrawn")
    assert not await family.stands()
    assert await refused(family.end(family.mother, asked)) == "family.wrong_state"
    assert await refused(family.agree(family.mother, asked)) == "family.wrong_state"
    assert (await family.ask()).id != asked.id  # he may ask anew


async def test_who_acts_brings_nothing_of_her_roles(family: Family) -> None:
    await family.agree(family.mother, await family.ask())
    await family.owner.execute(
        "INSERT INTO grants (district, account, role, area) VALUES ($1, $2, 'committee', $3)",
        family.place.district, family.mother.account, family.place.estate,
    )  # fmt: skip
    async with family.db.connection() as connection:
        found = await acting(connection, family.son, family.mother.account)
        assert found is not None
        assert (found.account, found.name, found.grants) == (family.mother.account, "王秀英", ())
        assert found.session == family.son.session
        assert found.acting is not None
        assert (found.acting.account, found.acting.name, found.acting.tie) == (
            family.son.account, "王小明", "son",
        )  # fmt: skip
        # Not one for another: who acts for her cannot act on for whom she acts for.
        assert await acting(connection, found, family.mother.account) is None


async def test_a_code_that_she_tells(family: Family) -> None:
    asked = await family.ask()
    code = await family.code()
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    assert await refused(family.tell(asked, wrong)) == "code.wrong"
    assert await refused(family.tell(asked, code, family.stranger)) == "family.unknown"
    told = await family.tell(asked, code)
    assert (told.state, told.agreed_way, told.parent) == ("agreed", "code", family.mother.account)
    assert await refused(family.tell(asked, code)) == "code.expired"


async def test_a_code_has_five_tries_and_five_minutes(family: Family) -> None:
    asked = await family.ask()
    code = await family.code()
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for _ in range(4):
        assert await refused(family.tell(asked, wrong)) == "code.wrong"
    assert await refused(family.tell(asked, wrong)) == "code.expired"
    assert await refused(family.tell(asked, code)) == "code.expired"
    again = await family.ask()
    assert again.id == asked.id
    newer = await family.code()
    await family.owner.execute("UPDATE app_clock SET ahead = ahead + interval '301 seconds'")
    assert await refused(family.tell(asked, newer)) == "code.expired"


async def test_a_phone_without_an_account_gets_one_by_the_code(family: Family) -> None:
    asked = await family.ask(phone=FREE, name="李桂芳")
    told = await family.tell(asked, await family.code())
    row = await family.owner.fetchrow("SELECT * FROM accounts WHERE id = $1", told.parent)
    assert row is not None
    assert (row["kind"], row["name"]) == ("resident", "李桂芳")
    assert row["phone_index"] == family.sealer.blind("phone", FREE)
    assert await family.owner.fetchval("SELECT phone FROM family_mandates WHERE id = $1", asked.id) is None


async def test_an_ask_says_nothing_about_whose_phone_it_is(family: Family) -> None:
    known, unknown = await family.ask(), await family.ask(phone=FREE)
    shape = [
        {name for name, value in msgspec.structs.asdict(one).items() if value} for one in (known, unknown)
    ]
    assert shape[0] == shape[1]
    assert await family.owner.fetchval("SELECT count(*) FROM messages") == 2
    texts = await family.owner.fetch("SELECT text FROM events")
    assert not any(PHONE in row["text"] or FREE in row["text"] for row in texts)


async def test_an_official_who_heard_her(family: Family) -> None:
    asked = await family.ask()
    given = {"way": "visit", "evidence": "家中当面询问，本人点头同意"}
    assert await refused(family.agree(family.far_clerk, asked, **given)) == "family.unknown"
    assert await refused(family.agree(family.clerk, asked, way="visit", evidence="好")) == "family.evidence"
    assert await refused(family.agree(family.clerk, asked, way="app")) == "family.not_allowed"
    agreed = await family.agree(family.clerk, asked, **given)
    assert (agreed.agreed_way, agreed.evidence) == ("visit", given["evidence"])
    assert (await actions.listed(family.db, family.son)).acting[0].evidence == ""
    seen = await actions.within(family.db, family.clerk, after=None, limit=10)
    assert [one.id for one in seen.mandates] == [asked.id]
    assert (await actions.within(family.db, family.far_clerk, after=None, limit=10)).mandates == []
    assert (await family.end(family.clerk, asked)).ending == "by_staff"


async def test_no_official_for_a_relation_of_the_officials_own(family: Family) -> None:
    index = family.sealer.blind("phone", "13987650009")
    for who in (family.clerk, family.son):
        await family.owner.execute(
            "UPDATE accounts SET phone_index = $2, phone = $2 WHERE id = $1", who.account, index
        )
    asked = await family.ask()
    given = {"way": "desk", "evidence": "本人到窗口说的"}
    assert await refused(family.agree(family.clerk, asked, **given)) == "family.not_allowed"


async def test_found_by_her_phone_at_the_desk(family: Family) -> None:
    here, nowhere = await family.ask(), await family.ask(phone=FREE)

    async def found(who: Principal, phone: str) -> list[Any]:
        page = await actions.find(family.db, family.sealer, who, FindMandates(phone))
        return [one.id for one in page.mandates]

    assert await found(family.clerk, PHONE) == [here.id]
    assert await found(family.far_clerk, PHONE) == []  # she lives elsewhere
    assert await found(family.far_clerk, FREE) == [nowhere.id]  # nobody knows where: any community hears her
    assert await refused(found(family.son, PHONE)) == "forbidden"
    seen = await family.owner.fetch("SELECT * FROM audit WHERE action = 'family.found'")
    assert len(seen) == 2
    agreed = await family.agree(family.far_clerk, nowhere, way="desk", evidence="本人到窗口说的")
    assert agreed.parent is not None


async def test_who_may_not(family: Family) -> None:
    asked = await family.ask()
    for who in (family.stranger, family.far_clerk):
        assert await refused(family.agree(who, asked)) == "family.unknown"
        assert await refused(family.end(who, asked)) == "family.unknown"
        assert await refused(actions.acts(family.db, who, asked.id, after=None, limit=9)) == "family.unknown"
    assert await refused(family.agree(family.son, asked)) == "family.not_allowed"
    assert await refused(family.ask(family.clerk)) == "forbidden"
    assert await refused(family.ask(family.mother)) == "family.own"
    for wrong in (family.today - timedelta(days=1), family.today + timedelta(days=367)):
        assert await refused(family.ask(family.stranger, until=wrong)) == "family.until"
    far = await family.people.resident(district=family.place.far_district)
    assert await refused(family.agree(far, asked)) == "family.unknown"


async def test_it_ends_with_its_last_day_and_an_ask_after_a_week(family: Family) -> None:
    agreed = await family.agree(family.mother, await family.ask(until=family.today))
    waiting = await family.ask(phone=FREE)
    assert await family.stands()
    assert await actions.sweep(family.db, family.place.district) == 0
    await family.owner.execute("UPDATE app_clock SET ahead = ahead + interval '1 day'")
    assert not await family.stands()  # before anybody swept
    assert await actions.sweep(family.db, family.place.district) == 1
    await family.owner.execute("UPDATE app_clock SET ahead = ahead + interval '7 days'")
    assert await actions.sweep(family.db, family.place.district) == 1
    endings = dict(await family.owner.fetch("SELECT id, ending FROM family_mandates"))
    assert endings == {agreed.id: "over", waiting.id: "unanswered"}


async def test_each_side_hears_of_it_and_nobody_else(family: Family) -> None:
    asked = await family.ask()
    await family.agree(family.mother, asked)
    await family.end(family.son, asked)
    rows = await family.owner.fetch("SELECT * FROM events WHERE type = 'family.changed' ORDER BY id")
    mine, his = (f"own/{who.account}/family" for who in (family.mother, family.son))
    heard: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        for topic in row["topics"]:
            heard.setdefault(topic, []).append(msgspec.json.decode(row["text"]))
    assert [one["step"] for one in heard[mine]] == ["asked", "agreed", "ended"]
    assert [one["step"] for one in heard[his]] == ["asked", "agreed", "ended"]
    assert heard[his][0]["mandate"]["parent"] is None
    assert heard[his][1]["mandate"]["parent_name"] == "王**"
    assert heard[his][2]["mandate"]["ending"] == "given_up"
    staff = {f"staff/{area}/family" for area in family.place.path}
    assert set(heard) == {mine, his} | staff
    # Old state + events = fresh fetch.
    fresh = await actions.listed(family.db, family.mother)
    assert msgspec.json.decode(msgspec.json.encode(fresh.mine[0])) == heard[mine][-1]["mandate"]


async def test_topics(family: Family) -> None:
    async def may(who: Principal, topic: str) -> bool:
        async with family.db.connection() as connection:
            return await policy.may_subscribe(connection, who, topic.split("/"))

    kin, hers = f"kin/{family.mother.account}", f"own/{family.mother.account}/family"
    asked = await family.ask()
    assert not await may(family.son, kin)
    await family.agree(family.mother, asked)
    assert await may(family.son, kin)
    assert not await may(family.son, hers)
    assert await may(family.mother, hers)
    assert not await may(family.stranger, kin)
    assert not await may(family.son, f"own/{family.mother.account}")
    assert await may(family.clerk, f"staff/{family.place.community}/family")
    assert not await may(family.far_clerk, f"staff/{family.place.community}/family")
    assert not await may(family.son, f"staff/{family.place.community}/family")
    await family.end(family.mother, asked)
    assert not await may(family.son, kin)


async def test_it_is_in_the_audit_log_and_no_account_that_is_closed_is_acted_for(family: Family) -> None:
    asked = await family.ask()
    await family.agree(family.mother, asked)
    await family.owner.execute(
        "UPDATE accounts SET disabled_at = app_now() WHERE id = $1", family.mother.account
    )
    assert not await family.stands()
    kept = await family.owner.fetch("SELECT actor, action, subject FROM audit ORDER BY number")
    assert [tuple(row) for row in kept] == [(family.mother.account, "family.agreed", family.mother.account)]
    async with family.db.transaction() as tx:
        assert (await audit.verify(tx, family.place.district)).broken is None
