"""What the commands take."""

from hub.tickets.types import ShortText, Text, Versioned


class Claim(Versioned, frozen=True, kw_only=True):
    pass


class HandBack(Versioned, frozen=True, kw_only=True):
    """`reason`: for the unit, not for the resident."""

    reason: ShortText = ""


class TakeOver(Versioned, frozen=True, kw_only=True):
    reason: Text
