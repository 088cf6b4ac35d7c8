"""Keys are replaced while the district is served, and afterwards the old one opens nothing."""

import base64
import re
from uuid import UUID

import asyncpg
import msgspec
import pytest
import redis.asyncio

from hub.media.actions import Media
from hub.media.objects import open_objects
from hub.resealing import reseal
from hub.sealing import Sealer, SealError
from hub.settings import Settings
from tests.hub.certification.scene import ID, NAME, Scene
from tests.support import People

# Columns of bytes that are no secret, or hashed, or live a day.
NOT_SEALED = re.compile(r"(_index|_hash|^hash|fingerprint|sha256|^answer)$|^export_pieces\.content$")


def with_keys(settings: Settings, *versions: int) -> Settings:
    keys = ",".join(f"{version}:{base64.b64encode(bytes([version] * 32)).decode()}" for version in versions)
    return msgspec.structs.replace(settings, field_keys=keys)


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
