"""Reminders once each; a pause only after notice, and only by the authority; arrears are proposed, never paid."""

import asyncio
from typing import Any

import asyncpg
import msgspec
import pytest

from hub.certification import policy
from hub.certification.benefits import actions
from hub.certification.benefits.calendar import Calendar
from hub.certification.benefits.types import DecideProposal, Proposal, ProposePause
from tests.hub.certification.scene import ID, PASS, PHONE, Scene, refused
from tests.support import ask, until


class Office:
    """A programme with an authority, and somebody in it who was certified once."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.calendar = Calendar(scene.db, scene.place.district, scene.sealer)

    async def begin(self) -> "Office":
        scene = self.scene
        await scene.programme_with(authority=scene.place.department)
        self.official = await scene.people.staff(
            "dept_handler", scene.place.district, "民政", organisation=scene.place.department
        )
        await scene.in_person()
        return self

    async def notice(self, by: Any = None) -> Any:
        who = by or self.scene.street
        return await actions.notice(self.scene.db, self.scene.sealer, who, ask(who), self.scene.person)

    async def propose(self, by: Any = None, reason: str = "逾期未认证，多次联系不上") -> Proposal:
        who = by or self.scene.street
        return await actions.propose(self.scene.db, who, ask(who), self.scene.person, ProposePause(reason))

    async def decide(self, proposal: Proposal, by: Any = None, **given: Any) -> Proposal:
        who = by or self.official
        wanted = DecideProposal(**({"accept": True} | given))
        return await actions.decide(self.scene.db, who, ask(who), proposal.id, wanted)

    async def paused(self) -> None:
        await self.scene.ahead("400 days")
        await self.notice()
        await self.scene.ahead("16 days")
        await self.decide(await self.propose())


@pytest.fixture
async def office(scene: Scene) -> Office:
    return await Office(scene).begin()


async def sent(scene: Scene) -> list[str]:
    return [row["template"] for row in await scene.owner.fetch("SELECT template FROM messages ORDER BY id")]


async def test_each_reminder_once(office: Office) -> None:
    scene = office.scene
    await scene.proxy()
    await office.calendar.look()
    assert await sent(scene) == []
    for days, template in ((340, "due_soon"), (26, "due"), (8, "overdue")):
        await scene.ahead(f"{days} days")
        await office.calendar.look()
        await office.calendar.look()
        assert (await sent(scene))[-2:] == [f"certification.{template}"] * 2  # father and son
    assert len(await sent(scene)) == 6
    assert (await scene.told(f"own/{scene.luo.account}"))[-1]["step"] == "reminded"
    await scene.in_person()
    await scene.ahead("340 days")
    await office.calendar.look()
    assert (await sent(scene))[-1] == "certification.due_soon"  # a new round


async def test_two_hubs_remind_once(office: Office, owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    scene = office.scene
    await scene.ahead("340 days")
    other = Calendar(scene.db, scene.place.district, scene.sealer)
    before = len(await scene.told(f"own/{scene.father.account}"))
    async with owner.transaction():
        # Both have read that she is due, and wait for her row.
        await owner.execute("SELECT FROM certification_persons WHERE id = $1 FOR UPDATE", scene.person)
        looks = [asyncio.create_task(one.look()) for one in (office.calendar, other)]

        async def both_wait() -> bool:
            await owner.execute("SELECT pg_stat_clear_snapshot()")
            return bool(
                await owner.fetchval(
                    "SELECT count(*) = 2 FROM pg_stat_activity"
                    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
                )
            )

        await until(both_wait)
    await asyncio.gather(*looks)
    assert await sent(scene) == ["certification.due_soon"]
    told = (await scene.told(f"own/{scene.father.account}"))[before:]
    assert [one["step"] for one in told] == ["reminded"]


async def test_whoever_has_no_account_is_reached_on_the_rosters_number(office: Office) -> None:
    scene = office.scene
    await scene.owner.execute("UPDATE accounts SET phone = NULL, phone_index = NULL")
    await scene.ahead("366 days")
    await office.calendar.look()
    row = await scene.owner.fetchrow("SELECT account, phone FROM messages")
    assert row is not None
    assert row["account"] is None
    assert row["phone"] is not None


async def test_a_pause_takes_grace_notice_and_the_authority(office: Office) -> None:
    scene = office.scene
    assert await refused(office.notice()) == "proposal.not_overdue"
    await scene.ahead("370 days")
    assert await refused(office.notice()) == "proposal.not_overdue"  # the days of grace
    await scene.ahead("30 days")
    assert await refused(office.propose()) == "proposal.early"
    await office.notice()
    await scene.ahead("14 days")
    assert await refused(office.propose()) == "proposal.early"
    await scene.ahead("2 days")
    proposal = await office.propose()
    assert await refused(office.propose()) == "proposal.exists"
    assert (await scene.detail()).person.standing.benefit == "paid"  # a proposal is only words
    told = await scene.told(f"org/{scene.place.department}/certification")
    assert told[-1]["proposal"]["kind"] == "pause"
    decided = await office.decide(proposal)
    assert decided.state == "accepted"
    assert (await scene.detail()).person.standing.benefit == "paused"
    assert (await scene.told(f"own/{scene.father.account}"))[-1]["step"] == "paused"
    assert await refused(office.decide(proposal)) == "proposal.decided"


async def test_certified_in_time_nothing_is_paused(office: Office) -> None:
    scene = office.scene
    await scene.ahead("400 days")
    await office.notice()
    await scene.ahead("16 days")
    proposal = await office.propose()
    await scene.in_person(way="visit")
    assert await refused(office.decide(proposal)) == "proposal.decided"
    assert (
        await actions.page(scene.db, scene.sealer, office.official, state="lapsed", after=None, limit=10)
    ).proposals


async def test_paid_again_only_by_the_authority_with_arrears(office: Office) -> None:
    scene = office.scene
    await office.paused()
    await scene.ahead("70 days")
    await scene.reference()
    await scene.verdict(await scene.submit(), PASS)
    assert (await scene.detail()).person.standing.benefit == "paused"
    page = await actions.page(scene.db, scene.sealer, office.official, state="open", after=None, limit=10)
    [proposal] = page.proposals
    assert page.persons[proposal.person] == (await scene.detail()).person  # masked
    done = await actions.page(scene.db, scene.sealer, scene.street, state="accepted", after=None, limit=10)
    assert set(done.officials.values()) == {scene.street.name, office.official.name}
    assert (proposal.kind, proposal.months, proposal.proposed_by) == ("resume", 3, None)
    assert await refused(office.decide(proposal, accept=False)) == "certification.reason"
    await office.decide(proposal)
    standing = (await scene.detail()).person.standing
    assert (standing.benefit, standing.paused_on) == ("paid", None)


async def test_who_may_not(office: Office) -> None:
    scene = office.scene
    await scene.ahead("400 days")
    for who, code in (
        (scene.clerk, "certification.not_allowed"),
        (scene.other_clerk, "not_found"),
        (scene.father, "not_found"),
    ):
        assert await refused(office.notice(who)) == code
        assert await refused(office.propose(who)) == code
    await office.notice()
    await scene.ahead("16 days")
    proposal = await office.propose()
    elsewhere = await scene.people.staff(
        "dept_handler", scene.place.district, "别的部门", organisation=scene.place.property_org
    )
    for who in (scene.street, scene.coordinator, scene.father, elsewhere):
        assert await refused(office.decide(proposal, who)) == "not_found"
        asked = ask(who)
        assert await refused(actions.unmask(scene.db, scene.sealer, who, asked, proposal.id)) == "not_found"
    for who in (scene.father, elsewhere, scene.other_clerk):
        assert await refused(actions.one(scene.db, scene.sealer, who, proposal.id)) == "not_found"
        assert (
            await actions.page(scene.db, scene.sealer, who, state=None, after=None, limit=9)
        ).proposals == []
    shown = await actions.one(scene.db, scene.sealer, office.official, proposal.id)
    assert ID not in msgspec.json.encode(shown).decode()
    clear = await actions.unmask(scene.db, scene.sealer, office.official, ask(office.official), proposal.id)
    assert clear.id_number == ID
    assert (
        await scene.owner.fetchval("SELECT count(*) FROM audit WHERE action = 'certification.number_seen'")
        == 1
    )
    topic = ["org", str(scene.place.department), "certification"]
    async with scene.db.connection() as connection:
        assert await policy.may_subscribe(connection, office.official, topic)
        for who in (elsewhere, scene.street, scene.father):
            assert not await policy.may_subscribe(connection, who, topic)


async def test_nobody_decides_about_whether_she_is_paid(office: Office) -> None:
    scene = office.scene
    await scene.ahead("400 days")
    helper = await scene.people.staff("street_clerk", scene.place.street, "街道乙")
    await scene.give_phone(helper, PHONE)
    assert await refused(office.notice(helper)) == "certification.own"
    await office.notice()
    await scene.ahead("16 days")
    assert await refused(office.propose(helper)) == "certification.own"
    proposal = await office.propose()
    await scene.give_phone(helper, "13890010009")
    await scene.give_phone(office.official, PHONE)
    assert await refused(office.decide(proposal)) == "certification.own"


async def test_without_an_authority_nothing_is_proposed(scene: Scene) -> None:
    office = Office(scene)
    await scene.in_person()
    await scene.ahead("400 days")
    await office.notice()
    await scene.ahead("16 days")
    assert await refused(office.propose()) == "proposal.no_authority"
