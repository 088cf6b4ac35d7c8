"""One of everything there is, in every room: no number, phone or roster name of it can be read anywhere, and all that
is sealed moves to another key while it is asked for."""

import asyncio
import base64
from collections.abc import Callable
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest
import redis.asyncio
from prometheus_client import generate_latest

from hub import metrics
from hub.resealing import reseal
from hub.sealing import Sealer, SealError
from hub.settings import Settings
from tests.conftest import RunningHub
from tests.contract.http.bodies import request
from tests.contract.http.rights import table
from tests.contract.http.routes import routes
from tests.contract.http.world import PARENT_PHONE, World
from tests.hub.certification.scene import ID, NAME, PHONE
from tests.support import everything, tables, until

CALLER, CALLED = "来电金丝雀", "13912345670"
SECRETS = (ID, NAME, PHONE, PARENT_PHONE, CALLER, CALLED)
OF_A_MOMENT = {
    "certification_imports.content", "messages.connect_phone", "messages.params", "messages.phone",
}  # fmt: skip
"""Sealed until what they are for is done."""
SEALED = ("certification", "desk", "family", "feedback", "me", "tickets", "wishes")
"""Rooms that keep something sealed."""
NEW = "2:" + base64.b64encode(bytes([2] * 32)).decode()
pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Of a district that is about to change its key: the hub opens what is sealed under the new one."""
    return msgspec.structs.replace(settings, field_keys=f"{settings.field_keys},+{NEW}")


async def test_nothing_lies_in_the_clear_and_every_rooms_fields_move_while_they_are_asked_for(
    world: World, hub: RunningHub, owner: "asyncpg.Connection[asyncpg.Record]", redis_client: redis.asyncio.Redis,
    settings: Settings, capfd: pytest.CaptureFixture[str], log_as_process: Callable[[], None],
) -> None:  # fmt: skip
    log_as_process()
    await _fill(world)
    places = await tables(owner)
    places["redis"] = await everything(redis_client)
    places["metrics"] = generate_latest(metrics.of_hub(hub.hub))
    places["logs"] = "".join(capfd.readouterr()).encode()
    found = [
        (place, secret[:3]) for place, content in places.items() for secret in SECRETS
        if secret.encode() in content or secret.encode().hex().encode() in content
    ]  # fmt: skip
    assert found == []

    seals = msgspec.structs.replace(hub.settings, field_keys=hub.settings.field_keys.replace("+", ""))
    moving = asyncio.create_task(reseal(seals))
    wrong = await _asked(world)
    assert (await moving).unopened == []

    assert wrong == []
    new = Sealer(msgspec.structs.replace(settings, field_keys=NEW).keys())
    empty: set[str] = set()

    async def everything_opens() -> bool:
        """A message may be on its way, sealed by a hub that does not seal with the new key yet."""
        if (await reseal(seals)).fields:
            return False
        nonlocal empty
        empty, unopened = await _opened(owner, new)
        return not unopened

    await until(everything_opens)
    assert empty <= OF_A_MOMENT, "what was not there was not looked for"


async def _opened(owner: "asyncpg.Connection[asyncpg.Record]", sealer: Sealer) -> tuple[set[str], list[str]]:
    """The sealed columns that hold nothing, and those that the sealer does not open."""
    empty, unopened = set(), []
    for row in await owner.fetch('SELECT "table", "column" FROM sealed_columns ORDER BY 1, 2'):
        name, column = row["table"], row["column"]
        fields = await owner.fetch(
            "SELECT * FROM sealed_before($1, $2, 1000, $3, 1000)", name, column, UUID(int=0)
        )
        for field in fields:
            try:
                sealer.unseal(field["sealed"], column=f"{name}.{column}", row=field["id"])
            except SealError as why:
                unopened.append(f"{name}.{column}: {why}")
        if not fields:
            empty.add(f"{name}.{column}")
    return empty, unopened


async def _fill(world: World) -> None:
    """One of everything, with every column that is sealed."""
    await world.everything()
    await world.things("/api", "caller_ticket")
    told = {"name": CALLER, "phone": CALLED}
    known = {route.name: route for route in routes()}
    for_another = request(known["POST /api/wishes/for"], world.known)["json"] | told
    await world.must("community_clerk", "POST", "/api/wishes/for", for_another)
    draft = {"version": 0, "text": "门口堵了", "caller": told}
    await world.must("community_clerk", "PUT", "/api/desk/drafts/new", draft)
    sealer, who, row = world.scene.sealer, world.principals["community_clerk"].account, uuid4()
    await world.owner.execute(
        "UPDATE accounts SET totp_secret = $2 WHERE id = $1",
        who,
        sealer.seal("x", column="accounts.totp_secret", row=who),
    )
    await world.owner.execute(
        "INSERT INTO roster (id, district, dwelling, kind, name, phone, phone_index)"
        " VALUES ($1, $2, $3, 'owner', $4, $5, $6)",
        row, world.place.district, world.place.dwelling, sealer.seal(CALLER, column="roster.name", row=row),
        sealer.seal(CALLED, column="roster.phone", row=row), sealer.blind("phone", CALLED),
    )  # fmt: skip


async def _asked(world: World) -> list[str]:
    """What is wrong with the answers when all of those rooms is read by who may."""
    wrong = []
    known = {route.name: route for route in routes()}
    for row in table():
        route = known[row.route]
        if (
            route.method != "GET"
            or row.variant
            or not row.who("may")
            or route.path.split("/")[2] not in SEALED
        ):
            continue
        things = await world.things(route.path, *route.names)
        asked = request(route, world.known | things)
        answer = await world.http[row.who("may")[-1]].get(
            route.path.format(**things), params=asked.get("params")
        )
        if answer.status_code >= 500:
            wrong.append(f"{row.name}: {answer.status_code} {answer.text[:200]}")
    return wrong
