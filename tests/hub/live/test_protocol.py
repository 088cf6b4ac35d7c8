"""Messages of clients: what is taken, what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.live import protocol
from hub.live.protocol import Error, Ping, Subscribe, decode, encode


def test_unknown_fields_of_a_newer_client_are_ignored() -> None:
    assert decode(b'{"op":"ping","id":3,"new":{"a":[1]}}') == Ping(3)


def test_from_is_optional_and_strict() -> None:
    message = decode(b'{"op":"subscribe","id":1,"topics":["a/b"],"from":{"epoch":"e","seq":7}}')
    assert message == Subscribe(1, ("a/b",), protocol.Position("e", 7))
    with pytest.raises(ValueError, match="seq"):
        decode(b'{"op":"subscribe","id":1,"topics":["a/b"],"from":{"epoch":"e","seq":-1}}')


BAD = {
    "nothing": b"",
    "no JSON": b"hello",
    "no object": b"[1]",
    "null": b"null",
    "no op": b'{"id":1}',
    "unknown op": b'{"op":"shout","id":1}',
    "hub's op": b'{"op":"welcome"}',
    "op of another type": b'{"op":1}',
    "not UTF-8": b'{"op":"ping","id":1,"x":"\xff"}',
    "half a surrogate": b'{"op":"hello","client":"\\ud800"}',
    "id missing": b'{"op":"ping"}',
    "id of another type": b'{"op":"ping","id":"1"}',
    "id too large": b'{"op":"ping","id":2147483648}',
    "huge number": b'{"op":"ping","id":%b}' % (b"9" * 60000),
    "infinite": b'{"op":"ping","id":1e999}',
    "look-alike digits": '{"op":"ping","id":１}'.encode(),
    "deep": b'{"op":"ping","id":1,"x":' + b"[" * 30000 + b"]" * 30000 + b"}",
    "two messages": b'{"op":"ping","id":1}{"op":"ping","id":2}',
    "long topic": b'{"op":"subscribe","id":1,"topics":["%b"]}' % (b"a" * 201),
    "byte order mark": b'\xef\xbb\xbf{"op":"ping","id":1}',
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD.keys())
def test_what_breaks_the_protocol_is_one_kind_of_error(text: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode(text)


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(text: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode(text)


def test_empty_fields_of_an_error_do_not_travel() -> None:
    assert encode(Error("topic.refused", "no")) == b'{"op":"error","code":"topic.refused","message":"no"}'
