"""The golden messages: files `<op>.json` and `<op>.<variant>.json` for each direction, read and written alike by the
hub here, by the Python SDK in `tests/clients/python/test_messages.py` and by the TypeScript SDK in
`clients/web/sdk/tests/golden.test.ts`.

`newer/` has what a newer peer may send: `sent` must be understood as `read`, or skipped where that is null.
"""

import json
from pathlib import Path
from typing import Any, get_args

import jsonschema_rs
import msgspec
import pytest

from hub.document import EVENTS, document
from hub.live import protocol

FOLDER = Path(__file__).parent
CLIENT = sorted((FOLDER / "client").glob("*.json"))
HUB = sorted((FOLDER / "hub").glob("*.json"))
DATA = {event.name: event.data for event in EVENTS}


def name(path: Path) -> str:
    return path.stem


def ops(union: object) -> set[str]:
    return {kind.__struct_config__.tag for kind in get_args(union)}


def test_every_message_has_its_file() -> None:
    assert {path.stem for path in CLIENT if "." not in path.stem} == ops(protocol.FromClient)
    assert {path.stem for path in HUB if "." not in path.stem} == ops(protocol.FromHub)


def test_every_file_is_named_after_its_message() -> None:
    assert all(read(path)["op"] == path.stem.partition(".")[0] for path in [*CLIENT, *HUB])


def test_every_optional_field_is_there_once_and_missing_once() -> None:
    for paths, union in ((CLIENT, protocol.FromClient), (HUB, protocol.FromHub)):
        for kind in get_args(union):
            config = kind.__struct_config__
            given = [set(read(path)) for path in paths if read(path)["op"] == config.tag]
            for field in msgspec.structs.fields(kind):
                assert any(field.encode_name in each for each in given), (config.tag, field.name)
                if config.omit_defaults and not field.required:
                    assert any(field.encode_name not in each for each in given), (config.tag, field.name)


def test_every_type_of_event_has_its_file() -> None:
    assert {read(path)["type"] for path in HUB if read(path)["op"] == "event"} == set(DATA)


def read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_bytes())


@pytest.mark.parametrize("path", CLIENT, ids=name)
def test_what_clients_send(path: Path) -> None:
    message = protocol.decode(path.read_bytes())
    assert json.loads(msgspec.json.encode(message)) == read(path)


@pytest.mark.parametrize("path", HUB, ids=name)
def test_what_the_hub_sends(path: Path) -> None:
    message = msgspec.json.decode(path.read_bytes(), type=protocol.FromHub)
    assert json.loads(protocol.encode(message)) == read(path)
    if isinstance(message, protocol.Event):
        data = msgspec.json.decode(message.data, type=DATA[message.type])
        assert json.loads(msgspec.json.encode(data)) == read(path)["data"]


@pytest.mark.parametrize("path", [*CLIENT, *HUB], ids=name)
def test_the_document_describes_them(path: Path) -> None:
    described = document(EVENTS)
    message = read(path)
    key = message["op"] + ("_to_client" if path in HUB else "")
    if message["op"] == "event":
        key = "event_" + message["type"].replace(".", "_")
    schema = {"$ref": f"#/components/messages/{key}/payload", "components": described["components"]}
    jsonschema_rs.validate(schema, message)
    for field in described_as_required(described, key):
        with pytest.raises(jsonschema_rs.ValidationError):
            jsonschema_rs.validate(schema, {each: value for each, value in message.items() if each != field})


def described_as_required(described: dict[str, Any], key: str) -> list[str]:
    payload = described["components"]["messages"][key]["payload"]
    reference = payload["allOf"][0] if "allOf" in payload else payload
    return described["components"]["schemas"][reference["$ref"].rpartition("/")[2]]["required"]


@pytest.mark.parametrize("path", sorted((FOLDER / "newer" / "client").glob("*.json")), ids=name)
def test_a_newer_client_may_say_more(path: Path) -> None:
    pair = read(path)
    message = protocol.decode(json.dumps(pair["sent"]).encode())
    assert json.loads(msgspec.json.encode(message)) == pair["read"]


def test_what_a_client_must_not_say_is_refused() -> None:
    with pytest.raises(ValueError, match="typing"):
        protocol.decode(b'{"op":"typing","topic":"t"}')
