"""What single pages promise: 长辈版, two languages, a list that stands still, a connection that comes back."""

import asyncio
import re
from typing import Any

import asyncpg
import pytest
from playwright.async_api import Page, expect
from shequtong import Client

from hub.accounts import totp
from hub.accounts.passwords import Passwords
from tests.acceptance.conftest import DemoHub
from tests.acceptance.web.conftest import DESKTOP, PHONE, WALL, Enter, Person, picture

PASSWORD = "four quiet words here"

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

# Texts below 18 px or a contrast of 7:1 and targets below 60 × 60 px that can be seen; a control inside a larger label
# or link counts as it.
AUDIT = """() => {
  const seen = one => one.checkVisibility({ visibilityProperty: true }) && !one.closest('.visually-hidden')
  const said = one => (one.innerText || one.ariaLabel || one.name || one.tagName).slice(0, 30)
  const wrong = []
  for (const one of document.querySelectorAll('body *')) {
    const own = [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim() !== '')
    if (own && seen(one) && parseFloat(getComputedStyle(one).fontSize) < 18)
      wrong.push(`${getComputedStyle(one).fontSize} ${said(one)}`)
  }
  for (const one of document.querySelectorAll('a, button, input, textarea, select, [role=switch]')) {
    if (!seen(one)) continue
    const whole = one.closest('label') ?? one
    const { width, height } = whole.getBoundingClientRect()
    if (width < 59.5 || height < 59.5) wrong.push(`${Math.round(width)}×${Math.round(height)} ${said(one)}`)
  }
  const rgba = colour => (colour.match(/[\\d.]+/g) ?? [0, 0, 0, 0]).map(Number)
  const over = ([r, g, b, a = 1], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a)]
  const ground = one => {
    if (one === null) return [255, 255, 255]
    const own = rgba(getComputedStyle(one).backgroundColor)
    return own[3] === undefined ? own : over(own, ground(one.parentElement))
  }
  const light = colour => {
    const linear = part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    const [r, g, b] = colour.map(part => linear(part / 255))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  for (const one of document.querySelectorAll('body *')) {
    const own = [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim() !== '')
    // What is drawn has the drawing below it, not a background.
    if (!own || !seen(one) || one.closest(':disabled, .van-button--disabled, svg')) continue
    const below = ground(one)
    const [a, b] = [light(over(rgba(getComputedStyle(one).color), below)), light(below)].sort((x, y) => y - x)
    const contrast = (a + 0.05) / (b + 0.05)
    if (contrast < 7) wrong.push(`contrast ${contrast.toFixed(1)} ${said(one)}`)
  }
  // At its end nothing of the page lies under the bar at the bottom.
  const bar = document.querySelector('.send-bar, .thumb, .tabs')
  if (bar !== null) {
    const at = scrollY
    scrollTo(0, document.documentElement.scrollHeight)
    const top = bar.getBoundingClientRect().top + 0.5
    for (const one of document.querySelectorAll('.page *')) {
      const own = one.matches('a, button, input, textarea, select, p, li, label')
      if (own && seen(one) && !bar.contains(one) && !one.closest('.corner') && one.getBoundingClientRect().bottom > top)
        wrong.push(`covered ${said(one)}`)
    }
    scrollTo(0, at)
  }
  const wide = document.documentElement.scrollWidth
  if (wide > screen.width) wrong.push(`scrolls sideways: ${wide}`)
  return wrong
}"""


