"""Processes killed, stopped and started again."""

import asyncio
import signal
from collections.abc import Sequence

import psutil

from tests.faults.rig import Process
from tests.faults.stage import Stage
from tests.support import until


async def killed(stage: Stage, names: Sequence[str]) -> None:
    """kill -9 of a hub, of every relay, or of both, whatever they are at; started again at once."""
    processes = _of(stage, names)
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


async def stopped(stage: Stage, names: Sequence[str], seconds: float) -> None:
    """A hub, or every relay, stands still for a while, as a machine that is moved, and goes on."""
    load = stage.load
    processes = _of(stage, names)
    for process in processes:
        process.send(signal.SIGSTOP)
    try:
        if "hub" not in names:
            await load.more(10)  # stored, though nobody numbers
        await asyncio.sleep(seconds)
    finally:
        for process in processes:
            process.send(signal.SIGCONT)
    stage.mended()
    await load.more(10)


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


def _of(stage: Stage, names: Sequence[str]) -> list[Process]:
    chosen = {"hub": [stage.rig.hub], "relays": stage.rig.relays}
    return [one for name in names for one in chosen[name]]
