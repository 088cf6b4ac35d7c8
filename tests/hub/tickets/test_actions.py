"""The story of a ticket, step by step, by those who may, from where they may."""

from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest

from hub.accounts.types import Principal
from hub.db import Database
from hub.errors import DomainError
from hub.settings import Settings
from hub.tickets import actions
from hub.tickets.lists import actions as lists_of
from hub.tickets.lists.types import Filter
from hub.tickets.types import (
    Acknowledge,
    Confirm,
    Create,
    Dispatch,
    NextOwner,
    Note,
    Reject,
    Reopen,
    Resolve,
    Start,
    Ticket,
)  # fmt: skip
from tests.support import People, ask, plant_photo


class Story:
    """A ticket and everybody around it."""

    def __init__(self, db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People) -> None:
        self.db, self.owner, self.people, self.place = db, owner, people, people.place

    async def begin(self) -> "Story":
        self.an = await self.people.resident()
        self.clerk = await self.people.clerk()
        self.dispatcher = await self.people.dispatcher()
        self.worker = await self.people.worker()
        self.ticket = await actions.create(self.db, self.an, ask(self.an), self.report())
        return self

    def report(self, **changes: object) -> Create:
        values: dict[str, object] = {
            "area": self.place.dwelling, "category": "drain_blocked", "text": "门口下水道堵了", "place_text": "门口",
        }  # fmt: skip
        return Create(**(values | changes))  # type: ignore[arg-type]

    async def photo(self, account: Principal) -> UUID:
        return await plant_photo(self.owner, account.district, account.account)

    async def acknowledge(self, by: Principal | None = None, **given: object) -> Ticket:
        who = by or self.clerk
        return await actions.acknowledge(self.db, who, ask(who), self.ticket.id, Acknowledge(**given))  # type: ignore[arg-type]

    async def dispatch(self, by: Principal | None = None, **given: object) -> Ticket:
        who = by or self.clerk
        given = given or {"organisation": self.place.property_org}
        return await actions.dispatch(self.db, who, ask(who), self.ticket.id, Dispatch(**given))  # type: ignore[arg-type]

    async def start(self, by: Principal | None = None) -> Ticket:
        who = by or self.worker
        return await actions.start(self.db, who, ask(who), self.ticket.id, Start())

    async def resolve(self, by: Principal | None = None) -> Ticket:
        who = by or self.worker
        given = Resolve(text="已疏通", photos=[await self.photo(who)])
        return await actions.resolve(self.db, who, ask(who), self.ticket.id, given)

    async def confirm(self, by: Principal | None = None, **given: object) -> Ticket:
        who = by or self.an
        return await actions.confirm(self.db, who, ask(who), self.ticket.id, Confirm(**given))  # type: ignore[arg-type]

    async def reopen(self, by: Principal | None = None) -> Ticket:
        who = by or self.an
        return await actions.reopen(self.db, who, ask(who), self.ticket.id, Reopen(reason="还是堵"))

    async def reject(self, by: Principal, next_owner: NextOwner) -> Ticket:
        given = Reject(reason="不是我们的管网", next=next_owner)
        return await actions.reject(self.db, by, ask(by), self.ticket.id, given)

    async def to_worker(self) -> None:
        await self.acknowledge()
        await self.dispatch()
        await self.dispatch(self.dispatcher, account=self.worker.account)

    async def events(self) -> list[asyncpg.Record]:
        return await self.owner.fetch(
            "SELECT topics, text FROM events WHERE subject = $1 ORDER BY id", self.ticket.id
        )


@pytest.fixture
async def story(db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People) -> Story:
    return await Story(db, owner, people).begin()


def code(caught: "pytest.ExceptionInfo[DomainError]") -> str:
    return caught.value.code