POOL = {
    "drain_blocked": "脏水漫到楼道",
    "public_lighting": "四到六楼灯全黑",
    "lift_fault": "电梯三天两头停",
    "pipe_burst": "水管爆了往外喷",
    "door_intercom": "门禁刷不开",
}
PAGES = {
    "home": "/",
    "danger": "/danger/gas_smell",
    "danger-all": "/danger",
    "place": "/place/report",
    "what": "/report/what",
    "stored": "/stored",
    "estate": "/estate",
    "circle": "/circle",
    "feedback": "/feedback",
    "door": "/at/unknowncod",
    "mine": "/mine",
    "me": "/me",
    "certification": "/certification",
    "certification-family": "/certification/family",
    "neighbours": "/neighbours",
    "neighbours-write": "/neighbours/write",
    "neighbours-name": "/neighbours/name",
    "wishes": "/wishes",
    "wishes-ask": "/wishes/ask",
    "notices": "/notices",
    "notices-groups": "/notices/groups",
    "told": "/told",
    "told-settings": "/told/settings",
    "volunteers": "/volunteers",
    "partners": "/partners",
    "visit": "/visit",
    "family": "/family",
    "family-ask": "/family/ask",
}


async def report(client: Client, words: str, category: str = "drain_blocked", **more: Any) -> Any:
    estate = (await client.search_areas("宝鼎金沙小区", limit=1))[0]
    return await client.tickets.create(area=estate.id, category=category, text=words, **more)


async def test_elders_find_large_type_and_targets_on_every_page(enter: Enter) -> None:
    an = await enter("an", "/", PHONE)
    await an.page.locator(".tiles").first.wait_for()
    await an.remember(elder="on")
    wrong: dict[str, list[str]] = {}
    for name, path in PAGES.items():
        await an.page.goto(f"/#{path}")
        await an.page.locator(".page").wait_for()
        await an.page.wait_for_load_state("networkidle")
        await expect(an.page.locator(".page > p.muted[role=status]")).to_have_count(0)  # nothing loads
        if name == "place":
            await an.page.locator(".crumbs").wait_for()
        await an.picture(f"elder-{name}", whole=True)
        wrong[name] = await an.page.evaluate(AUDIT)
    await an.page.goto("/#/report/what")
    await an.page.locator("[data-category=drain_blocked]").first.click()
    await an.page.locator("[data-send]").wait_for()
    await an.picture("elder-report", whole=True)
    wrong["report"] = await an.page.evaluate(AUDIT)
    await an.page.locator("textarea[name=text]").fill("门口下水道堵了")
    await an.page.locator("[data-send]").click()
    await an.page.locator(".sent-number").wait_for()
    wrong["sent"] = await an.page.evaluate(AUDIT)
    await an.page.locator(".sent-follow").click()
    await an.page.locator(".timeline").wait_for()
    await an.picture("elder-ticket", whole=True)
    wrong["ticket"] = await an.page.evaluate(AUDIT)
    await an.remember(dark="on")
    for name, path in PAGES.items():
        await an.page.goto(f"/#{path}")
        await an.page.locator(".page").wait_for()
        await an.page.wait_for_load_state("networkidle")
        wrong[f"{name} dark"] = await an.page.evaluate(AUDIT)
    await an.picture("elder-dark", whole=True)
    await an.page.goto("/#/me")
    await an.page.get_by_role("button", name="退出登录").click()
    await an.page.locator("form").wait_for()
    await an.picture("elder-enter", whole=True)
    wrong["enter"] = await an.page.evaluate(AUDIT)
    assert {page: found for page, found in wrong.items() if found} == {}


async def test_nothing_lies_behind_the_edge_of_a_phone_and_back_leads_to_where_one_was(enter: Enter) -> None:
    an = await enter("an", "/", PHONE)
    page, (top, bottom) = an.page, (47, 34)
    session = await page.context.new_cdp_session(page)
    edges = {"top": top, "topMax": top, "bottom": bottom, "bottomMax": bottom}
    await session.send("Emulation.setSafeAreaInsetsOverride", {"insets": edges})
    await page.locator(".tiles").first.wait_for()
    last = await page.locator(".tabs a").last.bounding_box()
    assert last is not None
    assert last["y"] + last["height"] <= PHONE["viewport"]["height"] - bottom
    await page.locator("[data-section=wishes]").first.click()
    await page.locator(".page-head").wait_for()
    await page.evaluate("scrollTo(0, 400)")
    back = page.locator(".page-head button").first
    box = await back.bounding_box()
    assert box is not None
    assert box["y"] >= top
    await an.picture("phone-edges")
    await back.click()
    await page.locator(".tiles").first.wait_for()
    # A link from outside: nowhere to go back to, so the front page.
    await page.goto("about:blank")
    await page.goto("/#/notices")
    await page.locator(".page-head button").first.click()
    await page.locator(".tiles").first.wait_for()
    # The phone's own button does the same as ours.
    await page.locator("[data-section=neighbours]").first.click()
    await page.locator(".page-head").wait_for()
    await page.go_back()
    await page.locator(".tiles").first.wait_for()


