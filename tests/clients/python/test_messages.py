"""The golden messages: what the hub wrote down, the SDK reads and writes alike."""

from datetime import datetime
from pathlib import Path

import msgspec
import pytest
from shequtong.messages import USED, Announce, Hello, Position, Subscribe, ToHub, decode, encode

GOLDEN = Path("tests/contract/live")


@pytest.mark.parametrize("path", sorted((GOLDEN / "hub").glob("*.json")), ids=lambda path: path.stem)
def test_each_message_of_the_hub_is_read_in_full(path: Path) -> None:
    written = msgspec.json.decode(path.read_bytes())
    message = decode(path.read_bytes())
    if written["op"] not in USED:
        assert message is None
        return
    read = msgspec.json.decode(msgspec.json.encode(message))
    if "at" in written:  # the same moment, in whatever number of digits
        read["at"], written["at"] = message.at, msgspec.convert(written["at"], datetime)
    absent = {"id": None, "topics": []}  # what an `error` without them means
    assert read == {**absent, **written} if written["op"] == "error" else written


@pytest.mark.parametrize("op", ["hello", "subscribe", "presence"])
def test_what_the_sdk_says_is_what_the_hub_wrote_down(op: str) -> None:
    written = msgspec.json.decode((GOLDEN / "client" / f"{op}.json").read_bytes())
    if op == "hello":
        said: ToHub = Hello(ticket=written["ticket"], client=written["client"])
    elif op == "presence":
        said = Announce(written["topic"], written["state"])
    else:
        topics, place = tuple(written["topics"]), Position(**written["from"])
        said = Subscribe(id=written["id"], topics=topics, from_=place)
    assert msgspec.json.decode(encode(said)) == written


@pytest.mark.parametrize(
    "path", sorted((GOLDEN / "newer" / "hub").glob("*.json")), ids=lambda path: path.stem
)
def test_a_newer_hub_may_say_more(path: Path) -> None:
    pair = msgspec.json.decode(path.read_bytes())
    expected = decode(msgspec.json.encode(pair["read"])) if pair["read"] else None
    assert decode(msgspec.json.encode(pair["sent"])) == expected


def test_what_is_not_given_is_not_sent() -> None:
    assert encode(Subscribe(id=1, topics=("t",))) == b'{"op":"subscribe","id":1,"topics":["t"]}'
    assert encode(Hello()) == b'{"op":"hello"}'
