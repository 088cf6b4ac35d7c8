"""The frame of the console: search everywhere, keys by context, looks and alarms of a device, paper."""

import re

import pytest
from playwright.async_api import expect
from shequtong import Client

from tests.acceptance.conftest import DemoHub
from tests.acceptance.web.camera import read_code
from tests.acceptance.web.conftest import DESKTOP, PHONE, WALL, Enter
from tests.acceptance.web.test_pages import report

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

FIELD = "input[name=palette]"


async def test_everything_is_found_by_keyboard(enter: Enter, demo_hub: DemoHub) -> None:
    async with Client(demo_hub.url) as an:
        await an.sign_in_demo("an")
        made = await report(an, "喷泉池边的栏杆断了一截", "dirty_place")
        closed = await report(an, "喷泉不喷水", "dirty_place")
    clerk = await enter("clerk", "/console/", DESKTOP)
    page = clerk.page
    await page.locator(f".queue [data-number='{made.number}']").wait_for()

    # A ticket by its words; what one opened last stands first when nothing is asked.
    await page.keyboard.press("Control+k")
    await page.keyboard.type("栏杆断")  # at once: no letter is lost, none acts on the page
    chosen = page.locator(".found[aria-selected=true]")
    await expect(chosen).to_contain_text("喷泉池边的栏杆断了一截")
    await clerk.picture("console-palette")
    await page.keyboard.press("Enter")
    await expect(page.locator(".detail-text")).to_have_text("喷泉池边的栏杆断了一截")
    await page.keyboard.press("Control+k")
    await expect(chosen).to_contain_text("栏杆断")
    # By its number, as it is said on the phone; keys choose among what is found.
    await page.keyboard.type(f"{closed.number // 1000} {closed.number % 1000:03}")
    await expect(chosen).to_contain_text("喷泉不喷水")
    # Closed and at once opened again, quicker than the browser says that it was closed.
    await page.evaluate("""() => {
      document.querySelector('.palette').close()
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true }))
    }""")
    await page.keyboard.type("栏杆断")
    await expect(chosen).to_contain_text("喷泉池边的栏杆断了一截")
    await page.keyboard.press("Escape")
    await expect(page.locator(".palette")).to_be_hidden()

    # What may be done now is done from here.
    await page.locator("[data-act=acknowledge]").wait_for()
    await page.keyboard.press("Control+k")
    await page.keyboard.type("签收")
    await page.keyboard.press("Enter")
    await expect(page.locator(".detail > header .state-tag")).to_have_text("已签收")

    # A place narrows the queue; a unit shows what it works on; a page is opened; a person by her family name.
    await page.keyboard.press("Control+k")
    await page.keyboard.type("宝鼎金沙")
    place = page.locator("[data-found^=area]").first
    await expect(place).to_contain_text("宝鼎金沙小区")
    await place.click()
    await expect(page.locator("[data-area]")).to_contain_text("宝鼎金沙小区")
    await expect(page.locator(f".queue [data-number='{made.number}']")).to_have_count(1)
    await page.locator("[data-area]").click()
    await expect(page.locator("[data-area]")).to_have_count(0)
    await page.keyboard.press("Control+k")
    await page.keyboard.type("示例物业甲")
    await expect(page.locator("[data-found^=organisation]").first).to_contain_text("示例物业甲")
    seen = await page.evaluate("fetch('/api/certification/persons').then(answer => answer.json())")
    family = seen["persons"][0]["name"][0]
    await page.locator(FIELD).fill(f"{family}某某")
    await expect(page.locator("[data-found^=person]").first).to_contain_text(f"{family}**")
    # Or by her number, which goes in a body; whose it is not is said.
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    await page.locator(FIELD).fill("510403 19300101 9997")
    await expect(page.locator(".found")).to_have_count(1)
    await page.keyboard.press("Enter")
    await expect(page.locator(".palette")).to_contain_text(re.compile("身份证号|没有这个号码"))
    await clerk.picture("console-palette-number")
    assert not any("19300101" in url for url in asked)
    await page.locator(FIELD).fill("三率")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(f"{demo_hub.url}/console/#/rates")


