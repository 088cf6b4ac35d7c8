"""An elder who cannot type: she says it, asks to be called, presses where she stands; the desk listens, and calls."""

import json
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Error, async_playwright, expect
from shequtong import Client

from hub.maps import actions as maps
from tests.acceptance.conftest import DemoHub
from tests.acceptance.web.axe import serious
from tests.acceptance.web.conftest import DESKTOP, PHONE, Enter, Person, executable
from tests.acceptance.web.test_pages import AUDIT, report

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

READY = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A phone with a microphone that hears beeps."""
    async with async_playwright() as playwright:
        try:
            browser = await playwright.chromium.launch(
                executable_path=executable(),
                args=[
                    "--no-sandbox", "--force-color-profile=srgb", "--lang=zh-CN", "--use-fake-ui-for-media-stream",
                    "--use-fake-device-for-media-stream",
                ],
            )  # fmt: skip
        except Error as error:
            if executable() is None:
                pytest.skip(f"NOT RUN: no Chromium here ({error.message.splitlines()[0]})")
            raise
        yield browser
        await browser.close()


async def begin(person: Person) -> None:
    await person.page.goto("/#/report/what")
    await person.page.locator("[data-category=drain_blocked]").first.click()
    await person.page.locator("[data-send]").wait_for()


async def test_who_cannot_type_is_called(enter: Enter, demo_hub: DemoHub) -> None:
    an = await enter("an", "/", PHONE)
    clerk = await enter("clerk", "/console/", DESKTOP)
    await an.page.locator(".tiles").first.wait_for()
    await an.remember(elder="on")
    await an.page.wait_for_function(READY)
    await begin(an)
    await an.page.locator("[data-send]").click()
    await expect(an.page.get_by_role("alert")).to_contain_text("请社区打给您")
    await an.page.locator("input[name=call]").check()
    await an.picture("elder-call", whole=True)
    assert await an.page.evaluate(AUDIT) == []
    # There is no network: it waits on the phone, and goes when there is one.
    await an.page.context.set_offline(True)
    await an.page.locator("[data-send]").click()
    await an.page.locator("[data-stored]").wait_for()
    await an.page.goto("/#/mine")
    await expect(an.page.locator("[data-waiting]")).to_contain_text("请社区打给我")
    await an.page.context.set_offline(False)
    await expect(an.page.locator("[data-waiting]")).to_have_count(0)
    number = await an.page.locator(".report-card").first.get_attribute("data-number")
    await an.page.locator(".report-card").first.click()
    await expect(an.page.locator(".page")).to_contain_text("已请社区打电话给您")
    await an.picture("elder-call-ticket", whole=True)

    row = clerk.page.locator(f".queue [data-row][data-number='{number}']")
    await expect(row.locator("[data-call-me]")).to_be_visible()
    await row.click()
    await expect(clerk.page.locator(".facts [data-tone=danger]")).to_contain_text("居民请您打电话")
    await clerk.picture("console-call-me")
    assert await serious(clerk.page) == []
    await clerk.page.locator("[data-connect]").click()
    await expect(clerk.page.locator(".facts")).to_contain_text("已打过")
    await expect(row.locator("[data-call-me]")).to_have_count(0)

    # Another asks too: she is on the list of who waits for a call until somebody says that she was called.
    async with Client(demo_hub.url) as caller:
        await caller.sign_in_demo("an")
        made = await report(caller, "门口的下水道又堵了", call_me=True)
    row = clerk.page.locator(f".queue [data-row][data-number='{made.number}']")
    await row.wait_for()
    await clerk.page.locator("[data-narrow=to_call]").click()
    await expect(row).to_be_visible()
    await row.click()
    await clerk.page.locator("[data-act=spoke]").wait_for()
    await clerk.page.keyboard.press("y")
    await clerk.page.locator(".action-form textarea").fill("说了下午去看")
    await clerk.picture("console-to-call")
    await clerk.page.keyboard.press("Control+Enter")
    await expect(row).to_have_count(0)
    await expect(clerk.page.locator(".facts")).to_contain_text("已打过")


HEARD = """async () => {
  const one = document.querySelector('audio')
  await one.play()
  await new Promise(done => one.addEventListener('timeupdate', done, { once: true }))
  one.pause()
  return Number.isFinite(one.duration) ? one.duration : -1
}"""


async def test_who_cannot_type_says_it(enter: Enter) -> None:
    an = await enter("an", "/", PHONE)
    clerk = await enter("clerk", "/console/", DESKTOP)
    await an.page.locator(".tiles").first.wait_for()
    await an.remember(elder="on")
    await an.page.wait_for_function(READY)
    await begin(an)
    await an.picture("elder-speak", whole=True)
    assert await an.page.evaluate(AUDIT) == []
    await an.page.locator("[data-speak]").click()
    await expect(an.page.locator("[data-speaking] .number")).to_contain_text("0:01")
    await an.picture("elder-speaking", whole=True)
    assert await an.page.evaluate(AUDIT) == []
    await an.page.locator("[data-stop]").click()
    # She hears it again, and says it anew.
    await an.page.locator("[data-said]").wait_for()
    await an.page.locator("[data-play]").click()
    await expect(an.page.locator("[data-playing]")).to_have_count(1)
    await expect(an.page.locator("[data-playing]")).to_have_count(0)
    await an.picture("elder-spoken", whole=True)
    assert await an.page.evaluate(AUDIT) == []
    await an.page.locator("[data-unsay]").click()
    # Without a network: kept on the phone, also when the page is closed; sent later, once.
    await an.page.context.set_offline(True)
    await an.page.locator("[data-speak]").click()
    await expect(an.page.locator("[data-speaking] .number")).to_contain_text("0:02")
    await an.page.locator("[data-stop]").click()
    await an.page.locator("[data-voice-note]").wait_for()
    await an.page.reload()
    await an.page.locator("[data-voice-note]").wait_for()
    await an.page.locator("[data-send]").click()
    await an.page.locator("[data-stored]").wait_for()
    await an.page.goto("/#/mine")
    await expect(an.page.locator("[data-waiting]")).to_contain_text("语音")
    await an.page.context.set_offline(False)
    await expect(an.page.locator("[data-waiting]")).to_have_count(0)
    number = await an.page.locator(".report-card").first.get_attribute("data-number")
    await an.page.locator(".report-card").first.click()
    await an.page.locator("[data-voice]").wait_for()
    assert 1.5 < await an.page.evaluate(HEARD) < 6
    await an.picture("elder-spoken-ticket", whole=True)
    assert await an.page.evaluate(AUDIT) == []

    row = clerk.page.locator(f".queue [data-row][data-number='{number}']")
    await expect(row.get_by_label("居民说的")).to_be_visible()
    await row.click()
    await clerk.page.locator("[data-voice] audio").wait_for()
    assert 1.5 < await clerk.page.evaluate(HEARD) < 6
    await clerk.picture("console-voice")
    assert await serious(clerk.page) == []


HERE = {"latitude": 26.5804, "longitude": 101.7203, "accuracy": 20}


async def surveyed(demo_hub: DemoHub, name: str) -> None:
    """Somebody has measured an estate: it lies around `HERE`."""
    square = [[101.72, 26.58], [101.721, 26.58], [101.721, 26.581], [101.72, 26.581], [101.72, 26.58]]
    connection = await asyncpg.connect(demo_hub.owner_url())
    try:
        async with connection.transaction():
            row = await connection.fetchrow("SELECT id, district FROM areas WHERE name = $1", name)
            properties = {"id": str(row["id"])}
            shape = {"properties": properties, "geometry": {"type": "Polygon", "coordinates": [square]}}
            await maps.survey(connection, row["district"], json.dumps({"features": [shape]}).encode())
    finally:
        await connection.close()


async def test_where_she_stands_goes_along_when_she_presses(enter: Enter, demo_hub: DemoHub) -> None:
    an = await enter("an", "/", PHONE)
    clerk = await enter("street", "/console/", DESKTOP)
    await an.page.locator(".tiles").first.wait_for()
    await an.remember(elder="on")
    await begin(an)
    # The phone says no: words say what else one can do.
    await an.page.locator("[data-stand]").click()
    await expect(an.page.get_by_role("alert")).to_contain_text("手机没有允许定位")
    await an.picture("elder-position-refused", whole=True)
    assert await an.page.evaluate(AUDIT) == []
    # Where the land has been measured, the estate is offered, not taken.
    await surveyed(demo_hub, "蓝湖小区")
    await an.page.context.grant_permissions(["geolocation"])
    await an.page.context.set_geolocation(HERE)
    await an.page.locator("[data-stand]").click()
    await expect(an.page.locator("[data-stands]")).to_contain_text("误差约 20 米")
    await an.page.locator("[data-not-here]").click()
    await expect(an.page.locator("[data-stands]")).to_have_count(0)
    await an.page.locator("[data-stand]").click()
    await an.page.locator("[data-near]").wait_for()
    await expect(an.page.locator("[data-place]")).to_contain_text("宝鼎金沙小区")
    await an.picture("elder-position", whole=True)
    assert await an.page.evaluate(AUDIT) == []
    await an.page.locator("[data-near]").click()
    await expect(an.page.locator("[data-place]")).to_contain_text("蓝湖小区")
    await an.page.locator("input[name=call]").check()
    await an.page.locator("[data-send]").click()
    number = (await an.page.locator(".sent-number").inner_text()).replace(" ", "")
    await clerk.page.keyboard.press("3")
    await clerk.page.locator(f".queue [data-row][data-number='{number}']").click()
    await expect(clerk.page.locator("[data-position]")).to_contain_text("26.5804, 101.7203（误差约 20 米）")
    await clerk.picture("console-position")
