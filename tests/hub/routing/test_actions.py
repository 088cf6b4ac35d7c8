"""Rules are drafted, tried on past tickets, published with a number, and kept by those whose area it is."""

from datetime import timedelta
from typing import Any, TypeAlias
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest

from hub.accounts.types import Principal
from hub.audit import verify
from hub.db import Database
from hub.duty import actions as duty
from hub.duty.types import Shift
from hub.errors import DomainError
from hub.routing import actions, policy
from hub.routing.types import (
    AreaRules,
    Draft,
    OfDraft,
    Rehearsal,
    Rehearse,
    Rule,
    SkipCount,
    Target,
    ToDesk,
    ToDuty,
    ToOrganisation,
    ToServing,
    When,
)
from hub.tickets import actions as tickets
from hub.tickets.types import Create, Created
from tests.conftest import RunningHub
from tests.support import District, People, ask

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


class Office:
    """Those who keep rules, and residents who report."""

    def __init__(self, db: Database, owner: Owner, people: People) -> None:
        self.db, self.owner, self.people, self.place = db, owner, people, people.place

    async def begin(self) -> "Office":
        self.an = await self.people.resident()
        self.zhao = await self.people.staff("district_coord", self.place.district, "赵敏")
        self.li = await self.people.staff("street_clerk", self.place.street, "李志强")
        self.he = await self.people.staff("community_secretary", self.place.community, "何建国")
        self.chen = await self.people.clerk()
        return self

    async def draft(
        self, *rules: Rule, by: Principal | None = None, area: UUID | None = None, version: int | None = None
    ) -> AreaRules:
        who = by or self.zhao
        given = Draft(rules=list(rules), version=version)
        return await actions.put_draft(self.db, who, ask(who), area or self.place.district, given)

    async def publish(
        self, version: int = 1, by: Principal | None = None, area: UUID | None = None
    ) -> AreaRules:
        who = by or self.zhao
        return await actions.publish(self.db, who, ask(who), area or self.place.district, OfDraft(version))

    async def rehearse(self, *rules: Rule, area: UUID | None = None, days: int = 30) -> Rehearsal:
        given = Rehearse(rules=list(rules) or None, days=days)
        return await actions.rehearse(self.db, self.zhao, area or self.place.district, given)

    async def report(self, category: str = "drain_blocked", **given: Any) -> Created:
        report = {"area": self.place.dwelling, "category": category, "text": "门口堵了"} | given
        return await tickets.create(self.db, self.an, ask(self.an), Create(**report))

    async def refused(self, doing: Any) -> str:
        with pytest.raises(DomainError) as caught:
            await doing
        return caught.value.code


@pytest.fixture
async def office(db: Database, owner: Owner, people: People) -> Office:
    return await Office(db, owner, people).begin()


def rule(to: Target, name: str = "规则甲", on: bool = True, **when: Any) -> Rule:
    return Rule(id=uuid4(), name=name, on=on, when=When(**when), to=to)


async def test_a_draft_does_nothing_until_it_is_published(office: Office, district: District) -> None:
    first = await office.draft(rule(ToServing("物业")))
    assert first.published is None
    assert (await office.report()).holder.id == district.community
    after = await office.publish()
    assert after.draft is None
    assert after.published is not None
    assert (after.published.version, after.published.published_by) == (1, "赵敏")
    assert (await office.report()).holder.id == district.property_org


async def test_what_was_in_force_stays_to_be_looked_at(office: Office, district: District) -> None:
    for n in (1, 2):
        await office.draft(rule(ToDesk("street"), f"第{n}版"))
        await office.publish()
    found = await actions.versions(office.db, office.zhao, district.district)
    assert [(one.version, one.state, one.rules[0].name) for one in found.sets] == [
        (2, "published", "第2版"), (1, "replaced", "第1版"),
    ]  # fmt: skip
    rows = await office.owner.fetch(
        "SELECT detail FROM audit WHERE action = 'routing.published' ORDER BY number"
    )
    assert [msgspec.json.decode(row["detail"])["version"] for row in rows] == [1, 2]
    async with office.owner.transaction():
        assert (await verify(office.owner, district.district)).broken is None


