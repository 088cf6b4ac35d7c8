"""The live protocol, version 1: its messages as tagged structs, one typed decoder, one encoder.

JSON text frames, one message a frame; `op` is the tag. Fields that are not known are ignored, so that a newer
client may send more; types, lengths and ranges are strict. `id` numbers a subscription (or a ping) and is
chosen by the client. Golden messages, one file an `op`, are in `tests/contract/live/`; hub and SDKs decode
the same files.
"""

from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

SUBPROTOCOL: Final = "shequtong.live.v1"

MESSAGE_BYTES: Final = 64 * 1024
"""Largest message a client may send."""
TOPICS: Final = 128
"""Most topics of one connection, counted once for each subscription that holds them."""

PRESENCE_SECONDS: Final = 40.0
"""How long what a client announces holds. Renewed at every mark, one mark may be lost."""
PresenceState = Literal["viewing", "editing", "away"]

Id = Annotated[int, Meta(ge=0, lt=2**31)]
Seq = Annotated[int, Meta(ge=0, lt=2**53)]
"""Exact in a JavaScript number too."""
Epoch = Annotated[str, Meta(min_length=1, max_length=100)]
Topic = Annotated[str, Meta(max_length=200)]


class Position(msgspec.Struct, frozen=True):
    """Everything up to `seq` of the log `epoch` has been applied."""

    epoch: Epoch
    seq: Seq


# client → hub


class Hello(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="op", tag="hello"):
    """Only as the first message; needed only when neither cookie nor bearer said who this is."""

    ticket: Annotated[str, Meta(max_length=200)] | None = None
    client: Annotated[str, Meta(max_length=200)] | None = None


class Subscribe(
    msgspec.Struct, frozen=True, omit_defaults=True, tag_field="op", tag="subscribe", rename={"since": "from"}
):
    """`since` travels as `from`; without it nothing of the past is wanted. An `id` is not used twice on a
    connection: answers to its first use may still be on the way."""

    id: Id
    topics: tuple[Topic, ...]
    since: Position | None = None


class Unsubscribe(msgspec.Struct, frozen=True, tag_field="op", tag="unsubscribe"):
    """Takes these topics out of the subscription; none named: the whole of it."""

    id: Id
    topics: tuple[Topic, ...] = ()


class Presence(msgspec.Struct, frozen=True, tag_field="op", tag="presence"):
    """What the user does on a `staff/ticket/<id>` that the connection is subscribed to; holds for
    `PRESENCE_SECONDS`, and ends at once with the subscription or the connection."""

    topic: Topic
    state: PresenceState


class Ping(msgspec.Struct, frozen=True, tag_field="op", tag="ping"):
    id: Id


FromClient = Hello | Subscribe | Unsubscribe | Presence | Ping


# hub → client


class Limits(msgspec.Struct, frozen=True):
    message: int
    topics: int


class Welcome(msgspec.Struct, frozen=True, tag_field="op", tag="welcome"):
    """`session` names this connection in the hub's log; `heartbeat` in seconds: a mark comes that often."""

    session: str
    epoch: str
    seq: int
    heartbeat: float
    limits: Limits


class Subscribed(msgspec.Struct, frozen=True, tag_field="op", tag="subscribed"):
    """Opens the recovery; `topics` are those that were allowed, `seq` is where the hub stands."""

    id: int
    topics: tuple[str, ...]
    epoch: str
    seq: int


class Recovered(msgspec.Struct, frozen=True, tag_field="op", tag="recovered"):
    """Closes it: everything after `from` up to `seq` has been sent."""

    id: int
    seq: int


class Mark(msgspec.Struct, frozen=True, tag_field="op", tag="mark"):
    """Everything up to `seq` on the connection's topics has been sent."""

    seq: int


class Event(msgspec.Struct, frozen=True, tag_field="op", tag="event"):
    """The frame of the log, made once for all readers by `hub.events`; here for the contract."""

    seq: int
    type: str
    subject: UUID
    area: UUID | None
    at: datetime
    data: msgspec.Raw


class Reset(msgspec.Struct, frozen=True, tag_field="op", tag="reset"):
    """Events are missing: fetch the state of these topics again, then carry on."""

    topics: tuple[str, ...]
    reason: Literal["expired", "epoch", "lagged"]


class Viewer(msgspec.Struct, frozen=True):
    account: UUID
    name: str
    state: PresenceState


class Present(msgspec.Struct, frozen=True, tag_field="op", tag="presence"):
    """Everybody who is there, the reader too; sent when the topic becomes live and when it changes. Best effort:
    after a cut the reader knows of nobody until the next."""

    topic: str
    who: tuple[Viewer, ...]


class Error(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="op", tag="error"):
    """Something was not done; the connection stays. `topics`, when given, are the ones that are not (any
    more) subscribed. `message` is in the account's language."""

    code: str
    message: str
    id: int | None = None
    topics: tuple[str, ...] = ()


class Pong(msgspec.Struct, frozen=True, tag_field="op", tag="pong"):
    id: int


FromHub = Welcome | Subscribed | Recovered | Mark | Event | Reset | Present | Error | Pong

_decoder: msgspec.json.Decoder[FromClient] = msgspec.json.Decoder(FromClient)
_encoder = msgspec.json.Encoder()


def decode(text: bytes | bytearray) -> FromClient:
    """One message of a client.

    Raises:
        ValueError: not UTF-8, not JSON, not one of the messages, a value out of its bounds, or nested too
        deep.
    """
    try:
        str(text, "utf-8")  # the decoder does not look at the bytes of fields it skips
        return _decoder.decode(text)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from None
    except RecursionError:
        raise ValueError("nested too deep") from None
    except UnicodeDecodeError:
        raise ValueError("not UTF-8") from None
    except msgspec.DecodeError:
        raise ValueError("not JSON") from None


def encode(message: FromHub) -> bytes:
    return _encoder.encode(message)
