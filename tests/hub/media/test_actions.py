"""Uploads, attaching, erasing and the sweep, on the real database, store and children."""

import asyncio
import os
import shutil
from pathlib import Path
from uuid import UUID, uuid4

import psutil
import pytest

from hub.accounts.types import Principal
from hub.db import Connection as Owner
from hub.db import Database
from hub.errors import DomainError
from hub.media import actions
from hub.media.actions import Media
from hub.media.bounded import BoundedPool
from hub.media.types import Photo, Position
from tests.hub.media import pictures
from tests.support import until

JPEG = pictures.jpeg(exif=pictures.metadata())


async def upload(
    media: Media,
    db: Database,
    who: Principal,
    content: bytes = JPEG,
    *,
    keep: bool = False,
    key: str | None = None,
) -> Photo:
    return await media.upload(db, who, content, keep_position=keep, key=key)


async def attach(db: Database, who: Principal, *photos: UUID) -> list[UUID]:
    async with db.transaction() as tx:
        return [info.id for info in await actions.attach(tx, who, photos)]


def objects(media: Media) -> list[str]:
    folder = Path(media.settings.data_dir) / "media"
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


async def test_an_upload_is_stored_sealed_and_told(
    media: Media, db: Database, owner: Owner, principal: Principal
) -> None:
    photo = await upload(media, db, principal)
    assert (photo.width, photo.height, photo.notes, photo.position) == (96, 64, (), None)
    row = await owner.fetchrow("SELECT * FROM photos")
    assert (row["id"], row["owner"], row["district"]) == (photo.id, principal.account, principal.district)
    assert row["stored_at"] is not None
    assert row["attached_at"] is None
    assert objects(media) == [f"{row['object'].hex}.full", f"{row['object'].hex}.preview"]
    full = await media.objects.get(row["object"], "full")
    assert full is not None
    assert len(full) == photo.bytes
    assert pictures.corners(full) == ["red", "green", "blue", "white"]
    assert pictures.CANARY.encode() not in full


async def test_an_upload_asks_for_a_look_in_the_same_transaction(
    media: Media, db: Database, owner: Owner, principal: Principal
) -> None:
    photo = await upload(media, db, principal)
    job = await owner.fetchrow("SELECT kind, status, payload->>'photo' AS photo, xmin FROM jobs")
    assert (job["kind"], job["status"], job["photo"]) == ("photo_look", "pending", str(photo.id))
    event = await owner.fetchrow("SELECT topics, xmin FROM events")
    assert event["topics"] == ["jobs/photo_look"]
    stored = await owner.fetchval("SELECT xmin FROM photos")
    assert job["xmin"] == event["xmin"] == stored


async def test_the_position_is_kept_only_when_agreed(
    media: Media, db: Database, owner: Owner, principal: Principal
) -> None:
    without = await upload(media, db, principal)
    agreed = await upload(media, db, principal, keep=True)
    assert without.position is None
    assert agreed.position == Position(26.6, 101.6)
    rows = await owner.fetch("SELECT latitude, longitude FROM photos ORDER BY id")
    assert [tuple(row) for row in rows] == [(None, None), (26.6, 101.6)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "photo.empty"),
        (b"<svg/>", "photo.kind"),
        (JPEG[:300], "photo.broken"),
        (b"\xff\xd8\xff" + bytes(12 * 1024 * 1024), "photo.too_large"),
    ],
)
async def test_a_bad_photo_leaves_nothing(
    media: Media, db: Database, owner: Owner, principal: Principal, content: bytes, code: str
) -> None:
    with pytest.raises(DomainError) as caught:
        await upload(media, db, principal, content)
    assert caught.value.code == code
    assert caught.value.message("zh-CN") != caught.value.message("en")
    assert "?" not in caught.value.message("zh-CN")
    assert await owner.fetchval("SELECT count(*) FROM photos") == 0
    assert objects(media) == []


