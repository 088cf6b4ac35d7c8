"""Parts of a thing's photo blacked out by staff."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from PIL import Image

from hub.accounts.types import Principal
from hub.commands import Command
from hub.media.actions import Media, attach
from hub.moderation import reading
from hub.moderation.photos import redact
from hub.moderation.types import ModerationCase, Rectangle, RedactPhoto
from hub.settings import Settings
from tests.hub.media.pictures import encoded
from tests.hub.moderation.test_cases import refused
from tests.hub.moderation.things import Board
from tests.support import ask

PLATE = [Rectangle(x=0.1, y=0.7, width=0.3, height=0.2)]


@pytest.fixture
async def media(settings: Settings) -> AsyncIterator[Media]:
    made = Media(settings)
    yield made
    await made.close()


async def pictured(board: Board, media: Media) -> tuple[ModerationCase, UUID]:
    picture = encoded(Image.new("RGB", (80, 60), "white"))
    photo = (await media.upload(board.db, board.an, picture, keep_position=False)).id
    async with board.db.transaction() as tx:
        await attach(tx, board.an, [photo])
    subject = await board.write("谁的车停在消防通道", photos=[photo])
    return await board.open(board.clerk, subject), photo


async def drawn(
    board: Board, media: Media, by: Principal, case: UUID, photo: UUID, reason: str = "车牌",
    asked: Command | None = None,
) -> ModerationCase:  # fmt: skip
    given = RedactPhoto(rectangles=PLATE, reason=reason)
    return await redact(board.db, media, board.targets, by, asked or ask(by), case, photo, given)


async def test_it_is_blacked_out_said_and_written_down(board: Board, media: Media) -> None:
    case, photo = await pictured(board, media)
    before = (await reading.detail(board.db, board.settings, board.targets, board.clerk, case.id)).photos[0]
    asked = ask(board.clerk)
    after = await drawn(board, media, board.clerk, case.id, photo, asked=asked)
    assert (after.state, after.version) == ("reported", 2)
    assert (
        await drawn(board, media, board.clerk, case.id, photo, asked=asked) == after
    )  # sent twice: done once
    seen = await reading.detail(board.db, board.settings, board.targets, board.clerk, case.id)
    assert seen.photos[0].url != before.url
    assert [step.step for step in seen.steps] == ["opened", "redacted"]
    assert (
        await board.owner.fetchval("SELECT redrawn FROM things") == 1
    )  # its room says so to who has it on a screen
    assert await board.owner.fetchval("SELECT redacted FROM photos") == 1
    row = await board.owner.fetchrow("SELECT * FROM audit WHERE action = 'moderation.redacted'")
    assert row is not None
    assert (row["actor"], row["subject"]) == (board.clerk.account, board.an.account)


async def test_who_may_not(board: Board, media: Media) -> None:
    case, photo = await pictured(board, media)
    for who in (board.far_clerk, board.an, board.luo, await board.people.dispatcher()):
        assert await refused(drawn(board, media, who, case.id, photo)) == "not_found"
    assert await refused(drawn(board, media, board.clerk, case.id, uuid4())) == "photo.unknown"
    assert await refused(drawn(board, media, board.clerk, uuid4(), photo)) == "not_found"
    assert await refused(drawn(board, media, board.clerk, case.id, photo, "")) == "moderation.reason"
    assert await board.owner.fetchval("SELECT redacted FROM photos") == 0
