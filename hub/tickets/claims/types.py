"""What the commands take."""

from hub.tickets.types import Text, Versioned


class Claim(Versioned, frozen=True, kw_only=True):
    pass


class HandBack(Versioned, frozen=True, kw_only=True):
    pass


class TakeOver(Versioned, frozen=True, kw_only=True):
    reason: Text
