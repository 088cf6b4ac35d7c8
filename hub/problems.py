"""Errors as answers: every exception becomes problem details (RFC 9457) in the reader's language.

`{"type", "title", "status", "detail", "code", "errors"?, "found"?}`; `detail` is the sentence for a person, `errors`
names the fields that were wrong. Never a stack trace, never the input back.
"""

import re
from http import HTTPStatus

import asyncpg
import msgspec
import structlog
from litestar import Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException, ValidationException
from litestar.utils.scope.state import ScopeState

from hub.errors import DomainError

log = structlog.get_logger("http")

MEDIA_TYPE = "application/problem+json"

AnyRequest = Request[object, object, State]

# What litestar raises by itself, as our codes.
_BY_STATUS = {
    400: "input.invalid",
    401: "auth.required",
    404: "not_found",
    405: "method_not_allowed",
    413: "input.too_large",
    415: "input.media_type",
    429: "too_many",
}


class Problem(msgspec.Struct, omit_defaults=True):
    """RFC 9457 with `code` (error_table.py), for bad input the fields, in a conflict what is there instead."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[dict[str, str]] = []
    found: object = None


def locale_of(accept_language: str) -> str:
    """`en` when the reader puts English before Chinese, else `zh-CN`."""
    for part in accept_language.lower().split(","):
        tag = part.strip()
        if tag.startswith("zh"):
            return "zh-CN"
        if tag.startswith("en"):
            return "en"
    return "zh-CN"


def body_of(error: DomainError, locale: str) -> bytes:
    """The problem details of a domain error."""
    return msgspec.json.encode(
        Problem(
            type=f"urn:shequtong:problem:{error.code}",
            title=HTTPStatus(error.status).phrase,
            status=error.status,
            detail=error.message(locale),
            code=error.code,
            errors=[{"field": name, "message": text} for name, text in (error.fields or {}).items()],
            found=error.found,
        )
    )


def problem(request: AnyRequest, error: DomainError) -> Response[bytes]:
    """The answer for a domain error."""
    locale = locale_of(request.headers.get("accept-language", ""))
    headers = {"Content-Language": locale, "Cache-Control": "no-store"}
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(body_of(error, locale), status_code=error.status, media_type=MEDIA_TYPE, headers=headers)


def on_domain_error(request: AnyRequest, error: DomainError) -> Response[bytes]:
    return problem(request, error)


def on_http_exception(request: AnyRequest, error: HTTPException) -> Response[bytes]:
    """What litestar itself refuses: unknown routes, methods, input that does not decode."""
    code = _BY_STATUS.get(error.status_code, "input.invalid" if error.status_code < 500 else "internal")
    fields: dict[str, str] = {}
    if isinstance(error, ValidationException) and isinstance(error.extra, list):
        # litestar's messages name types and limits, never the value that was sent.
        for one in error.extra:
            if isinstance(one, dict):
                # … but for the name of an unknown field, which is the client's text too.
                told = re.sub(r"unknown field `.*`", "unknown field", str(one.get("message", "")), flags=re.S)
                fields[str(one.get("key", "body"))] = told[:200]
    translated = DomainError(code, fields=fields, limit=65536)
    if translated.status >= 500:
        log.error("request failed", exc_info=error)
    return problem(request, translated)


def on_recursion(request: AnyRequest, error: RecursionError) -> Response[bytes]:
    """JSON nested deeper than the decoder goes: bad input, though it looks like a defect."""
    return problem(request, DomainError("input.invalid"))


def on_undecodable(request: AnyRequest, error: UnicodeDecodeError) -> Response[bytes]:
    """A body that is no UTF-8; with one that is, it is a defect of ours."""
    body = ScopeState.from_scope(request.scope).body
    try:
        good = not isinstance(body, bytes) or bool(body.decode()) or not body
    except UnicodeDecodeError:
        good = False
    return on_exception(request, error) if good else problem(request, DomainError("input.invalid"))


# What PostgreSQL says of values that no column takes: characters, numbers, times out of its range.
_NO_VALUE = ("22021", "22003", "22008", "22P02", "22P05")


def on_data_error(request: AnyRequest, error: asyncpg.DataError) -> Response[bytes]:
    """A value that decodes and that PostgreSQL cannot hold: a NUL in a text, a number or a day beyond its range.
    Anything else is a defect of ours."""
    here = isinstance(error.__cause__, OverflowError | UnicodeEncodeError)  # asyncpg did not even send it
    if not here and error.sqlstate not in _NO_VALUE:
        return on_exception(request, error)
    return problem(request, DomainError("input.invalid"))


def on_exception(request: AnyRequest, error: Exception) -> Response[bytes]:
    """A defect of ours: logged whole, told as "nothing was saved"."""
    log.error("request failed", route=request.scope.get("path_template", ""), exc_info=error)
    return problem(request, DomainError("internal"))