async def test_the_whole_story(story: Story, settings: Settings) -> None:
    assert story.ticket.state == "reported"
    assert story.ticket.holder.id == story.place.community
    assert story.ticket.place == "金沙社区 宝鼎金沙小区 12栋3单元1-6"
    assert story.ticket.acknowledge_by - story.ticket.created_at == timedelta(minutes=15)
    assert story.ticket.resolve_by - story.ticket.created_at == timedelta(hours=4)
    assert story.ticket.number >= 100001
    assert (await story.acknowledge()).state == "acknowledged"
    dispatched = await story.dispatch()
    assert (dispatched.state, dispatched.holder.id) == ("dispatched", story.place.property_org)
    given = await story.dispatch(story.dispatcher, account=story.worker.account)
    assert given.assignee is not None
    assert given.assignee.id == story.worker.account
    assert given.reporter is None  # the firm does not learn who reported
    assert (await story.start()).state == "working"
    assert (await story.resolve()).state == "resolved"
    closed = await story.confirm(satisfaction=5)
    assert (closed.state, closed.satisfaction, closed.version) == ("closed", 5, 7)
    detail = await actions.detail(story.db, story.clerk, story.ticket.id, settings)
    assert [step.kind for step in detail.timeline] == [
        "created", "acknowledged", "dispatched", "dispatched", "started", "resolved", "confirmed",
    ]  # fmt: skip
    assert len(detail.evidence) == 1
    assert detail.evidence[0].url.startswith("/media/")


async def test_each_step_is_told_to_its_audiences(story: Story) -> None:
    await story.acknowledge(note="马上安排")
    await story.dispatch()
    await actions.note(story.db, story.clerk, ask(story.clerk), story.ticket.id, Note(text="内部：注意老人"))
    own, staff, firm = f"own/{story.an.account}", f"staff/{story.place.street}/tickets", "org/"
    told: dict[str, list[str]] = {own: [], staff: [], firm: []}
    for row in await story.events():
        step = msgspec.json.decode(row["text"])["step"]["kind"]
        for topic in told:
            if any(one.startswith(topic) for one in row["topics"]):
                told[topic].append(step)
                assert (topic == firm) <= ("安女士" not in row["text"])
                assert (topic == own) <= ("注意老人" not in row["text"])
    assert told == {
        own: ["created", "acknowledged", "dispatched"],
        staff: ["created", "acknowledged", "dispatched", "noted"],
        firm: ["dispatched", "noted"],
    }


async def test_nobody_learns_a_name_they_may_not_know(story: Story) -> None:
    """Also when the resident speaks while a firm holds the ticket, and when the firm hands it on."""
    await story.acknowledge(note="马上安排")
    await story.dispatch(organisation=story.place.property_org, note="老住户，注意态度")
    await story.dispatch(story.dispatcher, account=story.worker.account)
    note = Note(text="请下午来", audience="resident")
    await actions.note(story.db, story.an, ask(story.an), story.ticket.id, note)
    await story.start()
    await story.resolve()
    await story.confirm(text="谢谢")
    await story.reopen()
    for row in await story.events():
        if row["topics"][0].startswith("org/"):
            assert "安女士" not in row["text"], row["text"]
        if row["topics"][0].startswith("own/"):
            for name in ("陈晓梅", "吴强", "马师傅", "注意态度"):
                assert name not in row["text"], row["text"]
    staff = "".join(row["text"] for row in await story.events() if row["topics"][0].startswith("staff/"))
    assert all(name in staff for name in ("安女士", "陈晓梅", "吴强", "马师傅", "注意态度", "请下午来"))


async def test_every_area_of_the_path_is_told(story: Story) -> None:
    [topics] = [
        set(row["topics"]) for row in await story.events() if row["topics"][0].startswith("staff/ticket/")
    ]
    assert topics == {
        f"staff/ticket/{story.ticket.id}",
        *(f"staff/{area}/tickets" for area in story.place.path),
    }


async def lists(story: Story, who: Principal) -> dict[str, list[int]]:
    found = {}
    for name in ("mine", "unit", "watching"):
        page = await lists_of.page(story.db, who, name)  # type: ignore[arg-type]
        found[name] = [ticket.number for ticket in page.tickets]
    return found


async def test_three_lists_by_area_and_duty(story: Story) -> None:
    street = await story.people.staff("street_clerk", story.place.street)
    district = await story.people.staff("district_coord", story.place.district)
    sibling = await story.people.clerk(story.place.sibling_community)
    official = await story.people.staff("official_viewer", story.place.district)
    here, nothing = [story.ticket.number], {"mine": [], "unit": [], "watching": []}
    assert await lists(story, story.clerk) == {"mine": here, "unit": here, "watching": []}
    assert await lists(story, street) == {"mine": [], "unit": [], "watching": here}
    assert await lists(story, district) == {"mine": [], "unit": [], "watching": here}
    assert await lists(story, sibling) == nothing
    assert await lists(story, official) == nothing
    assert await lists(story, story.dispatcher) == nothing
    await story.acknowledge()
    await story.dispatch()
    assert await lists(story, story.clerk) == {"mine": [], "unit": here, "watching": []}
    assert await lists(story, story.dispatcher) == {"mine": here, "unit": here, "watching": []}
    assert await lists(story, story.worker) == nothing
    await story.dispatch(story.dispatcher, account=story.worker.account)
    assert await lists(story, story.worker) == {"mine": here, "unit": here, "watching": []}
    assert await lists(story, story.dispatcher) == {"mine": [], "unit": here, "watching": []}


