"""The faults. Each breaks something while reports go on, says what must hold meanwhile, and mends it.

`FAULTS` names them for the table. A function returns when the fault is over; whether anything was lost is then seen by
the judge, for all of them alike.
"""

import asyncio
import gzip
import json
import os
import signal
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import uuid4

import psutil

from tests.faults.proxy import Cut
from tests.faults.rig import Process
from tests.faults.stage import Stage
from tests.support import until

Fault = Callable[[Stage], Awaitable[None]]


# processes


async def killed(stage: Stage, names: Sequence[str]) -> None:
    """kill -9 of a hub, of every relay, or of both, whatever they are at; started again at once."""
    chosen = {"hub": [stage.rig.hub], "relays": stage.rig.relays}
    processes = [one for name in names for one in chosen[name]]
    for process in processes:
        process.kill()
    stage.mended()
    for process in processes:
        process.start()
    await stage.load.more(5)


async def hub_restarted(stage: Stage) -> None:
    """A new version is put in place: SIGTERM, then the next process."""
    hub = stage.rig.hub
    await asyncio.to_thread(hub.end)
    assert hub.process is not None
    assert hub.process.returncode == 0, "it ends in order"
    stage.mended()
    hub.start()
    await stage.load.more(5)


async def leader_stopped(stage: Stage) -> None:
    """The relay that leads is stopped as a whole; the other takes over; then the first goes on."""
    leader = await leading(stage)
    leader.send(signal.SIGSTOP)
    stage.mended()
    try:
        await stage.load.more(10)
        await stage.level()
        assert await leading(stage) is not leader
    finally:
        leader.send(signal.SIGCONT)
    await stage.load.more(10)


async def leader_killed(stage: Stage) -> None:
    """The relay that leads is killed and stays away; the other takes over."""
    leader = await leading(stage)
    leader.kill()
    stage.mended()
    await stage.load.more(10)
    await stage.level()
    leader.start()


async def leading(stage: Stage) -> Process:
    """The relay whose connection holds leadership."""

    async def find() -> Process | None:
        rows = await stage.rig.fetch(
            "SELECT client_port FROM relay_leader JOIN pg_stat_activity USING (pid) "
            "JOIN pg_locks USING (pid) WHERE classid = 7303 AND locktype = 'advisory' AND granted"
        )
        for row in rows:
            for one in stage.rig.relays:
                lines = psutil.Process(one.pid).net_connections("tcp") if one.running else []
                if any(line.laddr.port == row["client_port"] for line in lines):
                    return one
        return None

    found = await until(find, timeout=30)
    assert isinstance(found, Process)
    return found


# commands


async def answers_cut(stage: Stage) -> None:
    """The connection ends after the commit and before the answer: asked again, the first answer comes."""
    line, load = stage.answers, stage.load
    line.swallowing = True
    for _ in range(5):
        entry = load.report()
        seen = len(line.swallowed)
        while len(line.swallowed) == seen:
            assert await load.send(entry, line.base_url) is None
        body = line.swallowed[-1]
        first = json.loads(gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body)
        again = await load.settle(entry)
        if "code" not in first:  # a problem is no answer
            assert again == first, "another answer than the first"
    line.swallowing = False
    for _ in range(5):
        line.cuts.append(Cut(0, stage.rng.randint(0, 900)))
        entry = load.report()
        await load.send(entry, line.base_url)
        await load.settle(entry)
        line.cut()  # the next one has a line of its own
    stage.mended()


async def sent_twice(stage: Stage) -> None:
    """An impatient client sends the same again while the first is under way."""
    load = stage.load
    for _ in range(5):
        entry = load.report()
        await asyncio.gather(*(load.send(entry) for _ in range(3)))
        await load.settle(entry)
    stage.mended()


# Redis


async def redis_killed(stage: Stage) -> None:
    """Reports are stored and reach everybody without it; it comes back as it was."""
    valkey = stage.rig.valkey
    valkey.kill()
    await stage.load.more(15)
    await stage.level()
    await asyncio.to_thread(valkey.start)
    stage.mended()
    await stage.load.more(15)


async def redis_wiped(stage: Stage) -> None:
    """It forgets everything, again and again."""
    client = await stage.rig.redis()
    for _ in range(4):
        await client.flushall()
        await stage.load.more(stage.rng.randint(1, 8))
    await client.flushall()
    stage.mended()
    await client.aclose()


async def redis_stopped(stage: Stage, seconds: float = 0.0) -> None:
    """It takes connections and answers nothing."""
    server = stage.rig.valkey.process
    assert server is not None
    server.send_signal(signal.SIGSTOP)
    try:
        await asyncio.gather(stage.load.more(15), asyncio.sleep(seconds))
        await stage.level()
    finally:
        server.send_signal(signal.SIGCONT)
    stage.mended()
    await stage.load.more(15)


async def redis_full(stage: Stage) -> None:
    """It refuses every write and answers every read."""
    client = await stage.rig.redis()
    most = (await client.config_get("maxmemory"))["maxmemory"]
    await client.config_set("maxmemory", 1)
    await stage.load.more(15)
    await stage.level()
    await client.config_set("maxmemory", most)
    stage.mended()
    await stage.load.more(15)
    await client.aclose()