async def test_the_same_key_and_photo_again_give_the_first_photo(
    media: Media, db: Database, owner: Owner, principal: Principal
) -> None:
    first = await upload(media, db, principal, key="one")
    again = await upload(media, db, principal, key="one")
    assert again.id == first.id
    assert again.url == first.url
    assert await owner.fetchval("SELECT count(*) FROM photos WHERE gone_at IS NULL") == 1
    assert await owner.fetchval("SELECT count(*) FROM jobs") == 1
    assert await actions.sweep(db, media.objects) == 1
    assert len(objects(media)) == 2
    with pytest.raises(DomainError) as caught:
        await upload(media, db, principal, key="one", keep=True)
    assert caught.value.code == "idempotency.mismatch"


async def test_a_store_that_is_full_leaves_no_photo(
    media: Media, db: Database, owner: Owner, principal: Principal
) -> None:
    folder = Path(media.settings.data_dir) / "media"
    shutil.rmtree(folder)
    folder.write_text("a file where the folder was")
    with pytest.raises(DomainError) as caught:
        await upload(media, db, principal)
    assert caught.value.code == "unavailable"
    async with db.connection() as connection:
        ids = [row["id"] for row in await owner.fetch("SELECT id FROM photos")]
        assert await actions.photos_of(connection, ids) == []
    with pytest.raises(DomainError):
        await attach(db, principal, *ids)


async def test_a_child_killed_in_the_middle_costs_one_photo(
    settings: object, media: Media, db: Database, owner: Owner, principal: Principal
) -> None:
    media.pool = BoundedPool("tests.hub.media.naughty", size=1, memory=1024**3, seconds=20, waiting=4)
    await media.pool.ask(b"warm")
    child = media.pool.pids()[0]
    os.kill(child, 19)  # stopped: the question will wait
    asked = asyncio.create_task(upload(media, db, principal))
    await until(lambda: not media.pool._idle)
    os.kill(child, 9)
    with pytest.raises(DomainError) as caught:
        await asked
    assert caught.value.code == "photo.too_hard"
    await until(lambda: not psutil.pid_exists(child))
    assert await owner.fetchval("SELECT count(*) FROM photos") == 0
    await media.pool.close()
    media.pool = BoundedPool("hub.media.child", size=1, memory=1024**3, seconds=20, waiting=4)
    await upload(media, db, principal)


async def test_too_many_photos_at_once_are_told_to_come_back(
    media: Media, db: Database, principal: Principal
) -> None:
    media.pool = BoundedPool("hub.media.child", size=1, memory=1024**3, seconds=20, waiting=0)
    with pytest.raises(DomainError) as caught:
        await upload(media, db, principal)
    assert (caught.value.code, caught.value.retry_after) == ("photo.busy", 5)


async def test_only_so_many_uploads_are_read_at_a_time(media: Media) -> None:
    async with asyncio.timeout(5):
        held = [media.place() for _ in range(actions.UPLOADS)]
        for place in held:
            await place.__aenter__()
        with pytest.raises(DomainError) as caught:
            await media.place().__aenter__()
        assert caught.value.code == "photo.busy"
        await held.pop().__aexit__(None, None, None)
        async with media.place():
            pass
        for place in held:
            await place.__aexit__(None, None, None)


async def test_attaching_keeps_the_order_and_counts_once(
    media: Media, db: Database, principal: Principal
) -> None:
    one, two = (await upload(media, db, principal)).id, (await upload(media, db, principal)).id
    assert await attach(db, principal, two, one, two) == [two, one]
    assert await attach(db, principal) == []


async def test_only_ones_own_loose_photos_can_be_attached(
    media: Media, db: Database, owner: Owner, principal: Principal, neighbour: Principal
) -> None:
    mine = (await upload(media, db, principal)).id
    theirs = (await upload(media, db, neighbour)).id
    gone = (await upload(media, db, principal)).id
    async with db.transaction() as tx:
        await actions.erase(tx, [gone])
    for wrong in (theirs, gone, uuid4()):
        with pytest.raises(DomainError) as caught:
            await attach(db, principal, mine, wrong)
        assert caught.value.code == "photo.unknown"
    assert await owner.fetchval("SELECT count(*) FROM photos WHERE attached_at IS NOT NULL") == 0
    assert await attach(db, principal, mine) == [mine]
    with pytest.raises(DomainError):
        await attach(db, principal, mine)


