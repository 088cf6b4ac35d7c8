"""Bad clients, by the hundred; `make faults` brings 10,000."""

import asyncio
import random
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.faults.attack import silent_lines, somebody_is_served, tampered
from tests.faults.rig import Rig, rig

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.slow,
]
GROWTH = 16 * 1024 * 1024


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def one() -> AsyncIterator[Rig]:
    async with rig() as made:
        yield made


async def test_silence_is_ended_and_others_are_served(one: Rig) -> None:
    [(_, token)] = await one.crowd(1)
    seen, _ = await asyncio.gather(silent_lines(one, 60, random.Random(1)), somebody_is_served(one, token))
    assert seen.ends == {"408": 45, "4401": 15}
    assert seen.held == 0


async def test_whatever_is_sent_ends_in_a_code(one: Rig) -> None:
    [(_, token)] = await one.crowd(1)
    pid = one.hub.pid
    seen = await tampered(one, 2000, random.Random(2), token)
    await somebody_is_served(one, token)
    assert seen.odd == []
    assert seen.held == 0
    assert seen.said == [], "bad input is no error of ours"
    assert seen.grown < GROWTH
    assert one.hub.running
    assert one.hub.pid == pid
    assert seen.ends["4400"]
    assert seen.ends["400"]
