"""What asking for a contact takes and gives."""

from typing import Literal

import msgspec

from hub.tickets.types import ShortText

Reason = Literal["call_back", "visit", "verify", "emergency"]


class Phone(msgspec.Struct, frozen=True, kw_only=True):
    """Please connect me; `version` as for every step."""

    version: int | None = None


class Spoke(msgspec.Struct, frozen=True, kw_only=True):
    """I have called her, with another phone; `note`: what was said, for staff."""

    note: ShortText = ""
    version: int | None = None


class Look(msgspec.Struct, frozen=True):
    """Why the number itself is needed."""

    reason: Reason


class Seen(msgspec.Struct, frozen=True):
    """Who reported it and at which phone; either may be empty."""

    name: str
    phone: str

    def __repr__(self) -> str:
        return "Seen(…)"
