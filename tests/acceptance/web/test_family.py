"""亲情代办 on two phones: asked, agreed, a report for her that she sees live, and taken back."""

import re
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from playwright.async_api import expect
from shequtong import Client

from tests.acceptance.conftest import DemoHub
from tests.acceptance.web.conftest import DESKTOP, PHONE, Enter, Person
from tests.acceptance.web.test_field import AUDIT as FIELD_AUDIT
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


async def test_somebody_comes_to_the_house(enter: Enter, demo_hub: DemoHub) -> None:
    an = await enter("an", "/", PHONE)
    await an.remember(elder="on")
    wang = await enter("grid", "/#/staff", PHONE)
    await wang.page.locator(".tabs a[href='#/rounds']").click()
    await an.page.goto("/#/me")
    await an.page.locator("[data-to=visit]").click()
    await an.page.locator("input[value=help]").check()
    await an.page.locator("textarea[name=text]").fill("腿脚不便，下午在家")
    await looked(an, "visit-ask")
    await an.page.locator("[data-visit-ask]").click()
    await an.page.locator("[data-visit-state=asked]").wait_for()

    asked = wang.page.locator("[data-asked-visit]", has_text="腿脚不便")
    await asked.locator("[data-visit-take]").click()
    await an.page.locator("[data-visit-state=taken]").wait_for()  # live
    await asked.locator("[data-visit-day]").click()
    await asked.locator("input[type=radio]").nth(1).check()
    await asked.locator("input[value=afternoon]").check()
    await wang.picture("field-asked-day", whole=True)
    assert await wang.page.evaluate(FIELD_AUDIT) == []
    await asked.locator("[data-visit-send]").click()
    await expect(an.page.locator("[data-visit-state=proposed] .visit-day")).to_contain_text("下午来")
    await looked(an, "visit-day")
    await wang.picture("field-asked", whole=True)
    await asked.locator("[data-visit-done]").click()
    await asked.locator("textarea").fill("帮着交了医保")
    await asked.locator("[data-visit-send]").click()
    await expect(asked).to_have_count(0)
    await expect(an.page.locator("[data-visit-state=done]")).to_contain_text("帮着交了医保")
    await looked(an, "visit-done")


async def test_who_has_an_office_changes_over_and_a_clerk_sees_a_number_with_a_reason(
    enter: Enter, demo_hub: DemoHub
) -> None:
    # 秦女士 is of the owners' committee too: her phone changes between her own things and her office's.
    owner = await asyncpg.connect(demo_hub.owner_url())
    await owner.execute(
        """INSERT INTO grants (district, account, role, area, organisation)
           SELECT a.district, a.id, 'committee', d.id, o.id FROM accounts a
             JOIN areas d ON d.district = a.district AND d.name = '宝鼎金沙小区' AND d.level = 'estate'
             CROSS JOIN (SELECT id FROM organisations WHERE kind = 'committee' ORDER BY id LIMIT 1) o
            WHERE a.demo_key = 'qin'"""
    )
    await owner.close()
    qin = await enter("qin", "/", PHONE)
    await qin.page.goto("/#/me")
    await qin.page.locator("[data-as-duty]").click()
    await qin.page.locator("[data-idle]").wait_for()
    await qin.page.reload()
    await qin.page.locator("[data-idle]").wait_for()  # opened anew she is what she chose last
    await qin.page.locator(".tabs a[href='#/on-duty']").click()
    await qin.picture("field-on-duty", whole=True)
    assert await qin.page.evaluate(FIELD_AUDIT) == []
    await qin.page.locator("[data-as-resident]").click()
    await qin.page.locator("[data-section=report]").wait_for()
    await qin.page.goto("/#/work")  # the office's pages lead home now
    await expect(qin.page).to_have_url(re.compile(r"/#/$"))

    async with Client(demo_hub.url) as an:
        await an.sign_in_demo("an")
        estate = (await an.search_areas("宝鼎金沙小区", limit=1))[0]
        ticket = await an.tickets.create(area=estate.id, category="drain_blocked", text="门口下水道堵了")
    clerk = await enter("clerk", "/#/staff", PHONE)
    await clerk.page.locator(f"[data-number='{ticket.number}']").click()
    await clerk.page.locator("[data-look]").click()
    await clerk.page.locator("fieldset [data-reason=visit]").click()
    await expect(clerk.page.locator(".reach-dial")).to_have_attribute("href", f"tel:{AN_PHONE}")
    await clerk.picture("field-number", whole=True)


async def test_a_clerk_hears_who_has_no_phone_of_that_kind(enter: Enter, demo_hub: DemoHub) -> None:
    async with Client(demo_hub.url) as hu:
        await hu.sign_in_demo("hu")
        until = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
        given = {
            "phone": "13900000077",
            "name": "李桂芳",
            "tie": "daughter",
            "purpose": "报修",
            "until": until,
        }
        await hu._transport.command("/api/family", given, dict[str, object])
    clerk = await enter("clerk", "/console/", DESKTOP)
    await clerk.page.goto("/console/#/certification/doors")
    await clerk.page.locator("input[name=phone]").fill("139 0000 0077")
    await clerk.page.locator("[data-find]").click()
    card = clerk.page.locator("[data-mandate=asked]", has_text="李桂芳")
    await card.locator("input").fill("本人到窗口，出示身份证，口头同意")
    await clerk.picture("console-doors", whole=True)
    await card.locator("[data-hear=desk]").click()
    await expect(clerk.page.locator("[data-mandate=agreed]")).to_contain_text("出示身份证")
    await clerk.page.locator("[data-mandate=agreed] [data-end]").click()
    await expect(clerk.page.locator("[data-mandate]", has_text="李桂芳")).to_have_count(0)
