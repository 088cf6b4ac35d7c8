"""Takes due messages from the outbox and hands them to the adapter, until told to stop.

    waiting ── delivered ─────────────► delivered   (blanked)
       │──── failed, may work later ──► waiting     (5 s, 10 s, 20 s … at most 10 min, with jitter)
       │──── cannot work, or 8 tries ─► failed      (blanked; alarm)
       └──── too old to be of use ────► expired     (blanked; alarm)

Any number may run: rows are taken with SKIP LOCKED and a lease. The attempt that holds a message is its
number; a late one changes nothing.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import msgspec
import structlog

from hub.db import Connection, Database
from hub.errors import DomainError
from hub.notify import store
from hub.notify.adapters import Adapter, UndeliveredError
from hub.notify.templates import render
from hub.notify.types import Contact, Outgoing
from hub.sealing import Sealer, SealError

log = structlog.get_logger(__name__)

POLL = 0.5  # seconds; a waiting code is a waiting person, and an empty poll is one index probe
BATCH = 16
LEASE = timedelta(seconds=60)  # longer than any adapter's own timeout
MOST_ATTEMPTS = 8
FIRST_WAIT, LONGEST_WAIT = 5.0, 600.0  # seconds
TIDY_EVERY = 3600.0  # seconds


FindContact = Callable[[Connection, Sealer, UUID], Awaitable[Contact]]


class Dispatcher:
    """`find_contact` is the accounts room's; passed in, because that room sends through this one."""

    def __init__(self, db: Database, sealer: Sealer, adapter: Adapter, find_contact: FindContact) -> None:
        self._db = db
        self._sealer = sealer
        self._adapter = adapter
        self._find_contact = find_contact

    async def run(self, stop: asyncio.Event) -> None:
        """Delivers until `stop` is set. PostgreSQL away: waits and goes on."""
        loop = asyncio.get_running_loop()
        tidy_at = loop.time()
        while not stop.is_set():
            handled = 0
            try:
                handled = await self.round()
                if loop.time() >= tidy_at:
                    tidy_at = loop.time() + TIDY_EVERY
                    async with self._db.connection() as conn:
                        await store.forget(conn)
            except DomainError as error:
                log.warning("notify.paused", code=error.code)
            if handled < BATCH:
                try:
                    await asyncio.wait_for(stop.wait(), POLL)
                except TimeoutError:
                    pass
        await self._adapter.close()

    async def round(self) -> int:
        """Handles what is due now, at most a batch; returns how many it tried."""
        async with self._db.connection() as conn:
            if not await store.due(conn):
                return 0
            for message, template in await store.expire(conn):
                log.error("notify.expired", alarm=True, message=str(message), template=template)
            taken = await store.take(conn, BATCH, LEASE)
        await asyncio.gather(*(self._try(message) for message in taken))
        return len(taken)

    async def _try(self, taken: store.Taken) -> None:
        try:
            await self._adapter.deliver(await self._open(taken))
        except UndeliveredError as error:
            await self._failed(taken, error.reason, final=error.final)
        except (SealError, KeyError, msgspec.DecodeError) as error:
            await self._failed(taken, type(error).__name__, final=True)
        except DomainError as error:
            if error.code == "unavailable":
                raise  # our own database: the lease runs out and the message is tried again
            await self._failed(taken, error.code, final=True)
        except Exception as error:  # one adapter's defect must not end the delivery of everything else
            log.error("notify.defect", error=type(error).__name__, message=str(taken.id))
            await self._failed(taken, type(error).__name__, final=False)
        else:
            async with self._db.connection() as conn:
                await store.finish(conn, taken.id, taken.attempts, "delivered", None)
            log.info(
                "notify.delivered", message=str(taken.id), template=taken.template, attempts=taken.attempts
            )

    async def _open(self, taken: store.Taken) -> Outgoing:
        if taken.account is None:
            contact = Contact("", taken.open_phone(self._sealer), "zh-CN")
        else:
            async with self._db.connection() as conn:
                contact = await self._find_contact(conn, self._sealer, taken.account)
        params = taken.open_params(self._sealer)
        connect = taken.open_connect(self._sealer)
        if taken.connect is not None:
            async with self._db.connection() as conn:
                connect = (await self._find_contact(conn, self._sealer, taken.connect)).phone
        if connect is None and (taken.connect or taken.connect_phone):
            raise UndeliveredError("nobody to connect with", final=True)
        return Outgoing(
            id=taken.id,
            district=taken.district,
            channel=taken.channel,
            to=contact.phone or "",
            account=taken.account,
            name=contact.name,
            locale=contact.locale,
            template=taken.template,
            params=params,
            text=render(taken.template, contact.locale, params),
            connect=connect or "",
        )

    async def _failed(self, taken: store.Taken, reason: str, *, final: bool) -> None:
        fields = {"message": str(taken.id), "template": taken.template, "attempts": taken.attempts}
        async with self._db.connection() as conn:
            if final or taken.attempts >= MOST_ATTEMPTS:
                await store.finish(conn, taken.id, taken.attempts, "failed", reason)
                log.error("notify.gave_up", alarm=True, reason=reason, **fields)
            else:
                wait = pause(taken.attempts, random.random())  # noqa: S311  spreads retries, guards nothing
                await store.retry(conn, taken.id, taken.attempts, timedelta(seconds=wait), reason)
                log.warning("notify.failed", reason=reason, again_in=round(wait, 1), **fields)


def pause(attempts: int, luck: float) -> float:
    """Seconds until the next attempt after `attempts` failed ones; `luck` in [0, 1) spreads it by ±25 %."""
    return float(min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT) * (0.75 + luck / 2))
