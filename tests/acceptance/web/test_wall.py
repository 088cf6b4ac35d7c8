"""The wall in a real browser: everything large enough to be read across a room, from the district down to a community
by click, key and address, and the day again."""

import contextlib
import gzip
import random
import re
from pathlib import Path

import asyncpg
from playwright.async_api import Page, expect
from shequtong import Client, ShequtongError

from hub.demo.seed import load
from tests.acceptance.conftest import DemoHub
from tests.acceptance.web.conftest import WALL, Enter

# Every piece of text that is seen, with its size over the height of the screen.
SMALL = """() => {
  const found = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim()
    const element = walker.currentNode.parentElement
    if (text === '' || element.closest('.visually-hidden, option, title, style, script')) continue
    const box = element.getBoundingClientRect()
    if (box.width === 0 || box.height === 0) continue
    const size = parseFloat(getComputedStyle(element).fontSize)
    found.push([text.slice(0, 20), size / innerHeight])
  }
  return found
}"""
# What is cut off or lies outside the screen.
CUT = """() => [...document.querySelectorAll(
    '.wall > section, .wall > header, .wall dd, .wall dt, .wall h2, .rows li > span, .seen > p')]
  .filter((one) => (one.matches('section, header') && one.scrollHeight > one.clientHeight + 3)
                   || one.scrollWidth > one.clientWidth + 3
                   || one.getBoundingClientRect().bottom > innerHeight + 1)
  .map((one) => one.className + ' ' + one.textContent.slice(0, 30))"""


async def readable(page: Page) -> None:
    texts = await page.evaluate(SMALL)
    assert len(texts) > 60
    assert [text for text in texts if text[1] < 1 / 40 - 1e-6] == []
    assert await page.evaluate(CUT) == []


ASSETS = Path(__file__).resolve().parents[3] / "clients" / "web" / "dist" / "board" / "assets"
BUDGET = 350 * 1024
"""Bytes of scripts, compressed."""


def test_the_wall_is_light_enough() -> None:
    scripts = list(ASSETS.glob("*.js"))
    assert scripts
    assert sum(len(gzip.compress(script.read_bytes())) for script in scripts) <= BUDGET


async def busy(demo_hub: DemoHub) -> None:
    """A morning: reports from everywhere, some taken up, some left until they are late."""
    chance, pool = random.Random(5), load()["reports"]
    async with Client(demo_hub.url) as lively:
        await lively.sign_in_demo("lively")
        streets = await lively.areas((await lively.areas())[0].id)
        places = [
            grid
            for street in streets
            for community in await lively.areas(street.id)
            for grid in (await lively.areas(community.id))[:1]
        ]
        estates = [(await lively.areas(grid.id))[0].id for grid in places]
    owner = await asyncpg.connect(demo_hub.owner_url())
    for hours, count in ((3, 26), (2, 14), (0, 12)):
        async with Client(demo_hub.url) as lively, Client(demo_hub.url) as clerk:
            await lively.sign_in_demo("lively")
            await clerk.sign_in_demo("clerk")
            for _ in range(count):
                area = chance.choice(estates) if chance.random() < 0.6 else estates[4]
                report = chance.choice(pool)
                made = await lively.tickets.create(
                    area=area, category=report["category"], text=report["text"]
                )
                if area == estates[4] and chance.random() < 0.7:
                    with contextlib.suppress(ShequtongError):  # what went straight to another unit
                        await clerk.tickets.acknowledge(made.id)
                        if chance.random() < 0.5:
                            await clerk.tickets.start(made.id)
        await owner.execute("UPDATE app_clock SET ahead = ahead + make_interval(hours => $1)", hours)
    await owner.close()


