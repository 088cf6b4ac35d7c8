"""The people of a story: each with an own client, an own socket, and an eye on when what arrived."""

import asyncio
import contextlib
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple, Self, TypeVar
from uuid import UUID

from shequtong import Client, Event, Reset, TooMany
from shequtong.lists import list_of, scope_of
from shequtong.live import Subscription
from shequtong.types import DemoSignIn, Me, Ticket, TicketChanged

T = TypeVar("T")


class NotSeen(Exception):
    """What should have arrived did not."""


class Sight(NamedTuple):
    """A change as it reached one person. `arrived` and `at` in seconds since 1970: the clock here, and
    PostgreSQL's when the transaction began. `at` None: it came with a state fetched after a reset."""

    ticket: Ticket
    which: str | None
    arrived: float
    at: float | None


class Person:
    """Someone signed in, with the live events of the topics given to `watch`."""

    def __init__(self, client: Client, me: Me) -> None:
        self.client = client
        self.me = me
        self.scope = scope_of(me)
        self._sights: dict[tuple[UUID, int], Sight] = {}
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

    async def watch(self, topics: Sequence[str], stack: contextlib.AsyncExitStack) -> Self:
        """Reads the topics until the stack is closed."""
        live = await stack.enter_async_context(self.client.live(self.me.district.id))
        async with asyncio.timeout(15):
            subscription = await live.subscribe(topics)
        reading = asyncio.create_task(self._read(subscription))
        stack.callback(reading.cancel)
        return self

    async def sees(self, ticket: Ticket, within: float) -> Sight:
        """Waits for this version of the ticket; raises `NotSeen` after `within` seconds."""
        key = (ticket.id, ticket.version)
        try:
            async with asyncio.timeout(within), self._news:
                await self._news.wait_for(lambda: key in self._sights or self._failure)
        except TimeoutError:
            raise NotSeen(f"{self.name} 没有看到 did not see it within {within:g} s") from None
        if key not in self._sights:
            raise NotSeen(f"{self.name} 收不到消息 stopped hearing: {self._failure}")
        return self._sights[key]

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
                        await self._note(item.read(TicketChanged).ticket, item.at.timestamp())
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
                return Person(client, me)
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
                    code = re.search(r"\b\d{6}\b", message.text)
                    if message.id not in before and message.to.endswith(end) and code:
                        return code.group()
                await asyncio.sleep(0.05)
    raise NotSeen(f"收件箱里没有验证码 no code in the demo's inbox within {within:g} s")
