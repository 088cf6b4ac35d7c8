"""The gate: who a connection is and what it may read. Everything here waits for PostgreSQL, and nothing of
it blocks another connection: a query serves all that wait for the same thing, and few run at a time.

Rights can change while they are looked up. A connection counts the changes it `heard` of (it is registered
under its account before anything is checked); its principal is as new as `checked`. An answer that was
overtaken is asked for again, so no decision rests on rights from before the last change this process has
heard of.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

import structlog

from hub.live import codes
from hub.live.crew import Crew
from hub.live.limits import Limits
from hub.live.recovery import MOST, Group, Replay
from hub.live.session import Authorise, Principal

if TYPE_CHECKING:
    from hub.live.wire import LiveSocket

log = structlog.get_logger("live")


@dataclass(frozen=True, kw_only=True)
class LiveConfig:
    """What the socket is given; it imports no room.

    `log`: the district whose log this process serves. `origins`: pages that may use the cookie, exactly. The
    calls may raise anything: the connections concerned are then closed with 1001 and come back.
    """

    log: UUID
    origins: frozenset[str]
    resolve: Callable[[Sequence[str]], Awaitable[Mapping[str, Principal]]]
    """Session tokens to principals; those that are not valid (any more) are left out. One query."""
    redeem_ticket: Callable[[str], Awaitable[Principal | None]]
    """Uses up a ticket."""
    reload: Callable[[Sequence[UUID]], Awaitable[Mapping[UUID, Principal]]]
    """Sessions to principals as they are now; those that have ended are left out. One query."""
    authorise: Callable[[Principal, Sequence[str]], Awaitable[Mapping[str, bool]]]
    """Which of these topics the principal may read."""
    replay: Callable[[Sequence[str], int, int], Awaitable[Replay]]
    """(topics, after, most) from PostgreSQL; `hub.events.replay.read_after`."""
    progress_at: Callable[[], float]
    """`time.monotonic()` of the last moment at which the ring was seen to be level with PostgreSQL."""
    clock: Callable[[], datetime]
    """PostgreSQL's time, by which sessions end (`hub.clock`)."""
    names: Callable[[Sequence[UUID]], Awaitable[Mapping[UUID, str]]]
    """Names of the staff among these accounts, for presence. One query."""
    cookie: str = "shequ_session"
    trusted_proxies: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)


Named = Callable[[Collection[UUID], Mapping[UUID, str] | None], None]


class _Check(NamedTuple):
    """`asked`: a subscription that waits; None: everything the connection reads is checked again."""

    socket: "LiveSocket"
    asked: Authorise | None