async def test_nobody_finds_what_she_may_not_see(enter: Enter, demo_hub: DemoHub) -> None:
    async with Client(demo_hub.url) as an:
        await an.sign_in_demo("an")
        made = await report(an, "只有社区看得见的水池", "dirty_place")
    firm = await enter("dispatcher", "/console/", DESKTOP)
    page = firm.page
    await page.locator("[data-palette]").click()
    asked: list[str] = []
    page.on("response", lambda one: asked.append(one.url))
    for words in ("只有社区看得见", str(made.number), "罗"):
        async with page.expect_response("**/api/areas/search*"):
            await page.locator(FIELD).fill(words if len(words) > 1 else "罗 宝鼎")
        await page.wait_for_load_state("networkidle")
        await expect(page.locator(".palette-foot")).not_to_contain_text("正在")
        await expect(page.locator("[data-found^=ticket]")).to_have_count(0)
        await expect(page.locator("[data-found^=person]")).to_have_count(0)
    assert not any("/api/certification" in url for url in asked)
    await expect(page.locator("[data-found='page certification']")).to_have_count(0)


async def test_a_device_is_dark_rings_and_prints_as_its_clerk_wants(enter: Enter, demo_hub: DemoHub) -> None:
    async with Client(demo_hub.url) as an:
        await an.sign_in_demo("an")
        for n in range(30):
            made = await report(an, f"纸上也要有的第 {n} 件", "public_lighting")
        clerk = await enter("clerk", "/console/", WALL)
        page = clerk.page
        await page.context.grant_permissions(["notifications"])
        await expect(page.locator("html")).to_have_attribute("data-theme", "light")
        await page.locator(".account summary").click()
        for name in ("dark", "sound", "desktop"):
            await expect(page.locator(f"input[name={name}]")).not_to_be_checked()
            await page.locator(f"input[name={name}]").check()
        # The browser is asked first whether it allows them.
        await page.wait_for_function("() => localStorage.getItem('shequ.desktop') === 'on'")
        await page.reload()
        await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        await page.evaluate(f"location.hash = '#/mine/{made.id}'")
        await page.locator(".timeline").wait_for()
        await page.locator(".queue [data-number]").first.wait_for()  # what is there before does not ring
        await page.keyboard.press("?")
        await expect(page.locator("dialog.help")).to_contain_text("签收")
        await expect(page.locator("dialog.help")).not_to_contain_text("办结")
        await clerk.picture("console-keys-dark")
        await page.keyboard.press("Escape")
        await clerk.picture("console-dark")

        # Rung for what is new in one's own queue, shown when nobody looks, and counted in the tab's title.
        await page.evaluate(
            """() => {
              window.rung = 0; window.shown = []
              const make = AudioContext.prototype.createOscillator
              AudioContext.prototype.createOscillator = function () { window.rung++; return make.call(this) }
              window.Notification = class { constructor(title) { window.shown.push(title) } }
              window.Notification.permission = 'granted'
              Object.defineProperty(document, 'hidden', { value: true })
            }"""
        )
        await expect(page.locator(".live-state").first).to_have_attribute("data-state", "live")
        await report(an, "新来的一件", "public_lighting")
        # Others may report meanwhile: two notes for each that came, three for an emergency, one notification.
        await page.wait_for_function(
            "() => window.shown.length > 0 && window.rung >= 2 * window.shown.length"
        )
        await page.wait_for_function(
            """() => document.title ===
                 `(${document.querySelector('[data-list=mine] b').textContent}) 社区通 · 工作台`"""
        )

    # On paper: the open ticket as a work order; the whole list, though only some rows are on the page.
    await page.evaluate("window.print = () => {}; window.dispatchEvent(new Event('beforeprint'))")
    await page.emulate_media(media="print")
    await expect(page.locator(".paper-number")).to_be_visible()
    await expect(page.locator(".top")).to_be_hidden()
    await clerk.picture("paper-ticket", whole=True)
    # The code on it leads to the ticket on the field phone.
    await page.locator(".paper-code").evaluate("one => (one.style.width = '480px')")  # as sharp as paper is
    read = await read_code(page.locator(".paper-code svg"))
    assert read == f"{demo_hub.url}/#/work/{made.id}"
    an_officer = await enter("grid", "/#/staff", PHONE)
    await an_officer.page.goto(read)
    await expect(an_officer.page.locator("body")).to_contain_text(
        f"{made.number // 1000} {made.number % 1000:03}"
    )
    await an_officer.picture("paper-scanned")
    await page.emulate_media(media="screen")
    await page.evaluate("window.dispatchEvent(new Event('afterprint')); location.hash = '#/mine'")
    await expect(page.locator(".paper")).to_have_count(0)
    await page.locator(".pick").wait_for()
    await page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    await page.emulate_media(media="print")
    count = int(await page.locator("[data-list=mine] b").text_content() or 0)
    assert count > 30
    await expect(page.locator("[data-paper]")).to_have_count(count)
    await clerk.picture("paper-list", whole=True)
