"""Every page of the console in both languages, light and dark: axe finds nothing serious; the map leads somewhere."""

import gzip
import re

import pytest
from playwright.async_api import expect
from shequtong import Client

from tests.acceptance.conftest import ROOT, DemoHub
from tests.acceptance.web.axe import serious
from tests.acceptance.web.conftest import DESKTOP, WALL, Enter
from tests.acceptance.web.test_pages import report

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

PAGES = (
    "mine", "unit", "watching", "file", "units", "map", "call-backs", "rates", "joint", "repeats", "feedback",
    "certification", "tools", "settings", "approvals", "partners",
)  # fmt: skip
# What the console's first page may weigh, gzipped (bytes): scripts and styles that index.html names.
BUDGET = 200_000


async def test_the_first_load_stays_within_its_budget() -> None:
    dist = ROOT / "clients" / "web" / "dist" / "console"
    named = re.findall(r'(?:src|href)="/console/(assets/[^"]+)"', (dist / "index.html").read_text())
    sizes = {name: len(gzip.compress((dist / name).read_bytes())) for name in named}
    print(sizes)
    assert 0 < sum(sizes.values()) <= BUDGET


async def test_no_page_of_the_console_keeps_anybody_out(enter: Enter, demo_hub: DemoHub) -> None:
    async with Client(demo_hub.url) as an:
        await an.sign_in_demo("an")
        made = [
            await report(an, words, kind)
            for words, kind in (
                ("下水道堵了，污水漫到楼道", "drain_blocked"),
                ("电梯三天两头停", "lift_fault"),
                ("楼道有煤气味", "gas_smell"),
            )
        ]
    street = await enter("street", "/console/", DESKTOP)
    page = street.page
    found: dict[str, list[str]] = {}
    for look, settings in (("zh", {"locale": "zh-CN"}), ("en-dark", {"locale": "en", "dark": "on"})):
        await street.remember(**settings)
        for name in (*PAGES, f"watching/{made[0].id}"):
            await page.evaluate("path => { location.hash = `#/${path}` }", name)
            await page.wait_for_load_state("networkidle")
            await page.locator(".timeline" if "/" in name else ".under > main").wait_for()
            shown = "ticket" if "/" in name else name
            await street.picture(f"console-{shown}-{look}")
            found[f"{shown} {look}"] = await serious(page)
        await page.keyboard.press("Control+k")
        await page.locator("input[name=palette]").wait_for()
        found[f"palette {look}"] = await serious(page)
        await page.keyboard.press("Escape")
    assert {page: one for page, one in found.items() if one} == {}


async def test_the_map_leads_to_the_queue_of_a_place(enter: Enter, demo_hub: DemoHub) -> None:
    async with Client(demo_hub.url) as an:
        await an.sign_in_demo("an")
        made = await report(an, "地图上也看得到", "lift_fault")
        street = await enter("street", "/console/", WALL)
        page = street.page
        await page.locator("[data-page=map]").click()
        place = page.locator("[data-place]", has_text="宝鼎金沙小区")
        before = int(await place.locator("b").first.text_content() or 0)
        await report(an, "地图跟着变", "lift_fault")
        await expect(place.locator("b").first).to_have_text(str(before + 1))
    await street.picture("console-map-wide")
    area = await place.get_attribute("data-place")
    await page.locator(f".piece[data-area='{area}'] .land").click()
    await expect(page.locator("[data-area]")).to_contain_text("宝鼎金沙小区")
    await expect(page.locator("[data-list=watching][aria-current]")).to_have_count(1)
    await expect(page.locator(f".queue [data-number='{made.number}']")).to_have_count(1)
