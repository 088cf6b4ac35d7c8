"""Nobody learns of a thing that is not theirs: to a stranger it is as if it were not there.

Every route whose path names a thing is asked by everybody who has no business with it, once with a thing that is there
and once with one that is not. The answers must be alike, and no success. A route whose things this cannot make fails.
"""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
import redis.asyncio

from hub.rates import Rates
from tests.conftest import RunningHub
from tests.contract.http.routes import Route, example, routes
from tests.contract.http.world import NOWHERE, World
from tests.hub.certification.scene import Scene
from tests.support import People

# What everybody may know is there: the tree of areas, who serves it, the kinds of reports, the calendar's days.
KNOWN = {
    "area",
    "unit",
    "organisation",
    "category",
    "key",
    "code",
    "about",
    "day",
    "year",
    "variant",
    "calendar",
}

# (route, who): a public report may be followed by any resident of the district.
PUBLIC = {("POST /api/tickets/{ticket}/follow", "neighbour")}


@pytest.fixture
async def world(
    hub: RunningHub, owner: "asyncpg.Connection[asyncpg.Record]", people: People, redis_client: redis.asyncio.Redis,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[World]:  # fmt: skip
    async def unlimited(*_: object) -> None: ...

    monkeypatch.setattr(Rates, "check", unlimited)  # so many in a minute are not what this is about
    scene = Scene(hub.hub.db, owner, people, hub.settings, hub.hub.media, redis_client)
    made = await World(hub, owner, people, await scene.begin()).begin()
    yield made
    await made.close()


def named() -> list[Route]:
    return [route for route in routes() if set(route.names) - KNOWN]


async def test_to_a_stranger_a_thing_is_not_there(world: World) -> None:
    wrong: list[str] = []
    for route in named():
        there = await world.things(route.names, route.path)
        away = {name: value if name in KNOWN else NOWHERE for name, value in there.items()}

        for who in world.strangers:
            if (route.name, who) in PUBLIC:
                continue
            answers = []
            for things in (there, away):
                body, asked = filled(route, world, things)
                answer = await world.ask(who, route.method, route.path.format(**things), body, params=asked)
                answers.append((answer.status_code, answer.json().get("code") if answer.content else ""))
            if answers[0] != answers[1] or answers[0][0] < 400 or answers[0][0] >= 500:
                wrong.append(f"{route.name}: {who}: {answers[0]}, and {answers[1]} when there is none")
    assert not wrong, "\n".join(wrong)


def filled(route: Route, world: World, things: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """A body and the query parameters that decode, about these things where they are named."""
    known = things | {
        "category": "drain_blocked", "area": str(world.place.dwelling), "dwelling": str(world.place.dwelling),
        "programme": str(world.scene.programme.id), "list": "tickets.mine",
    }  # fmt: skip
    body = None if route.body is None else example(route.body, known.get)
    return body, {name: example(kind, known.get, name) for name, kind in route.questions}
