"""More clients at once than a hub takes: it says when to come again, and what it took is there."""

import asyncio
import random
import time
from dataclasses import dataclass, field

import httpx

from tests.faults.judge import Verdict
from tests.faults.rig import Rig
from tests.faults.stage import stage
from tests.support import until

URGENT = "gas_smell"
EVERY = 20
"""One report of so many is of an emergency."""
READ_SECONDS = 5.0
"""A list that takes longer is as good as none."""


@dataclass
class Outcome:
    """`refused`: answers that said "later"; `recovered`: seconds from the last request until everybody had all."""

    verdict: Verdict
    answered: int
    refused: int
    urgent: int
    urgent_refused: int
    seconds: float
    recovered: float
    grown: int
    reads: int = 0
    slowest_read: float = 0.0
    wrong: list[str] = field(default_factory=list)


async def overloaded(rig: Rig, rng: random.Random, *, clients: int, reports: int) -> Outcome:
    """So many clients report as fast as they can, and come again when they are told to, until so many are taken."""
    async with stage(rig, rng, pace=1e6, hands=clients) as one:
        load = one.load
        await until(lambda: load.rig.hub.running)
        before, began = rig.hub.memory(), time.monotonic()
        load.start()
        urgent, refused_urgent = 0, 0
        reading = asyncio.create_task(_read(rig, load.residents[1].token))

        async def emergencies() -> None:
            nonlocal urgent, refused_urgent
            while load.answered < reports:
                entry = load.report(category=URGENT)
                urgent += 1
                while await load.send(entry) is None:
                    refused_urgent += 1
                    await asyncio.sleep(rng.uniform(0.05, 0.4))
                await load.more(EVERY)

        await emergencies()
        seconds = time.monotonic() - began
        reading.cancel()
        reads, slowest, wrong = await reading
        await load.stop()
        one.mended()
        recovered = await one.probe()
        return Outcome(
            verdict=await one.verdict(), answered=load.answered, refused=load.refused.get(503, 0), urgent=urgent,
            urgent_refused=refused_urgent, seconds=seconds, recovered=recovered, grown=rig.hub.memory() - before,
            reads=reads, slowest_read=slowest, wrong=wrong,
        )  # fmt: skip


async def _read(rig: Rig, token: str) -> tuple[int, float, list[str]]:
    """Her list again and again, until cancelled: how often, the slowest, what was no list."""
    reads, slowest, wrong = 0, 0.0, []
    headers = {"Authorization": f"Bearer {token}"}
    try:
        async with httpx.AsyncClient(base_url=rig.hub.base_url, headers=headers, trust_env=False) as client:
            while True:
                began = time.monotonic()
                answer = await client.get("/api/tickets", params={"list": "own"}, timeout=READ_SECONDS)
                reads, slowest = reads + 1, max(slowest, time.monotonic() - began)
                if not answer.is_success:
                    wrong.append(f"{answer.status_code} to a list")
                await asyncio.sleep(0.05)
    except asyncio.CancelledError:
        return reads, slowest, wrong
