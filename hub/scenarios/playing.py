"""How any story is played: its people gather, each step is taken, and everybody whom it must reach sees it.

A story is a `Story` with a table of steps and one method that gives a step's command. What is here is what stories
share: who is waited for and in which list, latencies, what is printed, and the time that passes.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar, NamedTuple, Protocol
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from shequtong import Client, ShequtongError
from shequtong.types import Me, Ticket

from hub.scenarios import figures, stage
from hub.scenarios.figures import Latency, milliseconds, padded
from hub.scenarios.portraits import NoPictureError
from hub.scenarios.stage import NotSeen, Person, by_button, patiently

SHANGHAI = ZoneInfo("Asia/Shanghai")
LISTS = {
    "own": "我的 own",
    "mine": "待我办 mine",
    "unit": "本单位 unit",
    "watching": "仅关注 watching",
    "following": "关注 following",
    None: "已离开 gone",
}
CLOSING = """
  提交→帧：从事件写入（提交之前）算起，是上限；应答→帧：负数表示帧先到。每行是最后看到的人。
  commit → frame counts from the writing of the event, just before the commit, so it is at most that;
  answer → frame is below zero when the frame came first. Each line is that of who saw it last."""
OVER_IT = {"street": "watching", "district": "watching"}
"""Those above, while it is none of their unit's."""


class Clock(Protocol):
    """The service's clock. `ahead`: seconds that it is before this machine's."""

    ahead: float

    async def forward(self, seconds: float) -> None:
        """Lets so much time pass at once."""


class Step(NamedTuple):
    """`sees`: whom the change must reach, and in which list it is for them then; None: in none. `who` is a part of
    the cast. `kind`: of the timeline's entry, where a story tells it."""

    key: str
    zh: str
    who: str
    sees: Mapping[str, str | None]
    kind: str = ""


class Story:
    """One playing of a story. `people`: the cast by part, watching; `ticket`: as the last step left it."""

    name: ClassVar[str]
    title: ClassVar[str]
    steps: ClassVar[tuple[Step, ...]]
    width: ClassVar[int] = 20
    """Columns of a step's name."""
    closing: ClassVar[str] = CLOSING
    said = ""
    """What the last step has to say beside its name."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock
        self.people: dict[str, Person] = {}
        self.ticket: Ticket | None = None

    def __getitem__(self, part: str) -> Person:
        return self.people[part]

    @property
    def at(self) -> UUID:
        assert self.ticket is not None
        return self.ticket.id

    async def gather(self, client: Callable[[], Awaitable[Client]]) -> str:
        """Signs everybody in, as `people`; gives the place, for the first line."""
        raise NotImplementedError

    def begin(self) -> None:
        """Forgets the last run."""
        self.ticket = None

    async def command(self, step: Step) -> Ticket | None:
        """Gives the step's command, as often as it is asked; the ticket after it, None when it is seen otherwise."""
        raise NotImplementedError

    async def look_back(self) -> None:
        """Raises `NotSeen` when what is left is not what it should be."""
        raise NotImplementedError

    def whose(self, step: Step) -> str:
        return self[step.who].name if step.who in self.people else ""

    def topics(self, person: Person) -> Sequence[str]:
        """What somebody of the cast listens to."""
        return person.topics()

    def summary(self) -> list[str]:
        """Lines for the end, beside the latencies."""
        return []

    def keep(self, step: Step, after: Ticket) -> None:
        """Keeps what a step leaves for the next."""
        self.ticket = after

    async def nothing_left(self, ticket: Ticket, *parts: str) -> None:
        """Nobody of these has it in the list of things to do."""
        for part in parts:
            if await self[part].finds(ticket, "mine"):
                raise NotSeen(f"{self[part].name}: 还在待我办 still in the list of things to do")

    async def go_to(self, since: datetime, days: int, hour: int) -> None:
        """Lets time pass until that hour of the day so many days after `since`. Staff leave before and sign in again
        that day; what happened in between reaches them then."""
        if self.clock is None:
            raise NotSeen("服务的时钟不由我们拨 the service's clock is not ours to move")
        day = since.astimezone(SHANGHAI) + timedelta(days=days)
        moment = day.replace(hour=hour, minute=0, second=0, microsecond=0)
        office = [person for person in self.people.values() if person.me.kind == "staff"]
        await asyncio.gather(*(person.leaves() for person in office))
        await self.clock.forward(moment.timestamp() - time.time() - self.clock.ahead)
        for person in office:
            await person.returns()


Before = Callable[[Step], Awaitable[None]]


async def staff(client: Client, role: str, fits: Callable[[Me], bool]) -> Person:
    """The first of the demo's people with this role who fits."""
    return await by_button(client, lambda offered: offered.role == role, fits)


