"""Old state + events = fresh fetch, for residents: their own reports and what they follow, under random commands."""

import random
from collections.abc import Awaitable, Callable
from uuid import UUID

import asyncpg
import msgspec
import pytest

from hub.accounts.types import Principal
from hub.db import Database
from hub.errors import DomainError
from hub.tickets import actions
from hub.tickets.duplicates.actions import merge, split
from hub.tickets.duplicates.types import Merge, Split
from hub.tickets.events import CHANGED, FOLLOWED
from hub.tickets.follows.actions import follow, page, unfollow
from hub.tickets.follows.types import Follow
from hub.tickets.lists.actions import page as own_page
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

STEPS = 90
EVERY = Filter(
    states=["reported", "acknowledged", "dispatched", "working", "resolved", "closed", "reopened"],
)


class Phone:
    """What a resident's phone knows that only listens: newest version wins; what is not followed any more goes."""

    def __init__(self, principal: Principal) -> None:
        self.principal = principal
        self.topic = f"own/{principal.account}"
        self.known: dict[str, dict[UUID, Ticket]] = {CHANGED: {}, FOLLOWED: {}}

    def apply(self, kind: str, topics: list[str], ticket: Ticket) -> None:
        if self.topic in topics:
            known = self.known[kind].get(ticket.id)
            if known is None or ticket.version >= known.version:
                self.known[kind][ticket.id] = ticket

    def own(self) -> set[Ticket]:
        return set(map(alike, self.known[CHANGED].values()))

    def following(self) -> set[Ticket]:
        return {alike(one) for one in self.known[FOLLOWED].values() if one.following}


def alike(ticket: Ticket) -> Ticket:
    """Without what internal steps, which residents are not told of, move."""
    return msgspec.structs.replace(ticket, version=0, updated_at=ticket.created_at)


@pytest.mark.parametrize("seed", range(4))
async def test_phones_that_only_listened_show_what_a_fresh_fetch_gives(
    db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People, seed: int
) -> None:
    place, chance = people.place, random.Random(seed)
    residents = [await people.resident(f"居民{n}") for n in range(4)]
    clerk, street = await people.clerk(), await people.staff("street_clerk", place.street, "李志强")
    firm = await people.dispatcher()
    staff = [clerk, street, firm]
    phones = [Phone(one) for one in residents]
    reports: list[UUID] = []
    taken: dict[str, int] = {}

    async def photo(who: Principal) -> UUID:
        return await plant_photo(owner, who.district, who.account)

    async def create(one: UUID, who: Principal, by: Principal) -> None:
        area = chance.choice(place.path[4:])
        given = Create(area=area, category="drain_blocked", text=f"{who.name}家堵了")
        reports.append((await actions.create(db, who, ask(who), given)).id)

    async def resolved(one: UUID, who: Principal, by: Principal) -> None:
        done = Resolve(text="好了", photos=[await photo(by)])
        await actions.resolve(db, by, ask(by), one, done)

    async def merged(one: UUID, who: Principal, by: Principal) -> None:
        desk = chance.choice([clerk, street])
        await merge(db, desk, ask(desk), one, Merge(into=chance.choice(reports)))

    async def parted(one: UUID, who: Principal, by: Principal) -> None:
        rows = await owner.fetch(
            "SELECT id, reporter FROM tickets WHERE merged_into IS NOT NULL ORDER BY number"
        )
        if rows:
            row = chance.choice(rows)
            hers = next(one for one in residents if one.account == row["reporter"])
            either = chance.choice([clerk, hers])
            await split(db, either, ask(either), row["id"], Split(reason="不是"))

    async def rejected(one: UUID, who: Principal, by: Principal) -> None:
        to = chance.choice([NextOwner(area=place.street), NextOwner(organisation=place.department)])
        await actions.reject(db, by, ask(by), one, Reject(reason="不归我们", next=to))

    async def left(one: UUID, who: Principal, by: Principal) -> None:
        followed = (await page(db, who)).tickets
        if followed:
            await unfollow(db, who, ask(who), chance.choice(followed).id)

    async def hidden(one: UUID, who: Principal, by: Principal) -> None:
        note = Note(text="记一笔", audience=chance.choice(["internal", "resident"]))  # type: ignore[arg-type]
        await actions.note(db, by, ask(by), one, note)

    moves: list[tuple[int, Callable[[UUID, Principal, Principal], Awaitable[object]]]] = [
        (3, create),
        (5, lambda one, who, by: follow(db, who, ask(who), one, Follow(text=chance.choice(["", "我家也是"])))),
        (3, left),
        (4, merged),
        (4, parted),
        (2, lambda one, who, by: actions.acknowledge(db, by, ask(by), one, Acknowledge())),
        (2, lambda one, who, by: actions.dispatch(
            db, by, ask(by), one, Dispatch(organisation=chance.choice([place.property_org, place.department])))),
        (2, lambda one, who, by: actions.start(db, by, ask(by), one, Start())),
        (2, resolved),
        (2, lambda one, who, by: actions.confirm(db, who, ask(who), one, Confirm(satisfaction=4))),
        (1, lambda one, who, by: actions.reopen(db, who, ask(who), one, Reopen(reason="又堵"))),
        (1, rejected),
        (1, hidden),
    ]  # fmt: skip
    for _ in range(3):
        await create(clerk.account, chance.choice(residents), clerk)
    for _ in range(STEPS):
        [(_, move)] = chance.choices(moves, [weight for weight, _ in moves])
        try:
            await move(chance.choice(reports), chance.choice(residents), chance.choice(staff))
            taken["done"] = taken.get("done", 0) + 1
        except DomainError as error:
            taken[error.code] = taken.get(error.code, 0) + 1
    assert taken["done"] > STEPS / 6, taken
    kinds = await owner.fetch("SELECT DISTINCT text::jsonb->'step'->>'kind' AS kind FROM events")
    assert {"followed", "unfollowed", "merged", "split"} <= {row["kind"] for row in kinds}

    for row in await owner.fetch("SELECT type, topics, text FROM events ORDER BY id"):
        if row["type"] in (CHANGED, FOLLOWED):
            told = msgspec.json.encode(msgspec.json.decode(row["text"])["ticket"])
            for phone in phones:
                phone.apply(row["type"], list(row["topics"]), msgspec.json.decode(told, type=Ticket))
    for phone in phones:
        own = await own_page(db, phone.principal, "own", EVERY, limit=200)
        assert phone.own() == set(map(alike, own.tickets))
        following = await page(db, phone.principal, limit=200)
        assert phone.following() == set(map(alike, following.tickets))
    rows = await owner.fetch(
        """SELECT t.followers, (SELECT count(DISTINCT account) FROM ticket_follows f WHERE f.ticket = t.id) AS there
             FROM tickets t"""
    )
    assert all(row["followers"] == row["there"] for row in rows)