# PostgreSQL


async def postgres_killed(stage: Stage) -> None:
    """Nothing can be stored, and that is what every answer says; pools recover by themselves."""
    stage.rig.postgres.kill()
    before = stage.load.refused.get(503, 0)
    await until(lambda: stage.load.refused.get(503, 0) >= before + 10, timeout=30)
    await stage.rig.start_postgres()
    stage.mended()
    await stage.load.more(10)


async def backend_killed(stage: Stage) -> None:
    """One of its processes is killed in the middle of its work: the server starts itself anew."""
    server = stage.rig.postgres.process
    assert server is not None
    backends = [
        one for one in psutil.Process(server.pid).children() if "shequ_hub" in " ".join(one.cmdline())
    ]
    os.kill(stage.rng.choice(backends).pid, signal.SIGKILL)
    stage.mended()
    await stage.load.more(10)


async def transaction_open(stage: Stage, seconds: float = 0.0) -> None:
    """Somebody holds a transaction open that has written an event and locked a ticket: others go on, who wants that
    ticket is told "later", and the event comes when it is committed."""
    load, place = stage.load, stage.rig.place
    made = await load.settle(load.report())
    subject = uuid4()
    owner = await stage.rig.owner()
    transaction = owner.transaction()
    await transaction.start()
    await owner.execute("SELECT 1 FROM tickets WHERE id = $1 FOR UPDATE", made["id"])
    await owner.execute(
        "INSERT INTO events (district, type, subject, area, topics, text) VALUES ($1, 'test.held', $2, $1, $3, '{}')",
        place.district, subject, [one.topic for one in stage.consoles],
    )  # fmt: skip
    refused = load.refused.get(409, 0)
    note = asyncio.create_task(load.settle(load.note(made["id"])))
    await asyncio.gather(load.more(15), asyncio.sleep(seconds))
    await until(lambda: load.refused.get(409, 0) > refused, timeout=30)
    assert not note.done(), "nobody passes a lock"
    await transaction.commit()
    stage.mended()
    await note
    rows: list[int] = []

    async def numbered() -> bool:
        rows[:] = [
            row["seq"] for row in await stage.rig.fetch("SELECT seq FROM events WHERE subject = $1", subject)
        ]
        return rows != [] and rows[0] is not None

    await until(numbered)
    await until(lambda: all(rows[0] in one.seqs for one in stage.consoles))


# lines


async def lines_cut(stage: Stage) -> None:
    """The consoles' lines end again and again, in the middle of what they bring."""
    for _ in range(6):
        await stage.load.more(stage.rng.randint(1, 6))
        stage.line.cut(0.7)
    stage.mended()


async def lines_bad(stage: Stage) -> None:
    """Slow, late, and in crumbs."""
    line = stage.line
    line.slice, line.delay, line.rate = 200, 0.002, 200_000
    line.cut()  # handshakes go through it too
    await stage.load.more(15)
    await stage.level()
    line.cut(0.5)
    await stage.load.more(5)
    line.slice, line.delay, line.rate = 0, 0.0, 0.0
    stage.mended()


async def lines_half_closed(stage: Stage) -> None:
    """The hub is told that the clients have nothing more to say."""
    await stage.load.more(3)
    stage.line.half_close()
    stage.mended()
    await stage.load.more(5)


async def lines_gone(stage: Stage) -> None:
    """No line for a while."""
    stage.line.refusing = True
    stage.line.cut()
    await stage.load.more(20)
    stage.line.refusing = False
    stage.mended()


@dataclass(frozen=True)
class Kind:
    """A row of the table. `share` of ROUNDS that are played, at least one; `short`: the same for a quick look."""

    name: str
    fault: Fault
    share: float = 0.05
    short: Fault | None = None


FAULTS = (
    Kind("kill -9 hub", partial(killed, names=("hub",)), 0.4),
    Kind("kill -9 relay", partial(killed, names=("relays",)), 0.4),
    Kind("kill -9 hub and relays", partial(killed, names=("hub", "relays")), 0.2),
    Kind("hub restarted in order", hub_restarted),
    Kind("relay leader stopped", leader_stopped),
    Kind("relay leader killed for good", leader_killed),
    Kind("cut after commit, before the answer", answers_cut),
    Kind("the same sent three times at once", sent_twice),
    Kind("Redis killed", redis_killed),
    Kind("Redis wiped", redis_wiped),
    Kind("Redis stopped 30 s", partial(redis_stopped, seconds=30.0), 0.005, redis_stopped),
    Kind("Redis full", redis_full),
    Kind("PostgreSQL killed", postgres_killed),
    Kind("PostgreSQL backend killed", backend_killed),
    Kind("transaction held open 65 s", partial(transaction_open, seconds=65.0), 0.005, transaction_open),
    Kind("consoles cut", lines_cut),
    Kind("consoles on sliced, late, slow lines", lines_bad),
    Kind("consoles half-closed", lines_half_closed),
    Kind("consoles without a line", lines_gone),
)
