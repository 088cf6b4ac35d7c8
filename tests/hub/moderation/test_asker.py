"""The outer service, against a real HTTP server on loopback: pass, hold, and everything that is neither."""

import asyncio
import base64
import hashlib
import hmac
import json
import threading
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

import pytest

from hub.moderation import store
from hub.moderation.asker import NO_VERDICT, Asker
from hub.moderation.outer import Outer
from tests.hub.moderation.things import Board
from tests.support import until

SECRET = "shared-with-the-service"


class Far:
    """The far side: checks the signature, answers as it is told to."""

    def __init__(self) -> None:
        self.status, self.body = 200, b'{"verdict": "pass", "score": 0.1}'
        self.asked: list[dict[str, Any]] = []
        self.answers = threading.Event()
        self.answers.set()
        far = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                signed = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + body
                wanted = base64.b64encode(hmac.digest(SECRET.encode(), signed, hashlib.sha256)).decode()
                good = self.headers["webhook-signature"] == f"v1,{wanted}"
                far.asked.append(json.loads(body) if good else {})
                far.answers.wait(30)
                try:
                    self.send_response(far.status if good else 401)
                    self.send_header("Content-Length", str(len(far.body)))
                    self.end_headers()
                    self.wfile.write(far.body)
                except OSError:
                    return  # who asked has gone

            def log_message(self, *given: Any) -> None:
                return None

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/check"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def close(self) -> None:
        self.answers.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def far() -> Iterator[Far]:
    made = Far()
    yield made
    made.close()


@pytest.fixture
async def asker(board: Board, far: Far) -> AsyncIterator[Asker]:
    await board.setting("outer_check = true")
    outer = Outer(far.url, SECRET, timeout=0.3)
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
    assert far.asked == [{"id": str(case.id), "kind": "thing", "words": "今天停水吗", "photos": 0}]
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
    outer = Outer("http://127.0.0.1:9/check", SECRET)
    subject = await board.write("今天停水吗")
    await Asker(board.db, board.place.district, board.targets, outer).next()
    await outer.close()
    assert await state(board, subject) == ("held", "held", (NO_VERDICT,))


async def test_none_in_the_settings_holds(board: Board, asker: Asker) -> None:
    subject = await board.write("今天停水吗")
    await Asker(board.db, board.place.district, board.targets, None).next()
    assert await state(board, subject) == ("held", "held", (NO_VERDICT,))


async def test_a_wrong_secret_holds(board: Board, far: Far, asker: Asker) -> None:
    outer = Outer(far.url, "another")
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
    outer = Outer(far.url, SECRET)
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
