"""Old state + events = fresh fetch, over every command of the tickets together.

Random people do whatever they may (`crowd.py`), time passes in between. After each change every kind of subscriber
applies the events of its topics, sorts tickets into lists with the Python SDK's own rule, and must hold what a fresh
fetch gives.
"""

import random
from typing import get_args
from uuid import UUID

import asyncpg
import msgspec
import pytest
from shequtong import types as sdk
from shequtong.lists import Scope, list_of

from hub.accounts.types import Principal
from hub.db import Database
from hub.settings import Settings
from hub.tickets import actions, policy, states
from hub.tickets.clocks.actions import question
from hub.tickets.clocks.types import Question
from hub.tickets.events import CHANGED, FOLLOWED
from hub.tickets.follows.actions import follow
from hub.tickets.follows.actions import page as following
from hub.tickets.follows.types import Follow
from hub.tickets.lists import actions as lists
from hub.tickets.lists.types import Filter, ListName
from hub.tickets.pool import actions as pool
from hub.tickets.pool.reactions import CHANGED as OFFER
from hub.tickets.pool.types import Offer
from hub.tickets.types import Acknowledge, Action, Create, State, Ticket
from tests.hub.tickets.crowd import MAKERS, Crowd
from tests.support import People, ask

STEPS = 120
SEEDS = range(6)
EVERY = Filter(states=list(get_args(State)))


class Changed(msgspec.Struct):
    ticket: Ticket


class Console:
    """Staff, an organisation's people, a worker: tickets by id, the newest version wins."""

    def __init__(self, principal: Principal, *topics: str) -> None:
        self.principal, self.topics = principal, set(topics)
        self.tickets: dict[UUID, Ticket] = {}
        mine = policy.scope(principal)
        self.scope = Scope(
            principal.account, frozenset(mine.desks), frozenset(mine.organisations),
            frozenset(mine.worker_organisations), frozenset(mine.watched),
        )  # fmt: skip

    def apply(self, ticket: Ticket) -> None:
        known = self.tickets.get(ticket.id)
        if known is None or ticket.version > known.version:
            self.tickets[ticket.id] = ticket

    def listed(self, name: ListName) -> dict[UUID, Ticket]:
        names = {name, "mine"} if name == "unit" else {name}  # what is mine is my unit's too
        return {one.id: one for one in self.tickets.values() if list_of(_as_sdk(one), self.scope) in names}


class Phone:
    """A resident: her own reports, and what she follows."""

    def __init__(self, principal: Principal) -> None:
        self.principal, self.topics = principal, {f"own/{principal.account}"}
        self.own: dict[UUID, Ticket] = {}
        self.followed: dict[UUID, Ticket] = {}

    def apply(self, kind: str, ticket: Ticket) -> None:
        known = self.own if kind == CHANGED else self.followed
        if ticket.id not in known or ticket.version >= known[ticket.id].version:
            known[ticket.id] = ticket

    def following(self) -> dict[UUID, Ticket]:
        return {one.id: one for one in self.followed.values() if one.following}


