"""A story through every room: what may stand nowhere in the clear stands nowhere, and who saw it is in an audit log
whose first altered entry is named.

It is played by the `World` (reports, certification, family, visits, wishes, notices, posts, moderation, exports) and
here (signing in, a roster's import, looks, refusals). The canaries are numbers that occur nowhere else.
"""

import asyncio
import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
import redis.asyncio
from prometheus_client import generate_latest

from hub import audit, metrics
from tests.conftest import RunningHub
from tests.contract.http.routes import example, routes
from tests.contract.http.world import PARENT_PHONE, World
from tests.hub.certification.scene import ID, NAME, PHONE, number
from tests.support import everything, tables, until

SIGNS_IN = "17712348765"
IMPORTED, IMPORTED_PHONE, IMPORTED_NAME = number("19330303", "777"), "13812348765", "金丝雀甲"
NOWHERE = (ID, NAME, PHONE, PARENT_PHONE, SIGNS_IN, IMPORTED, IMPORTED_PHONE, IMPORTED_NAME)
ROSTER = f"姓名,身份证号,手机号,地点,到期日\n{IMPORTED_NAME},{IMPORTED},{IMPORTED_PHONE},金沙,\n".encode()
ROOMS = 7
"""Rooms that write into the audit log in this story, at least."""


async def test_no_number_is_in_the_clear_and_every_look_is_written_down(
    world: World, hub: RunningHub, redis_client: redis.asyncio.Redis,
    owner: "asyncpg.Connection[asyncpg.Record]", capfd: pytest.CaptureFixture[str],
    log_as_process: Callable[[], None],
) -> None:  # fmt: skip
    log_as_process()
    answers = await signs_in(world)
    await world.everything()
    await imports(world)
    person = f"/api/certification/persons/{world.scene.person}"
    shown = await world.must("community_clerk", "POST", f"{person}/unmask", {})
    assert shown["id_number"] == ID
    await world.must("community_clerk", "POST", "/api/certification/persons/find", {"id_number": ID})
    await looks(world)
    answers += await refusals(world)
    await world.must("elder", "POST", f"{person}/consent/withdraw", {})
    await world.must("street_clerk", "POST", f"{person}/leave", {})

    places = await tables(owner)
    places["refusals"] = "\n".join(answers).encode()
    places["metrics"] = generate_latest(metrics.of_hub(hub.hub))
    places["redis"] = await everything(redis_client)
    captured = capfd.readouterr()
    places["logs"] = (captured.out + captured.err).encode()
    await owner.execute("CHECKPOINT")
    oid = await owner.fetchval("SELECT oid FROM pg_database WHERE datname = current_database()")
    data = Path(await owner.fetchval("SHOW data_directory"))
    for part in ("pg_wal", f"base/{oid}"):
        places[part] = await asyncio.to_thread(_read, data / part)
    places["store"] = await asyncio.to_thread(_read, hub.settings.data_dir)

    # The search looks where something is.
    assert world.scene.person.bytes in places[f"base/{oid}"]
    assert world.scene.person.bytes in places["pg_wal"]
    assert b"notify.delivered" in places["logs"]
    assert b"shequ_log_head" in places["metrics"]
    assert b"log:" in places["redis"]
    assert len(answers) > len(routes()) // 4
    for place, content in places.items():
        for secret in NOWHERE:
            for form in (secret.encode(), secret.encode().hex().encode(), json.dumps(secret)[1:-1].encode()):
                at = content.find(form)
                assert at < 0, (place, secret[:2], content[max(0, at - 300) : at + 100])

    await tampering_is_named(owner, world)