async def test_nobody_publishes_what_they_have_not_seen(office: Office) -> None:
    await office.draft(rule(ToDesk("street")))
    assert await office.refused(office.draft(rule(ToDesk("street")))) == "routing.stale"
    await office.draft(rule(ToDesk("district")), version=1)
    assert await office.refused(office.publish(1)) == "routing.stale"
    discard = actions.discard(office.db, office.zhao, ask(office.zhao), office.place.district, OfDraft(1))
    assert await office.refused(discard) == "routing.stale"
    await office.publish(2)
    assert await office.refused(office.publish(2)) == "routing.stale"
    await office.draft(rule(ToDesk("street")))
    gone = await actions.discard(office.db, office.zhao, ask(office.zhao), office.place.district, OfDraft(1))
    assert gone.draft is None
    assert gone.published is not None


async def test_rules_that_lead_nowhere_are_refused(office: Office) -> None:
    assert await office.refused(office.draft(rule(ToOrganisation(uuid4())))) == "routing.target"
    assert await office.refused(office.draft(rule(ToDuty(uuid4())))) == "routing.target"
    one = rule(ToDesk("street"))
    assert await office.refused(office.draft(one, one)) == "routing.twice"


async def test_who_keeps_which_rules(office: Office, people: People, district: District) -> None:
    place = district
    one = rule(ToDesk("street"))
    for who, area in ((office.li, place.street), (office.li, place.community), (office.he, place.community)):
        version = (await actions.rules(office.db, who, area)).draft
        await office.draft(one, by=who, area=area, version=version.version if version else None)
    operator = await people.staff("platform_operator", place.district, "平台运维")
    await office.draft(one, by=operator)
    shown = await actions.rules(office.db, office.chen, place.community)
    assert not shown.may_edit
    assert await office.refused(office.draft(one, by=office.chen, area=place.community)) == "forbidden"
    assert await office.refused(office.publish(by=office.chen, area=place.community)) == "forbidden"
    for who, area in (
        (office.he, place.street), (office.li, place.district), (office.he, place.sibling_community),
        (office.li, place.other_community), (await people.dispatcher(), place.community),
        (office.an, place.community), (office.zhao, place.far_district), (office.zhao, uuid4()),
    ):  # fmt: skip
        assert await office.refused(actions.rules(office.db, who, area)) == "not_found"
        assert await office.refused(actions.versions(office.db, who, area)) == "not_found"
        assert await office.refused(office.draft(one, by=who, area=area)) == "not_found"
        assert await office.refused(office.publish(by=who, area=area)) == "not_found"
        assert await office.refused(actions.rehearse(office.db, who, area, Rehearse())) == "not_found"
    rehearse = actions.rehearse(office.db, office.chen, place.community, Rehearse())
    assert await office.refused(rehearse) == "forbidden"
    assert await office.refused(actions.rules(office.db, office.zhao, place.estate)) == "area.level"

    async def hears(who: Principal, area: UUID) -> bool:
        async with office.db.connection() as connection:
            return await policy.may_subscribe(connection, who, f"staff/{area}/routing".split("/"))

    assert await hears(office.chen, place.community)
    assert not await hears(office.an, place.community)
    assert not await hears(office.he, place.street)


