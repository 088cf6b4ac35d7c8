"""The people of a story: each with an own client, an own socket, and an eye on when what arrived."""

import asyncio
import contextlib
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple, Self, TypeVar
from uuid import UUID

from shequtong import Client, Event, Reset, TooMany
from shequtong.certification_types import CertificationChanged
from shequtong.lists import list_of, scope_of
from shequtong.live import Live, Subscription
from shequtong.types import DemoSignIn, Me, Ticket, TicketChanged

T = TypeVar("T")
_CODE = re.compile(r"(?:验证码|code\D*)\s*(\d{6})\b")
"""A message about a ticket has a number of six digits too."""
WITHIN = 15.0
"""Seconds a change may take to arrive; rides over a relay that is started again."""


class NotSeen(Exception):
    """What should have arrived did not."""


class Sight(NamedTuple):
    """A change as it reached one person. `arrived` and `at` in seconds since 1970: the clock here, and
    PostgreSQL's when the transaction began. `at` None: it came with a state fetched after a reset."""

    ticket: Ticket
    which: str | None
    arrived: float
    at: float | None


class Heard(NamedTuple):
    """A step of a certification as it reached one person, in seconds since 1970 by the clock here."""

    changed: CertificationChanged
    arrived: float


class Person:
    """Someone signed in, with the live events of the topics given to `watch`. `key`: the button that signs in again."""

    def __init__(self, client: Client, me: Me, key: str | None = None) -> None:
        self.client = client
        self.me = me
        self.key = key
        self.scope = scope_of(me)
        self._topics: Sequence[str] = ()
        self._live: Live | None = None
        self._subscription: Subscription | None = None
        self._reading: asyncio.Task[None] | None = None
        self._sights: dict[tuple[UUID, int], Sight] = {}
        self._steps: set[tuple[UUID, str]] = set()
        self._heard: list[Heard] = []
        self._events: list[Event] = []
        self._news = asyncio.Condition()
        self._failure: Exception | None = None

    @property
    def name(self) -> str:
        return self.me.name

    def which(self, ticket: Ticket) -> str | None:
        """The list the ticket is in for this person; a resident's are `own` and `following`."""
        if self.me.kind == "resident":
            return "following" if ticket.following else "own"
        return list_of(ticket, self.scope)

    def topics(self) -> list[str]:
        """What somebody listens to: a resident to her own, staff to their lists."""
        return [f"own/{self.me.id}"] if self.me.kind == "resident" else self.scope.topics()

    async def watch(self, topics: Sequence[str], stack: contextlib.AsyncExitStack) -> Self:
        """Reads the topics until the stack is closed, or `leaves`."""
        self._topics = topics
        self._live = await stack.enter_async_context(self.client.live(self.me.district.id))
        stack.push_async_callback(self.leaves)
        await self._listen()
        return self

    async def leaves(self) -> None:
        """Closes the console, as in the evening."""
        if self._reading is not None and self._subscription is not None:
            self._reading.cancel()
            await self._subscription.aclose()
            self._reading = None

    async def returns(self) -> None:
        """Signs in again and goes on where the console was closed."""
        assert self.key is not None
        await self.client.sign_in_demo(self.key)
        await self._listen()

    async def _listen(self) -> None:
        assert self._live is not None
        since = self._subscription.cursor if self._subscription is not None else None
        async with asyncio.timeout(WITHIN):
            self._subscription = await self._live.subscribe(self._topics, since)
        self._reading = asyncio.create_task(self._read(self._subscription))

    async def sees(self, ticket: Ticket, within: float) -> Sight:
        """Waits for this version of the ticket; raises `NotSeen` after `within` seconds."""
        key = (ticket.id, ticket.version)
        await self._until(lambda: key in self._sights, within)
        return self._sights[key]

    async def hears(self, ticket: UUID, kind: str, within: float) -> None:
        """Waits for a step of this kind on a ticket; raises `NotSeen` after `within` seconds."""
        await self._until(lambda: (ticket, kind) in self._steps, within)

    async def gets(self, type: str, of: Callable[[Event], bool], within: float) -> Event:
        """Waits for an event of the feed; raises `NotSeen` after `within` seconds."""

        def found() -> Event | None:
            return next((one for one in self._events if one.type == type and of(one)), None)

        await self._until(lambda: found() is not None, within)
        event = found()
        assert event is not None
        return event

    async def learns(
        self, of: Callable[[CertificationChanged], bool], within: float, since: int = 0
    ) -> Heard:
        """Waits for a step of a certification; `since`: how many were heard before. Raises `NotSeen` after `within`
        seconds."""

        def found() -> Heard | None:
            return next((one for one in self._heard[since:] if of(one.changed)), None)

        await self._until(lambda: found() is not None, within)
        heard = found()
        assert heard is not None
        return heard

    @property
    def learnt(self) -> int:
        """How many steps of certifications were heard."""
        return len(self._heard)

    async def _until(self, seen: Callable[[], bool], within: float) -> None:
        try:
            async with asyncio.timeout(within), self._news:
                await self._news.wait_for(lambda: seen() or self._failure)
        except TimeoutError:
            raise NotSeen(f"{self.name} 没有看到 did not see it within {within:g} s") from None
        if not seen():
            raise NotSeen(f"{self.name} 收不到消息 stopped hearing: {self._failure}")

    async def finds(self, ticket: Ticket, which: str) -> bool:
        """Whether the ticket is on the first page of that list, asked over HTTP by its number."""
        if which == "following":
            page = await self.client.tickets.following()
        else:
            page = await self.client.tickets.list(which, number=ticket.number)
        return any(listed.id == ticket.id for listed in page.tickets)

    async def _read(self, subscription: Subscription) -> None:
        try:
            async for item in subscription:
                match item:
                    case Reset():
                        await self._fetch()
                    case Event(type="ticket.changed" | "ticket.followed"):
                        changed = item.read(TicketChanged)
                        self._steps.add((changed.ticket.id, changed.step.kind))
                        await self._note(changed.ticket, item.at.timestamp())
                    case Event() if item.type.startswith(
                        ("post.", "comment.", "feed.", "wish.", "notice.shown")
                    ):
                        async with self._news:
                            self._events.append(item)
                            self._news.notify_all()
                    case Event(type="certification.changed"):
                        async with self._news:
                            self._heard.append(Heard(item.read(CertificationChanged), time.time()))
                            self._news.notify_all()
        except Exception as error:  # told to whoever waits
            async with self._news:
                self._failure = error
                self._news.notify_all()

    async def _note(self, ticket: Ticket, at: float | None) -> None:
        sight = Sight(ticket, self.which(ticket), time.time(), at)
        async with self._news:
            self._sights.setdefault((ticket.id, ticket.version), sight)
            self._news.notify_all()

    async def _fetch(self) -> None:
        """Events were skipped: take the state from the lists instead."""
        for which in ("own",) if self.me.kind == "resident" else ("unit", "watching"):
            for ticket in (await self.client.tickets.list(which)).tickets:
                await self._note(ticket, None)
        if self.me.kind == "resident":
            for ticket in (await self.client.tickets.following()).tickets:
                await self._note(ticket, None)


