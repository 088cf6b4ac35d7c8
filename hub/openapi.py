"""The OpenAPI document of the hub's HTTP, without a database: what `/schema/openapi.json` of a demo says, and more
exactly what answers hold. Out: a document from which `clients/web` makes its types.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from litestar import Litestar
from litestar.routes import HTTPRoute
from msgspec import inspect

from hub.application import application
from hub.live.document import left_out, structs


def described() -> dict[str, Any]:
    """The document, sorted, so that it changes only when a route or a struct does."""
    app = application(demo=True)
    document: dict[str, Any] = app.openapi_schema.to_schema()
    schemas: dict[str, dict[str, Any]] = document["components"]["schemas"]
    _complete(schemas, _answers(app))
    document["components"]["schemas"] = dict(sorted(schemas.items()))
    document["paths"] = dict(sorted(document["paths"].items()))
    return document


def _answers(app: Litestar) -> Iterable[Any]:
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                if handler.resolve_include_in_schema():
                    yield handler.parsed_fn_signature.return_type.annotation


def _complete(schemas: Mapping[str, dict[str, Any]], answers: Iterable[Any]) -> None:
    """In an answer a field may be missing only when its default is left out."""
    for kind in structs(inspect.multi_type_info([one for one in answers if one is not None])):
        schema = schemas.get(_name(kind.cls, schemas))
        if schema is None:
            continue
        optional = left_out(kind)
        schema["required"] = [name for name in schema["properties"] if name not in optional]


def _name(kind: type, schemas: Mapping[str, Any]) -> str:
    """Two structs of one name are told apart by their modules."""
    full = f"{kind.__module__}.{kind.__name__}".replace(".", "_")
    found = (name for name in schemas if "_" in name and full.endswith(name))
    return next(found, kind.__name__)
