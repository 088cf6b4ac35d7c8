"""亲情代办 on two phones: asked, agreed, a report for her that she sees live, and taken back."""

import pytest
from playwright.async_api import expect

from tests.acceptance.web.conftest import PHONE, Enter, Person
from tests.acceptance.web.test_pages import AUDIT
from tests.acceptance.web.test_story import photo

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

AN_PHONE = "19900000001"
TEXT = "厨房下水道堵了，妈妈一个人在家"


async def looked(person: Person, name: str) -> None:
    """A picture of the page in 长辈版, and everything on it as 长辈版 must be."""
    await person.picture(f"family-{name}", whole=True)
    assert await person.page.evaluate(AUDIT) == [], name


async def test_a_son_acts_for_his_mother_until_she_takes_it_back(enter: Enter) -> None:
    son = await enter("luo", "/", PHONE)
    mother = await enter("an", "/", PHONE)
    await mother.remember(elder="on")
    await mother.page.locator("[data-section=report]").wait_for()

    # He asks; her phone shows it by itself.
    await son.page.goto("/#/me")
    await son.page.locator("[data-to=family]").click()
    await son.page.locator("[data-family-ask]").click()
    await son.page.locator("input[name=name]").fill("安女士")
    await son.page.locator("input[name=phone]").fill("199 0000 0001")
    await son.picture("family-ask", whole=True)
    await son.page.locator("[data-ask]").click()
    waiting = son.page.locator("[data-his] [data-mandate=asked]")
    await waiting.wait_for()
    await son.picture("family-waits", whole=True)
    asks = mother.page.locator("[data-family-asks]")
    await expect(asks).to_contain_text("儿子 罗先生")
    await looked(mother, "asked-home")
    await asks.click()
    await mother.page.locator("[data-mine] [data-mandate=asked]").wait_for()
    await looked(mother, "asked")
    await mother.page.locator("[data-agree]").click()
    await mother.page.locator("[data-mine] [data-mandate=agreed]").wait_for()

    # He changes over: the bar says so, her home is the place of the report, her things are listed.
    await son.page.locator("[data-become]").click()
    bar = son.page.locator("[data-acting]")
    await expect(bar).to_contain_text("您正在替 安** 办理")
    await expect(son.page.locator(".home-who")).to_contain_text("宝鼎金沙小区")
    await son.picture("family-home", whole=True)
    await son.page.goto("/#/report/what")
    await son.page.locator("[data-category=drain_blocked]").first.click()
    await expect(son.page.locator("[data-place]")).to_contain_text("12栋3单元1-6")
    await son.page.locator("textarea[name=text]").fill(TEXT)
    await son.page.locator("input[type=file]").set_input_files(photo("#4d5d53", "DRAIN"))
    await son.page.locator("[data-shot] img").wait_for()
    await son.picture("family-report", whole=True)
    await son.page.locator("[data-send]").click()
    await son.page.locator(".sent-follow").click()
    await expect(son.page.locator(".timeline [data-agent]")).to_have_text("由儿子 罗先生 代办")
    await son.picture("family-ticket", whole=True)
    await son.page.reload()  # he is still acting for her
    await expect(bar).to_be_visible()
    await expect(son.page.locator(".timeline [data-agent]")).to_be_visible()
    await son.page.goto("/#/me")
    await son.page.locator("[data-own-only]").wait_for()

    # She sees it live, with who did it, and what was done at all.
    await mother.page.goto("/#/mine")
    await mother.page.locator(".report-card").first.click()
    await expect(mother.page.locator(".timeline [data-agent]")).to_have_text("由儿子 罗先生 代办")
    await looked(mother, "hers")
    await mother.page.goto("/#/family")
    await mother.page.locator("[data-acts]").click()
    await mother.page.locator("[data-act=report]").wait_for()
    await looked(mother, "agreed")
    await mother.page.locator("[data-end]").click()
    await looked(mother, "sure")

    # She takes it back: his view of her is gone, wherever he is, without a press.
    await son.page.goto("/#/mine")
    card = son.page.locator(".report-card", has_text="12栋3单元1-6")
    await card.first.wait_for()
    await mother.page.locator("[data-end]").click()
    await son.page.locator("[data-acting-over]").wait_for()
    await expect(bar).to_have_count(0)
    await expect(card).to_have_count(0)
    await son.picture("family-over", whole=True)
