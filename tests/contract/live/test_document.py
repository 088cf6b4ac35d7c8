"""`docs/protocol/` is what the structs say, and AsyncAPI's own schema accepts it."""

import json
import re
from pathlib import Path
from typing import get_args

import jsonschema_rs

from hub import document
from hub.embedded.node import WEB, install
from hub.live import codes, protocol
from hub.live.document import ERROR_CODES

META = WEB / "node_modules" / "@asyncapi" / "specs" / "schemas" / "3.0.0-without-$id.json"
DESCRIBED = json.loads((document.FOLDER / "live.asyncapi.json").read_bytes())


def test_the_files_are_up_to_date() -> None:
    stale = [path.name for path, text in document.files().items() if path.read_text(encoding="utf-8") != text]
    assert stale == [], "run: python -m hub.document"


def test_asyncapi_accepts_it() -> None:
    install()
    meta = jsonschema_rs.Draft7Validator(json.loads(META.read_bytes()))
    assert [f"{error.instance_path}: {error.message}" for error in meta.iter_errors(DESCRIBED)] == []
    wrong = {**DESCRIBED, "channels": {"live": {"messages": {"x": 1}}}}
    assert not meta.is_valid(wrong)


def test_every_reference_leads_somewhere() -> None:
    for reference in set(re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(DESCRIBED))):
        found = DESCRIBED
        for part in reference.split("/"):
            found = found[part]
        assert found


def test_every_message_belongs_to_one_operation() -> None:
    of = {
        name: {each["$ref"].rpartition("/")[2] for each in operation["messages"]}
        for name, operation in DESCRIBED["operations"].items()
    }
    messages = DESCRIBED["components"]["messages"]
    assert of["fromClient"] | of["fromHub"] == set(messages) == set(DESCRIBED["channels"]["live"]["messages"])
    assert not of["fromClient"] & of["fromHub"]
    for union, operation in ((protocol.FromClient, "fromClient"), (protocol.FromHub, "fromHub")):
        tags = {kind.__struct_config__.tag for kind in get_args(union)}
        assert {messages[key]["name"] for key in of[operation]} == tags


def test_every_close_code_is_named() -> None:
    assert {each["code"]: each["reconnect"] for each in DESCRIBED["x-close-codes"]} == {
        code: close.reconnect for code, close in codes.CLOSES.items()
    }


def test_every_error_code_of_the_socket_is_named() -> None:
    used = set(
        re.findall(r'_error\(\s*"([a-z._]+)"', Path("hub/live/session.py").read_text(encoding="utf-8"))
    )
    assert used == set(ERROR_CODES)
