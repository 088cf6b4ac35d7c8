"""The hub's routes as a test asks them: method, path, the names in the path, and a body that decodes."""

import datetime
import functools
import inspect
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Union, get_args, get_origin
from uuid import UUID

import msgspec
from litestar.routes import HTTPRoute

from hub.application import application


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    names: tuple[str, ...]
    body: Any
    """The body's type, or None."""
    questions: tuple[tuple[str, Any], ...]
    """Query parameters that must be there, with their types."""
    says: str
    """What it does, as the document has it."""

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


@functools.cache
def routes() -> tuple[Route, ...]:
    """Every route of the document, sorted by path."""
    return tuple(sorted(_routes(), key=lambda one: (one.path, one.method)))


def _routes() -> Iterator[Route]:
    for route in application(demo=True).routes:
        if not isinstance(route, HTTPRoute):
            continue
        for handler in route.route_handlers:
            if not handler.resolve_include_in_schema():
                continue
            names = tuple(part.name for part in route.path_components if not isinstance(part, str))
            path = "".join(
                f"/{part}" if isinstance(part, str) else f"/{{{part.name}}}" for part in route.path_components
            )
            body = handler.parsed_data_field
            asked = tuple(
                (field.kwarg_definition.query or name if field.kwarg_definition else name, field.annotation)
                for name, field in handler.parsed_fn_signature.parameters.items()
                if name not in names and _is_question(field)
            )
            for method in handler.http_methods - {"HEAD", "OPTIONS"}:
                says = (inspect.getdoc(handler.fn) or "").partition("\n\n")[0].replace("\n", " ")
                yield Route(str(method), path, names, body.annotation if body else None, asked, says)


def _is_question(field: Any) -> bool:
    return type(field.kwarg_definition).__name__ == "QueryParameter" and not field.has_default


Given = Callable[[str], Any]
"""What stands for a field of this name, or None: then something of its type."""


def example(kind: Any, given: Given, name: str = "") -> Any:
    """The smallest value that decodes as `kind`, as JSON.

    Raises:
        AssertionError: a type this does not know; teach it.
    """
    limits: dict[str, Any] = {}
    while get_origin(kind) is typing.Annotated:
        kind, *metas = get_args(kind)
        for meta in metas:
            if isinstance(meta, msgspec.Meta):
                limits |= {
                    key: getattr(meta, key)
                    for key in ("ge", "gt", "min_length", "pattern")
                    if getattr(meta, key) is not None
                }
    if (known := given(name)) is not None:
        return known
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        choices = get_args(kind)
        return None if type(None) in choices else example(choices[0], given, name)
    if origin is Literal:
        return get_args(kind)[0]
    if origin in (list, tuple, set, frozenset) or str(origin).startswith("<class 'collections.abc"):
        return (
            [example(get_args(kind)[0], given, name.removesuffix("s"))] * max(1, limits.get("min_length", 0))
            if limits.get("min_length")
            else []
        )
    if origin is dict:
        return {}
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return {
            field.encode_name: example(field.type, given, field.name)
            for field in msgspec.structs.fields(kind)
            if field.required
        }
    simple: dict[Any, Any] = {
        str: "一二三四"[:4] + "五" * max(0, limits.get("min_length", 0) - 4),
        bool: True,
        int: limits.get("ge", limits.get("gt", -1) + 1),
        float: float(limits.get("ge", 0)),
        UUID: "01900000-0000-7000-8000-000000000000",
        datetime.date: "2030-05-01",
        datetime.datetime: "2030-05-01T09:00:00Z",
        datetime.time: "09:00:00",
        bytes: "",
        object: {},
        Any: {},
        msgspec.Raw: {},
    }
    assert kind in simple, f"what is an example of {kind}?"
    return simple[kind]


def filled(route: Route, known: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
    """A body and query parameters that decode, with what is known by name where a name is asked for."""
    body = None if route.body is None else example(route.body, known.get)
    return body, {name: example(kind, known.get, name) for name, kind in route.questions}
