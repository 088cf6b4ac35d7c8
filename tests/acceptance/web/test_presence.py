"""Who else has a ticket open: two consoles and one ticket."""

import pytest
from playwright.async_api import expect
from shequtong import Client

from tests.acceptance.conftest import DemoHub
from tests.acceptance.web.conftest import DESKTOP, Enter
from tests.acceptance.web.test_pages import report

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]


async def test_a_colleague_who_writes_is_seen_at_once_and_gone_within_seconds(
    enter: Enter, demo_hub: DemoHub
) -> None:
    async with Client(demo_hub.url) as an:
        await an.sign_in_demo("an")
        made = await report(an, "两个人同时看的一件")
        other = await report(an, "另一件")
    chen = await enter("clerk", "/console/", DESKTOP)
    he = await enter("secretary", "/console/", DESKTOP)
    row, elsewhere = (f".queue [data-number='{each.number}']" for each in (made, other))
    await expect(he.page.locator(f"{row} .present")).to_have_count(0)

    await chen.page.locator(row).click()
    await expect(he.page.locator(f"{row} .present")).to_contain_text("陈晓梅 正在查看")
    await he.page.locator(row).click()
    await expect(he.page.locator(".detail .present")).to_contain_text("陈晓梅 正在查看")
    await expect(chen.page.locator(".detail .present")).to_contain_text("何建国 正在查看")

    # Words in a form: she is editing; the words gone: she is not.
    await chen.page.locator("[data-act=note]").click()
    words = chen.page.locator(".action-form textarea")
    await words.fill("我来联系物业")
    await expect(he.page.locator(".detail .present")).to_contain_text("陈晓梅 正在编辑")
    await he.picture("console-presence")
    await expect(he.page.locator(".live-state")).to_have_attribute("data-state", "live")
    await words.fill("")
    await expect(he.page.locator(".detail .present")).to_contain_text("陈晓梅 正在查看")
    await words.fill("我来联系物业")

    # She goes on to another, then closes the page: seconds later she is nowhere.
    await chen.page.keyboard.press("Escape")
    await chen.page.locator(elsewhere).click()
    await expect(he.page.locator(f"{elsewhere} .present")).to_contain_text("陈晓梅 正在查看")
    await expect(he.page.locator(".detail .present")).to_have_count(0)
    await expect(he.page.locator(f"{row} .present")).to_have_count(0)
    await chen.page.locator(row).click()
    await expect(he.page.locator(".detail .present")).to_contain_text("陈晓梅 正在编辑")
    await chen.page.context.close()
    await expect(he.page.locator(".detail .present")).to_have_count(0)
