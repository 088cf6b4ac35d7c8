"""What must go, goes: from the store, from PostgreSQL's own files, from Redis."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
import redis.asyncio

from hub.certification import erasure
from hub.embedded.postgres import Postgres
from hub.media import actions as media
from hub.media.objects import VARIANTS, Kept, Objects
from tests.conftest import RunningHub
from tests.hub.certification.scene import ID, NAME, NEARER, PASS, PHONE, VECTOR, Scene
from tests.support import everything, until


async def erase(scene: Scene) -> None:
    """What the hub does every few seconds."""
    await media.delete_gone(scene.db, scene.media.objects)
    await erasure.sweep(scene.db, scene.media.objects)


@pytest.mark.parametrize("found", [PASS, NEARER])
async def test_a_final_verdict_takes_the_photo_away(scene: Scene, found: object) -> None:
    await scene.reference()
    await erase(scene)
    kept = set(scene.stored())
    assert len(kept) == 3  # the reference's two sizes and its template
    tried = await scene.submit()
    assert len(scene.stored()) == 5
    await scene.verdict(tried, found)  # type: ignore[arg-type]
    await erase(scene)
    assert set(scene.stored()) == kept
    assert not (await scene.latest()).photo


async def test_a_photo_that_waits_for_a_person_stays_until_she_decided(scene: Scene) -> None:
    await scene.reference()
    tried = await scene.doubtful()
    await erase(scene)
    assert len(scene.stored()) == 5
    await scene.decide(scene.reviewer, tried, "refuse")
    await erase(scene)
    assert len(scene.stored()) == 5
    await scene.decide(scene.second, tried, "refuse")
    await erase(scene)
    assert len(scene.stored()) == 3


async def test_withdrawal_leaves_nothing_of_a_face(scene: Scene) -> None:
    await scene.reference()
    tried = await scene.doubtful()
    await scene.withdraw()
    await erase(scene)
    assert scene.stored() == []
    person = (await scene.detail()).person.standing
    assert (person.consent, person.reference, person.attempt) == (None, False, None)
    assert (await scene.latest()).state == "withdrawn"
    await scene.verdict(tried, PASS)  # a late worker
    assert (await scene.latest()).state == "withdrawn"


async def test_a_worker_that_comes_late_leaves_nothing_either(scene: Scene) -> None:
    await scene.agree()
    await scene.in_person(photo=await scene.photo(scene.clerk))
    await scene.withdraw()
    await erase(scene)
    assert scene.stored() == []
    name = await scene.owner.fetchval("SELECT object FROM certification_objects")
    for wait in ("11 minutes", "25 hours"):
        await scene.media.objects.put(name, "template", VECTOR)
        await erase(scene)
        assert len(scene.stored()) == 1
        await scene.ahead(wait)
        await erase(scene)
        assert scene.stored() == []
    assert await scene.owner.fetchval("SELECT count(*) FROM certification_objects") == 0


class Together(Objects):
    """The store, in which two that delete wait for each other first."""

    def __init__(self, objects: Objects) -> None:
        self.__dict__ |= objects.__dict__
        self.waiting = 2
        self.both = asyncio.Event()

    async def delete(self, name: UUID, variants: Sequence[Kept] = VARIANTS) -> None:
        self.waiting -= 1
        if self.waiting <= 0:
            self.both.set()
        await self.both.wait()
        await super().delete(name, variants)


async def test_two_hubs_that_delete_at_once_count_one_deletion(scene: Scene) -> None:
    await scene.agree()
    await scene.in_person(photo=await scene.photo(scene.clerk))
    await scene.withdraw()
    together = Together(scene.media.objects)
    await asyncio.gather(erasure.sweep(scene.db, together), erasure.sweep(scene.db, together))
    assert await scene.owner.fetchval("SELECT deletions FROM certification_objects") == 1


async def test_without_keeping_only_the_template_stays(scene: Scene) -> None:
    await scene.programme_with(keep_reference=False)
    await scene.reference()
    await erase(scene)
    [only] = scene.stored()
    assert only.suffix == ".template"
    assert VECTOR not in only.read_bytes()


async def test_the_hub_does_it_by_itself(scene: Scene, hub: RunningHub) -> None:
    await scene.reference()
    tried = await scene.submit()
    await scene.verdict(tried, PASS)
    await until(lambda: len(scene.stored()) == 3, 30)


async def test_no_name_number_phone_or_template_lies_in_the_clear(
    scene: Scene, postgres: Postgres, redis_client: redis.asyncio.Redis, owner: asyncpg.Connection,
    hub: RunningHub, capfd: pytest.CaptureFixture[str], servers_folder: Path,
) -> None:  # fmt: skip
    await scene.reference()
    tried = await scene.doubtful()
    await scene.look(scene.reviewer, tried)
    desk = await hub.client(scene.clerk)
    sought = await desk.post(
        "/api/certification/persons/find", json={"id_number": ID}, headers={"Idempotency-Key": "sought"}
    )
    assert len(sought.json()["persons"]) == 1
    await desk.aclose()
    await scene.withdraw()
    await erase(scene)
    rows = await owner.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    places = {}
    for row in rows:
        dump = await owner.fetch(f'SELECT t::text AS line FROM "{row["tablename"]}" t')
        places[row["tablename"]] = "\n".join(line["line"] or "" for line in dump).encode()
    await owner.execute("CHECKPOINT")
    places["files"] = await asyncio.to_thread(_read, servers_folder / "postgres")
    places["redis"] = await everything(redis_client)
    places["store"] = b"".join(path.read_bytes() for path in scene.stored())
    captured = capfd.readouterr()
    places["logs"] = (captured.out + captured.err).encode()
    assert str(tried.id).encode() in places["certification_attempts"]  # the search looks where something is
    assert tried.id.bytes in places["files"]
    assert b"certify" in places["redis"] or b"certify" in places["jobs"]
    for canary in (ID, NAME, PHONE):
        for form in (canary.encode(), canary.encode().hex().encode()):
            for place, content in places.items():
                assert form not in content, (canary[:2], place)
    for place, content in places.items():
        assert VECTOR[:40] not in content, place
        assert b"\xff\xd8\xff" not in content or place == "files", place


def _read(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
