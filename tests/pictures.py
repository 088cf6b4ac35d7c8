"""Takes the pictures of `docs/pictures`: `python -m tests.pictures FOLDER`, where a demo runs (its `.shequ`), best one
that was started with `LIVELY=0`. Names of pictures after it: only those, without another morning.

Each main page as the person who uses it sees it: Chinese and English, light and dark, phone, large type, desk and wall.
First some hours of reports are made through the API, so that there is something to see. Pictures are kept small: 256
colours.
"""

import asyncio
import io
import json
import random
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import asyncpg
from PIL import Image
from playwright.async_api import Browser, Page, async_playwright
from shequtong import Client, ShequtongError

from hub.demo.seed import load
from hub.demo.supervisor import running_at
from hub.embedded.postgres import Postgres
from tests.acceptance.web.conftest import DESKTOP, PHONE, WALL, executable

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
HOURS = ((2, 22), (1, 16), (2, 9), (0, 13))
"""Hours that pass after so many reports."""
PATIENCE = 60_000
"""Milliseconds."""


class Look(NamedTuple):
    """`at`: the page's address in the app; `ready`: what must be on it; `keys` are pressed then; `device`: settings
    that the page keeps."""

    name: str
    who: str
    app: str
    at: str
    ready: str
    screen: dict[str, Any]
    device: Mapping[str, str] = MappingProxyType({})
    keys: tuple[str, ...] = ()


EN, DARK, ELDER = {"locale": "en"}, {"dark": "on"}, {"elder": "on"}
CHOSEN = (".queue [data-row]", ("j",))
LOOKS = (
    Look("phone-home", "an", "/", "#/", ".tiles", PHONE),
    Look("phone-home-en", "an", "/", "#/", ".tiles", PHONE, EN | DARK),
    Look("phone-elder", "an", "/", "#/", ".tiles", PHONE, ELDER),
    Look("phone-elder-en", "an", "/", "#/", ".tiles", PHONE, ELDER | EN),
    Look("phone-what", "an", "/", "#/report/what", "[data-category]", PHONE),
    Look("phone-mine", "an", "/", "#/mine", ".report-card", PHONE),
    Look("phone-mine-dark-en", "an", "/", "#/mine", ".report-card", PHONE, EN | DARK),
    Look("phone-mine-elder", "an", "/", "#/mine", ".report-card", PHONE, ELDER),
    Look("phone-certification", "luo", "/", "#/certification", "main .row-button, main .card", PHONE),
    Look("phone-certification-elder", "luo", "/", "#/certification", "main .row-button, main .card", PHONE, ELDER),
    Look("field-work", "grid", "/", "#/work", ".tabs", PHONE),
    Look("field-work-dark-en", "grid", "/", "#/work", ".tabs", PHONE, EN | DARK),
    Look("console", "clerk", "/console/", "#/mine", CHOSEN[0], DESKTOP, {}, CHOSEN[1]),
    Look("console-en", "clerk", "/console/", "#/mine", CHOSEN[0], DESKTOP, EN, CHOSEN[1]),
    Look("console-dark", "clerk", "/console/", "#/mine", CHOSEN[0], DESKTOP, DARK, CHOSEN[1]),
    Look("console-dark-en", "clerk", "/console/", "#/mine", CHOSEN[0], DESKTOP, DARK | EN, CHOSEN[1]),
    Look("console-map", "street", "/console/", "#/map", ".area-map .piece", DESKTOP),
    Look("console-rates", "secretary", "/console/", "#/rates", "tr.total", DESKTOP),
    Look("console-rates-dark-en", "secretary", "/console/", "#/rates", "tr.total", DESKTOP, DARK | EN),
    Look("console-people", "street", "/console/", "#/certification/people", "tr[data-person]", DESKTOP),
    Look("console-people-en", "street", "/console/", "#/certification/people", "tr[data-person]", DESKTOP, EN),
    Look("wall", "official", "/board/", "#/", ".arrivals-chart svg text", WALL),
    Look("wall-en", "official", "/board/", "#/", ".arrivals-chart svg text", WALL, EN),
    Look("wall-light", "official", "/board/", "#/?light", ".arrivals-chart svg text", WALL),
    Look("wall-light-en", "official", "/board/", "#/?light", ".arrivals-chart svg text", WALL, EN),
)  # fmt: skip


async def morning(url: str, owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Hours of reports from several estates; some are seen, some begun."""
    for hours, count in HOURS:
        await reports(url, count)
        await owner.execute("UPDATE app_clock SET ahead = ahead + make_interval(hours => $1)", hours)


async def reports(url: str, count: int) -> None:
    chance, pool = random.Random(count), load()["reports"]
    async with Client(url) as lively, Client(url) as an, Client(url) as clerk:
        await lively.sign_in_demo("lively")
        await an.sign_in_demo("an")
        await clerk.sign_in_demo("clerk")
        names = sorted({report["at"] for report in pool})
        found = [await lively.search_areas(name, level="estate", limit=1) for name in names]
        places = [one[0].id for one in found if one]
        home = (await an.search_areas("宝鼎金沙小区", level="estate", limit=1))[0].id
        for number in range(count):
            report = chance.choice(pool)
            who, area = (an, home) if number % 8 == 0 else (lively, chance.choice([home, *places]))
            made = await who.tickets.create(area=area, category=report["category"], text=report["text"])
            if chance.random() < 0.5:
                try:
                    await clerk.tickets.acknowledge(made.id)
                    if chance.random() < 0.4:
                        await clerk.tickets.start(made.id)
                except ShequtongError:  # another unit's
                    continue


async def enter(browser: Browser, url: str, look: Look) -> Page:
    context = await browser.new_context(
        base_url=url, locale="zh-CN", timezone_id="Asia/Shanghai", **look.screen
    )
    context.set_default_timeout(PATIENCE)
    page = await context.new_page()
    await page.goto("/#/staff" if look.who == "grid" else "/" if look.screen is PHONE else "/console/")
    await page.locator(f".demo-sign-ins [data-key={look.who}]").click()
    await page.locator(".demo-sign-ins").wait_for(state="detached")
    await page.evaluate(
        "kept => Object.entries(kept).forEach(([name, value]) => localStorage.setItem(`shequ.${name}`, value))",
        dict(look.device),
    )
    return page


async def take(browser: Browser, url: str, look: Look) -> None:
    page = await enter(browser, url, look)
    await page.goto(look.app + look.at)
    await page.reload()
    await page.locator(look.ready).first.wait_for()
    for key in look.keys:
        await page.keyboard.press(key)
        await page.locator(".detail .timeline").wait_for()
    await page.wait_for_load_state("networkidle")
    shot = Image.open(io.BytesIO(await page.screenshot()))
    shot.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(
        FOLDER / f"{look.name}.png", optimize=True
    )
    await page.context.close()
    print(look.name, (FOLDER / f"{look.name}.png").stat().st_size // 1024, "KiB", flush=True)


async def main(folder: Path, names: list[str]) -> None:
    url = running_at(folder)
    assert url, f"no demo runs in {folder}"
    if not names:
        port = json.loads((folder / "demo.json").read_bytes())["postgres_port"]
        owner = await asyncpg.connect(Postgres(folder / "postgres", port=port).url())
        await morning(url, owner)
        await owner.close()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=executable(), args=["--no-sandbox", "--force-color-profile=srgb"]
        )
        for look in LOOKS:
            if not names or look.name in names:
                await take(browser, url, look)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2:]))