async def test_a_draft_survives_a_closed_page_and_a_place_is_read_from_words(enter: Enter) -> None:
    an = await enter("an", "/", PHONE)
    await an.page.goto("/#/report/what")
    await an.page.locator("[data-category=public_lighting]").first.click()
    await an.page.locator("textarea[name=text]").fill("楼道灯不亮")
    await an.page.reload()
    await expect(an.page.locator("textarea[name=text]")).to_have_value("楼道灯不亮")
    await an.page.locator("[data-place]").click()
    await an.page.get_by_placeholder("输入小区名").fill("蓝湖")
    await an.page.get_by_role("button", name="找小区、社区").click()
    await an.page.locator(".row-button", has_text="蓝湖小区").click()
    await an.page.locator("input[name=written]").fill("5栋2单元3-1门口")
    await an.page.get_by_role("button", name="识别").click()
    await an.picture("phone-place", whole=True)
    await an.page.locator("[data-accept]").click()
    await expect(an.page.locator("[data-place]")).to_contain_text("蓝湖小区 5栋2单元3-1")
    await expect(an.page.locator("input[name=spot]")).to_have_value("门口")
    await expect(an.page.locator("textarea[name=text]")).to_have_value("楼道灯不亮")


async def test_a_resident_signs_in_with_the_code_of_the_demos_inbox(enter: Enter) -> None:
    an = await enter("an", "/", PHONE)
    await an.page.locator(".tabs").wait_for()
    await an.page.goto("/#/me")
    await an.page.get_by_role("button", name="退出登录").click()
    await an.page.locator("input[name=phone]").fill("138 0000")
    await an.page.get_by_role("button", name="获取验证码").click()
    await expect(an.page.get_by_role("alert")).to_contain_text("11 位")
    await an.page.locator("input[name=phone]").fill("13900001234")
    await an.page.get_by_role("button", name="获取验证码").click()
    await expect(an.page.get_by_role("status")).to_contain_text("验证码已发到")
    inbox = await an.page.context.new_page()
    await inbox.goto("/demo/")
    words = await inbox.locator(".demo-inbox li", has_text="验证码").first.inner_text()
    await picture(inbox, "demo", whole=True)
    await inbox.close()
    code = next(
        part
        for part in words.replace("，", " ").replace("。", " ").replace("：", " ").split()
        if part.isdigit() and len(part) == 6
    )
    await an.page.locator("input[name=code]").fill("000000" if code != "000000" else "111111")
    await an.page.get_by_role("button", name="登录", exact=True).click()
    await expect(an.page.get_by_role("alert")).to_be_visible()
    await an.picture("phone-enter", whole=True)
    await an.page.locator("input[name=code]").fill(code)
    await an.page.get_by_role("button", name="登录", exact=True).click()
    await expect(an.page.locator(".tabs")).to_be_visible()


