"""The live protocol's messages (version 1) as tagged structs: one decoder for what the hub sends.

Written from the protocol's description, not imported from the hub; the golden messages hold both to it.
Unknown fields are ignored and unknown `op`s are skipped by the caller, so that a newer hub does not break an
older client.
"""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

SUBPROTOCOL = "shequtong.live.v1"


class Position(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place in a log, as it travels: after `seq` of `epoch`."""

    epoch: str
    seq: int


# --- client → hub ---------------------------------------------------------------------------------


class Hello(msgspec.Struct, frozen=True, tag_field="op", tag="hello", omit_defaults=True):
    ticket: str | None = None
    client: str | None = None


class Subscribe(
    msgspec.Struct, frozen=True, tag_field="op", tag="subscribe", omit_defaults=True, rename={"from_": "from"}
):
    id: int
    topics: tuple[str, ...]
    from_: Position | None = None


PresenceState = Literal["viewing", "editing", "away"]


class Announce(msgspec.Struct, frozen=True, tag_field="op", tag="presence"):
    """Holds for 40 s."""

    topic: str
    state: PresenceState


ToHub = Hello | Subscribe | Announce


# --- hub → client ---------------------------------------------------------------------------------


class Welcome(msgspec.Struct, frozen=True, tag_field="op", tag="welcome"):
    """`heartbeat` is in seconds: a mark comes at least that often."""

    session: str
    epoch: str
    seq: int
    heartbeat: float


class Subscribed(msgspec.Struct, frozen=True, tag_field="op", tag="subscribed"):
    id: int
    topics: tuple[str, ...]
    epoch: str
    seq: int


class Recovered(msgspec.Struct, frozen=True, tag_field="op", tag="recovered"):
    id: int
    seq: int


class Mark(msgspec.Struct, frozen=True, tag_field="op", tag="mark"):
    seq: int


class EventMessage(msgspec.Struct, frozen=True, tag_field="op", tag="event"):
    seq: int
    type: str
    subject: UUID
    area: UUID | None
    at: datetime
    data: msgspec.Raw


class ResetMessage(msgspec.Struct, frozen=True, tag_field="op", tag="reset"):
    topics: tuple[str, ...]
    reason: str


class Viewer(msgspec.Struct, frozen=True):
    """Somebody who has the ticket open, once whatever pages they have."""

    account: UUID
    name: str
    state: PresenceState


class PresenceMessage(msgspec.Struct, frozen=True, tag_field="op", tag="presence"):
    topic: str
    who: tuple[Viewer, ...]


class ErrorMessage(msgspec.Struct, frozen=True, tag_field="op", tag="error"):
    code: str
    message: str
    id: int | None = None
    topics: tuple[str, ...] = ()


FromHub = (
    Welcome | Subscribed | Recovered | Mark | EventMessage | ResetMessage | PresenceMessage | ErrorMessage
)

USED = frozenset(["welcome", "subscribed", "recovered", "mark", "event", "reset", "presence", "error"])

_decoder: msgspec.json.Decoder[FromHub] = msgspec.json.Decoder(FromHub)
_encoder = msgspec.json.Encoder()


class _Named(msgspec.Struct):
    op: str


def decode(frame: bytes | str) -> FromHub | None:
    """One frame from the hub; None for an `op` the SDK has no use for. Raises `msgspec.DecodeError` for
    the rest."""
    try:
        return _decoder.decode(frame)
    except msgspec.ValidationError:
        if msgspec.json.decode(frame, type=_Named).op in USED:
            raise
        return None


def encode(message: ToHub) -> bytes:
    return _encoder.encode(message)
