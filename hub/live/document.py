"""The live protocol as an AsyncAPI 3.0 document, made from the structs of `protocol` and the table of `codes`.

In: what the rooms put into the log (`EventType`; this room imports none). Out: the document as plain values.
`hub.document` writes it to `docs/protocol/`; the SDKs' types are generated from there.

A client message says which fields must be sent, a hub message which always come: a default that is encoded too
makes a field optional only for who sends it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, get_args

import msgspec
from msgspec import inspect

from hub.error_table import ERRORS
from hub.live import protocol
from hub.live.codes import CLOSES
from hub.live.gate import LiveConfig
from hub.live.limits import WRITE_BYTES, Limits
from hub.live.recovery import MOST
from hub.live.upgrade import PATH

REF: Final = "#/components/schemas/{name}"

ERROR_CODES: Final = (
    "topic.refused", "topic.withdrawn", "topic.unknown", "topic.too_many",
    "subscription.exists", "subscription.unknown", "presence.refused",
)  # fmt: skip
"""What `error` may carry as `code`."""

PROMISES: Final = (
    "Every event of your topics comes, in ascending `seq`, or a `reset` says that some do not.",
    "After a cut, subscribe with `from` = your cursor: what you missed comes between `subscribed` and "
    "`recovered`, then the live events, with nothing between them left out.",
    "Your cursor may move to the `seq` of `recovered` and of every `mark` (while nothing of yours recovers), also "
    "when no event came: everything up to there has been sent.",
    "An event may come twice, where subscriptions overlap or a cut came at the wrong moment: drop what is at or "
    "below your cursor, and apply an entity only when its `version` is newer than the one you have.",
    "After `reset`, fetch the state over HTTP. Its headers `Live-Epoch` and `Live-Seq` are your new cursor, lower "
    "than the old one too: they were read before the state was, so events after them continue it.",
    "`epoch` names the log. A `seq` means nothing in another epoch.",
    "A `from` ahead of this hub is normal, another process was quicker: it catches up. If the log itself does not "
    "reach so far, `reset` with reason `epoch` comes, and the cursor must go down.",
    "`board.*` events are whole states, not changes, and are not in the log: keep the newest by `version` "
    "(of equal ones the last to come: time alone changes a count too), never "
    "move the cursor by them, never drop them because of it. The last one comes with every `recovered`.",
    "`redacted` names earlier events whose text is gone: forget your copies.",
    "Unknown fields and unknown `op`s are to be ignored: a newer hub may send them. The hub ignores unknown fields "
    "and closes with 4400 on an unknown `op`.",
    "Presence is best effort: it is never late because of events nor the other way round, and may be lost.",
)


class EventType(NamedTuple):
    """A type of event: what its `data` is and which topics bring it."""

    name: str
    data: type[msgspec.Struct]
    topics: tuple[str, ...]
    subject: str


def document(events: Sequence[EventType]) -> dict[str, Any]:
    """The whole document; `events` are those that clients may read."""
    clients, hubs = get_args(protocol.FromClient), get_args(protocol.FromHub)
    roots = [*clients, *hubs, *(event.data for event in events)]
    _, schemas = msgspec.json.schema_components(roots, ref_template=REF)
    _complete(schemas, [*hubs, *(event.data for event in events)])
    messages = {
        _op(kind) + ("" if kind in clients else "_to_client"): _message(kind) for kind in [*clients, *hubs]
    }
    messages |= {_key(event): _event_message(event) for event in events}
    from_client = [_op(kind) for kind in clients]
    from_hub = [key for key in messages if key not in from_client]
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "社区通: the live protocol",
            "version": "1",
            "description": "\n\n".join(
                ["What one connection may rely on:", *(f"- {each}" for each in PROMISES)]
            ),
        },
        "defaultContentType": "application/json",
        "servers": {"hub": _server()},
        "channels": {"live": _channel(messages)},
        "operations": {
            "fromClient": _operation("receive", from_client, "What a client may say."),
            "fromHub": _operation("send", from_hub, "What a client must understand or ignore."),
        },
        "components": {
            "securitySchemes": _security_schemes(),
            "messages": messages,
            "schemas": schemas,
        },
        "x-subprotocol": protocol.SUBPROTOCOL,
        "x-close-codes": [
            {"code": close.code, "reason": close.reason, "reconnect": close.reconnect}
            for close in sorted(CLOSES.values())
        ],
        "x-error-codes": [{"code": code, "message": ERRORS[code].en} for code in ERROR_CODES],
        "x-event-types": [
            {
                "type": event.name,
                "data": {"$ref": REF.format(name=event.data.__name__)},
                "topics": list(event.topics),
                "subject": event.subject,
            }
            for event in events
        ],
        "x-limits": limits(),
    }


def limits() -> dict[str, float]:
    """The bounds a client should know; seconds and bytes."""
    bounds = Limits()
    return {
        "message_bytes": protocol.MESSAGE_BYTES,
        "topics": protocol.TOPICS,
        "messages_in_10_s": bounds.messages,
        "recovered_events": MOST,
        "waiting_bytes": WRITE_BYTES,
        "authenticate_seconds": bounds.authenticate,
        "heartbeat_seconds": bounds.heartbeat,
        "presence_seconds": protocol.PRESENCE_SECONDS,
        "connections_per_account": bounds.per_account,
        "connections_per_address": bounds.per_address,
    }


def _server() -> dict[str, Any]:
    return {
        "host": "{host}",
        "protocol": "wss",
        "description": "`ws` only in a demo on one machine.",
        "variables": {"host": {"default": "localhost:8400", "description": "Where the hub is served."}},
        "security": [{"$ref": f"#/components/securitySchemes/{name}"} for name in _security_schemes()],
    }


def _security_schemes() -> dict[str, Any]:
    cookie = LiveConfig.__dataclass_fields__["cookie"].default
    seconds = Limits().authenticate
    return {
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "A program: `Authorization: Bearer <token>` in the handshake.",
        },
        "cookie": {
            "type": "httpApiKey",
            "in": "cookie",
            "name": cookie,
            "description": "A page: the session cookie, with an `Origin` that is on the hub's list, exactly.",
        },
        "ticket": {
            "type": "userPassword",
            "description": "Who can send neither: `hello` with a ticket of `POST /api/live-tickets` (single use, 60 s) "
            f"as the first message, within {seconds:g} s. Never in the address.",
        },
    }


def _channel(messages: Iterable[str]) -> dict[str, Any]:
    log = {"type": "string", "format": "uuid", "description": "The district's area id: whose log it is."}
    protocols = {"type": "string", "const": protocol.SUBPROTOCOL}
    return {
        "address": PATH.decode(),
        "description": "One log a connection. JSON text frames, one message a frame; `op` tells which.",
        "servers": [{"$ref": "#/servers/hub"}],
        "messages": {key: {"$ref": f"#/components/messages/{key}"} for key in messages},
        "bindings": {
            "ws": {
                "method": "GET",
                "query": {"type": "object", "required": ["log"], "properties": {"log": log}},
                "headers": {"type": "object", "properties": {"Sec-WebSocket-Protocol": protocols}},
                "bindingVersion": "0.1.0",
            }
        },
    }


def _operation(action: str, keys: Iterable[str], summary: str) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": "#/channels/live"},
        "summary": summary,
        "messages": [{"$ref": f"#/channels/live/messages/{key}"} for key in keys],
    }


def _message(kind: type[msgspec.Struct]) -> dict[str, Any]:
    return {"name": _op(kind), "title": kind.__name__, "payload": {"$ref": REF.format(name=kind.__name__)}}


def _event_message(event: EventType) -> dict[str, Any]:
    data = {"$ref": REF.format(name=event.data.__name__)}
    return {
        "name": _op(protocol.Event),
        "title": event.name,
        "summary": f"`subject` is {event.subject}; on {', '.join(f'`{topic}`' for topic in event.topics)}.",
        "payload": {
            "allOf": [
                {"$ref": REF.format(name=protocol.Event.__name__)},
                {"type": "object", "properties": {"type": {"const": event.name}, "data": data}},
            ]
        },
    }


def _key(event: EventType) -> str:
    return "event_" + event.name.replace(".", "_")


def _op(kind: type[msgspec.Struct]) -> str:
    tag = kind.__struct_config__.tag
    assert isinstance(tag, str)
    return tag


def _complete(schemas: Mapping[str, dict[str, Any]], sent: Sequence[type]) -> None:
    """In what the hub sends, a field is optional only when its default is left out; times say that they are."""
    for schema in schemas.values():
        if "description" in schema:
            schema["description"] = " ".join(schema["description"].split())
    for kind in structs(inspect.multi_type_info(sent)):
        schema = schemas[kind.cls.__name__]
        properties = schema["properties"]
        optional = left_out(kind)
        schema["required"] = [name for name in properties if name not in optional]
        for field in kind.fields:
            properties[field.encode_name].pop("default", None)
            if isinstance(field.type, inspect.DateTimeType):
                properties[field.encode_name]["format"] = "date-time"


def left_out(kind: inspect.StructType) -> set[str]:
    """The fields that what is sent may lack: with a default that is left out, or unset."""
    config = kind.cls.__struct_config__
    return {
        field.encode_name
        for field in kind.fields
        if not field.required and (config.omit_defaults or _unset(field))
    }


def _unset(field: inspect.Field) -> bool:
    return field.default is msgspec.NODEFAULT and field.default_factory is msgspec.NODEFAULT


def structs(types: Iterable[inspect.Type]) -> Iterable[inspect.StructType]:
    """Every struct in these types, once."""
    seen: dict[type, inspect.StructType] = {}
    waiting = list(types)
    while waiting:
        kind = waiting.pop()
        match kind:
            case inspect.StructType() if kind.cls not in seen:
                seen[kind.cls] = kind
                waiting += [field.type for field in kind.fields]
            case inspect.UnionType(types=several):
                waiting += several
            case inspect.ListType(item_type=item) | inspect.VarTupleType(item_type=item):
                waiting.append(item)
            case inspect.DictType(value_type=value):
                waiting.append(value)
            case inspect.Metadata(type=inner):
                waiting.append(inner)
    return list(seen.values())
