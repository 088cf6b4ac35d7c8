"""A new ticket goes where the rules of its place say, and always somewhere."""

from typing import Any, TypeAlias
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest

from hub.accounts.events import own_topic
from hub.accounts.types import Principal
from hub.db import Database
from hub.routing.types import Rule, Target, ToDesk, ToDuty, ToOrganisation, ToServing, When
from hub.tickets import actions, events
from hub.tickets.lists import actions as lists
from hub.tickets.types import Create, Created
from tests.support import District, People, ask

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


class Routing:
    """Publishes rules straight into the database and reports."""

    def __init__(self, db: Database, owner: Owner, people: People, an: Principal) -> None:
        self.db, self.owner, self.people, self.place, self.an = db, owner, people, people.place, an

    async def publish(self, area: UUID, *rules: Rule) -> None:
        await self.owner.execute(
            """INSERT INTO routing_sets (district, area, state, version, rules, changed_by, published_by, published_at)
               VALUES ($1, $2, 'published', 1, $3::jsonb, $4, $4, app_now())""",
            self.place.district, area, msgspec.json.encode(rules).decode(), self.an.account,
        )  # fmt: skip

    async def report(self, category: str = "drain_blocked", **given: Any) -> Created:
        report = Create(**{"area": self.place.dwelling, "category": category, "text": "门口堵了"} | given)
        return await actions.create(self.db, self.an, ask(self.an), report)

    async def told(self, ticket: UUID, topic: str) -> dict[str, Any]:
        """The first step as a topic was told it."""
        text = await self.owner.fetchval(
            "SELECT text FROM events WHERE subject = $1 AND topics @> ARRAY[$2] ORDER BY id LIMIT 1",
            ticket,
            topic,
        )
        step: dict[str, Any] = msgspec.json.decode(text)["step"]
        return step


@pytest.fixture
async def routing(db: Database, owner: Owner, people: People) -> Routing:
    return Routing(db, owner, people, await people.resident())


def rule(to: Target, name: str = "规则甲", **when: Any) -> Rule:
    return Rule(id=uuid4(), name=name, when=When(**when), to=to)


async def test_without_rules_it_lies_on_the_communitys_desk(routing: Routing, district: District) -> None:
    ticket = await routing.report()
    assert (ticket.holder.kind, ticket.holder.id) == ("desk", district.community)
    assert (await routing.told(ticket.id, events.ticket_topic(ticket.id))).get("routed") is None


async def test_a_rule_gives_it_to_an_organisation(routing: Routing, district: District) -> None:
    await routing.publish(district.district, rule(ToServing("物业"), categories=["drain_blocked"]))
    ticket = await routing.report()
    assert (ticket.holder.kind, ticket.holder.id) == ("organisation", district.property_org)
    assert (ticket.state, ticket.version, ticket.desk) == ("reported", 1, district.community)
    staff = await routing.told(ticket.id, events.ticket_topic(ticket.id))
    assert staff["routed"] == {"rule": "规则甲"}
    assert staff["next"]["id"] == str(district.property_org)
    for topic in (own_topic(routing.an.account), events.organisation_topic(district.property_org)):
        assert (await routing.told(ticket.id, topic)).get("routed") is None


async def test_what_matches_nothing_stays_on_the_desk(routing: Routing, district: District) -> None:
    await routing.publish(district.district, rule(ToServing("物业"), words=["停电"]))
    ticket = await routing.report()
    assert ticket.holder.id == district.community
    assert (await routing.told(ticket.id, events.ticket_topic(ticket.id))).get("routed") is None


async def test_the_nearest_areas_rules_come_first(routing: Routing, district: District) -> None:
    await routing.publish(district.district, rule(ToDesk("district")))
    await routing.publish(district.street, rule(ToDesk("street")))
    assert (await routing.report()).holder.id == district.street
    assert (await routing.report(area=district.other_community)).holder.id == district.district


@pytest.mark.parametrize("why", ["closed", "not_serving", "nobody_on_duty", "complaint", "no_desk"])
async def test_a_target_that_cannot_take_it_is_passed_over_and_flagged(
    routing: Routing, district: District, owner: Owner, why: str
) -> None:
    target: Target = ToOrganisation(district.property_org)
    given: dict[str, Any] = {}
    match why:
        case "closed":
            await owner.execute(
                "UPDATE organisations SET closed_at = now() WHERE id = $1", district.property_org
            )
        case "not_serving":
            target = ToOrganisation(district.other_property_org)
        case "nobody_on_duty":
            target = ToDuty(uuid4())
        case "complaint":
            given = {"about": district.property_org}
        case "no_desk":
            target, given = ToDesk("community"), {"area": district.street}
    first, second = rule(target, "第一"), rule(ToDesk("street"), "第二")
    await routing.publish(district.district, first, second)
    ticket = await routing.report(**given)
    assert ticket.holder.id == district.street
    step = await routing.told(ticket.id, events.ticket_topic(ticket.id))
    assert step["routed"] == {"rule": "第二", "skipped": [{"rule": "第一", "reason": why}]}
    flagged = await owner.fetchrow("SELECT rule, ticket, reason FROM routing_skips")
    assert tuple(flagged or ()) == (first.id, ticket.id, why)


async def test_when_no_target_can_take_it_the_desk_keeps_it(routing: Routing, district: District) -> None:
    await routing.publish(district.district, *[rule(ToServing("没有"), f"规则{n}") for n in range(9)])
    ticket = await routing.report()
    assert ticket.holder.id == district.community
    step = await routing.told(ticket.id, events.ticket_topic(ticket.id))
    assert step["routed"]["skipped"][0] == {"rule": "规则0", "reason": "not_serving"}
    assert "rule" not in step["routed"]


async def test_a_duty_persons_rule_gives_it_to_the_person(
    routing: Routing, district: District, people: People, owner: Owner
) -> None:
    clerk = await people.staff("street_clerk", district.street, "李志强")
    roster = await owner.fetchval(
        "INSERT INTO duty_rosters (district, unit_kind, unit) VALUES ($1, 'desk', $2) RETURNING id",
        district.district, district.street,
    )  # fmt: skip
    await owner.execute(
        """INSERT INTO duty_shifts (roster, weekday, starts, lasts, person)
           SELECT $1, n, '00:00', '24 hours', $2 FROM generate_series(1, 7) n""",
        roster, clerk.account,
    )  # fmt: skip
    await routing.publish(district.district, rule(ToDuty(roster)))
    ticket = await routing.report()
    assert ticket.holder.id == district.street
    assert ticket.assignee is None  # the reporter does not learn the single clerk
    seen = await lists.page(routing.db, clerk, "mine")
    assert [one.assignee.name for one in seen.tickets if one.assignee] == ["李志强"]


async def test_a_rule_that_matches_costs_one_round_trip_and_none_costs_none(
    routing: Routing, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    async def counted() -> int:
        said.clear()
        await routing.report()
        return len(said)

    for name in ("fetchval", "fetchrow", "fetch", "execute", "executemany"):
        real = getattr(asyncpg.Connection, name)

        def spy(self: Any, query: str, *rest: Any, real: Any = real, **options: Any) -> Any:
            said.append(query)
            return real(self, query, *rest, **options)

        monkeypatch.setattr(asyncpg.Connection, name, spy)
    without = await counted()
    await routing.publish(district.community, rule(ToServing("物业"), words=["停电"]))
    assert await counted() == without
    await routing.publish(district.district, rule(ToDesk("street")))
    assert await counted() == without + 1
