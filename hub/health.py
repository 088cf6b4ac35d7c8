"""Health and readiness, for a balancer: no sign-in, no details."""

from litestar import Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency

from hub.db import Database
from hub.errors import DomainError


@get("/health", include_in_schema=False, sync_to_thread=False)
def health() -> dict[str, str]:
    """The process runs."""
    return {"status": "ok"}


@get("/ready", include_in_schema=False)
async def ready(db: NamedDependency[Database], state: State) -> Response[dict[str, str]]:
    """The process may be sent work: PostgreSQL answers and the log is read."""
    try:
        async with db.connection() as connection:
            await connection.fetchval("SELECT 1")
        reading = state.hub.live_log()
    except DomainError:
        reading = False
    return Response({"status": "ready" if reading else "not ready"}, status_code=200 if reading else 503)
