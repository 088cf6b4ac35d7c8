"""Whatever is sent to a route, the answer is a coded 4xx or the thing itself: never a 500, and the hub goes on.

INPUTS requests (300), SEED to repeat them: `INPUTS=10000 python -m pytest tests/contract/http/test_bad_input.py`.
"""

import os
import random
from typing import Any

import httpx
import psutil
import pytest

from tests.contract.http.naughty import bad
from tests.contract.http.routes import filled, routes
from tests.contract.http.world import World

INPUTS = int(os.environ.get("INPUTS") or 300)
SEED = os.environ.get("SEED") or str(random.SystemRandom().randrange(1_000_000))
# What would tell of the inside.
INSIDE = ("Traceback", "asyncpg", "msgspec", ".py", "SELECT ", "violates")
LEAVING = ("/api/sign-out",)
"""Sent as it should be, it would end the questions."""
pytestmark = pytest.mark.timeout(900)


def wrong_in(answer: httpx.Response, sent: Any) -> str | None:
    """What is wrong with an answer, or None."""
    if answer.status_code >= 500:
        return f"{answer.status_code} {answer.text[:200]}"
    # What the parser of HTTP refuses never was a request.
    if 400 <= answer.status_code != 431 and answer.request.method != "HEAD":
        if not answer.headers.get("content-type", "").startswith("application/problem+json"):
            return f"{answer.status_code} is no problem document: {answer.text[:100]}"
        told = answer.json()
        if not told.get("code") or not told.get("detail"):
            return f"without a code or a sentence: {answer.text[:200]}"
        if any(word in answer.text for word in INSIDE):
            return f"tells of the inside: {answer.text[:200]}"
    return None


async def test_nothing_that_is_sent_is_a_fault_of_ours(world: World) -> None:
    print(f"seed {SEED}")
    rng = random.Random(SEED)
    process = psutil.Process()
    wrong: list[str] = []
    warm = 0
    for number in range(INPUTS):
        route = rng.choice([one for one in routes() if one.path not in LEAVING])
        things = await world.things(route.path, *route.names)
        body, asked = filled(route, world.known | things)
        one = bad(rng, route, things, body, asked)
        who = rng.choice(("reporter", "district_coord", "community_secretary", "nobody"))
        headers = {"Content-Type": "application/json", "Idempotency-Key": f"bad-{number}"} | one.headers
        try:
            answer = await world.http[who].request(
                one.method, one.path, params=one.asked, content=one.content, headers=headers
            )
        except httpx.RemoteProtocolError as error:
            wrong.append(f"{route.name}: {who}: {one.what}: {error}")
            continue
        if (found := wrong_in(answer, one)) is not None:
            wrong.append(f"{route.name}: {who}: {one.what}: {found}")
        if number == INPUTS // 3:
            warm = process.memory_info().rss
    assert not wrong, f"seed {SEED}\n" + "\n".join(wrong)
    assert process.memory_info().rss - warm < 60 << 20
    assert (await world.http["nobody"].get("/ready")).status_code == 200
