"""Puts a hub process together: the parts, how they are wired, the HTTP application.

`Hub` owns everything with a life: pool, tail, live socket, boards, photo children, background work. Rooms know
nothing of it; their routes get what they need by name (`db`, `principal`, `asked`, …).
"""

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from hub import audit, commands, tracing
from hub.accounts import policy as account_policy
from hub.accounts import residences
from hub.accounts.contacts import contact_of
from hub.accounts.keeper import Keeper
from hub.accounts.live import redeem_live_ticket
from hub.accounts.names import staff_names
from hub.accounts.sessions import by_session, principals
from hub.accounts.types import Principal
from hub.answers import Heads
from hub.application import Served, application
from hub.areas import actions as areas
from hub.boards import policy as board_policy
from hub.boards.actions import Boards
from hub.calendars.keep import Keep
from hub.certification import erasure
from hub.certification import policy as certification_policy
from hub.certification.benefits.calendar import Calendar
from hub.certification.gateway.asker import Asker
from hub.certification.imports import actions as imports
from hub.certification.imports.runner import Runner as Imports
from hub.certification.twins.search import KINDS as SEARCH_JOBS
from hub.certification.twins.search import Searches
from hub.certification.verdicts import KINDS as CERTIFICATION_JOBS
from hub.clock import Clock
from hub.db import Connection, Database
from hub.desk import actions as desk
from hub.door import Door
from hub.duty import policy as duty_policy
from hub.errors import DomainError
from hub.events import replay
from hub.events.tail import Tail
from hub.family import actions as family
from hub.family import policy as family_policy
from hub.feed import policy as feed_policy
from hub.feed import tickets as feed_tickets
from hub.feed.counts import Counts
from hub.feedback import policy as feedback_policy
from hub.follows import policy as follow_policy
from hub.follows import tickets as follow_tickets
from hub.follows.digests import Digests
from hub.home import policy as home_policy
from hub.jobs import policy as job_policy
from hub.jobs.counts import JobCounts
from hub.jobs.intake import run_jobs
from hub.live import Live, LiveConfig
from hub.live.neighbours import Neighbours
from hub.media import actions as media
from hub.media import files, voices
from hub.media.actions import Media
from hub.media.look import KINDS as MEDIA_JOBS
from hub.moderation import policy as moderation_policy
from hub.moderation.asker import Asker as ContentCheck
from hub.notices import policy as notice_policy
from hub.notices.rounds import Rounds as NoticeRounds
from hub.notify.adapters import adapter_of
from hub.notify.dispatcher import Dispatcher
from hub.partners import policy as partner_policy
from hub.pressure import LOOK_SECONDS, Pressure
from hub.rates import Rates
from hub.rounds import rounds
from hub.routing import policy as routing_policy
from hub.sealing import Sealer
from hub.settings import Settings
from hub.targets import sights, targets
from hub.tickets import policy as ticket_policy
from hub.tickets.clocks.recompute import Recompute
from hub.tickets.export.runner import Runner
from hub.tickets.pool import policy as pool_policy
from hub.tickets.reactions import join
from hub.tickets.timers import Context, Watch
from hub.tickets.watch import HANDLERS
from hub.traffic import Traffic
from hub.visits import policy as visit_policy
from hub.volunteers import policy as volunteer_policy
from hub.wishes import policy as wish_policy
from hub.wishes.clock import WishWatch

log = structlog.get_logger("hub")

Policy = Callable[[Connection, Principal, list[str]], Awaitable[bool]]

SWEEP_SECONDS = 600.0
MANDATE_SECONDS = 10.0
ERASE_SECONDS = 5.0
"""What was erased is gone from the store within a minute, also when a few rounds fail."""

# Which rooms answer for a topic, by its first and last part; asked in turn.
TOPIC_POLICIES: dict[str, tuple[Policy, ...]] = {
    "staff": (
        ticket_policy.may_subscribe,
        account_policy.may_subscribe,
        job_policy.may_subscribe,
        duty_policy.may_subscribe,
        routing_policy.may_subscribe,
        feedback_policy.may_subscribe,
        moderation_policy.may_subscribe,
        wish_policy.may_subscribe,
        volunteer_policy.may_subscribe,
        partner_policy.may_subscribe,
        feed_policy.may_subscribe,
        certification_policy.may_subscribe,
        family_policy.may_subscribe,
        visit_policy.may_subscribe,
        notice_policy.may_subscribe,
    ),
    "org": (
        ticket_policy.may_subscribe,
        pool_policy.may_subscribe,
        duty_policy.may_subscribe,
        certification_policy.may_subscribe,
        wish_policy.may_subscribe,
        volunteer_policy.may_subscribe,
        partner_policy.may_subscribe,
    ),
    "kin": (family_policy.may_subscribe,),
    "own": (
        account_policy.may_subscribe,
        ticket_policy.may_subscribe,
        family_policy.may_subscribe,
        follow_policy.may_subscribe,
    ),
    "board": (board_policy.may_subscribe,),
    "public": (
        home_policy.may_subscribe,
        wish_policy.may_subscribe,
        volunteer_policy.may_subscribe,
        partner_policy.may_subscribe,
        feed_policy.may_subscribe,
        notice_policy.may_subscribe,
    ),
    "neighbours": (feed_policy.may_subscribe,),
}

