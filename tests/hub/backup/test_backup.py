"""Copied while residents report, killed, and brought back: to the moment that was asked for, nothing more or less."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import msgspec
import pytest
import redis.asyncio
from shequtong import Client, Reset

from hub import audit
from hub.backup.age import Ages
from hub.backup.restore import restore
from hub.backup.take import archive, take
from hub.backup.types import copies
from hub.db.migrator import migrate
from hub.embedded.postgres import DATABASE, SERVING, Postgres
from hub.embedded.process import free_port
from hub.errors import DomainError
from hub.jobs.forward import run_relay
from hub.settings import Settings
from tests.conftest import RunningHub, running_hub
from tests.hub.media import pictures
from tests.support import District, People, a_folder, plant_categories, plant_district, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


@pytest.fixture
def folder() -> Any:
    with a_folder("backup") as made:
        yield made


@contextlib.asynccontextmanager
async def serving(settings: Settings, server: Postgres) -> AsyncIterator[RunningHub]:
    """A hub and its relay over a server of its own."""
    settings = msgspec.structs.replace(
        settings, database_url=server.url(DATABASE, SERVING), owner_database_url=server.url()
    )
    stop = asyncio.Event()
    relay = asyncio.create_task(run_relay(settings, stop))
    try:
        async with running_hub(settings) as hub:
            yield hub
    finally:
        stop.set()
        await asyncio.gather(relay, return_exceptions=True)


async def scraped(port: int) -> dict[str, float]:
    async with httpx.AsyncClient(trust_env=False) as client:
        text = (await client.get(f"http://127.0.0.1:{port}/metrics")).text
    lines = [line.split(" ") for line in text.splitlines() if line.startswith("shequ_")]
    return {name: float(value) for name, value in lines}


class Reporter:
    """Reports one thing after the other; `answered`: the ids that were answered with success, in order."""

    def __init__(self, http: Any, place: District) -> None:
        self.http, self.place = http, place
        self.answered: list[UUID] = []

    async def report(self, photos: list[str] = []) -> None:  # noqa: B006
        given = {
            "area": str(self.place.dwelling),
            "category": "drain_blocked",
            "text": "门口堵了",
            "photos": photos,
        }
        key = f"report-{len(self.answered)}"
        answer = await self.http.post("/api/tickets", json=given, headers={"Idempotency-Key": key})
        assert answer.status_code == 201
        self.answered.append(UUID(answer.json()["id"]))

    async def go_on(self, count: int) -> None:
        for _ in range(count):
            await self.report()


async def stored(server: Postgres) -> list[UUID]:
    owner = await asyncpg.connect(server.url())
    try:
        return [row["id"] for row in await owner.fetch("SELECT id FROM tickets ORDER BY number")]
    finally:
        await owner.close()


async def test_to_the_moment_that_was_asked_for(
    settings: Settings, folder: Path, redis_client: redis.asyncio.Redis
) -> None:
    first = Postgres(folder / "first")
    await asyncio.to_thread(first.start)
    await first.prepare()
    await migrate(first.url())
    owner = await asyncpg.connect(first.url())
    place = await plant_district(owner)
    await plant_categories(owner, place.district)
    people = People(owner, place)
    kept, stop = folder / "kept", asyncio.Event()
    settings = msgspec.structs.replace(settings, owner_database_url=first.url(), data_dir=folder / "here")
    watched = msgspec.structs.replace(settings, metrics_port=free_port())
    streaming = asyncio.create_task(archive(watched, kept, stop))
    async with serving(settings, first) as hub:
        clerk = await people.clerk()
        topic, token = f"staff/{place.community}/tickets", await hub.token(clerk)
        an = Reporter(await hub.client(await people.resident()), place)
        form = {"photo": ("a.jpg", pictures.jpeg(), "image/jpeg")}
        photo = (await an.http.post("/api/photos", files=form)).json()["id"]
        await an.report([photo])
        # While it copies she goes on.
        await asyncio.gather(take(settings, kept, keep=14), an.go_on(40))
        moment: datetime = await owner.fetchval("SELECT clock_timestamp()")
        then = len(an.answered)
        form = {"photo": ("b.jpg", pictures.jpeg(), "image/jpeg")}
        late = (await an.http.post("/api/photos", files=form)).json()["id"]
        await an.report([late])
        await an.go_on(20)
        end = await owner.fetchval("SELECT pg_current_wal_insert_lsn()")
        arrived = "SELECT bool_or(flush_lsn >= $1::pg_lsn) FROM pg_stat_replication"
        await until(lambda: owner.fetchval(arrived, end), timeout=30)
        told = await scraped(watched.metrics_port)
        assert told["shequ_backup_age_seconds"] < 600
        ages = Ages(settings, kept)
        began = time.monotonic()

        async def level() -> bool:
            await ages.look()
            return ages.log() < time.monotonic() - began

        await until(level)
        await until(lambda: len(list((kept / "media").rglob("*.*"))) >= 2, timeout=30)
        async with Client(hub.base_url, token=token) as console, console.live(place.district) as live:
            listening = await live.subscribe([topic])
            await an.report()
            await anext(listening)
            seen = listening.cursor
    log = await owner.fetchval("SELECT log FROM logs")
    await owner.close()
    first.kill()
    await asyncio.gather(streaming, return_exceptions=True)

    before = await restore(kept, folder / "before", at=moment)
    second = Postgres(folder / "before" / "postgres")
    await asyncio.to_thread(second.start)
    assert await stored(second) == an.answered[:then]
    assert before.at is not None
    assert before.at <= moment
    settings = msgspec.structs.replace(settings, data_dir=folder / "before")
    async with serving(settings, second) as hub:
        # A console that saw more than came back is told to fetch anew.
        async with Client(hub.base_url, token=token) as console, console.live(place.district) as live:
            told = await anext(await live.subscribe([topic], seen))
            assert isinstance(told, Reset)
            assert told.reason == "epoch"
            ticket = await console.tickets.get(an.answered[0])
        async with await hub.client() as anybody:
            picture = await anybody.get(ticket.photos[0].preview_url)
        assert (picture.status_code, picture.headers["content-type"]) == (200, "image/jpeg")
        async with hub.hub.db.transaction() as tx:
            assert (await audit.verify(tx, place.district)).broken is None
            # Two that are brought back to one moment have the same timeline; the log's own name tells them apart.
            assert await tx.fetchval("SELECT log FROM logs") != log
    await asyncio.to_thread(second.stop)

    await restore(kept, folder / "after")
    third = Postgres(folder / "after" / "postgres")
    await asyncio.to_thread(third.start)
    assert await stored(third) == an.answered
    await asyncio.to_thread(third.stop)


async def test_nothing_is_written_over(folder: Path) -> None:
    (folder / "kept").mkdir()
    with pytest.raises(DomainError) as caught:
        await restore(folder / "kept", folder / "new")
    assert caught.value.code == "backup.none"


async def test_a_damaged_copy_is_not_used(settings: Settings, folder: Path) -> None:
    server = Postgres(folder / "first")
    await asyncio.to_thread(server.start)
    await server.prepare()
    await migrate(server.url())
    settings = msgspec.structs.replace(settings, owner_database_url=server.url(), data_dir=folder / "here")
    ages = Ages(settings, folder / "kept")
    assert ages.copy() == float("inf")
    copy = await take(settings, folder / "kept", keep=14)
    assert ages.copy() < 600
    began = time.monotonic()
    await ages.look()
    await ages.look()
    assert ages.log() >= time.monotonic() - began, "nobody archives"
    second = await take(settings, folder / "kept", keep=0)  # the first ends, the newest stays
    assert [base for base, _ in copies(folder / "kept")] == [second]
    assert not copy.exists()
    # No right to write there, and no room: said, and nothing is left of that copy.
    (folder / "a file").touch(0o755)
    (folder / "here" / "media").mkdir(exist_ok=True)
    (folder / "here" / "media" / "a.full").write_bytes(b"sealed")
    (folder / "no room" / "media").mkdir(parents=True)
    (folder / "no room" / "media" / "a.full.new").symlink_to("/dev/full")
    for place, why in (("a file", "Not a directory"), ("no room", "No space left on device")):
        with pytest.raises(DomainError) as caught:
            await take(settings, folder / place, keep=14)
        assert caught.value.code == "backup.failed"
        assert why in caught.value.message("en")
    with pytest.raises(DomainError) as caught:
        await archive(settings, folder / "a file", asyncio.Event())
    assert caught.value.code == "backup.failed"
    assert [one for one in (folder / "no room").rglob("*") if not one.is_dir()] == []
    assert list((folder / "no room" / "base").iterdir()) == []
    await asyncio.to_thread(server.stop)
    (folder / "in the way" / "media").mkdir(parents=True)
    with pytest.raises(DomainError) as caught:
        await restore(folder / "kept", folder / "in the way")
    assert caught.value.code == "backup.in_the_way"
    with pytest.raises(DomainError) as caught:
        await restore(folder / "kept", folder / "a file" / "new")
    assert caught.value.code == "backup.failed"
    with (second / "data" / "PG_VERSION").open("a") as file:
        file.write("x")
    with pytest.raises(DomainError) as caught:
        await restore(folder / "kept", folder / "new")
    assert caught.value.code == "backup.failed"
    assert "PG_VERSION" in caught.value.message("en")
    assert not (folder / "new").exists()
