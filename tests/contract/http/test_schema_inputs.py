"""What the OpenAPI says may be sent, and what it says may not, made of it by schemathesis: never a 500, always a code.

Beside `test_bad_input`, which this does not do all of: that one sends what no schema speaks of (bytes that are no UTF-8
or no JSON, 30,000 brackets, headers, too much), and one wrong thing in a right request about a thing that is there;
this one makes the numbers, dates and texts at the limits that the document names, and values of every wrong type.

INPUTS requests (60), SEED to repeat them.
"""

import asyncio
import os
import random
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.core import NotSet
from schemathesis.generation import GenerationMode

from hub import openapi
from tests.contract.http.routes import Route, routes
from tests.contract.http.test_bad_input import LEAVING, wrong_in
from tests.contract.http.world import World

INPUTS = int(os.environ.get("INPUTS") or 60)
SEED = int(os.environ.get("SEED") or random.SystemRandom().randrange(1_000_000))
ROUTES = 40
"""Of so many routes, chosen by chance: preparing one takes 30 ms."""
WHO = ("reporter", "district_coord", "community_secretary", "nobody")
pytestmark = pytest.mark.timeout(3000)


async def test_what_the_document_says_and_what_it_forbids_is_no_fault_of_ours(world: World) -> None:
    print(f"seed {SEED}")
    await world.everything()
    chosen = [route for route in routes() if route.path not in LEAVING]
    if INPUTS < 1000:
        chosen = random.Random(SEED).sample(chosen, ROUTES)
    things = {route.name: await world.things(route.path, *route.names) for route in chosen}
    who = {name: dict(world.http[name].headers) for name in WHO}
    wrong = await asyncio.to_thread(_hunt, world.hub.base_url, who, chosen, things)
    assert not wrong, f"seed {SEED}\n" + "\n".join(wrong)
    assert (await world.http["nobody"].get("/ready")).status_code == 200


def _hunt(
    base_url: str, who: dict[str, dict[str, str]], chosen: list[Route], things: dict[str, Any]
) -> list[str]:
    schema = schemathesis.openapi.from_dict(openapi.described())
    operations = {route.name: schema[route.path][route.method] for route in chosen}
    wrong: list[str] = []
    client = httpx.Client(base_url=base_url, trust_env=False, timeout=30)

    @seed(SEED)
    @settings(
        max_examples=INPUTS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(data=st.data())
    def ask(data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(operations)))
        mode = data.draw(st.sampled_from(list(GenerationMode)))
        case = data.draw(operations[name].as_strategy(generation_mode=mode))
        places = dict(case.path_parameters or {})
        if data.draw(st.booleans()):
            places |= {key: value for key, value in things[name].items() if key in places}
        asker = data.draw(st.sampled_from(WHO))
        made: dict[str, Any] = {
            "params": case.query,
            "headers": who[asker] | {"Idempotency-Key": str(random.random())},
        }
        match case.body:
            case NotSet():
                pass
            case bytes() as content:
                made |= {"content": content}
            case dict() as form if case.media_type == "multipart/form-data":
                made |= {"files": {key: str(value).encode() for key, value in form.items()}}
            case body:
                made |= {"json": body}
        try:
            answer = client.request(case.method, case.path.format(**places), **made)
        except (httpx.InvalidURL, UnicodeError, ValueError):
            return  # what no client sends
        if (found := wrong_in(answer, case)) is not None:
            wrong.append(f"{name}: {asker}: {made.get('params')} {str(case.body)[:200]}: {found}")

    try:
        ask()
    finally:
        client.close()
    return wrong