async def test_a_rehearsal_shows_what_would_go_where_and_changes_nothing(
    office: Office, district: District
) -> None:
    for _ in range(3):
        await office.report()
    await office.report("noise_or_fumes")
    await office.report(area=district.other_community)  # no firm serves it
    off = rule(ToDesk("district"), "关着的", on=False)
    firm = rule(ToServing("物业"), "给物业", categories=["drain_blocked"])
    noise = rule(ToServing("综合执法"), "给执法", words=["没有这个词"])
    await office.draft(off, firm, noise)
    shown = await office.rehearse()
    assert (shown.tickets, shown.truncated, shown.unmatched, shown.changed) == (5, False, 2, 3)
    assert [(one.name, one.taken, one.skipped) for one in shown.rules] == [
        ("关着的", 0, {}), ("给物业", 3, {"not_serving": 1}), ("给执法", 0, {}),
    ]  # fmt: skip
    assert len(shown.rules[1].examples) == 3
    assert [(one.was, one.becomes, one.count) for one in shown.changes] == [("金沙社区", "示例物业甲", 3)]
    assert await office.owner.fetchval("SELECT count(*) FROM routing_skips") == 0
    assert await office.owner.fetchval("SELECT count(*) FROM tickets WHERE holder_kind = 'organisation'") == 0


async def test_a_rehearsal_compares_with_what_is_in_force(office: Office, district: District) -> None:
    await office.report()
    await office.draft(rule(ToDesk("street")), area=district.community, by=office.he)
    await office.publish(area=district.community, by=office.he)
    # The community's own rule comes first: the district's changes nothing.
    assert (await office.rehearse(rule(ToDesk("district")))).changed == 0
    changed = await office.rehearse(rule(ToDesk("district")), area=district.community)
    assert [(one.was, one.becomes) for one in changed.changes] == [("清香坪街道", "西区")]


async def test_a_rehearsal_asks_the_roster_of_then_and_looks_back_so_far(
    office: Office, district: District
) -> None:
    shifts = [Shift(weekday=n, since="00:00", until="00:00", person=office.li.account) for n in range(1, 8)]
    async with office.db.transaction() as tx:
        roster = await duty.plant(tx, district.district, district.street, shifts)
    await office.report()
    await office.owner.execute("UPDATE app_clock SET ahead = $1", timedelta(days=10))
    await office.report()
    shown = await office.rehearse(rule(ToDuty(roster)), days=5)
    assert [(one.becomes, one.count) for one in shown.changes] == [("清香坪街道 李志强", 1)]
    assert (await office.rehearse(rule(ToDuty(roster)), days=30)).changed == 2


async def test_who_keeps_the_rules_sees_which_could_not_be_followed(
    office: Office, district: District
) -> None:
    lost = rule(ToServing("没有这样的"))
    await office.draft(lost)
    await office.publish()
    for _ in range(2):
        await office.report()
    shown = await actions.rules(office.db, office.zhao, district.district)
    assert shown.skips == [SkipCount(lost.id, "not_serving", 2)]
    await office.owner.execute("UPDATE app_clock SET ahead = $1", timedelta(days=8))
    assert (await actions.rules(office.db, office.zhao, district.district)).skips == []


async def test_over_http(hub: RunningHub, people: People, district: District) -> None:
    zhao = await people.staff("district_coord", district.district, "赵敏")
    async with await hub.client(zhao) as client:
        path = f"/api/routing/{district.district}"
        one = {"id": str(uuid4()), "name": "给物业", "to": {"kind": "serving", "duty": "物业"}}
        written = await client.put(f"{path}/draft", json={"rules": [one]}, headers={"Idempotency-Key": "1"})
        assert written.status_code == 200, written.text
        assert written.json()["draft"]["rules"][0]["to"] == {"kind": "serving", "duty": "物业"}
        assert (await client.post(f"{path}/rehearse", json={"days": 7})).json()["tickets"] == 0
        published = await client.post(
            f"{path}/publish", json={"version": 1}, headers={"Idempotency-Key": "2"}
        )
        assert published.json()["published"]["version"] == 1
        assert (await client.get(path)).json()["draft"] is None
        assert len((await client.get(f"{path}/versions")).json()["sets"]) == 1
        body = {"rules": [one | {"to": {"kind": "moon"}}]}
        wrong = await client.put(f"{path}/draft", json=body, headers={"Idempotency-Key": "3"})
        assert wrong.status_code == 400
        gone = await client.post(f"{path}/discard", json={"version": 1}, headers={"Idempotency-Key": "4"})
        assert (gone.status_code, gone.json()["code"]) == (409, "routing.stale")
