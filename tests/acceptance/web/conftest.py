"""A real browser, and people in it: each in a context of their own, as on their own devices."""

import asyncio
import contextlib
import gc
import inspect
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Error, Page, async_playwright, expect

from tests.acceptance.conftest import DemoHub
from tests.browser import NAMES

HERE = Path(__file__).resolve().parent

# Whatever a page is waited for, within this (ms): Playwright's own five seconds are short on a busy machine.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
PICTURES = HERE.parents[2] / "build" / "pictures"
# Nobody looks at them after the whole suite, and each takes a third of a second of a processor.
DRAWN = os.environ.get("PICTURES") != "0"

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True,
}  # fmt: skip
DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
WALL: dict[str, Any] = {"viewport": {"width": 1920, "height": 1080}}


async def picture(page: Page, name: str, *, whole: bool = False) -> None:
    """For people to look at, in `build/pictures`; `PICTURES=0` leaves it out."""
    if DRAWN:
        PICTURES.mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=PICTURES / f"{name}.png", full_page=whole)


@dataclass
class Person:
    """Somebody at a device. `complaints`: what the browser held against our pages."""

    name: str
    page: Page
    base_url: str
    complaints: list[str] = field(default_factory=list)

    async def picture(self, name: str, *, whole: bool = False) -> None:
        await picture(self.page, name, whole=whole)

    async def remember(self, **settings: str) -> None:
        """What the switches on the pages keep on the device (`locale`, `elder`, `dark`); the page opens again."""
        for name, value in settings.items():
            await self.page.evaluate(
                "([name, value]) => localStorage.setItem(name, value)", [f"shequ.{name}", value]
            )
        await self.page.reload()


Enter = Callable[..., Awaitable[Person]]


def executable() -> str | None:
    """The system's Chromium; None: Playwright's own, if it has been installed."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One browser serves all, so all run in the loop that it was started in."""
    for item in items:
        if item.path.is_relative_to(HERE) and inspect.iscoroutinefunction(getattr(item, "function", None)):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        try:
            browser = await playwright.chromium.launch(
                executable_path=executable(),
                args=["--no-sandbox", "--force-color-profile=srgb", "--lang=zh-CN"],
            )
        except Error as error:
            if executable() is None:
                pytest.skip(f"NOT RUN: no Chromium here ({error.message.splitlines()[0]})")
            raise
        yield browser
        await browser.close()
    # What is left of it goes now: in the middle of somebody else's parsing its warnings are a `SystemError`.
    gc.collect()


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest_asyncio.fixture(loop_scope="session")
async def enter(browser: Browser, demo_hub: DemoHub, request: pytest.FixtureRequest) -> AsyncIterator[Enter]:
    """`await enter("an", "/", PHONE)`: signs in with one press, on the page where this person works.

    At the end nobody's browser may have found an error in a page or a breach of its security policy.
    """
    people: list[Person] = []

    async def enter(key: str, path: str, device: dict[str, Any]) -> Person:
        context = await browser.new_context(
            base_url=demo_hub.url, locale="zh-CN", timezone_id="Asia/Shanghai", **device
        )
        context.set_default_timeout(PATIENCE)
        person = Person(key, await context.new_page(), demo_hub.url)
        people.append(person)
        _listen(person)
        await person.page.goto("/console/" if path == "/board/" else path)
        await person.page.locator(f".demo-sign-ins [data-key={key}]").click()
        await person.page.locator(".demo-sign-ins").wait_for(state="detached")
        if path == "/board/":
            await person.page.locator(".top").wait_for()
            await person.page.goto(path)
        return person

    yield enter
    if request.node.stash.get(FAILED, False):
        await _tell(request.node.name, people, demo_hub)
    for person in people:
        await person.page.context.close()
    gc.collect()
    complaints = [f"{person.name}: {complaint}" for person in people for complaint in person.complaints]
    assert complaints == []


async def _tell(test: str, people: list[Person], demo_hub: DemoHub) -> None:
    """Where everybody was when a test failed (also in `build/pictures/failed`), and what the processes said last."""
    for person in people:
        live = ["the page does not answer"]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(10):  # a page that hangs never answers
                await person.page.screenshot(path=PICTURES / "failed" / f"{test}-{person.name}.png")
                live = await person.page.locator(".live-state").evaluate_all(
                    "all => all.map(one => one.dataset.state)"
                )
        print(f"{person.name} at {person.page.url}: {live}")
    for log in sorted((demo_hub.folder / "logs").glob("*.log")):
        print(log.name, *(line[:300] for line in log.read_text().splitlines()[-6:]), sep="\n  ")


def _listen(person: Person) -> None:
    def said(message: ConsoleMessage) -> None:
        # The browser itself notes each 4xx and each cut connection; the pages expect both.
        ours = not message.text.startswith(("Failed to load resource", "WebSocket connection to"))
        if message.type == "error" and ours:
            person.complaints.append(message.text)

    person.page.on("console", said)
    person.page.on("pageerror", lambda error: person.complaints.append(str(error)))