def sits_over(path: tuple[UUID, ...]) -> Callable[[Me], bool]:
    """Whether somebody's area lies on a path."""
    return lambda me: any(grant.area.id in path for grant in me.grants)


def acts_for(*organisations: UUID) -> Callable[[Me], bool]:
    """Whether somebody acts for one of these."""
    return lambda me: any(
        grant.organisation and grant.organisation.id in organisations for grant in me.grants
    )


async def play(story: Story, base_url: str, runs: int = 1, *, before: Before | None = None) -> int:
    """Plays the story; 0 when every step happened, else 1. `before` comes ahead of each step: tests break
    things there."""
    print(f"\n社区通 · {story.name} · {story.title} · {base_url}", flush=True)
    measured: dict[str, list[Latency]] = {step.key: [] for step in story.steps}
    now = "登场 sign in and subscribe"
    async with contextlib.AsyncExitStack() as stack:

        async def client() -> Client:
            return await stack.enter_async_context(Client(base_url))

        try:
            print(f"  {await story.gather(client)}", flush=True)
            for person in story.people.values():
                await person.watch(story.topics(person), stack)
            if runs == 1:
                print(_head(story), flush=True)
            for run in range(1, runs + 1):
                story.begin()
                for number, step in enumerate(story.steps, 1):
                    now = f"{number} {step.zh} {step.key}"
                    story.said = ""
                    if before is not None:
                        await before(step)
                    latencies = await _take(story, step)
                    if latencies:
                        measured[step.key].append(figures.slowest(latencies.values()))
                    if runs == 1:
                        print(_line(story, number, step, latencies), flush=True)
                now = "结果 what is left"
                await story.look_back()
                if runs > 1 and (run % 10 == 0 or run == runs):
                    print(f"  {run}/{runs}", flush=True)
        except (NotSeen, NoPictureError, ShequtongError, TimeoutError) as error:
            print(f"\n  ✗ {now}: {error}", flush=True)
            return 1
    if runs > 1:
        same_clock = urlsplit(base_url).hostname in ("127.0.0.1", "localhost", "::1")
        rows = [(f"{step.zh} {step.key}", measured[step.key]) for step in story.steps if measured[step.key]]
        if rows:
            print("\n" + "\n".join(figures.summary(rows, same_clock)))
    print("\n".join([*story.summary(), story.closing]), flush=True)
    return 0


async def _take(story: Story, step: Step) -> dict[str, Latency]:
    """Does one step and waits until everybody who must has seen it, in the right list, live and by asking."""
    after, answered = await patiently(lambda: _timed(story, step))
    if after is None:
        return {}
    story.keep(step, after)
    sights = await asyncio.gather(*(story[part].sees(after, stage.WITHIN) for part in step.sees))
    ahead = story.clock.ahead if story.clock else 0.0
    latencies = {}
    for (part, expected), sight in zip(step.sees.items(), sights, strict=True):
        if sight.which != expected:
            raise NotSeen(f"{story[part].name}: {LISTS[sight.which]} ≠ {LISTS[expected]}")
        most = (sight.arrived + ahead - sight.at) * 1000 if sight.at is not None else None
        latencies[part] = Latency(most, (sight.arrived - answered) * 1000)
        if expected is not None and not await story[part].finds(after, expected):
            raise NotSeen(f"{story[part].name}: HTTP 列表里没有 not in the list over HTTP: {LISTS[expected]}")
    return latencies


async def _timed(story: Story, step: Step) -> tuple[Ticket | None, float]:
    """The ticket after the step, and when the answer came (seconds since 1970)."""
    try:
        return await story.command(step), time.time()
    except ShequtongError as error:
        if error.code != "ticket.stale" or story.ticket is None:
            raise
    # The service itself took a step meanwhile (it asks the resident as soon as it is done): look again, press again.
    story.ticket = (await story[step.who].client.tickets.get(story.ticket.id)).ticket
    return await story.command(step), time.time()


def _head(story: Story) -> str:
    if not any(step.sees for step in story.steps):
        return ""
    words = ("步骤 step", "谁 who", "  提交→帧 ≤", "  应答→帧", "谁看到 who saw it")
    return "\n    " + "".join(map(padded, words, (story.width, 8, 12, 14, 0)))


def _line(story: Story, number: int, step: Step, latencies: Mapping[str, Latency]) -> str:
    named = padded(f"{number} {step.zh} {step.key}", story.width) + padded(story.whose(step), 8)
    if not latencies:
        return f"  ✓ {named}{story.said}"
    last = figures.slowest(latencies.values())
    seen = " · ".join(f"{story[part].name} {LISTS[which]}" for part, which in step.sees.items())
    return f"  ✓ {named}{milliseconds(last.at_most)} {milliseconds(last.at_least)}   {seen}"