class Gate:
    """`sockets_of(account)`: the open connections of an account."""

    def __init__(self, config: LiveConfig, sockets_of: Callable[[UUID], Iterable["LiveSocket"]]) -> None:
        self._config = config
        self._sockets_of = sockets_of
        self._flights: list[set[UUID]] = []
        self._resolving: Crew[tuple[LiveSocket, str]] = Crew(1, self._resolve, most=500)
        self._redeeming: Crew[tuple[LiveSocket, str]] = Crew(4, self._redeem)
        self._reloading: Crew[UUID] = Crew(1, self._reload, most=200)
        self._checking: Crew[_Check] = Crew(8, self._check)
        self._fetching: Crew[tuple[LiveSocket, Group]] = Crew(4, self._fetch)
        self._naming: Crew[tuple[Collection[UUID], Named]] = Crew(1, self._name)

    # what is asked

    def resolve(self, socket: "LiveSocket", token: str) -> None:
        """Who sent this session token; the tokens of one step of the loop are one query."""
        self._resolving.put((socket, token))

    def redeem(self, socket: "LiveSocket", ticket: str) -> None:
        self._redeeming.put((socket, ticket))

    def authorise(self, socket: "LiveSocket", asked: Authorise) -> None:
        self._checking.put(_Check(socket, asked))

    def recheck(self, account: UUID) -> None:
        """The rights of this account have changed, or one of its sessions has ended."""
        for flight in self._flights:
            flight.add(account)
        sockets = list(self._sockets_of(account))
        for socket in sockets:
            socket.heard += 1
        if sockets:
            self._reloading.put(account)

    def fetch(self, socket: "LiveSocket", group: Group) -> None:
        """What the group has missed, from PostgreSQL."""
        self._fetching.put((socket, group))

    def name(self, accounts: Collection[UUID], named: Named) -> None:
        """How these people are called; `named(accounts, names)`, with None when it could not be looked up."""
        self._naming.put((accounts, named))

    async def stop(self) -> None:
        for crew in (
            self._resolving, self._redeeming, self._reloading, self._checking, self._fetching, self._naming,
        ):  # fmt: skip
            await crew.stop()

    # the crews' work

    async def _resolve(self, waiting: list[tuple["LiveSocket", str]]) -> None:
        waiting = [(socket, token) for socket, token in waiting if not socket.closed]
        flight = self._take_off()
        try:
            found = await self._config.resolve(list({token for _, token in waiting}))
        except Exception as error:
            self._unavailable("resolve", error, [socket for socket, _ in waiting])
            return
        finally:
            self._flights.remove(flight)
        for socket, token in waiting:
            self._recognised(socket, found.get(token), flight)

    async def _redeem(self, waiting: list[tuple["LiveSocket", str]]) -> None:
        [(socket, ticket)] = waiting
        flight = self._take_off()
        try:
            principal = await self._config.redeem_ticket(ticket)
        except Exception as error:
            self._unavailable("redeem_ticket", error, [socket])
            return
        finally:
            self._flights.remove(flight)
        self._recognised(socket, principal, flight)

    def _take_off(self) -> set[UUID]:
        """Accounts whose rights change while a query is under way."""
        flight: set[UUID] = set()
        self._flights.append(flight)
        return flight

    def _recognised(self, socket: "LiveSocket", principal: Principal | None, flight: set[UUID]) -> None:
        socket.recognised(principal)
        if principal is not None and principal.account in flight and not socket.closed:
            socket.heard += 1
            self._reloading.put(principal.account)

    async def _reload(self, accounts: list[UUID]) -> None:
        sockets = [
            socket for account in set(accounts) for socket in self._sockets_of(account) if not socket.closed
        ]
        if await self._load(sockets):
            for socket in sockets:
                if not socket.closed and socket.session.subscriptions:
                    self._checking.put(_Check(socket, None))

    async def _load(self, sockets: list["LiveSocket"]) -> bool:
        """Brings the principals up to what their connections have heard of. False: it could not."""
        heard = {socket: socket.heard for socket in sockets}
        sessions = {socket.principal.session for socket in sockets}
        try:
            found = await self._config.reload(list(sessions)) if sessions else {}
        except Exception as error:
            self._unavailable("reload", error, sockets)
            return False
        for socket in sockets:
            principal = found.get(socket.principal.session)
            if principal is None:
                socket.ended()
            else:
                socket.session.principal = principal
                socket.checked = heard[socket]
        return True

    async def _check(self, checks: list[_Check]) -> None:
        [(socket, asked)] = checks
        while not socket.closed:
            if socket.checked != socket.heard:
                await self._load([socket])
                continue
            heard = socket.heard
            topics = asked.topics if asked else tuple(socket.session.topics())
            try:
                answer = await self._config.authorise(socket.principal, topics) if topics else {}
            except Exception as error:
                self._unavailable("authorise", error, [socket])
                return
            if socket.heard == heard:
                allowed = {topic for topic in topics if answer.get(topic)}
                if not socket.closed:
                    socket.answered(asked, topics, allowed)
                return

    async def _fetch(self, waiting: list[tuple["LiveSocket", Group]]) -> None:
        [(socket, group)] = waiting
        if socket.closed:
            return
        try:
            replay = await self._config.replay(sorted(group.topics), group.cursor, MOST)
        except Exception as error:
            self._unavailable("replay", error, [socket])
            return
        socket.live.fanout.fetched(socket, group, replay)

    async def _name(self, waiting: list[tuple[Collection[UUID], Named]]) -> None:
        [(accounts, named)] = waiting
        try:
            names = await self._config.names(list(accounts))
        except Exception as error:
            self._unavailable("names", error, ())
            named(accounts, None)
        else:
            named(accounts, names)

    def _unavailable(self, what: str, error: Exception, sockets: Iterable["LiveSocket"]) -> None:
        log.warning("live.unavailable", what=what, error=repr(error))
        for socket in sockets:
            socket.close(codes.GOING_AWAY, "not available now")
