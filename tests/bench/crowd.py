"""Who is connected, what they read, and what happens: the real mix of a district, and the one topic all share.

The mix, of 2,000: 54 in each of 20 communities, 60 in each of 7 streets, 100 of the district, 400 residents. A
person of staff reads the tickets of the own area, as the console does; a resident the own topic and that of the own
owners' committee (one in 50 consoles, 40 at most: a district has no more), so their sets of topics all differ. A
change in a community is two events, as in the product: one for the staff of the community, its street and the
district, one for who reported it.
"""

import asyncio
import hashlib
import json
import math
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import asyncpg
import msgspec
import redis.asyncio
from redis.asyncio import Redis

from hub.events import nudge
from hub.live.protocol import SUBPROTOCOL, Position
from tests.bench.native import Console, masked, upgrade
from tests.bench.rig import Rig

FRAME_BYTES = 235
"""Of an event on the wire, as in the measurements that the design rests on."""
MOST_COMMITS = 250
"""Transactions a second of the feed: it shares a core with PostgreSQL, the relay and the reader."""


@dataclass
class Person:
    """One account with a session, and the topics its console reads."""

    account: UUID
    token: str
    topics: list[str]


@dataclass
class Crowd:
    """`people`; and what happens, in a cycle: a change is one event or two, each with the topics it goes to."""

    people: list[Person]
    schedule: list[list[list[str]]]
    numbers: dict[str, int] = field(default_factory=dict)

    def consoles(self, district: UUID, since: dict[str, Position] | None = None) -> list[Console]:
        """For our hub: authenticated by bearer, subscribed to all its topics; `since`: from where on, by the first
        of them."""
        return [
            Console(
                upgrade(
                    f"/live?log={district}",
                    Sec_WebSocket_Protocol=SUBPROTOCOL,
                    Authorization=f"Bearer {one.token}",
                ),
                masked(
                    json.dumps(
                        {"op": "subscribe", "id": 1, "topics": one.topics}
                        | ({"from": msgspec.to_builtins(since[one.topics[0]])} if since else {})
                    ).encode()
                ),
            )
            for one in self.people
        ]

    def number(self, topic: str) -> int:
        """Other servers know topics by number."""
        return self.numbers.setdefault(topic, len(self.numbers))

    def numbered(self) -> list[str]:
        """The topics of each person, as others take them: `3,20`."""
        return [",".join(str(self.number(topic)) for topic in one.topics) for one in self.people]

    def plan(self) -> list[list[int]]:
        """The schedule by number; topics that nobody reads are left out. No connection reads two topics of one
        change, so others send it as one event to all of them."""
        self.numbered()
        return [
            [self.numbers[topic] for event in change for topic in event if topic in self.numbers]
            for change in self.schedule
        ]

    def frames(self, changes: int) -> int:
        """How many frames so many changes of the schedule come to."""
        readers: dict[str, int] = {}
        for one in self.people:
            for topic in one.topics:
                readers[topic] = readers.get(topic, 0) + 1
        each = [sum(readers.get(topic, 0) for event in change for topic in event) for change in self.schedule]
        whole, rest = divmod(changes, len(each))
        return whole * sum(each) + sum(each[:rest])


async def shared(rig: Rig, count: int) -> Crowd:
    """Everybody reads the district's tickets."""
    topic = f"staff/{rig.district}/tickets"
    people = await accounts(rig, [("staff", "district_coord", rig.district, None)] * count)
    for one in people:
        one.topics = [topic]
    return Crowd(people, [[[topic]]])


