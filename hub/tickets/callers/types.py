"""What the commands take and what staff see of a caller."""

from typing import Annotated, Literal

import msgspec

from hub.tickets.types import Create


class CallerGiven(msgspec.Struct, frozen=True, kw_only=True):
    """Who called, as far as they said."""

    name: Annotated[str, msgspec.Meta(max_length=50)] = ""
    phone: Annotated[str, msgspec.Meta(max_length=40)] = ""


class FileFor(Create, frozen=True, kw_only=True):
    """A report for somebody who called, came or was passed on by the hotline."""

    origin: Literal["phone", "visit", "hotline"]
    caller: CallerGiven | None = None


class FileAmongStaff(Create, frozen=True, kw_only=True):
    """A report that no resident sees."""


class Caller(msgspec.Struct, frozen=True):
    """`phone`: masked, "" when none was given. `account`: the phone is a resident's, who follows it in the app."""

    name: str
    phone: str
    account: bool
