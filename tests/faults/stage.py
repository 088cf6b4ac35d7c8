"""A rig with people at work: reports coming in, consoles and a phone that follow, a judge."""

import asyncio
import contextlib
import random
import signal
import time
from collections.abc import AsyncIterator
from typing import NamedTuple
from uuid import UUID

import msgspec

from tests.faults.console import Console
from tests.faults.follower import Follower
from tests.faults.judge import Judge, Verdict
from tests.faults.ledger import Load
from tests.faults.proxy import Proxy, proxy
from tests.faults.rig import Rig
from tests.faults.rooms import ROOMS
from tests.support import until


class Ways(NamedTuple):
    """Proxies between hub and relays on one side, their servers on the other."""

    postgres: Proxy
    redis: Proxy


class NotPlayedError(Exception):
    """This machine does not let it be played; why."""


class Stage:
    """`consoles` come through `line`, a proxy in front of the first hub; reports go straight to it, unless a fault
    sends them through `answers`, another proxy. `rooms`: a desk and a neighbour who hear what goes on beside tickets,
    through `line` too."""

    def __init__(self, rig: Rig, load: Load, line: Proxy, answers: Proxy, rng: random.Random) -> None:
        self.rig = rig
        self.load = load
        self.line = line
        self.answers = answers
        self.rng = rng
        self.consoles: list[Console] = []
        self.rooms: list[Follower] = []
        self.judge: Judge
        self.stack: contextlib.AsyncExitStack
        self.ways: Ways | None = None
        self.mended_at = 0.0
        self.figures: dict[str, object] = {}
        """What the row says beside its numbers."""

    def mended(self) -> None:
        """From here on all may recover: the fault is over, or what mends it is under way."""
        self.mended_at = time.monotonic()

    async def mend(self) -> None:
        """Everything as it should be, also when a fault was given up half-way."""
        rig = self.rig
        if rig.postgres.process is None or rig.postgres.process.poll() is not None:
            rig.postgres.process = None
            await rig.start_postgres()
        if rig.valkey.process is None:
            await asyncio.to_thread(rig.valkey.start)
        assert rig.valkey.process is not None
        rig.valkey.process.send_signal(signal.SIGCONT)
        for process in (*rig.hubs, *rig.relays):
            process.send(signal.SIGCONT)
            if not process.running:
                process.start()
        for line in (self.line, self.answers, *(self.ways or ())):
            line.slice, line.delay, line.rate = 0, 0.0, 0.0
            line.refusing = line.swallowing = False
            line.fatal = b""
            line.cuts.clear()
        client = await rig.redis()
        await client.config_set("maxmemory", rig.valkey.maxmemory)
        await client.aclose()

    async def level(self) -> None:
        """Everybody has everything, while the fault lasts.

        Raises:
            AssertionError: not within half a minute.
        """
        assert await self.judge.level(30) is not None, "not everybody has everything while it lasts"

    async def detour(self) -> "Ways":
        """From here on hub and relays reach their servers through proxies: such faults come last. They are restarted
        in order, as when a new version is put in place."""
        if self.ways is None:
            rig = self.rig
            postgres, redis = [
                await self.stack.enter_async_context(proxy(port, self.rng))
                for port in (rig.postgres.port, rig.valkey.port)
            ]
            self.ways = Ways(postgres, redis)
            for process in (*rig.hubs, *rig.relays):
                await asyncio.to_thread(process.end)
                assert process.process is not None
                assert process.process.returncode == 0, f"{process.name} did not end in order"
                process.settings = msgspec.structs.replace(
                    process.settings,
                    database_url=process.settings.database_url.replace(
                        f":{postgres.target}/", f":{postgres.port}/"
                    ),
                    redis_url=process.settings.redis_url.replace(f":{redis.target}/", f":{redis.port}/"),
                )
                process.start()
        return self.ways

    async def probe(self) -> float:
        """A report after the fault; seconds from the mending until every console has it."""
        entry = self.load.report(self.load.residents[0])
        ticket = UUID((await self.load.settle(entry))["id"])
        await until(lambda: all(ticket in one.tickets for one in self.consoles), timeout=60)
        return time.monotonic() - self.mended_at

    async def verdict(self) -> Verdict:
        """After the reports have stopped."""
        return await self.judge.look()


@contextlib.asynccontextmanager
async def stage(rig: Rig, rng: random.Random, *, pace: float = 50.0, hands: int = 8) -> AsyncIterator[Stage]:
    """Consoles of a community, its street and the district, a resident's phone; who follows the other rooms."""
    place, people = rig.place, rig.people
    load = Load(rig, rig.hub.base_url, rng, pace=pace, hands=hands)
    await load.open()
    clerk = await people.clerk()
    street = await people.staff("street_clerk", place.street)
    coordinator = await people.staff("district_coord", place.district)
    resident = load.residents[0]
    port = rig.hub.settings.port
    async with proxy(port, rng) as line, proxy(port, rng) as answers, contextlib.AsyncExitStack() as stack:
        made = Stage(rig, load, line, answers, rng)
        made.stack = stack
        watched = [
            ("community", await rig.token(clerk), f"staff/{place.community}/tickets", ("unit", "watching")),
            ("street", await rig.token(street), f"staff/{place.street}/tickets", ("unit", "watching")),
            (
                "district",
                await rig.token(coordinator),
                f"staff/{place.district}/tickets",
                ("unit", "watching"),
            ),
            ("phone", resident.token, f"own/{resident.account}", ("own",)),
        ]
        for name, token, topic, lists in watched:
            console = Console(name, line.base_url, token, place.district, topic, *lists)
            stack.push_async_callback(console.close)
            made.consoles.append(console)
            await console.open()
        desks = load.neighbourhood.staff
        names = {room.topic for room in ROOMS.values()} - {"moderation", "feedback"}
        public = [f"public/{place.community}/{name}" for name in ("feed", "volunteering", "partners")]
        neighbour = load.residents[1]
        for name, token, hears, tickets in (
            (
                "rooms",
                desks["community_secretary"],
                [f"staff/{place.community}/{one}" for one in names],
                "unit",
            ),
            ("moderator", desks["moderator"], [f"staff/{place.community}/moderation"], "unit"),
            ("feedback", await rig.token(street), [f"staff/{place.street}/feedback"], "watching"),
            ("neighbour", neighbour.token, [*public, f"own/{neighbour.account}"], "own"),
        ):
            follower = Follower(name, line.base_url, token, place.district, hears, tickets)
            stack.push_async_callback(follower.close)
            made.rooms.append(await follower.open())
        made.judge = Judge(rig, load, [*made.consoles, *made.rooms])
        stack.push_async_callback(load.close)
        yield made