async def test_pages_by_key(story: Story) -> None:
    for _ in range(4):
        await actions.create(story.db, story.an, ask(story.an), story.report())

    async def page(after: str | None) -> tuple[list[int], str | None]:
        found = await lists_of.page(story.db, story.an, "own", after=after, limit=2)
        return [ticket.number for ticket in found.tickets], found.next

    seen, after = await page(None)
    while after:
        more, after = await page(after)
        seen += more
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 5
    with pytest.raises(DomainError) as caught:
        await page("12; DROP TABLE")
    assert code(caught) == "cursor.invalid"


async def test_filters(story: Story) -> None:
    async def found(**given: object) -> int:
        page = await lists_of.page(story.db, story.clerk, "unit", Filter(**given))  # type: ignore[arg-type]
        return len(page.tickets)

    assert await found(states=["reported"]) == 1
    assert await found(states=["closed"]) == 0
    assert await found(category="gas_smell") == 0
    assert await found(area=story.place.unit) == 1
    assert await found(area=story.place.sibling_community) == 0
    assert await found(words="下水道") == 1
    assert await found(words="100%_") == 0
    assert await found(number=story.ticket.number) == 1


@pytest.mark.parametrize("who", ["sibling clerk", "far clerk", "other resident", "other firm", "official"])
async def test_who_may_not_know_of_it_is_told_there_is_none(
    story: Story, settings: Settings, who: str
) -> None:
    people, place = story.people, story.place
    stranger = {
        "sibling clerk": lambda: people.clerk(place.sibling_community),
        "far clerk": lambda: people.clerk(place.far_community),
        "other resident": lambda: people.resident("周先生"),
        "other firm": lambda: people.dispatcher(place.other_property_org),
        "official": lambda: people.staff("official_viewer", place.district),
    }[who]
    principal = await stranger()
    before = len(await story.events())
    for attempt in (
        lambda: actions.detail(story.db, principal, story.ticket.id, settings),
        lambda: story.acknowledge(principal),
        lambda: story.confirm(principal),
    ):
        with pytest.raises(DomainError) as caught:
            await attempt()
        assert caught.value.status == 404
    assert len(await story.events()) == before


async def test_who_sees_it_but_may_not_act_is_told_so(story: Story) -> None:
    street = await story.people.staff("street_clerk", story.place.street)
    for attempt in (
        lambda: story.acknowledge(street),  # watching is not holding
        lambda: story.acknowledge(story.an),
        lambda: story.confirm(story.clerk),
        lambda: story.reject(street, NextOwner(area=story.place.street)),
    ):
        with pytest.raises(DomainError) as caught:
            await attempt()
        assert (code(caught), caught.value.status) == ("ticket.not_allowed", 403)


async def test_wrong_state_changes_nothing(story: Story) -> None:
    before = len(await story.events())
    for attempt in (lambda: story.confirm(), lambda: story.reopen(), lambda: story.resolve(story.clerk)):
        with pytest.raises(DomainError) as caught:
            await attempt()
        assert (code(caught), caught.value.status) == ("ticket.wrong_state", 409)
    assert len(await story.events()) == before
    assert await story.owner.fetchval("SELECT version FROM tickets") == 1
    # the photo meant as evidence is still free
    assert await story.owner.fetchval("SELECT count(*) FROM ticket_photos") == 0


async def test_a_stale_version_is_refused(story: Story) -> None:
    await actions.note(story.db, story.clerk, ask(story.clerk), story.ticket.id, Note(text="看过"))
    with pytest.raises(DomainError) as caught:
        await story.acknowledge(version=1)
    assert (code(caught), caught.value.status) == ("ticket.stale", 409)
    assert (await story.acknowledge(version=2)).version == 3


