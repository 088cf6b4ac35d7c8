"""How the log's processes connect: one PostgreSQL session each, and Redis without patience."""

import asyncio
from typing import TypeAlias

import asyncpg
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

Session: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

# What says that PostgreSQL went away, or that this session was ended by a standby.
# InternalClientError: asyncpg's state machine, when the end arrives in the step in which a query is sent.
POSTGRES_LOST = (
    OSError,
    asyncio.TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresError,
    asyncpg.InternalClientError,
)
_SETTINGS = {
    "timezone": "UTC",
    "jit": "off",
    # A number is given once it is on disk, also where the server's default is relaxed.
    "synchronous_commit": "on",
    # The log is read through its indexes only. The planner, misled by statistics of tables that grow by
    # the second, drifted from 2 ms to 27 ms a poll.
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    # A host that vanished or a stopped process holds its locks for seconds, not for hours.
    "tcp_user_timeout": "5000",
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "2",
    "idle_in_transaction_session_timeout": "5s",
    "lock_timeout": "5s",
}


async def postgres(url: str, name: str) -> Session:
    """A session of its own, outside any pool; `name` shows in pg_stat_activity."""
    return await asyncpg.connect(
        url, timeout=5, command_timeout=10, server_settings=_SETTINGS | {"application_name": f"shequ-{name}"}
    )


async def hang_up(session: Session) -> None:
    """Ends a session, rudely when it does not answer."""
    try:
        await session.close(timeout=2)
    except POSTGRES_LOST:
        session.terminate()


def redis(url: str) -> Redis:
    """A client that fails at once: redis-py's defaults retry for a minute.

    Socket timeout 2 s; blocking reads must ask for less (the tail: 1 s). Protocol 2, because answers are
    taken apart without redis-py's help and must keep one shape.
    """
    return Redis.from_url(
        url,
        protocol=2,
        retry=Retry(NoBackoff(), 0),
        socket_timeout=2,
        socket_connect_timeout=2,
        health_check_interval=0,
    )


def stream_key(district: object, epoch: str) -> str:
    """The stream of a log. The district is the hash tag: its keys stay together in a Redis Cluster."""
    return f"log:{{{district}}}:{epoch}"
