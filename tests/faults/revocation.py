"""A right or a session ends: its sockets are narrowed or closed on every hub process."""

import asyncio
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from hub.settings import to_environ
from tests.faults.rig import ROOT, Rig
from tests.faults.thin import Thin
from tests.support import until


@dataclass
class Outcome:
    """Seconds until it was seen on the last of the hub processes, from the end of the command."""

    narrowed: float
    closed: float
    wrong: list[str]


async def revoked(rig: Rig) -> Outcome:
    """Two sessions of one clerk with two roles, both on every hub. One role is ended at the command line, then one
    session by signing out."""
    place, people = rig.place, rig.people
    clerk = await people.clerk()
    owner = await rig.owner()
    await owner.execute("UPDATE accounts SET username = 'revoked' WHERE id = $1", clerk.account)
    await owner.execute(
        "INSERT INTO grants (district, account, role, area) VALUES ($1, $2, 'street_clerk', $3)",
        place.district, clerk.account, place.other_street,
    )  # fmt: skip
    kept, lost = f"staff/{place.community}/tickets", f"staff/{place.other_street}/tickets"
    tokens = [await rig.token(clerk), await rig.token(clerk)]
    sockets = {
        (hub.name, token): Thin(place.district, token, [kept, lost], "10.50.0.1")
        for hub in rig.hubs
        for token in tokens
    }
    for (name, _), one in sockets.items():
        await one.connect(next(hub.settings.port for hub in rig.hubs if hub.name == name))
    await until(lambda: all(one.recovered for one in sockets.values()), timeout=30)

    await shequ(rig, "user", "revoke", "revoked", "street_clerk", "玉泉街道")
    narrowed = await _seconds(lambda: all(_withdrawn(one, lost) for one in sockets.values()))
    wrong = [f"{name}: closed {one.closed}" for (name, _), one in sockets.items() if one.closed]

    async with httpx.AsyncClient(trust_env=False) as client:
        headers = {"Authorization": f"Bearer {tokens[0]}"}
        answer = await client.post(f"{rig.hub.base_url}/api/sign-out", headers=headers)
        assert answer.status_code == 204
    ended = [one for (_, token), one in sockets.items() if token == tokens[0]]
    others = [one for (_, token), one in sockets.items() if token == tokens[1]]
    closed = await _seconds(lambda: all(one.closed for one in ended))
    wrong += [f"closed with {one.closed}" for one in ended if one.closed != 4403]

    # The other session goes on, with what it may still read.
    await owner.execute(
        "INSERT INTO events (district, type, subject, area, topics, text) VALUES "
        "($1, 'test.seen', uuidv7(), $1, ARRAY[$2], '{}'), ($1, 'test.unseen', uuidv7(), $1, ARRAY[$3], '{}'), "
        "($1, 'test.seen', uuidv7(), $1, ARRAY[$2], '{}')",
        place.district, kept, lost,
    )  # fmt: skip
    await until(lambda: all(len(one.seqs) >= 2 for one in others))
    wrong += [f"it was sent {one.seqs}" for one in others if one.seqs[1] != one.seqs[0] + 2]
    wrong += ["it was sent something after its end" for one in ended if one.seqs]
    for one in sockets.values():
        one.transport.abort()
    return Outcome(narrowed, closed, wrong)


def _withdrawn(one: Thin, topic: str) -> bool:
    return any(b"topic.withdrawn" in error and topic.encode() in error for error in one.errors)


async def _seconds(condition: Callable[[], bool]) -> float:
    start = time.monotonic()
    await until(condition, timeout=30)
    return time.monotonic() - start


async def shequ(rig: Rig, *arguments: str) -> None:
    """The command line."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hub", *arguments, cwd=ROOT, env={**os.environ, **to_environ(rig.settings)}
    )
    assert await process.wait() == 0
