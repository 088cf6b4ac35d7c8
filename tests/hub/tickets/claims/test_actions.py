"""Claiming: one has it, the other is told who; handing back, taking over, and what is forgotten."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from hub.accounts.types import Principal
from hub.commands import Command
from hub.db import Database
from hub.errors import DomainError
from hub.settings import Settings
from hub.tickets import actions
from hub.tickets.claims import actions as claims
from hub.tickets.claims.types import Claim, HandBack, TakeOver
from hub.tickets.lists import actions as lists
from hub.tickets.lists.types import Filter
from hub.tickets.types import Acknowledge, Create, Dispatch, Note, Start, Ticket
from tests.support import People, ask


class Two:
    """Two clerks of one desk and a ticket on it."""

    def __init__(self, db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People) -> None:
        self.db, self.owner, self.people, self.place = db, owner, people, people.place

    async def begin(self) -> "Two":
        self.an = await self.people.resident()
        self.chen = await self.people.clerk()
        self.he = await self.people.clerk(name="何建国")
        report = Create(area=self.place.dwelling, category="drain_blocked", text="门口下水道堵了")
        self.ticket = await actions.create(self.db, self.an, ask(self.an), report)
        return self

    async def claim(
        self, who: Principal, *, asked: Command | None = None, version: int | None = None
    ) -> Ticket:
        return await claims.claim(self.db, who, asked or ask(who), self.ticket.id, Claim(version=version))

    async def hand_back(self, who: Principal) -> Ticket:
        return await claims.hand_back(self.db, who, ask(who), self.ticket.id, HandBack())

    async def take_over(self, who: Principal, reason: str = "有人被困，等不及") -> Ticket:
        return await claims.take_over(self.db, who, ask(who), self.ticket.id, TakeOver(reason=reason))

    async def steps(self) -> list[str]:
        found = await self.owner.fetch(
            """SELECT text::json->'step'->>'kind' AS kind FROM events
                WHERE subject = $1 AND topics @> ARRAY[$2] ORDER BY id""",
            self.ticket.id, f"staff/ticket/{self.ticket.id}",
        )  # fmt: skip
        return [row["kind"] for row in found]

    async def mine(self, who: Principal) -> int:
        return len((await lists.page(self.db, who, "mine", Filter())).tickets)


@pytest.fixture
async def two(db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People) -> Two:
    return await Two(db, owner, people).begin()


async def test_who_opens_it_has_it(two: Two) -> None:
    claimed = await two.claim(two.chen)
    assert claimed.assignee is not None
    assert (claimed.assignee.name, claimed.state, claimed.version) == ("陈晓梅", "reported", 2)
    assert (await two.mine(two.chen), await two.mine(two.he)) == (1, 0)
    with pytest.raises(DomainError) as caught:
        await two.claim(two.he)
    assert (caught.value.code, caught.value.status) == ("ticket.claimed", 409)
    since = (await two.owner.fetchval("SELECT assigned_at FROM tickets")) + timedelta(hours=8)
    assert f"陈晓梅从 {since:%m-%d %H:%M} 起" in caught.value.message("zh-CN")
    assert "陈晓梅 has been on it since" in caught.value.message("en")
    assert await two.steps() == ["created", "claimed"]


async def test_claiming_ones_own_again_changes_nothing(two: Two) -> None:
    await two.claim(two.chen)
    assert (await two.claim(two.chen)).version == 2
    assert await two.steps() == ["created", "claimed"]


async def test_of_two_at_once_one_has_it(two: Two) -> None:
    answers = await asyncio.gather(two.claim(two.chen), two.claim(two.he), return_exceptions=True)
    refused = [one for one in answers if isinstance(one, DomainError)]
    assert [one.code for one in refused] == ["ticket.claimed"]
    assert await two.steps() == ["created", "claimed"]


async def test_a_repeated_claim_is_one_step(two: Two) -> None:
    asked = ask(two.chen)
    assert await two.claim(two.chen, asked=asked) == await two.claim(two.chen, asked=asked)


async def test_handing_back_gives_it_to_the_unit(two: Two) -> None:
    await two.claim(two.chen)
    with pytest.raises(DomainError) as caught:
        await two.hand_back(two.he)
    assert caught.value.code == "ticket.not_allowed"
    assert (await two.hand_back(two.chen)).assignee is None
    assert await two.mine(two.he) == 1
    assert (await two.claim(two.he)).assignee is not None


async def test_why_it_was_handed_back_is_for_the_unit_and_not_for_the_resident(two: Two) -> None:
    await two.claim(two.chen)
    given = HandBack(reason="要疏通车，我这里没有\x07")
    await claims.hand_back(two.db, two.chen, ask(two.chen), two.ticket.id, given)
    told = await two.owner.fetch(
        "SELECT text::json->'step'->>'text' AS text, topics FROM events WHERE text::json->'step'->>'kind' = $1",
        "handed_back",
    )
    assert [row["text"] for row in told] == ["要疏通车，我这里没有"]
    assert not any(f"own/{two.an.account}" in row["topics"] for row in told)


async def test_an_emergency_is_taken_over_with_a_reason(two: Two) -> None:
    await two.claim(two.chen)
    with pytest.raises(DomainError) as caught:
        await two.take_over(two.he, " ")
    assert caught.value.code == "ticket.text_empty"
    taken = await two.take_over(two.he)
    assert taken.assignee is not None
    assert taken.assignee.name == "何建国"
    assert await two.steps() == ["created", "claimed", "taken_over"]


async def test_a_claim_is_no_lock_but_a_stale_version_is_refused(two: Two) -> None:
    """Both had it open; she claims and writes, he answers from what he saw before."""
    seen = two.ticket.version
    await two.claim(two.chen)
    with pytest.raises(DomainError) as caught:
        await actions.acknowledge(two.db, two.he, ask(two.he), two.ticket.id, Acknowledge(version=seen))
    assert caught.value.code == "ticket.stale"
    with pytest.raises(DomainError) as caught:
        await two.claim(two.he, version=seen)
    assert caught.value.code == "ticket.claimed"
    told = await actions.acknowledge(two.db, two.he, ask(two.he), two.ticket.id, Acknowledge())
    assert told.state == "acknowledged"
    assert told.assignee is not None
    assert told.assignee.name == "陈晓梅"


async def test_the_reporter_is_told_nothing_of_it(two: Two) -> None:
    await two.claim(two.chen)
    await two.take_over(two.he)
    await two.hand_back(two.he)
    own = await two.owner.fetchval(
        "SELECT count(*) FROM events WHERE topics @> ARRAY[$1]", f"own/{two.an.account}"
    )
    assert own == 1  # created


@pytest.mark.parametrize("who", ["sibling", "other resident", "firm"])
async def test_who_may_not_know_of_it_is_told_there_is_none(two: Two, who: str) -> None:
    somebody = {
        "sibling": lambda: two.people.clerk(two.place.sibling_community),
        "other resident": lambda: two.people.resident("罗先生"),
        "firm": two.people.dispatcher,
    }
    principal = await somebody[who]()
    for claimed in (False, True):
        for act in (two.claim, two.hand_back, two.take_over):
            with pytest.raises(DomainError) as caught:
                await act(principal)
            assert caught.value.code == "not_found", (act, claimed)
        if not claimed:
            await two.claim(two.chen)


async def test_who_does_not_hold_it_may_not(two: Two) -> None:
    street = await two.people.staff("street_clerk", two.place.street)
    for claimed in (False, True):
        for who in (two.an, street):
            for act in (two.claim, two.hand_back, two.take_over):
                with pytest.raises(DomainError) as caught:
                    await act(who)
                assert caught.value.code == "ticket.not_allowed"
        if not claimed:
            await two.claim(two.chen)


async def test_a_firm_claims_among_its_own(two: Two) -> None:
    firm, other = await two.people.dispatcher(), await two.people.dispatcher()
    worker = await two.people.worker()
    await actions.acknowledge(two.db, two.chen, ask(two.chen), two.ticket.id, Acknowledge())
    await actions.dispatch(
        two.db, two.chen, ask(two.chen), two.ticket.id, Dispatch(organisation=two.place.property_org)
    )
    assert (await two.claim(firm)).assignee is not None
    with pytest.raises(DomainError) as caught:
        await two.claim(other)
    assert caught.value.code == "ticket.claimed"
    with pytest.raises(DomainError) as caught:
        await two.claim(worker)
    assert caught.value.code == "not_found"  # a worker sees what was given to them


async def test_what_is_offered(two: Two, settings: Settings) -> None:
    async def offered(who: Principal) -> set[str]:
        detail = await actions.detail(two.db, who, two.ticket.id, settings)
        return {"claim", "hand_back", "take_over"} & set(detail.actions)

    assert await offered(two.chen) == {"claim"}
    await two.claim(two.chen)
    assert (await offered(two.chen), await offered(two.he)) == ({"hand_back"}, {"take_over"})
    assert await offered(two.an) == set()


async def test_notes_and_steps_keep_the_claim(two: Two) -> None:
    await two.claim(two.chen)
    await actions.note(two.db, two.he, ask(two.he), two.ticket.id, Note(text="看看"))
    started = await actions.start(two.db, two.he, ask(two.he), two.ticket.id, Start())
    assert started.assignee is not None
    assert started.assignee.name == "何建国"  # who starts has it
