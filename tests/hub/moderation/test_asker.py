"""The outer service, against a real HTTP server on loopback: pass, hold, and everything that is neither."""

import asyncio
import base64
import io
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from PIL import Image

from hub.media.actions import Media, attach
from hub.moderation import store
from hub.moderation.asker import NO_VERDICT, Asker
from hub.webhook import Webhook
from tests.hub.far import Far, serving
from tests.hub.media import pictures
from tests.hub.media.pictures import encoded
from tests.hub.moderation.things import Board
from tests.support import until

SECRET = "shared-with-the-service"


@pytest.fixture
def far() -> Iterator[Far]:
    with serving(Far(SECRET, b'{"verdict": "pass", "score": 0.1}')) as far:
        yield far


@pytest.fixture
async def asker(board: Board, far: Far) -> AsyncIterator[Asker]:
    await board.setting("outer_check = true")
    outer = Webhook(far.url, SECRET, timeout=0.3)
    yield Asker(board.db, board.place.district, board.targets, outer)
    await outer.close()


async def state(board: Board, subject: UUID) -> tuple[str, str, tuple[str, ...]]:
    case = await board.case(subject)
    return (await board.status(subject))[0], case.state, case.reasons


async def test_what_passes_is_published(board: Board, far: Far, asker: Asker) -> None:
    subject = await board.write("今天停水吗")
    assert await state(board, subject) == ("held", "checking", ())
    assert far.asked == []  # nothing is asked while she waits
    assert await asker.next()
    case = await board.case(subject)
    assert far.asked == [
        {"id": str(case.id), "kind": "thing", "words": "今天停水吗", "photos": 0, "pictures": []}
    ]
    assert await state(board, subject) == ("shown", "clear", ())
    assert not await asker.next()


async def test_what_is_found_is_held_for_staff(board: Board, far: Far, asker: Asker) -> None:
    far.body = '{"verdict": "hold", "labels": ["辱骂"]}'.encode()
    subject = await board.write("今天停水吗")
    await asker.next()
    assert await state(board, subject) == ("held", "held", ("外部审核：辱骂",))
    await board.decide(board.clerk, await board.case(subject), "published", "")
    assert (await board.status(subject))[0] == "shown"


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, b"nonsense"), (200, b"{}"), (200, b'{"verdict": "maybe"}'), (500, b""), (302, b""), (204, b"")],
)  # fmt: skip
async def test_no_answer_to_go_by_holds(
    board: Board, far: Far, asker: Asker, status: int, body: bytes
) -> None:
    far.status, far.body = status, body
    subject = await board.write("今天停水吗")
    await asker.next()
    assert await state(board, subject) == ("held", "held", (NO_VERDICT,))


async def test_an_answer_without_end_is_not_read_as_one(board: Board, far: Far, asker: Asker) -> None:
    far.body = b'{"verdict": "pass"' + b" " * 5000 + b"}"
    subject = await board.write("今天停水吗")
    await asker.next()
    assert await state(board, subject) == ("held", "held", (NO_VERDICT,))


async def test_a_service_that_hangs_holds(board: Board, far: Far, asker: Asker) -> None:
    far.answers.clear()
    subject = await board.write("今天停水吗")
    await asker.next()
    assert await state(board, subject) == ("held", "held", (NO_VERDICT,))


async def test_a_service_that_is_away_holds(board: Board, asker: Asker) -> None:
    outer = Webhook("http://127.0.0.1:9/check", SECRET)
    subject = await board.write("今天停水吗")
    await Asker(board.db, board.place.district, board.targets, outer).next()
    await outer.close()
    assert await state(board, subject) == ("held", "held", (NO_VERDICT,))


async def test_none_in_the_settings_holds(board: Board, asker: Asker) -> None:
    subject = await board.write("今天停水吗")
    await Asker(board.db, board.place.district, board.targets, None).next()
    assert await state(board, subject) == ("held", "held", (NO_VERDICT,))


async def test_a_wrong_secret_holds(board: Board, far: Far, asker: Asker) -> None:
    outer = Webhook(far.url, "another")
    subject = await board.write("今天停水吗")
    await Asker(board.db, board.place.district, board.targets, outer).next()
    await outer.close()
    assert await state(board, subject) == ("held", "held", (NO_VERDICT,))


async def test_a_hub_that_died_is_followed_by_another(board: Board, far: Far, asker: Asker) -> None:
    subject = await board.write("今天停水吗")
    async with board.db.connection() as connection:
        assert await connection.fetch(store.q.take, board.place.district, 8)
    assert not await asker.next()  # the other is at it
    await board.owner.execute("UPDATE app_clock SET ahead = interval '31 s'")
    assert await asker.next()
    assert await state(board, subject) == ("shown", "clear", ())


async def test_words_written_anew_meanwhile_are_asked_about_again(
    board: Board, far: Far, asker: Asker
) -> None:
    subject = await board.write("今天停水吗")
    far.answers.clear()
    outer = Webhook(far.url, SECRET)
    slow = Asker(board.db, board.place.district, board.targets, outer)
    asking = asyncio.create_task(slow.next())
    await until(lambda: far.asked != [])
    async with board.db.transaction() as tx:
        assert (await board.checked(tx, subject, board.an, "还停水吗", 0)).held
    far.answers.set()
    await asking
    assert await state(board, subject) == ("held", "checking", ())
    await slow.next()
    assert far.asked[-1]["words"] == "还停水吗"
    assert await state(board, subject) == ("shown", "clear", ())
    await outer.close()


async def test_what_a_rule_holds_is_not_sent_out(board: Board, far: Far, asker: Asker) -> None:
    await board.write("找我 13800001234")
    assert not await asker.next()
    assert far.asked == []


async def test_it_is_given_small_copies_of_the_pictures_and_nothing_passes_unseen(
    board: Board, far: Far, asker: Asker, tmp_path: Path
) -> None:
    media = Media(msgspec.structs.replace(board.settings, data_dir=tmp_path))
    picture = encoded(pictures.quadrants(1600, 1200), exif=pictures.metadata())
    photo = (await media.upload(board.db, board.an, picture, keep_position=True)).id
    async with board.db.transaction() as tx:
        await attach(tx, board.an, [photo])
    outer = Webhook(far.url, SECRET)
    seeing = Asker(board.db, board.place.district, board.targets, outer, media.objects)
    subject = await board.write("谁的车", photos=[photo])
    assert await seeing.next()
    [asked] = far.asked
    [sent] = asked["pictures"]
    assert (asked["photos"], sent["id"]) == (1, str(photo))
    with Image.open(io.BytesIO(base64.b64decode(sent["jpeg"]))) as copy:
        assert (copy.format, max(copy.size), dict(copy.getexif())) == ("JPEG", 480, {})
    assert await state(board, subject) == ("shown", "clear", ())

    other = await board.write("又一张", photos=[photo])
    await asker.next()  # one that has no store to read them from
    assert await state(board, other) == ("held", "held", (NO_VERDICT,))
    assert len(far.asked) == 1
    await outer.close()
    await media.close()
