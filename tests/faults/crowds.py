"""What the crowds bring to the table: stuck readers, a reconnect storm, ended rights, bad clients."""

import asyncio
import random
from collections.abc import Awaitable, Callable

from models.fetch import FOLDER, fetch
from tests.faults.attack import bad_requests, silent_lines, somebody_is_served, tampered
from tests.faults.certify import workers_killed
from tests.faults.overload import overloaded
from tests.faults.play import Row
from tests.faults.revocation import revoked
from tests.faults.rig import rig
from tests.faults.storm import CONFIG, reconnect_storm
from tests.faults.stuck import stuck_readers

MEGABYTE = 1024 * 1024
LIMIT = 8
"""Commands at once in `overload`."""


async def stuck(rng: random.Random, scale: float) -> Row:
    """p99 with bytes that all share; memory with bytes of one's own."""
    count = max(20, round(200 * scale))
    row = Row(f"{count} readers stop, 1,000 events/s", rounds=2)
    async with rig() as made:
        for apart in (False, True):
            seen = await stuck_readers(
                made, stuck=count if not apart else count // 2, others=20, events=1000, size=6000, apart=apart
            )
            row.lost += len(seen.missing)
            row.said += seen.missing[:5]
            row.wrong += seen.grown > seen.bound
            row.figures["memory of the hub" if apart else "the others' delay"] = (
                f"+{seen.grown / MEGABYTE:.1f} MB for {seen.stuck} stuck readers (bound {seen.bound / MEGABYTE:.0f} MB)"
                if apart
                else f"p99 {seen.p99 * 1000:.0f} ms, most {seen.worst * 1000:.0f} ms; "
                f"{seen.caught_up} caught up, {seen.dropped} were closed"
            )
    return row


async def storm(rng: random.Random, scale: float) -> Row:
    count = max(300, round(2000 * scale))
    row = Row(f"kill -9 hub, {count} consoles return at once", rounds=1)
    async with rig(config=CONFIG) as made:
        seen = await reconnect_storm(made, consoles=count, missed=100)
    row.lost = len(seen.missing)
    row.wrong = seen.refused
    row.said = seen.missing[:5]
    row.seconds = [seen.starting + seen.serving]
    row.figures = {
        "serving them": f"{seen.serving:.2f} s after the {seen.starting:.1f} s of its start",
        "questions to PostgreSQL": f"{seen.queries}, {seen.queries / count:.3f} a console",
    }
    return row


async def revocation(rng: random.Random, scale: float) -> Row:
    row = Row("a role and a session end, two hubs", rounds=1)
    async with rig(hubs=2) as made:
        seen = await revoked(made)
    row.wrong = len(seen.wrong)
    row.said = seen.wrong
    row.seconds = [seen.narrowed, seen.closed]
    return row


async def attack(rng: random.Random, scale: float) -> Row:
    lines = max(1000, round(10_000 * scale))
    row = Row(f"{lines} tampered handshakes and frames, {lines} bad requests", rounds=1)
    async with rig() as made:
        [(_, token)] = await made.crowd(1)
        quiet, _ = await asyncio.gather(silent_lines(made, 90, rng), somebody_is_served(made, token))
        seen = await tampered(made, lines, rng, token)
        asked = await bad_requests(made, lines, rng, [token for _, token in await made.crowd(200)])
        await somebody_is_served(made, token)
        row.wrong = sum(len(one.odd) + one.held + len(one.said) for one in (seen, asked)) + quiet.held
        row.wrong += len(made.dead())
    row.said = [*seen.odd[:5], *seen.said[:5], *asked.odd[:5], *asked.said[:5]]
    row.figures = {
        "ends of silent lines": dict(quiet.ends),
        "ends of tampered lines": dict(sorted(seen.ends.items())),
        "answers to bad requests": dict(sorted(asked.ends.items())),
        "memory of the hub, lines": f"{seen.grown / MEGABYTE:+.1f} MB in the second half",
        "memory of the hub, requests": f"{asked.grown / MEGABYTE:+.1f} MB in the second half",
    }
    return row


async def certify(rng: random.Random, scale: float) -> Row:
    """500 photos, a blow to the workers every two seconds or so."""
    fetch(FOLDER)
    photos = max(30, round(500 * scale))
    return await workers_killed(rng, photos, blows=photos // 6)


async def overload(rng: random.Random, scale: float) -> Row:
    """Thirty times as many commands at once as the hub takes."""
    reports = max(60, round(2000 * scale))
    row = Row(f"{30 * LIMIT} clients at once where {LIMIT} are taken", rounds=1)
    async with rig(commands_at_once=LIMIT) as made:
        seen = await overloaded(made, rng, clients=30 * LIMIT, reports=reports)
    row.lost, row.repeated = len(seen.verdict.lost), len(seen.verdict.repeated)
    row.out_of_order, row.wrong = len(seen.verdict.disordered), len(seen.verdict.wrong) + len(seen.wrong)
    # A fifth of the places is an emergency's alone, and there is one at a time.
    if seen.urgent_refused or not seen.reads or not seen.refused:
        seen.wrong.append("an emergency was refused, nothing was read, or it was not too much")
        row.wrong += 1
    row.said = [] if row.good else [*seen.wrong, str(seen.verdict)]
    row.seconds = [seen.recovered]
    row.figures = {
        "taken": f"{seen.answered}, {seen.answered / seen.seconds:.0f}/s; told to come again {seen.refused} times",
        "emergencies": f"{seen.urgent_refused} refusals for {seen.urgent}",
        "reads meanwhile": f"{seen.reads}, most {seen.slowest_read * 1000:.0f} ms",
        "memory of the hub": f"+{seen.grown / MEGABYTE:.1f} MB",
    }
    return row


CROWDS: dict[str, Callable[[random.Random, float], Awaitable[Row]]] = {
    "stuck": stuck, "storm": storm, "revocation": revocation, "attack": attack,
    "certify": certify, "overload": overload,
}  # fmt: skip