async def test_reject_names_who_takes_it(story: Story) -> None:
    await story.acknowledge()
    await story.dispatch()
    after = await story.reject(story.dispatcher, NextOwner(organisation=story.place.department))
    assert (after.state, after.holder.name, after.refusals) == ("reported", "区综合行政执法局", 1)
    rows = await story.events()
    topics = {topic for row in rows[-3:] for topic in row["topics"]}
    # it leaves the old list and comes to the new one
    assert {f"org/{story.place.property_org}/tickets", f"org/{story.place.department}/tickets"} <= topics
    step = msgspec.json.decode(rows[-1]["text"])["step"]
    assert (step["by"]["unit"], step["next"]["name"]) == ("示例物业甲", "区综合行政执法局")


async def test_reject_to_another_desk_reaches_it(story: Story) -> None:
    sibling = await story.people.clerk(story.place.sibling_community)
    await story.reject(story.clerk, NextOwner(area=story.place.sibling_community))
    assert (await lists(story, sibling))["mine"] == [story.ticket.number]
    assert (await story.acknowledge(sibling)).state == "acknowledged"
    topics = {topic for row in await story.events() for topic in row["topics"]}
    assert f"staff/{story.place.sibling_community}/tickets" in topics


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("nobody", "ticket.next_missing"),
        ("both", "ticket.next_missing"),
        ("itself", "ticket.next_same"),
        ("building", "area.level"),
        ("far", "area.unknown"),
        ("firm elsewhere", "ticket.not_serving"),
        ("no firm", "organisation.unknown"),
    ],
)
async def test_bad_next_owners(story: Story, wanted: str, expected: str) -> None:
    place = story.place
    next_owner = {
        "nobody": NextOwner(),
        "both": NextOwner(area=place.street, organisation=place.department),
        "itself": NextOwner(area=place.community),
        "building": NextOwner(area=place.building),
        "far": NextOwner(area=place.far_community),
        "firm elsewhere": NextOwner(organisation=place.other_property_org),
        "no firm": NextOwner(organisation=uuid4()),
    }[wanted]
    with pytest.raises(DomainError) as caught:
        await story.reject(story.clerk, next_owner)
    assert code(caught) == expected


async def test_dispatch_is_inside_what_one_holds(story: Story) -> None:
    await story.acknowledge()
    await story.dispatch()
    stranger = await story.people.clerk(story.place.sibling_community)
    for by, given, expected in (
        (story.dispatcher, {"organisation": story.place.department}, "ticket.not_allowed"),
        (story.dispatcher, {"account": stranger.account}, "ticket.not_colleague"),
        (story.clerk, {"account": story.clerk.account}, "ticket.not_allowed"),
        (story.clerk, {"organisation": None}, "ticket.handler_missing"),
    ):
        with pytest.raises(DomainError) as caught:
            await story.dispatch(by, **given)
        assert code(caught) == expected
    # the desk may take it back from the firm and give it to another
    assert (await story.dispatch(organisation=story.place.department)).holder.id == story.place.department


async def test_reopening_goes_back_to_the_desk_for_seven_days(story: Story) -> None:
    await story.to_worker()
    await story.resolve()
    await story.confirm()
    again = await story.reopen()
    assert (again.state, again.holder.id, again.assignee) == ("reopened", story.place.community, None)
    assert again.closed_at is None
    assert again.resolved_at is None
    await story.acknowledge()
    await story.dispatch()
    await story.dispatch(story.dispatcher, account=story.worker.account)
    await story.resolve()
    await story.confirm()
    await story.owner.execute("UPDATE app_clock SET ahead = interval '7 days 1 minute'")
    with pytest.raises(DomainError) as caught:
        await story.reopen()
    assert code(caught) == "ticket.wrong_state"