async def by_phone(client: Client, phone: str, name: str, within: float) -> Person:
    """Signs a resident in with the code that the demo's inbox shows. A phone that was sent too many codes
    lately signs in by the demo's button."""
    try:
        before = {message.id for message in await client.demo_inbox()}
        await client.request_code(phone)
        code = await _code(client, phone, before, within)
        return Person(client, await client.sign_in_phone(phone, code, name=name))
    except TooMany:
        return await by_button(client, lambda offered: offered.name == name, lambda me: True)


async def by_button(
    client: Client, offered: Callable[[DemoSignIn], bool], fits: Callable[[Me], bool]
) -> Person:
    """Signs in as the first of the demo's people who is offered so and fits; raises `NotSeen` when nobody
    does."""
    for sign_in in await client.demo_sign_ins():
        if offered(sign_in):
            me = await client.sign_in_demo(sign_in.key)
            if fits(me):
                return Person(client, me, sign_in.key)
    raise NotSeen("演示账号里没有合适的人 nobody among the demo's people fits")


async def patiently(command: Callable[[], Awaitable[T]]) -> T:
    """A command that waits when the hub says that one account asks too often."""
    while True:
        try:
            return await command()
        except TooMany as error:
            print(f"    … 限流，等待 rate limit, waiting {error.retry_after or 1:g} s", flush=True)
            await asyncio.sleep(error.retry_after or 1)


async def _code(client: Client, phone: str, before: set[UUID], within: float) -> str:
    end = phone[-4:]
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(within):
            while True:
                for message in await client.demo_inbox():
                    code = _CODE.search(message.text)
                    if message.id not in before and message.to.endswith(end) and code:
                        return code.group(1)
                await asyncio.sleep(0.05)
    raise NotSeen(f"收件箱里没有验证码 no code in the demo's inbox within {within:g} s")
