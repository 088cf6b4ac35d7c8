"""Everything the SDK raises, as one tree that carries data.

| class | HTTP | socket close | what a program does |
|---|---|---|---|
| `NotSignedIn` | 401 | 4401 | sign in again |
| `Refused` | 403 | 4403 | tell the person |
| `NotFound` | 404 | | tell the person (also: not theirs to know of) |
| `Conflict` | 409, 412 | | fetch again, then decide |
| `Invalid` | other 4xx | 4400, 4413 | mend the request |
| `TooMany` | 429 | | wait `retry_after` seconds |
| `Unavailable` | 5xx, no answer | | try later; the same key makes a repeat safe |
"""

from collections.abc import Mapping

import msgspec


class ShequtongError(Exception):
    """`code` is the domain code ("ticket.wrong_state"), `status` the HTTP status (0 when none came), `detail`
    a sentence for a person in the client's language, `retry_after` seconds when the hub named them."""

    def __init__(
        self, code: str, detail: str = "", *, status: int = 0, retry_after: float | None = None
    ) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
        self.status = status
        self.retry_after = retry_after


class NotSignedIn(ShequtongError):
    """No session, or it has ended."""


class Refused(ShequtongError):
    """Known, but not allowed."""


class NotFound(ShequtongError):
    """Not there, or not for this account to know of."""


class Conflict(ShequtongError):
    """The object is in another state or version than the request assumed."""


class Invalid(ShequtongError):
    """The request itself is wrong."""


class TooMany(ShequtongError):
    """A rate limit; `retry_after` says how long."""


class Unavailable(ShequtongError):
    """The hub could not be reached or could not save; nothing may be assumed about the request."""


BY_STATUS: Mapping[int, type[ShequtongError]] = {
    401: NotSignedIn,
    403: Refused,
    404: NotFound,
    409: Conflict,
    412: Conflict,
    429: TooMany,
}


class _Problem(msgspec.Struct):
    """RFC 9457 problem details, as far as the SDK reads them."""

    title: str = ""
    code: str = ""
    detail: str = ""


def error_of_status(status: int) -> type[ShequtongError]:
    """The class for an HTTP status of 400 and above."""
    return BY_STATUS.get(status) or (Unavailable if status >= 500 else Invalid)


BY_CODE: Mapping[str, type[ShequtongError]] = {
    "auth.required": NotSignedIn,
    "topic.unknown": NotFound,
    "topic.too_many": TooMany,
}


def error_of_code(code: str, detail: str) -> ShequtongError:
    """The error a code on the socket stands for, where there is no HTTP status."""
    return BY_CODE.get(code, Refused)(code, detail)


def error_of_answer(status: int, body: bytes, retry_after: str | None) -> ShequtongError:
    """The error an HTTP answer of 400 and above stands for; a body that is no problem document still gives
    one."""
    try:
        problem = msgspec.json.decode(body, type=_Problem)
    except (msgspec.DecodeError, UnicodeDecodeError):
        problem = _Problem()
    return error_of_status(status)(
        problem.code or f"http.{status}",
        problem.detail or problem.title,
        status=status,
        retry_after=seconds_of(retry_after),
    )


def seconds_of(retry_after: str | None) -> float | None:
    """`Retry-After` in seconds. The hub sends seconds only; a date (a proxy's) counts as not given."""
    try:
        return max(0.0, float(retry_after)) if retry_after is not None else None
    except ValueError:
        return None
