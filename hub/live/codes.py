"""Close codes: one table, with "reconnect?" beside each.

| code | means | reconnect? |
|---|---|---|
| 1001 | this process goes away, or cannot serve now | yes, with jitter |
| 4400 | a message that breaks the protocol | no |
| 4401 | not authenticated, or the session has expired | no |
| 4403 | the session or the right to be here was revoked | no |
| 4408 | silent too long | yes |
| 4413 | a message is too large | no |
| 4429 | too many: connections or messages | yes, later |
| 4508 | reads too slowly | yes, from its seq |

"No" means: not by itself; a person signs in again, or a program is mended. 1011 (a defect of ours, always
with an entry in the log) is the only other code the hub sends; clients come back as from 1001.
"""

from typing import Final, Literal, NamedTuple

from websockets.frames import CloseCode

Reconnect = Literal["no", "yes", "later"]


class Close(NamedTuple):
    """A close code; `reason` is what a person reading a log sees, at most 123 bytes."""

    code: int
    reconnect: Reconnect
    reason: str


GOING_AWAY: Final = Close(1001, "yes", "going away")
DEFECT: Final = Close(1011, "yes", "internal error")
BAD_MESSAGE: Final = Close(4400, "no", "bad message")
NOT_AUTHENTICATED: Final = Close(4401, "no", "not authenticated")
REVOKED: Final = Close(4403, "no", "revoked")
SILENT: Final = Close(4408, "yes", "silent too long")
TOO_LARGE: Final = Close(4413, "no", "message too large")
TOO_MANY: Final = Close(4429, "later", "too many")
TOO_SLOW: Final = Close(4508, "yes", "too slow; come back from your seq")

CLOSES: Final[dict[int, Close]] = {
    close.code: close
    for close in (
        GOING_AWAY, DEFECT, BAD_MESSAGE, NOT_AUTHENTICATED, REVOKED, SILENT, TOO_LARGE, TOO_MANY, TOO_SLOW,
    )
}  # fmt: skip

CUT: Final = 1006
"""Nobody sends it: the line ended without a close frame."""

OF_FRAMES: Final[dict[int, Close]] = {
    CloseCode.PROTOCOL_ERROR: BAD_MESSAGE,
    CloseCode.INVALID_DATA: BAD_MESSAGE,
    CloseCode.MESSAGE_TOO_BIG: TOO_LARGE,
    CloseCode.INTERNAL_ERROR: DEFECT,
}
"""What the frame parser finds wrong, in our codes, so that a client has one table to know."""

REASON_BYTES: Final = 123
"""A close frame carries 125 bytes, two of them the code (RFC 6455, 5.5)."""


def clip(reason: str) -> str:
    """The reason cut to what fits, never inside a character."""
    return reason.encode()[:REASON_BYTES].decode(errors="ignore")
