"""Voice notes on the real database, store and child: sealed, without metadata, one's own, played and never shown."""

import asyncio
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from hub.accounts.types import Principal
from hub.db import Connection as Owner
from hub.db import Database
from hub.errors import DomainError
from hub.media import voices
from hub.media.actions import Media
from hub.media.types import Voice
from tests.conftest import RunningHub
from tests.hub.media.sound.recordings import MP4, SECRET, WEBM, ogg_file
from tests.support import People

SPOKEN = ogg_file()


async def record(
    media: Media, db: Database, who: Principal, content: bytes = SPOKEN, key: str | None = None
) -> Voice:
    return await voices.upload(media, db, who, content, key)


async def attach(db: Database, who: Principal, voice: UUID) -> UUID:
    async with db.transaction() as tx:
        return (await voices.attach(tx, who, voice)).id


def objects(media: Media) -> list[Path]:
    return sorted(path for path in (Path(media.settings.data_dir) / "media").rglob("*") if path.is_file())


async def test_it_is_stored_sealed_and_without_metadata(
    media: Media, db: Database, owner: Owner, principal: Principal
) -> None:
    voice = await record(media, db, principal)
    row = await owner.fetchrow("SELECT * FROM voices")
    assert (row["owner"], row["container"], row["attached_at"]) == (principal.account, "ogg", None)
    assert (voice.seconds, voice.container) == (1, "ogg")
    [stored] = objects(media)
    assert stored.name == f"{row['object'].hex}.voice"
    assert b"OggS" not in stored.read_bytes()
    opened = await media.objects.get(row["object"], "voice")
    assert opened is not None
    assert SECRET in SPOKEN
    assert SECRET not in opened


async def test_the_same_key_gives_the_same_one(
    media: Media, db: Database, owner: Owner, principal: Principal
) -> None:
    first, second = await asyncio.gather(*[record(media, db, principal, key="k" * 16) for _ in range(2)])
    assert first.id == second.id
    assert await voices.delete_gone(db, media.objects) == 1
    assert len(objects(media)) == 1
    with pytest.raises(DomainError) as caught:
        await record(media, db, principal, MP4, key="k" * 16)
    assert caught.value.code == "idempotency.mismatch"


async def test_one_attaches_ones_own_once(
    media: Media, db: Database, principal: Principal, neighbour: Principal
) -> None:
    voice = await record(media, db, principal)
    for who, wanted in ((neighbour, voice.id), (principal, uuid4())):
        with pytest.raises(DomainError) as caught:
            await attach(db, who, wanted)
        assert caught.value.code == "voice.unknown"
    assert await attach(db, principal, voice.id) == voice.id
    with pytest.raises(DomainError):
        await attach(db, principal, voice.id)


async def test_what_nobody_attached_is_swept_after_a_day(
    media: Media, db: Database, owner: Owner, principal: Principal
) -> None:
    kept, loose = await record(media, db, principal), await record(media, db, principal, MP4)
    await attach(db, principal, kept.id)
    assert await voices.sweep(db, media.objects) == 0
    await owner.execute("UPDATE app_clock SET ahead = '25 hours'")
    assert await voices.sweep(db, media.objects) == 1
    assert [row["id"] for row in await owner.fetch("SELECT id FROM voices")] == [kept.id]
    assert len(objects(media)) == 1
    async with db.transaction() as tx:
        await voices.erase(tx, kept.id)
        assert await voices.info(tx, loose.id) is await voices.info(tx, kept.id) is None
    assert await voices.delete_gone(db, media.objects) == 1
    assert objects(media) == []


async def test_over_http(hub: RunningHub, people: People) -> None:
    an = await people.resident()
    async with await hub.client(an) as phone, await hub.client(None) as nobody:
        headers = {"Idempotency-Key": "v" * 16, "Content-Type": "application/octet-stream"}
        for content, kind in ((WEBM, "audio/webm"), (MP4, "audio/mp4"), (SPOKEN, "audio/ogg")):
            headers["Idempotency-Key"] = f"voice-of-{kind}"
            answer = await phone.post("/api/voices", content=content, headers=headers)
            assert answer.status_code == 201, answer.text
            url = answer.json()["url"]
            played = await nobody.get(url)
            assert (played.status_code, played.headers["content-type"]) == (200, kind)
            assert played.headers["content-disposition"].startswith("attachment")
            assert played.headers["x-content-type-options"] == "nosniff"
            assert "sandbox" in played.headers["content-security-policy"]
        # Neither another's link nor a photo's: it is signed for this one, as what it is.
        forged = url.replace(answer.json()["id"], str(uuid4()))
        as_photo = url.replace(f"voices/{answer.json()['id']}", f"{answer.json()['id']}/full")
        for address in (forged, as_photo, url.replace("expires=", "expires=9")):
            assert (await nobody.get(address)).status_code == 404
        for content, status, code in (
            (b"", 400, "voice.empty"),
            (b"<html>", 415, "voice.kind"),
            (WEBM[:-2], 400, "voice.broken"),
            (WEBM + bytes(2 * 1024 * 1024), 413, "input.too_large"),
        ):
            answer = await phone.post("/api/voices", content=content, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert (await nobody.post("/api/voices", content=WEBM, headers=headers)).status_code == 401
