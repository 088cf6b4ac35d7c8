"""Rectangles blacked out of the pixels; what was there before is gone for everybody."""

import io
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import asyncpg
import pytest
from PIL import Image

from hub.accounts.types import Principal
from hub.db import Database
from hub.errors import DomainError
from hub.media.actions import Media, delete_gone, photos_of, redrawn
from hub.media.answers import Part, RedactAsked
from hub.media.links import view
from hub.media.redact import redact
from hub.media.types import Variant
from tests.hub.media.pictures import encoded
from tests.hub.media.test_actions import objects, upload

WHITE = encoded(Image.new("RGB", (200, 100), "white"), quality=90)


def dark(image: Image.Image, x: int, y: int) -> bool:
    pixel = image.getpixel((x, y))
    assert isinstance(pixel, tuple)
    return max(pixel) < 60


def test_every_pixel_a_rectangle_touches_is_black_in_both_variants() -> None:
    made = redact(RedactAsked((Part(0.25, 0.1, 0.251, 0.5), Part(0.9, 0.9, 1.0, 1.0)), WHITE))
    full = Image.open(io.BytesIO(made.full))
    assert (full.size, made.width, made.height) == ((200, 100), 200, 100)
    assert all(dark(full, x, y) for x in (50, 75, 99) for y in (10, 30, 59))
    assert dark(full, 199, 99)
    assert not any(dark(full, x, y) for x, y in ((30, 30), (75, 80), (130, 30), (150, 99)))
    assert dark(Image.open(io.BytesIO(made.preview)), 75, 30)


def test_a_rectangle_beyond_the_edge_is_cut() -> None:
    made = redact(RedactAsked((Part(1.0, 0.0, 0.5, 1.0),), WHITE))
    assert not dark(Image.open(io.BytesIO(made.full)), 150, 50)


async def served(media: Media, db: Database, link: str) -> Image.Image:
    url = urlsplit(link)
    asked = parse_qs(url.query)
    _, _, photo, variant = url.path.split("/")
    which: Variant = "full" if variant == "full" else "preview"
    content, _ = await media.serve(
        db, UUID(photo), which, int(asked["expires"][0]), asked["signature"][0],
        int(asked.get("redacted", ["0"])[0]),
    )  # fmt: skip
    return Image.open(io.BytesIO(content))


async def links(media: Media, db: Database, photo: UUID) -> list[str]:
    async with db.connection() as connection:
        (info,) = await photos_of(connection, [photo])
    shown = view(media.settings, info)
    return [shown.url, shown.preview_url]


async def test_the_old_pixels_are_gone_for_everybody(
    media: Media, db: Database, principal: Principal
) -> None:
    photo = (await media.upload(db, principal, WHITE, keep_position=False)).id
    old = await links(media, db, photo)
    before = set(objects(media))
    assert not dark(await served(media, db, old[0]), 75, 30)
    made = await media.redraw(db, photo, [Part(0.25, 0.1, 0.25, 0.5)])
    assert not dark(await served(media, db, old[0]), 75, 30)  # not before it is committed
    async with db.transaction() as tx:
        await redrawn(tx, made)
    for link in old:
        with pytest.raises(DomainError) as caught:
            await served(media, db, link)
        assert caught.value.code == "not_found"
    new = await links(media, db, photo)
    assert all([dark(await served(media, db, link), 75, 30) for link in new])
    assert await delete_gone(db, media.objects) == 1
    assert len(objects(media)) == len(before)
    assert not before & set(objects(media))
    assert all([dark(await served(media, db, link), 75, 30) for link in new])


async def test_a_link_cannot_be_made_from_an_old_one(
    media: Media, db: Database, principal: Principal
) -> None:
    photo = (await media.upload(db, principal, WHITE, keep_position=False)).id
    old, _ = await links(media, db, photo)
    async with db.transaction() as tx:
        await redrawn(tx, await media.redraw(db, photo, [Part(0, 0, 1, 1)]))
    with pytest.raises(DomainError):
        await served(media, db, old + "&redacted=1")


async def test_two_at_once_do_not_undo_each_other(media: Media, db: Database, principal: Principal) -> None:
    photo = (await media.upload(db, principal, WHITE, keep_position=False)).id
    first = await media.redraw(db, photo, [Part(0, 0, 0.5, 1)])
    second = await media.redraw(db, photo, [Part(0.5, 0, 0.5, 1)])
    async with db.transaction() as tx:
        await redrawn(tx, first)
        with pytest.raises(DomainError) as caught:
            await redrawn(tx, second)
    assert caught.value.code == "photo.unknown"


async def test_what_was_broken_off_is_deleted_after_a_day(
    media: Media, db: Database, principal: Principal, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    photo = (await media.upload(db, principal, WHITE, keep_position=False)).id
    kept = set(objects(media))
    await media.redraw(db, photo, [Part(0, 0, 1, 1)])
    assert await delete_gone(db, media.objects) == 0
    await owner.execute("UPDATE app_clock SET ahead = $1", timedelta(hours=25))
    assert await delete_gone(db, media.objects) == 1
    assert set(objects(media)) == kept


async def test_a_photo_that_is_not_there(media: Media, db: Database, principal: Principal) -> None:
    with pytest.raises(DomainError) as caught:
        await media.redraw(db, UUID(int=4), [Part(0, 0, 1, 1)])
    assert caught.value.code == "photo.unknown"
    photo = await upload(media, db, principal)
    for path in (media.settings.data_dir / "media").rglob("*.full"):
        path.unlink()
    with pytest.raises(DomainError):
        await media.redraw(db, photo.id, [Part(0, 0, 1, 1)])
