"""Messages, as the adapters and the demo's inbox see them."""

from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec

Channel = Literal["sms", "voice", "chat", "push"]


class About(NamedTuple):
    """What a line is about, and where it leads. `within`: where that is read, when it has no page of its own."""

    kind: str
    thing: UUID
    within: UUID | None = None


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """A message on its way to an adapter, opened. `params` beside the text: SMS gateways fill templates."""

    id: UUID
    district: UUID
    channel: Channel
    to: str
    """The phone number; empty when the account has none."""
    account: UUID | None
    name: str
    locale: str
    template: str
    params: dict[str, str]
    text: str
    connect: str = ""
    """A call between two (点击拨打): the phone to connect `to` with; neither learns the other's number."""

    def __repr__(self) -> str:
        # Lands in tracebacks and logs: no number, no text.
        return f"Outgoing({self.id}, {self.channel}, {self.template})"


class Contact(msgspec.Struct, frozen=True):
    """How to reach an account now. `phone` None: it has none."""

    name: str
    phone: str | None
    locale: str

    def __repr__(self) -> str:
        return "Contact(…)"


class InboxMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message in the demo's inbox. `to` is masked."""

    id: UUID
    at: datetime
    channel: Channel
    to: str
    name: str
    text: str


class Inbox(msgspec.Struct, frozen=True):
    messages: list[InboxMessage]


class ToldAdded(msgspec.Struct, frozen=True):
    """There is something new in the list of what the reader was told; it is fetched, for no word of it is here."""

    template: str


class ToldRead(msgspec.Struct, frozen=True):
    """What the reader has read on another device: these lines, or `all`."""

    lines: tuple[UUID, ...]
    all: bool