async def mixed(rig: Rig, count: int) -> Crowd:
    """The real mix, in the proportions of the module's docstring."""
    rows = await rig.owner.fetch("SELECT id, parent FROM areas WHERE level = 'community' ORDER BY path")
    communities = [(row["id"], row["parent"]) for row in rows]
    streets = sorted({street for _, street in communities})
    committees = await _committees(rig, min(40, max(1, count // 50)))
    wanted: list[tuple[str, str, UUID, UUID | None]] = []
    for number in range(count):
        share = number * 100 // count
        if share < 54:
            wanted.append(("staff", "community_clerk", communities[number % len(communities)][0], None))
        elif share < 75:
            wanted.append(("staff", "street_clerk", streets[number % len(streets)], None))
        elif share < 80:
            wanted.append(("staff", "district_coord", rig.district, None))
        else:
            wanted.append(("resident", "committee", rig.district, committees[number % len(committees)]))
    people = await accounts(rig, wanted)
    residents = []
    for one, (kind, _, area, organisation) in zip(people, wanted, strict=True):
        if kind == "staff":
            one.topics = [f"staff/{area}/tickets"]
        else:
            one.topics = [f"org/{organisation}/tickets", f"own/{one.account}"]
            residents.append(one)
    schedule = []
    for number in range(420):
        community, street = communities[number % len(communities)]
        staff = [f"staff/{area}/tickets" for area in (community, street, rig.district)]
        schedule.append([staff, [residents[number % len(residents)].topics[1]]])
    return Crowd(people, schedule)


async def accounts(rig: Rig, wanted: Sequence[tuple[str, str, UUID, UUID | None]]) -> list[Person]:
    """Accounts with a role and a session that is good for an hour, written straight into the tables."""
    rows = [(uuid4(), f"bench-{uuid4()}", *one) for one in wanted]
    ids, tokens, kinds, roles, areas, organisations = (list(column) for column in zip(*rows, strict=True))
    hashes = [hashlib.sha256(token.encode()).digest() for token in tokens]
    await rig.owner.execute(
        "INSERT INTO accounts (id, district, kind, name) SELECT id, $2, kind, '测试员'"
        " FROM unnest($1::uuid[], $3::text[]) AS t (id, kind)",
        ids, rig.district, kinds,
    )  # fmt: skip
    await rig.owner.execute(
        "INSERT INTO grants (district, account, role, area, organisation) SELECT $1, t.* FROM"
        " unnest($2::uuid[], $3::text[], $4::uuid[], $5::uuid[]) AS t",
        rig.district, ids, roles, areas, organisations,
    )  # fmt: skip
    await rig.owner.execute(
        "INSERT INTO sessions (district, account, token_hash, transport, idle, ends_at, expires_at) SELECT $1, t.*,"
        " 'bearer', '1 hour', now() + interval '1 hour', now() + interval '1 hour'"
        " FROM unnest($2::uuid[], $3::bytea[]) AS t",
        rig.district, ids, hashes,
    )  # fmt: skip
    await rig.owner.execute("ANALYZE accounts, grants, sessions")
    return [Person(identity, token, []) for identity, token in zip(ids, tokens, strict=True)]


async def _committees(rig: Rig, count: int) -> list[UUID]:
    rows = await rig.owner.fetch(
        "INSERT INTO organisations (district, kind, name, duties) SELECT $1, 'committee', $3 || n, '{}'"
        " FROM generate_series(1, $2::int) n RETURNING id",
        rig.district, count, f"业委会{uuid4()} ",
    )  # fmt: skip
    return [row["id"] for row in rows]


class Feed:
    """Events through the whole chain: a committed row, a nudge, the relay, Redis, the hub."""

    def __init__(self, rig: Rig, crowd: Crowd) -> None:
        self._rig = rig
        self._crowd = crowd
        self._redis: Redis
        self._connection: asyncpg.Connection[asyncpg.Record]

    async def __aenter__(self) -> "Feed":
        self._redis = redis.asyncio.Redis.from_url(self._rig.settings.redis_url)
        self._connection = await asyncpg.connect(self._rig.postgres.url())
        # Waiting for the disk would hold up the next event; what is measured comes after it.
        await self._connection.execute("SET synchronous_commit = off")
        self._subject = uuid4()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._connection.close()
        await self._redis.aclose()

    async def run(self, rate: float, changes: int) -> float:
        """Makes so many changes of the schedule at that rate; the seconds it took. Above `MOST_COMMITS` a second,
        several are one transaction."""
        schedule = self._crowd.schedule

        async def append(some: range) -> None:
            await self._append([event for one in some for event in schedule[one % len(schedule)]])

        return await self.paced(rate, changes, append)

    async def paced(self, rate: float, changes: int, act: Callable[[range], Awaitable[None]]) -> float:
        """Calls `act` with the numbers of so many changes, at that rate."""
        together = max(1, math.ceil(rate / MOST_COMMITS))
        start = time.monotonic()
        for number in range(0, changes, together):
            await asyncio.sleep(max(0.0, start + number / rate - time.monotonic()))
            await act(range(number, min(number + together, changes)))
        return time.monotonic() - start

    async def plant(self, events: list[list[str]]) -> int:
        """Appends events to these topics, all at once; the log's number of the last, once the hub has it."""
        await self._append(events)
        await self._rig.numbered()
        await asyncio.sleep(1)  # the tail compares twice a second
        head: int = await self._connection.fetchval("SELECT max(seq) FROM events")
        return head

    async def _append(self, events: list[list[str]]) -> None:
        await self.insert("bench.event", [(self._subject, topics, _text()) for topics in events])

    async def insert(self, kind: str, events: list[tuple[UUID, list[str], str]]) -> None:
        """Commits events of one type: subject, topics, data."""
        await self._connection.executemany(
            "INSERT INTO events (district, type, subject, area, topics, text) VALUES ($1, $2, $3, $1, $4, $5)",
            [(self._rig.district, kind, *event) for event in events],
        )
        await nudge(self._redis, self._rig.district)


def _text() -> str:
    # With the envelope (188 bytes and the digits of seq) this makes FRAME_BYTES.
    return f'{{"mark":"~t={time.monotonic_ns():019}","x":"xxxxxxx"}}'
