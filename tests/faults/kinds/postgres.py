"""PostgreSQL killed, without room for another connection, or with a transaction that does not end."""

import asyncio
import os
import re
import signal
import struct
from uuid import uuid4

import psutil

from hub.embedded.postgres import DATABASE, SERVING
from tests.faults.rig import ROOT
from tests.faults.stage import Stage
from tests.support import until


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


async def slots_taken(stage: Stage) -> None:
    """Somebody takes every connection that it gives, also those that the hub and the relays had."""
    rig, load = stage.rig, stage.load
    owner = await rig.owner()
    held: list[asyncio.StreamWriter] = []
    before = load.refused.get(503, 0)
    try:
        async with asyncio.timeout(30):
            ours = 1
            while ours or load.refused.get(503, 0) < before + 10:
                await owner.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1", SERVING
                )
                held += await _take(rig.postgres.port)
                ours = await owner.fetchval(
                    "SELECT count(*) FROM pg_stat_activity WHERE usename = $1", SERVING
                )
    finally:
        for one in held:
            one.transport.abort()
    stage.mended()
    await load.more(10)


async def _take(port: int) -> list[asyncio.StreamWriter]:
    """Connections until there are no more; each waits for a password that does not come."""
    held: list[asyncio.StreamWriter] = []
    words = b"\0".join(word.encode() for word in ("user", SERVING, "database", DATABASE)) + b"\0\0"
    while True:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(struct.pack("!II", 8 + len(words), 3 << 16) + words)
        try:
            kind = await reader.readexactly(1)
        except (OSError, asyncio.IncompleteReadError):
            kind = b"E"
        if kind == b"E":  # "sorry, too many clients already"
            writer.transport.abort()
            return held
        held.append(writer)


async def transaction_open(stage: Stage, seconds: float = 0.0) -> None:
    """Somebody holds a transaction open that has written an event and locked a ticket: others go on, who wants that
    ticket is told "later", and the event comes when it is committed. After a minute it is an alarm."""
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
    refused, alarms = load.refused.get(409, 0), await _alarms(stage)
    note = asyncio.create_task(load.settle(load.note(made["id"])))
    await asyncio.gather(load.more(15), asyncio.sleep(seconds))
    await until(lambda: load.refused.get(409, 0) > refused, timeout=30)
    assert not note.done(), "nobody passes a lock"
    if seconds > 60:
        await until(lambda: _rung(stage, alarms))
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


async def _rung(stage: Stage, before: float) -> bool:
    return await _alarms(stage) > before


async def _alarms(stage: Stage) -> float:
    """What the rule `TransactionHeldOpen` of deploy/alerts.yml reads, over all relays."""
    rules = (ROOT / "deploy" / "alerts.yml").read_text("utf-8")
    rule = re.search(r"alert: TransactionHeldOpen\s+expr: increase\((\w+)\[", rules)
    assert rule is not None
    return sum([await relay.metric(rule[1]) for relay in stage.rig.relays])