async def test_two_reports_cannot_both_have_a_photo(media: Media, db: Database, principal: Principal) -> None:
    photo = (await upload(media, db, principal)).id
    outcomes = await asyncio.gather(*(attach(db, principal, photo) for _ in range(5)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["DomainError"] * 4 + ["list"]


async def test_photos_are_told_in_the_order_asked_for(
    media: Media, db: Database, principal: Principal
) -> None:
    ids = [(await upload(media, db, principal)).id for _ in range(3)]
    asked = [ids[2], uuid4(), ids[0]]
    async with db.connection() as connection:
        assert [info.id for info in await actions.photos_of(connection, asked)] == [ids[2], ids[0]]
        assert await actions.photos_of(connection, []) == []


async def test_the_sweep_takes_loose_photos_after_a_day_and_no_others(
    media: Media, db: Database, owner: Owner, principal: Principal
) -> None:
    kept = (await upload(media, db, principal)).id
    await attach(db, principal, kept)
    await upload(media, db, principal)
    await owner.execute("UPDATE app_clock SET ahead = interval '23 hours'")
    assert await actions.sweep(db, media.objects) == 0
    fresh = (await upload(media, db, principal)).id
    await owner.execute("UPDATE app_clock SET ahead = interval '25 hours'")
    assert await actions.sweep(db, media.objects) == 1
    assert {row["id"] for row in await owner.fetch("SELECT id FROM photos")} == {kept, fresh}
    assert len(objects(media)) == 4


async def test_a_row_whose_upload_never_ended_is_swept(
    media: Media, db: Database, owner: Owner, principal: Principal
) -> None:
    name = uuid4()
    await media.objects.put(name, "full", b"half an upload")
    await owner.execute(
        "INSERT INTO photos (district, owner, object, width, height, bytes) VALUES ($1, $2, $3, 1, 1, 1)",
        principal.district, principal.account, name,
    )  # fmt: skip
    await owner.execute("UPDATE app_clock SET ahead = interval '25 hours'")
    assert await actions.sweep(db, media.objects) == 1
    assert objects(media) == []


async def test_an_erased_photo_is_unseen_at_once_and_deleted_by_the_sweep(
    media: Media, db: Database, owner: Owner, principal: Principal
) -> None:
    photo = await upload(media, db, principal)
    await attach(db, principal, photo.id)
    async with db.transaction() as tx:
        await actions.erase(tx, [photo.id])
    async with db.connection() as connection:
        assert await actions.photos_of(connection, [photo.id]) == []
    assert len(objects(media)) == 2
    assert await actions.sweep(db, media.objects) == 1
    assert objects(media) == []
    assert await owner.fetchval("SELECT count(*) FROM photos") == 0


async def test_a_sweep_cut_short_goes_on_next_time(
    media: Media, db: Database, owner: Owner, principal: Principal
) -> None:
    photo = await upload(media, db, principal)
    async with db.transaction() as tx:
        await actions.erase(tx, [photo.id])
    # As if it had died between deleting the objects and the row.
    await media.objects.delete(await owner.fetchval("SELECT object FROM photos"))
    assert await actions.sweep(db, media.objects) == 1
    assert await owner.fetchval("SELECT count(*) FROM photos") == 0


async def test_a_photo_that_kills_the_decoder_costs_itself_only(
    media: Media, db: Database, principal: Principal
) -> None:
    # The sample with a few bytes changed: libde265, as it was when this was written, dies of it.
    for _ in range(3):
        with pytest.raises(DomainError) as caught:
            await upload(media, db, principal, (pictures.SAMPLES / "crashing.heic").read_bytes())
        assert caught.value.code in ("photo.too_hard", "photo.broken")
        await upload(media, db, principal)
