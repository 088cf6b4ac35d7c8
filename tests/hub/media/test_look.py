"""What the worker found reaches the photo's row and its owner."""

from uuid import uuid4

import msgspec

from hub.accounts.types import Principal
from hub.db import Connection as Owner
from hub.db import Database
from hub.jobs.types import Job
from hub.media import actions
from hub.media.actions import Media
from hub.media.look import apply
from hub.media.types import LookAsked, LookResult
from tests.hub.media import pictures

BLURRED = LookResult(fingerprint=-(2**63), sharpness=3.5, brightness=120.0)


async def looked(
    db: Database, media: Media, who: Principal, found: LookResult, *, erase: bool = False
) -> None:
    photo = await media.upload(db, who, pictures.jpeg(), keep_position=False)
    asked = msgspec.Raw(msgspec.json.encode(LookAsked(photo.id, uuid4())))
    async with db.transaction() as tx:
        if erase:
            await actions.erase(tx, [photo.id])
        await apply(tx, Job(uuid4(), who.district, "photo_look", 1, asked), found)


async def test_figures_are_kept_and_the_owner_is_told(
    db: Database, owner: Owner, media: Media, principal: Principal
) -> None:
    await looked(db, media, principal, BLURRED)
    row = await owner.fetchrow("SELECT * FROM photos")
    assert (row["fingerprint"], row["sharpness"], row["brightness"]) == (-(2**63), 3.5, 120.0)
    async with db.connection() as connection:
        (info,) = await actions.photos_of(connection, [row["id"]])
    assert info.notes == ("blurred",)
    event = await owner.fetchrow("SELECT * FROM events WHERE type = 'photo.looked'")
    assert (event["subject"], event["topics"]) == (row["id"], [f"own/{principal.account}"])
    assert event["text"] == '{"notes":["blurred"]}'


async def test_a_photo_gone_meanwhile_is_left_alone(
    db: Database, owner: Owner, media: Media, principal: Principal
) -> None:
    await looked(db, media, principal, BLURRED, erase=True)
    await looked(db, media, principal, LookResult(None, None, None))
    assert await owner.fetchval("SELECT count(*) FROM photos WHERE sharpness IS NOT NULL") == 0
    assert await owner.fetchval("SELECT count(*) FROM events WHERE type = 'photo.looked'") == 0
