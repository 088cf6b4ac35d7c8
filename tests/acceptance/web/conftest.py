"""A real browser, and people in it: each in a context of their own, as on their own devices."""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Error, Page, Request, async_playwright

PICTURES = Path(__file__).resolve().parents[3] / "build" / "pictures"
SYSTEM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True,
}  # fmt: skip
DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
WALL: dict[str, Any] = {"viewport": {"width": 1920, "height": 1080}}


@dataclass
class Person:
    """Somebody at a device. `complaints`: what the browser held against our pages."""

    name: str
    page: Page
    base_url: str
    complaints: list[str] = field(default_factory=list)

    async def picture(self, name: str, *, whole: bool = False) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        await self.page.screenshot(path=PICTURES / f"{name}.png", full_page=whole)

    async def language(self, locale: str) -> None:
        """As the switch on every page does, for a page that is about to be opened again."""
        await self.page.evaluate("locale => localStorage.setItem('shequ.locale', locale)", locale)
        await self.page.reload()


Enter = Callable[..., Awaitable[Person]]


def executable() -> str | None:
    """The system's Chromium; None: Playwright's own, if it has been installed."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, SYSTEM)), None)


@pytest_asyncio.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        try:
            browser = await playwright.chromium.launch(
                executable_path=executable(), args=["--no-sandbox", "--force-color-profile=srgb", "--lang=zh-CN"]
            )
        except Error as error:
            if executable() is None:
                pytest.skip(f"NOT RUN: no Chromium here ({error.message.splitlines()[0]})")
            raise
        yield browser
        await browser.close()


@pytest_asyncio.fixture
async def enter(browser: Browser, demo_hub: str) -> AsyncIterator[Enter]:
    """`await enter("an", "/", PHONE)`: signs in with one press, on the page where this person works.

    At the end nobody's browser may have found an error in a page or a breach of its security policy.
    """
    people: list[Person] = []

    async def enter(key: str, path: str, device: dict[str, Any]) -> Person:
        context = await browser.new_context(base_url=demo_hub, locale="zh-CN", timezone_id="Asia/Shanghai", **device)
        context.set_default_timeout(15_000)
        person = Person(key, await context.new_page(), demo_hub)
        people.append(person)
        _listen(person)
        await person.page.goto("/console/" if path == "/board/" else path)
        await person.page.locator(f".demo-sign-ins [data-key={key}]").click()
        if path == "/board/":
            await person.page.locator(".top").wait_for()
            await person.page.goto(path)
        return person

    yield enter
    complaints = [f"{person.name}: {complaint}" for person in people for complaint in person.complaints]
    assert complaints == []


def _listen(person: Person) -> None:
    def said(message: ConsoleMessage) -> None:
        # The browser itself notes each 4xx as an error; asking who is signed in is answered by one.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            person.complaints.append(message.text)

    def failed(request: Request) -> None:
        if request.failure and "ERR_ABORTED" not in request.failure and request.url.startswith(person.base_url):
            person.complaints.append(f"{request.url}: {request.failure}")

    person.page.on("console", said)
    person.page.on("pageerror", lambda error: person.complaints.append(str(error)))
    person.page.on("requestfailed", failed)
