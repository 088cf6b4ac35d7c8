"""Keys are replaced while the district is served, and afterwards the old one opens nothing."""

import asyncio
import base64
import itertools
import re
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest
import redis.asyncio

from hub.media.actions import Media
from hub.media.links import check_signature, signed_url
from hub.media.objects import open_objects
from hub.resealing import reseal
from hub.sealing import Sealer, SealError
from hub.settings import Settings
from hub.tickets.callers import actions as callers
from hub.tickets.callers.types import CallerGiven, FileFor
from tests.conftest import running_hub
from tests.hub.certification.scene import ID, NAME, Scene
from tests.support import People, ask

# Columns of bytes that are no secret, or hashed, or live a day.
NOT_SEALED = re.compile(r"(_index|_hash|^hash|fingerprint|sha256|^answer)$|^export_pieces\.content$")


def with_keys(settings: Settings, *versions: int, coming: int = 0) -> Settings:
    """`coming`: a version that opens and does not seal yet."""
    keys = [
        f"{version}:{base64.b64encode(bytes([version] * 32)).decode()}"
        for version in (*versions, coming)
        if version
    ]
    if coming:
        keys[-1] = f"+{keys[-1]}"
    return msgspec.structs.replace(settings, field_keys=",".join(keys))


async def test_every_column_of_bytes_is_sealed_or_known_not_to_be(owner: asyncpg.Connection) -> None:
    columns = await owner.fetch(
        "SELECT c.relname || '.' || a.attname AS name, col_description(c.oid, a.attnum) AS said"
        " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
        " WHERE a.atttypid = 'bytea'::regtype AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
    )
    wrong = [
        row["name"]
        for row in columns
        if (row["said"] is None)
        != bool(NOT_SEALED.search(row["name"]) or NOT_SEALED.search(row["name"].split(".")[1]))
    ]
    assert wrong == []


@pytest.fixture
async def scene(
    db: object,
    owner: asyncpg.Connection,
    people: People,
    settings: Settings,
    redis_client: redis.asyncio.Redis,
) -> Scene:
    settings = with_keys(settings, 1)
    return await Scene(db, owner, people, settings, Media(settings), redis_client).begin()  # type: ignore[arg-type]


async def test_all_moves_to_the_newest_key(
    scene: Scene, settings: Settings, owner: asyncpg.Connection
) -> None:
    photo = await scene.photo(scene.father)
    gone = await scene.photo(scene.father)
    await owner.execute("UPDATE photos SET gone_at = app_now() WHERE id = $1", gone)
    both = with_keys(settings, 1, 2)
    moved = await reseal(both)
    assert moved.fields >= 4  # name, number and phone of the roster; the account's phone
    assert moved.photos == 2  # the variants of one: what was erased is not written again
    assert moved.unopened == []
    again = await reseal(both)
    assert (again.fields, again.photos) == (0, 0)

    row = await owner.fetchrow("SELECT * FROM certification_persons WHERE id = $1", scene.person)
    assert row is not None
    new, old = Sealer(with_keys(settings, 2).keys()), Sealer(with_keys(settings, 1).keys())
    for column, text in (("name", NAME), ("id_number", ID)):
        place = f"certification_persons.{column}"
        assert new.unseal(row[column], column=place, row=row["id"]) == text
        with pytest.raises(SealError):
            old.unseal(row[column], column=place, row=row["id"])
    name: UUID = await owner.fetchval("SELECT object FROM photos WHERE id = $1", photo)
    assert await open_objects(with_keys(settings, 2)).get(name, "full")
    with pytest.raises(SealError):
        await open_objects(with_keys(settings, 1)).get(name, "full")


async def test_what_opens_under_no_key_is_named_and_left(
    scene: Scene, settings: Settings, owner: asyncpg.Connection
) -> None:
    before = await owner.fetchval("SELECT name FROM certification_persons")
    found = await reseal(with_keys(settings, 3, 4))
    assert f"certification_persons.name {scene.person}" in found.unopened
    assert await owner.fetchval("SELECT name FROM certification_persons") == before


async def test_each_process_opens_what_the_others_seal_while_they_are_restarted(settings: Settings) -> None:
    steps = [with_keys(settings, 1), with_keys(settings, 1, coming=2), with_keys(settings, 1, 2)]
    assert [Sealer(one.keys()).newest for one in steps] == [1, 1, 2]
    row, now = uuid4(), datetime.now(UTC)
    for before, after in itertools.pairwise(steps):
        for writer, reader in ((before, after), (after, before)):
            sealed = Sealer(writer.keys()).seal("x", column="accounts.phone", row=row)
            assert Sealer(reader.keys()).unseal(sealed, column="accounts.phone", row=row) == "x"
            await open_objects(writer).put(row, "full", b"photo")
            assert await open_objects(reader).get(row, "full") == b"photo"
            link = parse_qs(urlsplit(signed_url(writer, row, "full", now)).query)
            check_signature(reader, row, "full", int(link["expires"][0]), link["signature"][0])


async def test_nobody_notices_while_it_is_served(
    scene: Scene, settings: Settings, people: People, owner: asyncpg.Connection
) -> None:
    given = {"area": people.place.dwelling, "category": "drain_blocked", "text": "漏水", "origin": "phone"}
    clerk = await people.clerk()
    old = Sealer(with_keys(settings, 1).keys())
    made: list[str] = []
    for _ in range(10):
        caller = CallerGiven(name="罗先生", phone="13987650001")
        filed = await callers.on_behalf(scene.db, old, clerk, ask(clerk), FileFor(**given, caller=caller))
        made.append(str(filed.id))
    async with running_hub(with_keys(settings, 1, 2)) as hub, await hub.client(clerk) as http:
        moving = asyncio.create_task(reseal(hub.settings))
        while len(made) < 15 or (len(made) < 60 and not moving.done()):
            body = msgspec.to_builtins(given) | {"caller": {"name": "罗先生", "phone": "13987650001"}}
            answer = await http.post(
                "/api/tickets/on-behalf", json=body, headers={"Idempotency-Key": str(uuid4())}
            )
            assert answer.status_code == 201, answer.text
            made.append(answer.json()["id"])
            for ticket in (made[0], made[-1]):
                told = await http.get(f"/api/tickets/{ticket}/caller")
                assert (told.status_code, told.json()["phone"][-4:]) == (200, "0001")
        assert (await moving).fields >= 20
        assert (await reseal(hub.settings)).fields == 0
        assert all([(await http.get(f"/api/tickets/{one}/caller")).status_code == 200 for one in made])
