"""HTTP against a real server that answers, cuts, and says when to come back."""

import re

import msgspec
import pytest
from shequtong import Conflict, Cursor, NotFound, TooMany, Unavailable
from shequtong.transport import Transport, on_this_machine

from tests.clients.python.peer import http_peer


class Answer(msgspec.Struct):
    n: int


OK = (200, {}, b'{"n": 1}')
CUT = None

Scripted = tuple[int, dict[str, str], bytes]


def busy(status: int) -> Scripted:
    return (status, {"Retry-After": "0"}, b'{"code": "busy"}')


def transport(url: str, patience: float = 10) -> Transport:
    return Transport(url, token="secret", locale="en", timeout=5, patience=patience)


async def test_a_command_keeps_its_key_over_cuts_and_busy_answers() -> None:
    async with http_peer(CUT, busy(503), busy(409), OK, OK) as peer:
        http = transport(peer.url)
        assert await http.command("/api/x", {"a": 1, "b": None}, Answer) == Answer(1)
        assert len(peer.keys()) == 4
        assert len(set(peer.keys())) == 1
        assert set(peer.bodies) == {b'{"a":1}'}
        await http.command("/api/x", {"a": 1}, Answer)
        assert len(set(peer.keys())) == 2
        await http.aclose()


async def test_a_command_is_traced_as_one_over_its_repeats_and_belongs_to_what_is_under_way() -> None:
    above = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    under_way: list[str | None] = [above, None]
    async with http_peer(CUT, OK, OK, OK, OK, OK) as peer:
        http = transport(peer.url)
        await http.command("/api/x", {}, Answer)
        await http.command("/api/x", {}, Answer)
        await http.get("/api/x", Answer)
        await http.aclose()
        http = Transport(peer.url, token=None, locale="en", timeout=5, traceparent=lambda: under_way.pop(0))
        await http.get("/api/x", Answer)
        await http.command("/api/x", {}, Answer)
        await http.aclose()
    told = [re.findall(r"traceparent: (\S+)", head.lower()) for head in peer.heads]
    assert told[0] == told[1] != told[2]
    assert all(re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-01", one) for [one] in told[:3])
    assert told[3:] == [[], [above], []]


async def test_a_get_is_repeated_and_carries_who_and_which_language() -> None:
    async with http_peer(CUT, (200, {"Live-Epoch": "e", "Live-Seq": "7"}, b'{"n": 1}')) as peer:
        http = transport(peer.url)
        assert await http.get_as_of("/api/x", Answer, q="井盖", after=None) == (Answer(1), Cursor("e", 7))
        await http.aclose()
    assert len(peer.heads) == 2
    assert "GET /api/x?q=%E4%BA%95%E7%9B%96 " in peer.heads[1]
    assert "authorization: bearer secret" in peer.heads[1].lower()
    assert "accept-language: en" in peer.heads[1].lower()


async def test_what_may_have_used_something_up_is_not_repeated() -> None:
    async with http_peer(CUT, OK) as peer:
        http = transport(peer.url)
        with pytest.raises(Unavailable):
            await http.post("/api/sign-in/phone", {"code": "123456"}, Answer)
        await http.aclose()
    assert len(peer.heads) == 1


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ((409, {}, b'{"code": "ticket.stale"}'), Conflict),
        ((503, {}, b""), Unavailable),
        ((503, {"Retry-After": "3600"}, b""), Unavailable),
        ((429, {"Retry-After": "0"}, b""), TooMany),
        ((404, {}, b""), NotFound),
        ((200, {}, b"<html>"), Unavailable),
    ],
)
async def test_answers_that_are_final(answer: Scripted, kind: type[Exception]) -> None:
    async with http_peer(answer, OK) as peer:
        http = transport(peer.url)
        with pytest.raises(kind):
            await http.command("/api/x", {}, Answer)
        await http.aclose()
    assert len(peer.heads) == 1


async def test_a_hub_that_stays_busy_is_given_up() -> None:
    async with http_peer(*[busy(503)] * 1000) as peer:
        http = transport(peer.url, patience=0.5)
        with pytest.raises(Unavailable, match="busy"):
            await http.command("/api/x", {}, Answer)
        await http.aclose()
    assert 1 < len(peer.heads) < 1000
    assert len(set(peer.keys())) == 1


async def test_nobody_there() -> None:
    async with http_peer() as peer:
        url = peer.url
    http = transport(url, patience=0.5)
    with pytest.raises(Unavailable, match="unreachable"):
        await http.post("/api/x", {}, Answer)
    await http.aclose()


async def test_a_photo_goes_as_multipart() -> None:
    async with http_peer(CUT, OK) as peer:
        http = transport(peer.url)
        await http.upload("/api/photos", b"\xff\xd8photo", {"keep_position": "true"}, Answer)
        await http.aclose()
    assert b'name="photo"' in peer.bodies[1]
    assert b"\xff\xd8photo" in peer.bodies[1]
    assert b'name="keep_position"\r\n\r\ntrue' in peer.bodies[1]
    assert len(set(peer.keys())) == 1


async def test_a_proxy_of_the_environment_is_not_the_way_to_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with http_peer(OK) as peer:
        http = transport(peer.url)
        assert await http.get("/api/x", Answer) == Answer(1)
        await http.aclose()
    assert on_this_machine("ws://localhost:8400/live")
    assert not on_this_machine("https://hub.example.org")