async def test_a_clerk_with_200_tickets_reads_on_while_new_ones_arrive(
    enter: Enter, demo_hub: DemoHub
) -> None:
    async with Client(demo_hub.url) as lively, Client(demo_hub.url) as an:
        await lively.sign_in_demo("lively")
        await an.sign_in_demo("an")
        # A hundred each: an account may write 120 times a minute.
        for client in (lively, an):
            for at in range(20):
                await asyncio.gather(
                    *[report(client, f"{words}（{at}）", kind) for kind, words in POOL.items()]
                )
        clerk = await enter("clerk", "/console/", DESKTOP)
        rows = clerk.page.locator(".queue [data-row]")
        count = clerk.page.locator("[data-list=mine] b")
        await expect(count).to_have_text(re.compile("^2[0-9][0-9]$"))
        # In the middle of the list, one ticket open.
        box = clerk.page.locator(".queue-box")
        await box.evaluate("box => { box.scrollTop = 118 * 92 }")
        await clerk.page.locator(".queue [data-at='120']").click()
        await clerk.page.locator(".timeline").wait_for()
        reading = await clerk.page.locator(".queue [data-at='120']").get_attribute("data-row") or ""
        row = clerk.page.locator(f".queue [data-row='{reading}']")
        top = "one => one.getBoundingClientRect().top"
        before = await row.evaluate(top)
        # The most urgent kind there is goes to the top of the list, above what is read.
        await report(an, "一楼水管爆了", "gas_smell")
        await expect(row).to_have_attribute("data-at", "121")
        await expect(clerk.page.locator(".queue-news")).to_contain_text("1")
        assert abs(await row.evaluate(top) - before) < 2
        await clerk.picture("console-200")
        await clerk.page.keyboard.press("/")
        await clerk.page.keyboard.type("电梯 三天")
        # In view, or not on the page: as many as the list is high.
        await expect(clerk.page.locator(".queue-all")).to_have_css("height", f"{40 * 92}px")
        await expect(rows.filter(has_not_text="电梯三天")).to_have_count(0)
        await clerk.page.keyboard.press("Escape")
        await clerk.page.keyboard.press("?")
        await clerk.page.locator("dialog.help").wait_for()
        await clerk.picture("console-keys")
        await clerk.page.keyboard.press("Escape")
        await expect(clerk.page.locator("dialog.help")).to_be_hidden()
        await clerk.page.keyboard.press("b")
        await clerk.page.locator(".choice", has_text="清香坪街道").wait_for()
        await clerk.picture("console-reject")
        official = await enter("official", "/board/", WALL)
        await expect(official.page.locator("[data-count=open]")).not_to_have_text("0")
        await official.picture("board-busy")


async def test_a_restarted_hub_costs_a_clerk_neither_words_nor_tickets(
    enter: Enter, demo_hub: DemoHub
) -> None:
    async with Client(demo_hub.url) as an:
        await an.sign_in_demo("an")
        first = await report(an, "重启前报的")
        clerk = await enter("clerk", "/console/", DESKTOP)
        await clerk.page.evaluate(f"location.hash = '#/mine/{first.id}'")
        await clerk.page.locator("[data-act=note]").click()
        await clerk.page.locator(".action-form textarea").fill("写到一半的说明")
        state = clerk.page.locator(".live-state")
        await expect(state).to_have_attribute("data-state", "live")
        demo_hub.kill("serve")
        await expect(state).to_have_attribute("data-state", "offline")
        await clerk.picture("console-offline")
        await expect(state).to_have_attribute("data-state", "live", timeout=60_000)
        await expect(clerk.page.locator(".action-form textarea")).to_have_value("写到一半的说明")
        second = await report(an, "重启后报的")
        await clerk.page.locator(".order").click()  # the newest first
        await expect(clerk.page.locator(f"[data-number='{second.number}']")).to_have_count(1)
        await clerk.page.keyboard.press("Control+Enter")
        await expect(clerk.page.locator(".timeline")).to_contain_text("写到一半的说明")


async def english(person: Person, name: str) -> None:
    await person.remember(locale="en")
    await person.page.wait_for_load_state("networkidle")
    await person.picture(name, whole=True)


