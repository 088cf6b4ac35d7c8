"""The connection pool."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import Any, TypeAlias, cast

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from hub import tracing
from hub.errors import DomainError

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"

PATIENCE = 5.0
"""Seconds for a connection to become free."""
READS_SHARE = 4
"""One connection of so many is never held by a write, so that reads go on when writes wait for each other."""
AHEAD: ContextVar[bool] = ContextVar("ahead", default=False)
"""Set for an emergency: its writes wait for no other write."""

# What asyncpg raises when the server is away, restarting, full or refuses: all mean "not saved, try again".
UNAVAILABLE = (
    OSError,
    asyncio.TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.CannotConnectNowError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.PostgresSystemError,
    asyncpg.PostgresIOError,
    # "cannot switch to state …": the server closed the connection at the moment a query began on it.
    asyncpg.InternalClientError,
)


class Database:
    """A pool of connections to one PostgreSQL.

    Raises `DomainError("unavailable")` from every method, and from the body of a context, when the server
    cannot be reached or went away. The pool recovers by itself.
    """

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        self.pool = pool
        size = pool.get_max_size()
        self._writes = asyncio.Semaphore(size - size // READS_SHARE)
        # When each wait began, oldest first: for a turn to write, for a connection.
        self._turns: dict[object, float] = {}
        self._waits: dict[object, float] = {}

    def oldest_wait(self, *, urgent: bool = False) -> float:
        """Seconds for which somebody has been waiting; `urgent`: of those for whom an emergency would have to wait."""
        waits = (self._waits,) if urgent else (self._waits, self._turns)
        began = [next(iter(one.values())) for one in waits if one]
        return time.monotonic() - min(began) if began else 0.0

    @classmethod
    async def open(
        cls, url: str, *, min_size: int = 1, max_size: int = 16, application: str = "hub"
    ) -> "Database":
        try:
            pool = await asyncpg.create_pool(
                url,
                min_size=min_size,
                max_size=max_size,
                timeout=5,
                command_timeout=20,
                reset=_nothing_to_reset,
                # A plan per call site is worth keeping; the default of 300 s throws it away too early.
                max_cached_statement_lifetime=0,
                server_settings={
                    "application_name": f"shequ-{application}",
                    "timezone": "UTC",
                    # JIT costs more than it saves on queries of milliseconds.
                    "jit": "off",
                    # A command that waits this long behind a lock says "try again" instead of piling up.
                    "lock_timeout": "3s",
                    "idle_in_transaction_session_timeout": "30s",
                },
            )
        except UNAVAILABLE as error:
            raise DomainError("unavailable", retry_after=2) from error
        return cls(pool)

    async def close(self) -> None:
        try:
            async with asyncio.timeout(5):
                await self.pool.close()
        except TimeoutError:
            self.pool.terminate()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection in autocommit, for reads."""
        try:
            async with self._connection() as connection:
                yield connection
        except UNAVAILABLE as error:
            raise DomainError("unavailable", retry_after=2) from error

    @asynccontextmanager
    async def at_need(self) -> AsyncIterator[Connection]:
        """The same for who may not need to ask at all: taken from the pool at the first question."""
        async with AsyncExitStack() as stack:
            yield cast(Connection, _AtNeed(self, stack))

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A connection in a READ COMMITTED transaction: commits at the end, rolls back on any exception."""
        try:
            async with self._turn(), self._connection() as connection, connection.transaction():
                if trace := tracing.here.get():
                    await connection.execute(tracing.SETTING, trace)
                yield connection
        except UNAVAILABLE as error:
            raise DomainError("unavailable", retry_after=2) from error

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        with _since(self._waits):
            connection = await self.pool.acquire(timeout=PATIENCE)
        try:
            yield connection
        finally:
            await self.pool.release(connection)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """A turn to write."""
        if AHEAD.get():
            yield
            return
        if self._writes.locked():
            with _since(self._turns):
                async with asyncio.timeout(PATIENCE):
                    await self._writes.acquire()
        else:
            await self._writes.acquire()
        try:
            yield
        finally:
            self._writes.release()


@contextmanager
def _since(waits: dict[object, float]) -> Iterator[None]:
    """Somebody waits, from now."""
    who = object()
    waits[who] = time.monotonic()
    try:
        yield
    finally:
        del waits[who]


class Joined(Database):
    """A transaction under way, for actions that open their own: theirs become savepoints of it, so that several of
    them happen all or not at all."""

    def __init__(self, tx: Connection) -> None:
        self.tx = tx

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        yield self.tx

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        async with self.tx.transaction():
            yield self.tx


async def _nothing_to_reset(connection: object) -> None:
    """A returned connection is as it was taken: settings are SET LOCAL, advisory locks end with transactions.

    asyncpg's own reset asks the server to undo what nobody did, a round trip for every use of a connection.
    """


class _AtNeed:
    """The reading methods of a connection that is taken when the first of them is called."""

    def __init__(self, db: Database, stack: AsyncExitStack) -> None:
        self._db = db
        self._stack = stack
        self._taken: Connection | None = None

    async def _connection(self) -> Connection:
        if self._taken is None:
            self._taken = await self._stack.enter_async_context(self._db.connection())
        return self._taken

    async def fetch(self, query: str, *arguments: object) -> Any:
        return await (await self._connection()).fetch(query, *arguments)

    async def fetchrow(self, query: str, *arguments: object) -> Any:
        return await (await self._connection()).fetchrow(query, *arguments)

    async def fetchval(self, query: str, *arguments: object) -> Any:
        return await (await self._connection()).fetchval(query, *arguments)
