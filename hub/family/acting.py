"""Acting for somebody: who a request stands for, and what surrounds each command that is given so."""

from litestar.handlers.base import BaseRouteHandler

from hub import audit
from hub.accounts import guard
from hub.accounts.guard import AnyRequest
from hub.accounts.types import Acting, Principal
from hub.db import Connection
from hub.errors import DomainError
from hub.family import events, store
from hub.ids import uuid_in

HEADER = "Acting-For"
OPEN = "acting"
"""The option of a route that may be used for another: True, or what doing it is called in the list of acts."""


async def provide_principal(request: AnyRequest) -> Principal:
    """The dependency `principal`: who is signed in; with `Acting-For`, whom she acts for.

    Raises:
        DomainError: `auth.required`, `origin.refused`; `family.unknown` without a mandate that stands,
            `family.own_only` on a route that is not open to it.
    """
    principal = await guard.provide_principal(request)
    wanted = request.headers.get(HEADER)
    if wanted is None:
        return principal
    parent = uuid_in(wanted)
    found = None
    if parent is not None:
        async with guard.provide_keeper(request.scope).db.connection() as connection:
            found = await store.acting(connection, principal, parent)
    if found is None:
        raise DomainError("family.unknown")
    if not open_to(request.route_handler):
        raise DomainError("family.own_only")
    return found


def open_to(handler: BaseRouteHandler) -> bool | str:
    """Whether a route may be used for another, and what doing it is called."""
    what: bool | str = handler.opt.get(OPEN, False)
    return what


class Surrounding:
    """Around a command that somebody gives for `principal`: the mandate stands until it is committed, and the audit log
    and the list of acts say who did what for whom."""

    def __init__(self, principal: Principal, acting: Acting, what: bool | str, route: str) -> None:
        self.principal = principal
        self.acting = acting
        self.what = what
        self.route = route

    async def before(self, tx: Connection) -> None:
        if not await tx.fetchval(store.q.hold, self.acting.mandate):
            raise DomainError("family.unknown")

    async def after(self, tx: Connection, answer: object) -> None:
        parent, child = self.principal.account, self.acting.account
        if isinstance(self.what, str):
            row = await tx.fetchrow(
                store.q.acted, self.acting.mandate, self.what, getattr(answer, "id", None),
                getattr(answer, "number", None),
            )  # fmt: skip
            assert row is not None
            await events.tell_act(tx, self.principal.district, store.act_of_row(row), child, parent)
        # Last of all: the action has its row locks, so that who holds the chain waits for nobody.
        await audit.record(
            tx, district=self.principal.district, actor=child, action="family.acted", subject=parent,
            detail={"mandate": self.acting.mandate, "route": self.route},
        )  # fmt: skip


def surrounding(principal: Principal, handler: BaseRouteHandler, route: str) -> Surrounding | None:
    """What surrounds a command of this principal; None when it is the principal's own."""
    if principal.acting is None:
        return None
    return Surrounding(principal, principal.acting, open_to(handler), route)