# What follows in other rooms from the steps of tickets.
join(feed_tickets.follow)
join(follow_tickets.follow)


class Hub:
    """One hub process, serving one district."""

    def __init__(self, settings: Settings, db: Database, district: UUID) -> None:
        self.settings = settings
        self.db = db
        self.district = district
        self.name = secrets.token_hex(4)
        self.redis = Redis(
            connection_pool=BlockingConnectionPool.from_url(
                settings.redis_url, max_connections=8, timeout=1, socket_timeout=2, socket_connect_timeout=2,
                retry=Retry(NoBackoff(), 0),
            )
        )  # fmt: skip
        self.rates = Rates(settings.redis_url)
        self.sealer = Sealer(settings.keys())
        self.keeper = Keeper.of(settings, db, self.sealer, self.rates)
        self.media = Media(settings)
        self.targets = targets(self.sealer)
        self.sights = sights(self.targets)
        self.tables = imports.pool()
        self.tail = Tail(settings.database_url, settings.redis_url, district)
        self.clock = Clock()
        """PostgreSQL's: the boards ask it every second."""
        self.live = self._live()
        self.boards = Boards(
            db, district, self.clock, lambda: self.tail.ring.head, self.live.publish_retained,
            lambda: self.live.accounts, self.name,
        )  # fmt: skip
        self.tail.listeners += [self.boards.on_batch, self.live.on_batch]
        self.tail.epoch_listeners.append(self.live.on_epoch)
        self.neighbours = Neighbours(settings.redis_url, f"presence:{{{district}}}", self.live.presence.hear)
        self.live.presence.say = self.neighbours.say
        self.crowd = Neighbours(settings.redis_url, f"connected:{{{district}}}", self.boards.present.hear)
        self.boards.say = self.crowd.say
        self.jobs = JobCounts(db, district)
        self.watch = Watch(db, district, Context(self.sealer, self.live.presence.present), HANDLERS)
        self.calendars = Keep(db, district)
        self.promises = Recompute(db, district)
        self.stop = asyncio.Event()
        self.leaving = False
        """The process has been told to end: it is not ready for new work."""
        self.app = Served(application(demo=settings.demo), self)
        self.pressure = Pressure(db, settings.commands_at_once, self.live.late, settings.pressure_patience)
        inner: Any = Heads(Door(self.app, self.pressure))
        if tracing.on():
            frames = tracing.Frames(lambda: self.live.fanout.seq)
            self.tail.listeners = [frames.begin, *self.tail.listeners, frames.written]
            inner = tracing.Traced(inner)
        self.traffic = Traffic(inner)

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, settings: Settings) -> AsyncIterator["Hub"]:
        """A hub whose log is read and whose background work runs; stopped in order at the end.

        Raises:
            DomainError: `unavailable`; `area.unknown` when the database has no district yet; `audit.writable` when
                DATABASE_URL is the owner's.
        """
        db = await Database.open(settings.database_url, max_size=settings.pool_size)
        try:
            async with db.connection() as connection:
                districts = await areas.children(connection, None)
                await audit.require_append_only(connection)
            if not districts:
                raise DomainError("area.unknown")
            # One log a hub process; a second district has hubs of its own.
            hub = cls(settings, db, districts[0].id)
            async with hub._running():
                yield hub
        finally:
            await db.close()

    @contextlib.asynccontextmanager
    async def _running(self) -> AsyncIterator[None]:
        dispatcher = Dispatcher(
            self.db, self.sealer, adapter_of(self.settings, self.db, self.sealer), contact_of
        )
        work: list[Awaitable[None]] = [
            self.tail.run(),
            self.boards.run(),
            dispatcher.run(self.stop),
            run_jobs(
                self.db,
                self.settings.redis_url,
                (*MEDIA_JOBS, *CERTIFICATION_JOBS, *SEARCH_JOBS),
                self.stop,
                name=self.name,
            ),
            rounds("sweep", self._sweep, SWEEP_SECONDS),
            rounds("erasure", self._erase, ERASE_SECONDS),
            rounds("mandates", self._mandates, MANDATE_SECONDS),
            rounds("pressure", self.pressure.look, LOOK_SECONDS),
            self.neighbours.run(),
            self.crowd.run(),
            self.jobs.run(),
            self.watch.run(),
            WishWatch(self.db, self.district, self.sealer).run(),
            Runner(self.db, self.district, self.sealer, self.settings.data_dir / "exports").run(),
            Asker.of(self.settings, self.db, self.district, self.sealer, self.media.objects).run(),
            ContentCheck.of(self.settings, self.db, self.district, self.targets, self.media.objects).run(),
            Searches(self.db, self.district, self.media.objects).run(),
            Calendar(self.db, self.district, self.sealer).run(),
            Imports(self.db, self.district, self.sealer, self.media).run(),
            self.calendars.run(),
            self.promises.run(),
            Counts(self.db, self.district).run(),
            NoticeRounds(self.db, self.district, self.sealer).run(),
            Digests(self.db, self.district, self.sealer).run(),
        ]
        tasks = [asyncio.ensure_future(one) for one in work]
        try:
            # The ring is filled before the port opens.
            await self.tail.ready()
            await self.boards.load()
            await self.live.start()
            yield
        finally:
            self.stop.set()
            await self.live.stop()
            for task in tasks:
                task.cancel()
            for outcome in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(outcome, Exception):
                    log.error("background work failed", exc_info=outcome)
            await self.close()

    async def close(self) -> None:
        """Ends what the hub opened; the pool of PostgreSQL is its caller's."""
        await self.media.close()
        await self.tables.close()
        await self.rates.close()
        await self.redis.aclose(close_connection_pool=True)  # the pool is ours: it is left open otherwise

    def live_log(self) -> bool:
        """Whether this process was level with the log a moment ago."""
        return time.monotonic() - self.tail.progress_at < 5.0

    def _live(self) -> Live:
        async def resolve(tokens: Sequence[str]) -> dict[str, Principal]:
            async with self.db.connection() as connection:
                found = await principals(connection, tokens)
            return {token: who for token, who in found.items() if not who.binding}

        async def redeem(ticket: str) -> Principal | None:
            async with self.db.connection() as connection:
                return await redeem_live_ticket(connection, ticket)

        async def replay_after(topics: Sequence[str], after: int, limit: int) -> replay.Replay:
            async with self.db.connection() as connection:
                return await replay.read_after(connection, self.district, topics, after, limit)

        async def reload(sessions: Sequence[UUID]) -> dict[UUID, Principal]:
            async with self.db.connection() as connection:
                return await by_session(connection, sessions)

        async def names(accounts: Sequence[UUID]) -> dict[UUID, str]:
            async with self.db.connection() as connection:
                return await staff_names(connection, self.district, accounts)

        return Live(
            self.tail.ring,
            LiveConfig(
                log=self.district, origins=self.settings.allowed_origins(),
                trusted_proxies=self.settings.trusted_proxies, resolve=resolve, redeem_ticket=redeem, reload=reload,
                authorise=self._authorise,  # type: ignore[arg-type]  # its principals are those we gave it
                replay=replay_after, names=names, progress_at=lambda: self.tail.progress_at,
                clock=self.clock.now,
            ),
        )  # fmt: skip

    async def _authorise(self, principal: Principal, topics: Sequence[str]) -> dict[str, bool]:
        answers: dict[str, bool] = {}
        async with self.db.at_need() as connection:
            for topic in topics:
                parts = topic.split("/")
                policies = TOPIC_POLICIES.get(parts[0], ())
                answers[topic] = any([await policy(connection, principal, parts) for policy in policies])
        return answers

    async def _sweep(self) -> None:
        await commands.sweep(self.db)
        await media.sweep(self.db, self.media.objects)
        await files.sweep(self.db, self.media.objects)
        await voices.sweep(self.db, self.media.objects)
        await residences.sweep(self.db)
        await desk.sweep(self.db)

    async def _mandates(self) -> None:
        await family.sweep(self.db, self.district)

    async def _erase(self) -> None:
        await media.delete_gone(self.db, self.media.objects)
        await voices.delete_gone(self.db, self.media.objects)
        await erasure.sweep(self.db, self.media.objects)
