"""The phone with no network, for who sees or hears little, and how long its first page takes on a weak line."""

import json
import os
import time
from pathlib import Path

import pytest
from playwright.async_api import CDPSession, expect
from shequtong import Client

from tests.acceptance.conftest import DemoHub
from tests.acceptance.web.conftest import PHONE, Enter
from tests.acceptance.web.test_pages import PAGES, report
from tests.acceptance.web.test_story import photo

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

MEASURED = Path(__file__).resolve().parents[3] / "build" / "phone-first-screen.json"
OLD_PHONE = PHONE | {"viewport": {"width": 360, "height": 640}}
NOTHING_LEFT = """() => new Promise(done => {
  const asked = indexedDB.open('shequ')
  asked.onsuccess = () => {
    const all = asked.result.transaction('answers').objectStore('answers').getAllKeys()
    all.onsuccess = () => { asked.result.close(); done(all.result.length === 0) }
  }
})"""
# Each language and each set of colours on every page; `LOOKS=whole`: each with each.
LOOKS = [("zh-CN", "off"), ("en", "on")]
if os.environ.get("LOOKS") == "whole":
    LOOKS += [("zh-CN", "on"), ("en", "off")]
AXE = Path(__file__).resolve().parents[3] / "clients" / "web" / "node_modules" / "axe-core" / "axe.min.js"
FINDINGS = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ['violations'] })
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`)
}"""
FORGET = """async () => {
  for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister()
  for (const name of await caches.keys()) await caches.delete(name)
}"""
READY = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"


async def test_a_report_without_a_network_is_sent_once_when_it_is_back(
    enter: Enter, demo_hub: DemoHub
) -> None:
    async with Client(demo_hub.url) as client:
        await client.sign_in_demo("an")
        await report(client, "有网络时报的")
    an = await enter("an", "/", PHONE)
    page, words = an.page, f"没有网络时报的 {time.time_ns()}"
    await page.locator("[data-section=report]").wait_for()
    await page.goto("/#/mine")
    await page.locator(".report-card").first.wait_for()
    await page.wait_for_function(READY)
    await page.goto("/#/report/what")
    await page.context.set_offline(True)
    await page.locator("[data-category=drain_blocked]").first.click()
    await page.locator("input[type=file]").set_input_files(photo("#4d5d53", "OFFLINE"))
    await page.locator("[data-shot] img").wait_for()
    await page.locator("textarea[name=text]").fill(words)
    await page.locator("[data-send]").click()
    await page.locator("[data-stored]").wait_for()
    await expect(page.locator("[data-line]")).to_contain_text("没有网络，已存好，联网后自动发送")
    await an.picture("phone-stored", whole=True)

    # The page is closed and opened again with no network: the first page is there, what waits and what was read too.
    await page.reload()
    await expect(page.locator("[data-line=waits]")).to_be_visible()
    await page.goto("/#/")
    await page.locator("[data-section=report]").wait_for()
    await page.goto("/#/mine")
    await expect(page.locator("[data-waiting]")).to_contain_text(words)
    await page.locator(".report-card").first.wait_for()
    await an.picture("phone-offline", whole=True)

    await page.context.set_offline(False)
    await expect(page.locator("[data-waiting]")).to_have_count(0)
    await expect(page.locator("[data-line]")).to_have_count(0)
    own = await page.evaluate("fetch('/api/tickets?list=own').then(answer => answer.json())")
    [ticket] = [one for one in own["tickets"] if one["text"] == words]
    assert ticket["photo_count"] == 1
    await page.locator(f".report-card[data-number='{ticket['number']}']").click()
    await expect(page.locator(".photo-strip img")).to_have_js_property("complete", True)
    # She signs out: nothing of hers is left to read.
    await page.goto("/#/me")
    await page.get_by_role("button", name="退出登录").click()
    await page.locator(".demo-sign-ins").wait_for()
    await page.wait_for_function(NOTHING_LEFT)


STILL = """() => Promise.allSettled(
  document.getAnimations().filter(one => one.effect.getTiming().iterations < 99).map(one => one.finished)
)"""


async def test_no_page_of_the_phone_has_a_serious_finding_of_axe(enter: Enter, demo_hub: DemoHub) -> None:
    async with Client(demo_hub.url) as client:
        await client.sign_in_demo("an")
        ticket = await report(client, "看得清楚吗")
    an = await enter("an", "/", OLD_PHONE)
    await an.page.evaluate(AXE.read_text(encoding="utf-8"))
    pages = PAGES | {"report": "/report", "sent": f"/sent/{ticket.id}", "ticket": f"/mine/{ticket.id}"}
    found: dict[str, list[str]] = {}
    for locale, dark in LOOKS:
        await an.remember(locale=locale, dark=dark)
        await an.page.evaluate(AXE.read_text(encoding="utf-8"))
        for name, path in pages.items():
            await an.page.goto(f"/#{path}")
            await an.page.locator(".page").wait_for()
            await an.page.wait_for_load_state("networkidle")
            await expect(an.page.locator(".page > p.muted[role=status]")).to_have_count(0)  # nothing loads
            # A button that has just become one to press is still turning to its colour.
            await an.page.evaluate(STILL)
            findings = await an.page.evaluate(FINDINGS)
            await an.picture(f"small-{name}-{locale}-{dark}", whole=True)
            if findings:
                found[f"{name} {locale} {dark}"] = findings
    assert found == {}


async def test_the_first_page_on_a_weak_line_is_measured(enter: Enter) -> None:
    """Four times slower, 1.6 Mbit/s, 150 ms: how long until the first page can be used. A figure, not a bar."""
    an = await enter("an", "/", OLD_PHONE)
    await an.page.locator("[data-section=report]").wait_for()
    session = await an.page.context.new_cdp_session(an.page)
    await _slowly(session)
    figures: dict[str, float] = {}
    for name, clear in (("first visit", True), ("later visit", False)):
        if clear:
            await an.page.evaluate(FORGET)
            await session.send("Network.clearBrowserCache")
        began = time.monotonic()
        await an.page.goto(f"/?{name.replace(' ', '-')}")
        await an.page.locator("[data-section=report]").click(trial=True)
        figures[name] = round(time.monotonic() - began, 2)
    await session.detach()
    print("first page usable, seconds:", figures)
    MEASURED.parent.mkdir(exist_ok=True)
    MEASURED.write_text(json.dumps(figures))


async def _slowly(session: CDPSession) -> None:
    await session.send("Network.enable")
    rate = 1_600_000 / 8
    await session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 150, "downloadThroughput": rate, "uploadThroughput": rate},
    )
    await session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