async def test_resolving_needs_evidence_of_ones_own(story: Story) -> None:
    await story.to_worker()
    with pytest.raises(DomainError) as caught:
        await actions.resolve(
            story.db, story.worker, ask(story.worker), story.ticket.id, Resolve(text="好了")
        )
    assert code(caught) == "ticket.evidence_missing"
    for photo in (uuid4(), await story.photo(story.an)):
        given = Resolve(text="好了", photos=[photo])
        with pytest.raises(DomainError) as caught:
            await actions.resolve(story.db, story.worker, ask(story.worker), story.ticket.id, given)
        assert code(caught) == "photo.unknown"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"category": "no_such"}, "ticket.category_unknown"),
        ({"area": uuid4()}, "area.unknown"),
        ({"text": "  \u200b\n "}, "ticket.text_empty"),
        ({"text": "😀" * 800}, "ticket.text_long"),
        ({"photos": [uuid4()]}, "photo.unknown"),
    ],
)
async def test_bad_reports_leave_nothing(story: Story, changes: dict[str, object], expected: str) -> None:
    before = await story.owner.fetchval("SELECT count(*) FROM tickets")
    with pytest.raises(DomainError) as caught:
        await actions.create(story.db, story.an, ask(story.an), story.report(**changes))
    assert code(caught) == expected
    assert await story.owner.fetchval("SELECT count(*) FROM tickets") == before
    assert await story.owner.fetchval("SELECT count(*) FROM idempotency WHERE answer IS NULL") == 0


async def test_a_report_for_another_district_is_refused(story: Story) -> None:
    with pytest.raises(DomainError) as caught:
        await actions.create(story.db, story.an, ask(story.an), story.report(area=story.place.far_community))
    assert code(caught) == "area.unknown"


async def test_a_repeated_report_is_one_ticket(story: Story) -> None:
    asked = ask(story.an, key="once")
    first = await actions.create(story.db, story.an, asked, story.report())
    again = await actions.create(story.db, story.an, asked, story.report())
    assert first == again
    assert await story.owner.fetchval("SELECT count(*) FROM tickets") == 2


async def test_the_longest_words_fit_an_event(story: Story) -> None:
    long = "字" * 800
    ticket = await actions.create(
        story.db, story.an, ask(story.an), story.report(text=long, place_text="处" * 100)
    )
    note = Note(text="\n" * 10 + "词" * 780 + '"' * 10, audience="resident")
    noted = await actions.note(story.db, story.clerk, ask(story.clerk), ticket.id, note)
    assert (noted.version, noted.text) == (2, long)


async def test_practice_is_marked(story: Story) -> None:
    lively = await story.people.resident("演示居民", practice=True)
    ticket = await actions.create(story.db, lively, ask(lively), story.report())
    assert ticket.practice
    assert not story.ticket.practice


async def test_what_may_be_done_is_listed(story: Story, settings: Settings) -> None:
    steps = {"acknowledge", "dispatch", "start", "note", "resolve", "confirm", "reopen", "reject"}

    async def listed(who: Principal) -> set[str]:
        return set((await actions.detail(story.db, who, story.ticket.id, settings)).actions) & steps

    street = await story.people.staff("street_clerk", story.place.street)
    assert await listed(story.clerk) == {"acknowledge", "dispatch", "start", "note", "reject"}
    assert await listed(street) == {"dispatch", "note"}
    assert await listed(story.an) == {"note"}
    await story.to_worker()
    assert await listed(story.worker) == {"start", "resolve", "note"}
    await story.resolve()
    assert await listed(story.an) == {"note", "confirm", "reopen"}
    detail = await actions.detail(story.db, story.an, story.ticket.id, settings)
    assert detail.ticket.assignee is None
    assert all(step.audience == "resident" for step in detail.timeline)


async def test_handlers_suggest_by_duty(story: Story, settings: Settings) -> None:
    detail = await actions.detail(story.db, story.clerk, story.ticket.id, settings)
    assert [(one.name, one.suggested) for one in detail.handlers] == [
        ("示例物业甲", True), ("区综合行政执法局", False),
    ]  # fmt: skip


async def test_colleagues_are_offered_to_who_holds_it(story: Story, settings: Settings) -> None:
    async def offered(who: Principal) -> list[str]:
        detail = await actions.detail(story.db, who, story.ticket.id, settings)
        return [one.name for one in detail.colleagues]

    await story.people.staff("grid_officer", story.place.community, "王芳")  # watches, but sits at no desk
    assert await offered(story.clerk) == ["陈晓梅"]
    await story.acknowledge()
    await story.dispatch()
    assert await offered(story.clerk) == []
    assert await offered(story.dispatcher) == ["吴强", "马师傅"]
    await story.dispatch(story.dispatcher, account=story.worker.account)
    assert await offered(story.worker) == []
