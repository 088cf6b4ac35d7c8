"""Requests with something wrong in them: in the body, the path, the questions or the headers, by a seeded chance."""

import json
import random
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from tests.contract.http.routes import Route

NASTY: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**31, 2**63, 10**40, 1e308, -0.0, "", " ", "\0", "a\0b", "\ud800", "\ufeff", "\u202eabc",
    "１２３４５", "٣٤٥", "Ⅷ", "<script>alert(1)</script>", "' OR 1=1 --", "../../../etc/passwd", "%s%n", "{{7*7}}",
    "𠮷" * 300,
    "e\u0301" * 200,
    "长" * 70_000, [], {}, [[]], [None] * 3000, {"": ""}, {"__class__": "x"}, "0001-01-01",
    "9999-12-31T23:59:59Z", "2026-02-30", "00000000-0000-0000-0000-000000000000", "not-a-uuid", "NaN",
)  # fmt: skip
HEADERS: tuple[dict[str, str], ...] = (
    {"Idempotency-Key": ""}, {"Idempotency-Key": "x" * 5000}, {"Idempotency-Key": "a b"},
    {"Content-Type": "text/plain"},
    {"Content-Type": "multipart/form-data; boundary=x"}, {"Content-Type": "application/json; charset=utf-16"},
    {"Accept-Language": "x" * 3000}, {"Accept-Language": ";;;q=,zh"}, {"Accept": "image/png"},
    {"Authorization": "Bearer"}, {"Authorization": "Basic eDp4"}, {"Acting-For": "x"}, {"Draft": "x" * 300},
    {"X-Forwarded-For": "1.2.3.4, x"}, {"Origin": "null"}, {"Content-Encoding": "gzip"},
)  # fmt: skip


@dataclass
class Bad:
    """A request; `what` says what is wrong with it."""

    method: str
    path: str
    what: str
    content: bytes | None = None
    asked: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


def bad(rng: random.Random, route: Route, things: dict[str, Any], body: Any, asked: dict[str, Any]) -> Bad:
    """The route's request with one thing wrong. `body`, `asked`: right ones."""
    made = Bad(route.method, route.path.format(**things), "", asked=asked)
    if body is not None:
        made.content = json.dumps(body).encode()
    ways = (
        ["headers", "questions"]
        + ["path"] * bool(things)
        + ["body"] * 4 * (body is not None)
        + ["raw"] * (body is not None)
    )
    match rng.choice(ways):
        case "headers":
            made.headers = rng.choice(HEADERS)
            made.what = f"headers {str(made.headers)[:60]}"
        case "questions":
            name = rng.choice([*asked, "after", "limit", "q", "state", "area"])
            made.asked = asked | {name: _short(rng.choice(NASTY))}
            made.what = f"question {name}={str(made.asked[name])[:40]!r}"
        case "path":
            name = rng.choice([*things])
            wrong = quote(_short(rng.choice(NASTY)).encode("utf-8", "surrogatepass"), safe="")[:3000] or "%20"
            made.path = route.path.format(**(things | {name: wrong}))
            made.what = f"path {name}={wrong[:40]}"
        case "body":
            place, value = [], rng.choice(NASTY)
            made.content = json.dumps(_bent(rng, body, value, place)).encode()
            made.what = f"body {'.'.join(map(str, place))}={str(value)[:40]!r}"
        case _:
            made.what, made.content = rng.choice(_raw(made.content or b"{}"))
    return made


def _short(value: Any) -> str:
    return str(value)[:2000].encode("utf-8", "replace").decode()


def _bent(rng: random.Random, value: Any, nasty: Any, place: list[Any]) -> Any:
    """The value with one part of it replaced; `place` is filled with the way there."""
    if isinstance(value, dict) and value and rng.random() < 0.9:
        name = rng.choice([*value])
        place.append(name)
        if rng.random() < 0.1:
            return {key: part for key, part in value.items() if key != name}
        return value | {name: _bent(rng, value[name], nasty, place)}
    if isinstance(value, list) and value and rng.random() < 0.7:
        at = rng.randrange(len(value))
        place.append(at)
        return [*value[:at], _bent(rng, value[at], nasty, place), *value[at + 1 :]]
    if isinstance(value, dict) and rng.random() < 0.5:
        place.append("extra")
        return value | {"extra": nasty}
    return nasty


def _raw(good: bytes) -> list[tuple[str, bytes]]:
    return [
        ("empty", b""), ("cut", good[: len(good) // 2]), ("no utf-8", b'{"text": "\xff\xfe"}'),
        ("bom", b"\xef\xbb\xbf" + good),
        ("deep", b"[" * 30_000), ("deep objects", b'{"a":' * 9_000), ("nan", b'{"version": NaN}'),
        ("huge number", b'{"version": 1e999999}'), ("twice", b'{"text": "a", "text": {}}'), ("not json", b"<xml/>"),
        ("null", b"null"), ("a list", b"[1]"), ("too large", b'"' + b"x" * 70_000 + b'"'),
        ("surrogate", b'{"text": "\\ud800"}'),
    ]  # fmt: skip