async def test_every_app_speaks_english(enter: Enter) -> None:
    an = await enter("an", "/", PHONE)
    await english(an, "phone-home-en")
    await expect(an.page.locator("h1")).to_contain_text("Hello")
    await an.page.goto("/#/report/what")
    await expect(an.page.locator("[data-category=drain_blocked]").first).to_have_text("Blocked drain")
    await an.page.locator("[data-category=drain_blocked]").first.click()
    await an.picture("phone-report-en", whole=True)
    await an.remember(dark="on")
    await an.picture("phone-report-dark-en", whole=True)
    clerk = await enter("clerk", "/console/", DESKTOP)
    await english(clerk, "console-en")
    await expect(clerk.page.locator("[data-list=mine]")).to_contain_text("Mine to do")
    # The hub's own sentences follow the page's language.
    refused = await clerk.page.evaluate(
        "fetch('/api/tickets/x', {headers: {'Accept-Language': 'en'}}).then(a => a.json())"
    )
    assert refused["detail"].isascii()
    official = await enter("official", "/board/", WALL)
    await english(official, "board-en")
    await expect(official.page.locator(".total h2")).to_have_text("Open")


async def binds(page: Page, demo_hub: DemoHub) -> None:
    """The first sign-in by password: no page before a second factor is bound, by keyboard."""
    owner = await asyncpg.connect(demo_hub.owner_url())
    try:
        await owner.execute(
            "UPDATE accounts SET username = 'clerk.jinsha', password_hash = $1 WHERE demo_key = 'clerk'",
            await Passwords().hash(PASSWORD),
        )
        await page.locator("input[name=password]").fill(PASSWORD)
        await page.keyboard.press("Enter")
        await expect(page.locator("[data-second-factor] svg")).to_be_visible()
        await page.reload()
        secret = (await page.locator("[data-secret]").inner_text()).replace(" ", "")
        await expect(page.locator("input[name=code]")).to_be_focused()
        await picture(page, "console-second-factor")
        now = await owner.fetchval("SELECT extract(epoch FROM app_now())::float8")
        right = totp.code_at(secret, int(now // totp.STEP))
        for code in (f"{(int(right) + 1) % 1_000_000:06}", right):
            await page.keyboard.type(code)
            await page.keyboard.press("Enter")
            if code != right:
                await expect(page.get_by_role("alert")).to_contain_text("不对")
        await expect(page.locator(".second-factor-codes li")).to_have_count(10)
        await picture(page, "console-recovery-codes")
        await page.locator("input[name=kept]").press("Space")
        await page.get_by_role("button", name="开始工作").press("Enter")
        await expect(page.locator(".top-unit")).to_be_visible()
    finally:
        await owner.close()


async def test_a_session_that_ends_elsewhere_leads_back_to_the_sign_in(
    enter: Enter, demo_hub: DemoHub
) -> None:
    clerk = await enter("clerk", "/console/", DESKTOP)
    await expect(clerk.page.locator(".live-state")).to_have_attribute("data-state", "live")
    await clerk.page.evaluate(
        """fetch('/api/sign-out', {method: 'POST', body: '{}',
             headers: {'Content-Type': 'application/json', 'Idempotency-Key': 'from-another-program'}})"""
    )
    await expect(clerk.page.locator("input[name=username]")).to_be_visible()
    await clerk.picture("console-enter", whole=True)
    await clerk.page.locator("input[name=username]").fill("clerk.jinsha")
    await clerk.page.locator("input[name=password]").fill("not the password")
    await clerk.page.get_by_role("button", name="登录", exact=True).click()
    await expect(clerk.page.get_by_role("alert")).to_contain_text("密码不对")
    await binds(clerk.page, demo_hub)
    demo = await clerk.page.context.new_page()
    await demo.goto("/demo/")
    await demo.locator("[data-key=official]").wait_for()
    await picture(demo, "demo-desktop")
    await demo.locator("[data-key=official]").click()
    await expect(demo.locator("[data-count=open]")).to_be_visible()
    # The other tab of this browser learns at once who is signed in now.
    await expect(clerk.page.locator(".top-unit")).to_have_text("西区")
    await expect(clerk.page.locator(".empty")).to_contain_text("只看汇总")
