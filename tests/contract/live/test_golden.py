"""The golden messages: one file an `op` and direction, decoded by the hub here and by each SDK in its own tests."""

import json
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from hub.live import protocol

FOLDER = Path(__file__).parent
CLIENT = sorted((FOLDER / "client").glob("*.json"))
HUB = sorted((FOLDER / "hub").glob("*.json"))


def ops(union: object) -> set[str]:
    return {kind.__struct_config__.tag for kind in get_args(union)}


def test_every_message_has_its_file() -> None:
    assert {path.stem for path in CLIENT} == ops(protocol.FromClient)
    assert {path.stem for path in HUB} == ops(protocol.FromHub)


@pytest.mark.parametrize("path", CLIENT, ids=lambda path: path.stem)
def test_what_clients_send(path: Path) -> None:
    text = path.read_bytes()
    message = protocol.decode(text)
    assert json.loads(msgspec.json.encode(message)) == json.loads(text)


@pytest.mark.parametrize("path", HUB, ids=lambda path: path.stem)
def test_what_the_hub_sends(path: Path) -> None:
    text = path.read_bytes()
    message = msgspec.json.decode(text, type=protocol.FromHub)
    assert json.loads(protocol.encode(message)) == json.loads(text)