async def test_the_wall(enter: Enter, demo_hub: DemoHub) -> None:
    await busy(demo_hub)
    official = await enter("official", "/board/", WALL)
    page = official.page
    await expect(page.locator(".live-state")).to_have_attribute("data-state", "live")
    await expect(page.locator(".area-map .piece")).to_have_count(20)
    await expect(page.locator(".arrivals-chart svg text").first).to_be_visible()
    await official.picture("wall")
    await readable(page)
    assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight")

    # Down by click on the map, by key to the first community, up again twice.
    street = page.locator("[data-rows=parts] button").nth(3)
    name = await street.inner_text()
    await street.click()
    await expect(page.locator("h1")).to_contain_text(name)
    await page.locator(".area-map .piece .land").first.click()
    await expect(page.locator("h1")).to_contain_text("社区")
    await official.picture("wall-community")
    await readable(page)
    await page.keyboard.press("ArrowUp")
    await expect(page.locator("h1")).to_contain_text(name)
    await page.keyboard.press("Escape")
    await expect(page.locator("h1")).to_contain_text("西区")
    await page.keyboard.press("1")
    await expect(page.locator("h1")).to_contain_text("清香坪街道")
    await page.keyboard.press("ArrowRight")
    await expect(page.locator("h1")).to_contain_text("玉泉街道")
    address = await page.evaluate("location.hash")
    await page.keyboard.press("l")
    await expect(page.locator("html")).to_have_attribute("data-theme", "light")
    await official.picture("wall-light")
    await page.goto(f"/board/{address}")
    await expect(page.locator("h1")).to_contain_text("玉泉街道")

    # The day again: it says that it is not now, and goes back to now by itself at a key.
    await page.keyboard.press("r")
    await expect(page.locator(".again h2")).to_contain_text("不是现在")
    slider = page.locator(".again input")
    await slider.focus()
    await page.keyboard.press("Home")
    await expect(page.locator(".again h2 b")).to_have_text("00:00")
    await expect(page.locator("[data-today=reported] dd")).to_have_text("0")
    await readable(page)
    await official.picture("wall-again")
    await page.keyboard.press("Escape")
    await expect(page.locator(".again")).to_have_count(0)
    await expect(page.locator(".rates")).to_be_visible()

    # Four times the pixels, the same wall; and in English.
    await page.goto("/board/#/")
    await page.set_viewport_size({"width": 3840, "height": 2160})
    await official.remember(locale="en")
    await expect(page.locator(".total h2")).to_have_text("Open")
    await expect(page.locator(".area-map .piece")).to_have_count(20)
    await official.picture("wall-4k-en")
    await readable(page)
    await official.remember(locale="zh-CN")
    await expect(page.locator("h1")).to_contain_text("西区")
    await page.keyboard.press("1")
    await expect(page.locator("h1")).to_contain_text("清香坪街道")
    await page.keyboard.press("1")
    await expect(page.locator("h1")).to_contain_text("社区")
    await expect(page.locator(".arrivals-chart svg text").first).to_be_visible()
    await official.picture("wall-4k-community")
    await readable(page)

    # By itself it turns from area to area, by the page's own clock (which also runs by itself, hence so
    # long a turn); not away from a day that is looked at again.
    await page.set_viewport_size({"width": 1920, "height": 1080})
    await page.clock.install()
    await page.goto("/board/#/?turn=300")
    await page.reload()
    await expect(page.locator("h1")).to_contain_text("西区")
    await page.clock.fast_forward(200_000)
    await expect(page.locator("h1")).to_contain_text("西区")
    for name, seconds in (("清香坪街道", 100), ("玉泉街道", 300)):
        await page.clock.fast_forward(seconds * 1000)
        await expect(page.locator("h1")).to_contain_text(name)
    await page.keyboard.press("r")
    await page.locator(".again input").wait_for()
    await page.clock.fast_forward(600_000)
    await expect(page.locator(".again input")).to_be_visible()
    await expect(page.locator("h1")).to_contain_text("玉泉街道")
    await page.keyboard.press("Escape")
    await page.keyboard.press("t")
    await expect(page).not_to_have_url(re.compile("turn"))
    await page.clock.fast_forward(600_000)
    await expect(page.locator("h1")).to_contain_text("玉泉街道")
