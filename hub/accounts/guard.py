"""Who sends this request: session cookie or bearer token → `Principal`; and how often they may write.

The dependency `principal` refuses with 401 whoever is not signed in. An unsafe request authenticated by
cookie must come from a page whose `Origin` is on the list. A sent `Authorization` header decides alone.
"""

from typing import Any, cast

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.di import Provide
from litestar.handlers.base import BaseRouteHandler
from litestar.types import Scope

from hub.accounts.keeper import Keeper
from hub.accounts.sessions import principals
from hub.accounts.types import Principal
from hub.errors import DomainError
from hub.rates import WRITE_ACCOUNT, WRITE_ADDRESS, address_key

COOKIE = "shequ_session"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

AnyRequest = Request[Any, Any, State]
AnyConnection = ASGIConnection[Any, Any, Any, State]

_KEY = "shequ_principal"
BINDING = "binding"
"""The option of a route that a session may use which has to bind a second factor first."""


def provide_keeper(scope: Scope) -> Keeper:
    """The dependency `keeper`: that of the hub the request came to."""
    return cast(Keeper, scope["state"]["hub"].keeper)


async def principal_of(connection: AnyConnection) -> Principal | None:
    """Who is signed in, or None. Asks PostgreSQL once a request.

    Raises:
        DomainError: `origin.refused`.
    """
    kept = connection.scope["state"]
    if _KEY not in kept:
        kept[_KEY] = await _find(connection)
    return cast("Principal | None", kept[_KEY])


async def provide_principal(request: AnyRequest) -> Principal:
    """The dependency `principal`.

    Raises:
        DomainError: `auth.required`, `origin.refused`, `second_factor.required`.
    """
    found = await principal_of(request)
    if found is None:
        raise DomainError("auth.required")
    if found.binding and not request.route_handler.opt.get(BINDING):
        raise DomainError("second_factor.required")
    return found


async def from_our_pages(connection: AnyConnection, _: BaseRouteHandler) -> None:
    """A guard for signing in: a page of somebody else may not sign a visitor in as somebody.

    Raises:
        DomainError: `origin.refused`.
    """
    keeper = provide_keeper(connection.scope)
    origin = connection.headers.get("origin")
    if origin is not None and origin not in keeper.origins:
        raise DomainError("origin.refused")


async def limit_writes(connection: AnyConnection, _: BaseRouteHandler) -> None:
    """A guard for every unsafe route: so many a minute from one address and by one account.

    A refused origin is not this guard's matter: a route that needs to know who asks will say so.

    Raises:
        DomainError: `too_many` with Retry-After.
    """
    if connection.scope.get("method", "GET") in SAFE:
        return
    keeper = provide_keeper(connection.scope)
    await keeper.rates.check(WRITE_ADDRESS, address_of(connection))
    try:
        principal = await principal_of(connection)
    except DomainError as error:
        if error.code != "origin.refused":
            raise
        return
    if principal is not None:
        await keeper.rates.check(WRITE_ACCOUNT, str(principal.account))


def address_of(connection: AnyConnection) -> str:
    """The client's address for counting. Forwarded headers are the server's matter, before this."""
    return address_key(connection.client.host if connection.client else "")


async def _find(connection: AnyConnection) -> Principal | None:
    keeper = provide_keeper(connection.scope)
    header = connection.headers.get("authorization")
    if header is not None:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer":
            return None
    else:
        token = connection.cookies.get(COOKIE, "")
        if token and connection.scope.get("method", "GET") not in SAFE:
            origin = connection.headers.get("origin")
            if origin is None or origin not in keeper.origins:
                raise DomainError("origin.refused")
    token = token.strip()
    if not token:
        return None
    async with keeper.db.connection() as conn:
        return (await principals(conn, [token])).get(token)


dependencies = {
    "keeper": Provide(provide_keeper, sync_to_thread=False),
    "principal": Provide(provide_principal),
}
