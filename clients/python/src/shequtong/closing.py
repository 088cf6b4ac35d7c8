"""What each close code and each refused handshake means: stop, or come back, and how soon.

The hub's side of this table is `hub/live/codes.py`; codes not listed (1006 a cut, 1011, 1012 …) mean: come
back.
"""

from typing import NamedTuple

from shequtong.errors import Invalid, NotSignedIn, Refused, ShequtongError, error_of_status

LATER = 5.0
"""Seconds waited at least when the hub says that there are too many: its limits count over seconds, not over
milliseconds."""


class Ending(NamedTuple):
    """`stop` is the error that ends the subscription; without it, reconnect after at least `wait` seconds."""

    stop: type[ShequtongError] | None
    code: str
    wait: float = 0.0


ENDINGS: dict[int, Ending] = {
    1001: Ending(None, "going_away"),
    4400: Ending(Invalid, "live.bad_message"),
    4401: Ending(NotSignedIn, "auth.required"),
    4403: Ending(Refused, "live.revoked"),
    4408: Ending(None, "live.silent"),
    4413: Ending(Invalid, "live.too_large"),
    4429: Ending(None, "live.too_many", LATER),
    4508: Ending(None, "live.too_slow"),
}


def ending_of_close(code: int) -> Ending:
    """What a close with this code asks for."""
    return ENDINGS.get(code) or Ending(None, f"closed.{code}")


def ending_of_handshake(status: int, retry_after: float | None) -> Ending:
    """What an HTTP answer instead of the upgrade asks for: 429 and 5xx come back, other 4xx stop."""
    if status == 429:
        return Ending(None, "live.too_many", retry_after or LATER)
    if status >= 500 or status < 400:
        return Ending(None, f"http.{status}", retry_after or 0.0)
    return Ending(error_of_status(status), f"http.{status}")