async def signs_in(world: World) -> list[str]:
    """A phone that nobody knows, with wrong codes and the right one; what was refused."""
    home = str(world.place.district)

    async def ask(route: str, **given: Any) -> httpx.Response:
        return await world.send("nobody", "POST", route, json={"phone": SIGNS_IN, "district": home} | given)

    assert (await ask("/api/sign-in/codes")).status_code == 202
    inbox: list[dict[str, Any]] = []

    async def delivered() -> bool:
        inbox[:] = (await world.http["nobody"].get("/api/demo/inbox")).json()["messages"]
        return any(one["to"] == "177****8765" for one in inbox)

    await until(delivered)
    [text] = [one["text"] for one in inbox if one["to"] == "177****8765"]
    code = text.split("验证码 ")[1][:6]
    wrong = [
        await ask("/api/sign-in/phone", code="000000" if code != "000000" else "000001"),
        await ask("/api/sign-in/codes", phone=SIGNS_IN + "0"),
        await ask("/api/sign-in/codes", phone={"number": SIGNS_IN}),
        await ask("/api/sign-in/codes", district={SIGNS_IN: SIGNS_IN}),
        await ask("/api/sign-in/password", username=SIGNS_IN, password=SIGNS_IN),
    ]
    assert (await ask("/api/sign-in/phone", code=code)).status_code in (200, 201)
    return [answer.text for answer in wrong]


async def imports(world: World) -> None:
    """A roster with a person who can be placed and one who cannot."""
    asked = {"programme": str(world.scene.programme.id), "table_bytes": len(ROSTER), "name": "名册.csv"}
    made = await world.must(
        "street_clerk", "POST", "/api/certification/imports", content=ROSTER, params=asked
    )

    async def done() -> bool:
        found = await world.must("street_clerk", "GET", f"/api/certification/imports/{made['id']}")
        return found["state"] not in ("waiting", "running")

    await until(done)


async def looks(world: World) -> None:
    """Staff see numbers of people and say who somebody is, in several rooms."""
    for who, path, name, given in (
        ("community_clerk", "/api/tickets/{ticket}/phone", "caller_ticket", {"reason": "call_back"}),
        ("community_clerk", "/api/wishes/{wish}/contact", "wish", {}),
        ("street_clerk", "/api/feedback/{feedback}/callback", "feedback", {}),
        ("grid_officer", "/api/residences/{residence}/verify", "residence", {}),
        ("community_clerk", "/api/badges", "account", {"kind": "volunteer"}),
    ):
        things = await world.things(path, name)
        await world.must(who, "POST", path.format(**things), given | (things if name == "account" else {}))


async def refusals(world: World) -> list[str]:
    """Every route that takes a body is sent one with the numbers in the wrong places: what it says about it."""
    said: list[str] = []
    asked = [route for route in routes() if route.body is not None and "sign-in" not in route.path]
    for turn, route in enumerate(asked):
        things = await world.things(route.path, *route.names)
        body = example(route.body, (world.known | things).get)
        bad = (
            {ID: PHONE},
            body | {name: {ID: PHONE} for name in body},
            body | {"version": int(ID), "note": [PHONE]},
        )[turn % 3]
        path = route.path.format(**(things if turn % 4 else dict.fromkeys(route.names, ID)))
        answer = await world.ask("community_clerk", route.method, path, bad)
        if answer.status_code >= 400:
            said.append(answer.text)
    return said


def _read(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def tampering_is_named(owner: "asyncpg.Connection[asyncpg.Record]", world: World) -> None:
    """An entry altered, removed, slipped in or moved by who owns the database: the verifier names it."""
    district = world.place.district
    actions = {
        row["action"] for row in await owner.fetch("SELECT action FROM audit WHERE district = $1", district)
    }
    assert len({action.partition(".")[0] for action in actions}) >= ROOMS, sorted(actions)
    assert "certification.number_seen" in actions, sorted(actions)
    at = await owner.fetchval("SELECT max(number) / 2 FROM audit WHERE district = $1", district)
    for statement in (
        "UPDATE audit SET actor = NULL, detail = '{}' WHERE number = $1",
        "DELETE FROM audit WHERE number = $1",
        "UPDATE audit SET number = CASE number WHEN $1 THEN 1000000 ELSE number END",
    ):
        with contextlib.suppress(_Undo):
            async with owner.transaction():
                assert (await audit.verify(owner, district)).broken is None
                await owner.execute(statement, at)
                found = await audit.verify(owner, district)
                assert (found.broken, found.entries) == (at, at - 1), statement
                raise _Undo


class _Undo(Exception):
    """What was tampered with is as it was."""
