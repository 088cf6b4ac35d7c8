"""Disks without room: under PostgreSQL's tables, under its write-ahead log, under the photos.

Each on a small file system of its own (`tests.faults.disks`), so that what is full is chosen.
"""

import asyncio
import contextlib
import io
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx
from PIL import Image

from tests.faults.disks import Disk, NoWriting
from tests.faults.stage import NotPlayedError, Stage
from tests.support import until


async def tables_full(stage: Stage) -> None:
    """No table can grow. Nothing is stored that does not fit, reading goes on, also for a session that would slide."""
    load = stage.load
    disk = await _disk(stage, "tables")
    before = load.refused.get(503, 0)
    await (await stage.rig.owner()).execute(
        "UPDATE sessions SET last_seen_at = last_seen_at - interval '6 minutes'"
    )
    disk.fill()
    try:
        await until(lambda: load.refused.get(503, 0) >= before + 10, timeout=60)
        for console in stage.consoles:
            await console.fresh()
    finally:
        disk.free()
    stage.mended()
    await load.more(10)


async def log_full(stage: Stage) -> None:
    """The write-ahead log cannot grow: PostgreSQL stops at once, and comes back when there is room."""
    load, postgres = stage.load, stage.rig.postgres
    disk = await _disk(stage, "log")
    before = load.refused.get(503, 0)
    owner = await stage.rig.owner()
    disk.fill()
    try:
        with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            while True:  # what is there already is used up
                await owner.execute("SELECT pg_switch_wal()")
        await until(lambda: load.refused.get(503, 0) >= before + 10, timeout=60)
    finally:
        disk.free()
    stage.mended()
    answer = asyncio.create_task(load.more(10))
    while not answer.done():
        assert postgres.process is not None
        if postgres.process.poll() is not None:  # it could not even recover: whoever runs it starts it again
            postgres.process = None
            await stage.rig.start_postgres()
        await asyncio.wait({answer}, timeout=0.1)
    await answer


async def photos_full(stage: Stage) -> None:
    """The store takes no photo, whole or in part; reports go on; sent again when there is room, it is stored once."""
    rig, load = stage.rig, stage.load
    disk = await _disk(stage, "photos")
    assert isinstance(disk, Disk)
    reporter = stage.rng.choice(load.residents)
    headers = {"Authorization": f"Bearer {reporter.token}", "X-Forwarded-For": reporter.address}
    picture = a_picture()
    async with httpx.AsyncClient(
        base_url=rig.hub.base_url, trust_env=False, timeout=30, headers=headers
    ) as client:

        async def send() -> httpx.Response:
            return await client.post(
                "/api/photos", headers={"Idempotency-Key": key}, files={"photo": picture}
            )

        key = str(uuid4())
        whole = (await send()).json()
        size = whole["bytes"] + len((await client.get(whole["preview_url"])).content)
        key = str(uuid4())
        disk.fill(left=stage.rng.randint(0, size - 8192))  # perhaps enough for the larger of its two files
        try:
            answer = await send()
            told = answer.status_code, answer.json()["code"], "retry-after" in answer.headers
            assert told == (503, "unavailable", True), answer.text
            await load.more(5)
        finally:
            disk.free()
        stage.mended()
        stored = [await send() for _ in range(2)]
        assert [one.status_code for one in stored] == [201, 201], stored[0].text
        assert stored[0].json()["id"] == stored[1].json()["id"], "stored twice"
        for link in ("url", "preview_url"):
            shown = await client.get(stored[0].json()[link])
            Image.open(io.BytesIO(shown.content)).load()
    assert not _pieces(disk.folder), "a piece of a photo is left"
    await load.more(5)


def a_picture() -> bytes:
    """Of some 40 kB."""
    made = io.BytesIO()
    Image.effect_noise((320, 240), 60).save(made, "JPEG")
    return made.getvalue()


def _pieces(folder: Path) -> list[Path]:
    """Files under no name of ours."""
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and not path.suffix.startswith((".full", ".preview"))
    ]


async def _disk(stage: Stage, name: str) -> Disk | NoWriting:
    disks = await stage.rig.small_disks()
    if name not in disks:
        raise NotPlayedError("nobody may mount a small file system here")
    if isinstance(disks[name], NoWriting):
        stage.figures["room"] = "taken by a limit on the size of files: nobody may mount a file system here"
    return disks[name]