class Everyone:
    """All who listen, and what a fresh fetch gives each."""

    def __init__(self, crowd: Crowd) -> None:
        self.crowd, self.seen = crowd, 0
        self.kinds: set[str] = set()
        place = crowd.place
        self.consoles = [
            Console(crowd.clerk, f"staff/{place.community}/tickets"),
            Console(crowd.sibling, f"staff/{place.sibling_community}/tickets"),
            Console(crowd.grid, f"staff/{place.grid}/tickets"),
            Console(crowd.street, f"staff/{place.street}/tickets"),
            Console(crowd.district, f"staff/{place.district}/tickets"),
            Console(crowd.firm, f"org/{place.property_org}/tickets"),
            Console(crowd.department, f"org/{place.department}/tickets"),
            Console(crowd.owners, f"org/{crowd.committee}/tickets"),
            Console(crowd.worker, f"own/{crowd.worker.account}/work"),
            Console(crowd.volunteer, f"own/{crowd.volunteer.account}/work"),
        ]
        self.phones = [Phone(one) for one in crowd.residents]
        self.pages: dict[UUID, Ticket] = {}
        """What somebody with each ticket's own page open holds."""
        self.offers: dict[UUID, Offer] = {}
        self.before: dict[UUID, Ticket] = {}

    async def hear(self) -> None:
        """Applies what was appended since the last time."""
        rows = await self.crowd.owner.fetch(
            "SELECT id, type, subject, topics, text FROM events WHERE id > $1 ORDER BY id", self.seen
        )
        for row in rows:
            self.seen, topics = row["id"], set(row["topics"])
            if row["type"] == OFFER:
                if f"org/{self.crowd.volunteers}/pool" in topics:
                    offer = msgspec.json.decode(row["text"], type=Offer)
                    self.offers[offer.id] = offer
                continue
            if row["type"] not in (CHANGED, FOLLOWED):
                continue
            ticket = msgspec.json.decode(row["text"], type=Changed).ticket
            self.kinds.add(msgspec.json.decode(row["text"])["step"]["kind"])
            if f"staff/ticket/{ticket.id}" in topics:
                self.pages[ticket.id] = ticket
            for phone in self.phones:
                if phone.topics & topics:
                    phone.apply(row["type"], ticket)
            for console in self.consoles:
                if console.topics & topics:
                    console.apply(ticket)

    async def compare(self) -> None:
        """Everybody holds what they would fetch."""
        db = self.crowd.db
        now = await self.crowd.everything()
        for one in now:
            assert self.pages[one.id] == policy.for_staff(one)
            parts = [
                part for part in now if part.parent == one.id and part.state not in ("resolved", "closed")
            ]
            assert one.open_children == len(parts)
            assert one.open_calls == sum(part.state == "called" for part in one.partners)
            assert not (parts and one.state in ("resolved", "closed"))
            assert one.refusals <= 3
            assert one.decider is None or one.decider in one.path
            was = self.before.get(one.id)
            if was is not None and was.decided:
                assert (one.refusals, one.decided) == (was.refusals, True)
        self.before = {one.id: one for one in now}
        for console in self.consoles:
            for name in ("mine", "unit", "watching"):
                page = await lists.page(db, console.principal, name, limit=200)  # type: ignore[arg-type]
                held = console.listed(name)  # type: ignore[arg-type]
                alike(held, {one.id: one for one in page.tickets}, (console.principal.name, name))
        for phone in self.phones:
            own = await lists.page(db, phone.principal, "own", EVERY, limit=200)
            told = {one.id: untold(one) for one in phone.own.values()}
            alike(told, {one.id: untold(one) for one in own.tickets}, (phone.principal.name, "own"))
            followed = (await following(db, phone.principal, limit=200)).tickets
            told = {one.id: untold(one) for one in phone.following().values()}
            alike(told, {one.id: untold(one) for one in followed}, (phone.principal.name, "following"))
        found = (await pool.pool(db, self.crowd.volunteer, None, 200)).offers
        held = {one.id for one in self.offers.values() if one.state == "open"}
        assert held == {one.id for one in found}
        assert all(self.offers[one.id] == one for one in found)


def alike(held: dict[UUID, Ticket], fetched: dict[UUID, Ticket], whose: object) -> None:
    """Says which field differs."""
    assert held.keys() == fetched.keys(), whose
    for identity, ticket in fetched.items():
        ours, theirs = msgspec.structs.asdict(held[identity]), msgspec.structs.asdict(ticket)
        differ = {key: (ours[key], theirs[key]) for key in theirs if ours[key] != theirs[key]}
        assert not differ, whose


def untold(ticket: Ticket) -> Ticket:
    """Without what steps among staff, of which residents are not told, move."""
    return msgspec.structs.replace(ticket, version=0, updated_at=ticket.created_at)


def _as_sdk(ticket: Ticket) -> sdk.Ticket:
    return msgspec.json.decode(msgspec.json.encode(ticket), type=sdk.Ticket)


def test_the_crowd_knows_every_action() -> None:
    assert set(MAKERS) == set(get_args(Action)) == set(states.TRANSITIONS)


@pytest.mark.parametrize("seed", SEEDS)
async def test_whatever_anybody_does_everybody_holds_what_they_would_fetch(
    db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People, settings: Settings, seed: int
) -> None:
    crowd = await Crowd(db, owner, people, settings, random.Random(seed)).begin()
    everyone = Everyone(crowd)
    await everyone.hear()
    await everyone.compare()
    for _ in range(STEPS):
        if await crowd.act():
            await everyone.hear()
            try:
                await everyone.compare()
            except AssertionError:
                print("seed", seed, "after", crowd.last)
                raise
    assert sum(crowd.done.values()) > STEPS // 2, crowd.refused
    assert len(everyone.kinds) > 30, sorted(everyone.kinds)


async def test_who_follows_hears_of_a_promise_that_the_service_moved(
    db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People, settings: Settings
) -> None:
    """Nobody answers for a week: the clocks go on, and what was promised moves before the step that tells of it."""
    crowd = await Crowd(db, owner, people, settings, random.Random(0)).begin()
    everyone = Everyone(crowd)
    an, luo, clerk = crowd.residents[0], crowd.residents[1], crowd.clerk
    report = Create(area=crowd.place.estate, category="drain_blocked", text="又堵了")
    ticket = await actions.create(db, an, ask(an), report)
    await follow(db, luo, ask(luo), ticket.id, Follow())
    await actions.acknowledge(db, clerk, ask(clerk), ticket.id, Acknowledge())
    await question(db, clerk, ask(clerk), ticket.id, Question(text="在家吗？"))
    await owner.execute("UPDATE app_clock SET ahead = interval '9 days'")
    while await crowd.watch.look():
        pass
    await everyone.hear()
    assert "unanswered" in everyone.kinds
    await everyone.compare()
