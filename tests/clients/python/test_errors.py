"""The tree of errors."""

import msgspec
import pytest
from shequtong.errors import (
    Conflict,
    Invalid,
    NotFound,
    NotSignedIn,
    Refused,
    ShequtongError,
    TooMany,
    Unavailable,
    error_of_answer,
    error_of_code,
    seconds_of,
)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Invalid),
        (401, NotSignedIn),
        (403, Refused),
        (404, NotFound),
        (409, Conflict),
        (413, Invalid),
        (422, Invalid),
        (429, TooMany),
        (500, Unavailable),
        (503, Unavailable),
    ],
)
def test_the_status_picks_the_class_and_the_problem_fills_it(status: int, kind: type[ShequtongError]) -> None:
    problem = {"type": "about:blank", "title": "t", "status": status, "code": "x.y", "detail": "请稍候。"}
    error = error_of_answer(status, msgspec.json.encode(problem), "3")
    assert type(error) is kind
    assert (error.code, error.detail, error.status, error.retry_after) == ("x.y", "请稍候。", status, 3.0)
    assert str(error) == "x.y: 请稍候。"


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"\xff", b'{"code": 5}'])
def test_a_page_of_a_proxy_is_an_error_too(body: bytes) -> None:
    error = error_of_answer(502, body, None)
    assert isinstance(error, Unavailable)
    assert error.code == "http.502"


def test_retry_after_in_seconds_only() -> None:
    assert seconds_of("2") == 2
    assert seconds_of("-1") == 0
    assert seconds_of(None) is None
    assert seconds_of("Wed, 21 Oct 2026 07:28:00 GMT") is None


def test_codes_of_the_socket() -> None:
    assert isinstance(error_of_code("auth.required", ""), NotSignedIn)
    assert isinstance(error_of_code("topic.refused", ""), Refused)
