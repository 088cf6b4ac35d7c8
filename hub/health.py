"""Health and readiness, for a balancer: no sign-in, no details."""

import asyncio

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.types import Scope

from hub.db import Database
from hub.errors import DomainError

PATIENCE = 2.0
"""Seconds for PostgreSQL to answer."""


@get("/health", include_in_schema=False, sync_to_thread=False)
def health() -> dict[str, str]:
    """The process runs."""
    return {"status": "ok"}


@get("/ready", include_in_schema=False)
async def ready(db: NamedDependency[Database], scope: Scope) -> Response[dict[str, str]]:
    """The process may be sent work: it is not about to end, PostgreSQL answers, and the log is read."""
    hub = scope["state"]["hub"]
    good = not hub.leaving and hub.live_log()
    if good:
        try:
            # A server that hangs is as good as away, and nobody waits for a late answer.
            async with asyncio.timeout(PATIENCE), db.connection() as connection:
                await connection.fetchval("SELECT 1")
        except (DomainError, TimeoutError):
            good = False
    return Response({"status": "ready" if good else "not ready"}, status_code=200 if good else 503)
