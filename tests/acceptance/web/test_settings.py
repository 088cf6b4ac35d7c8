"""Settings: rules are tried before they are in force, duty, hours, rates, checklists, codes for doors."""

import pytest
from playwright.async_api import expect
from shequtong import Client

from tests.acceptance.conftest import DemoHub
from tests.acceptance.web.axe import serious
from tests.acceptance.web.camera import read_code
from tests.acceptance.web.conftest import DESKTOP, PHONE, Enter, picture
from tests.acceptance.web.test_pages import report

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]


async def test_rules_are_tried_before_they_are_in_force(enter: Enter, demo_hub: DemoHub) -> None:
    async with Client(demo_hub.url) as an:
        await an.sign_in_demo("an")
        await report(an, "楼道里煤气味很重", "gas_smell")
    district = await enter("district", "/console/", DESKTOP)
    page = district.page
    await page.locator("[data-page=settings]").click()
    await expect(page.locator("[data-rule=燃气异味直达燃气公司]")).to_contain_text("燃气")
    await expect(page.locator("[data-publish]")).to_have_count(0)
    await page.locator("[data-rehearse]").click()
    await expect(page.locator("[data-rehearsal]")).to_contain_text("燃气公司")
    await expect(page.locator("[data-rule=燃气异味直达燃气公司] [data-taken]")).to_be_visible()
    await district.picture("settings-routing")

    # A rule more: what was tried is not what is there any more.
    await page.locator("[data-add]").click()
    await expect(page.locator("[data-publish]")).to_have_count(0)
    await page.locator("[data-rehearse]").click()
    await expect(page.get_by_role("alert")).to_contain_text("第 3 条")
    form = page.locator(".rule-form")
    await form.locator("input[name=name]").fill("深夜扰民交执法局")
    await form.locator("summary").click()
    await form.locator("[data-category=noise_or_fumes]").check()
    await form.locator("input[name=words]").fill("音响、烧烤")
    await form.locator("select[name=kind]").select_option("organisation")
    await form.locator("select[name=organisation]").select_option(label="区综合行政执法局")
    await district.picture("settings-rule")
    await page.locator("[data-rule=深夜扰民交执法局] [data-up]").click()
    await page.locator("[data-save]").click()
    await expect(page.locator("p.ok")).to_contain_text("草稿已保存")
    await page.locator("[data-rehearse]").click()
    await page.locator("[data-publish]").click()
    await page.locator("[data-sure]").click()
    await expect(page.locator("p.ok")).to_contain_text("第 1 版已启用")
    await expect(page.locator(".rule").nth(1)).to_have_attribute("data-rule", "深夜扰民交执法局")

    async with Client(demo_hub.url) as an:
        await an.sign_in_demo("an")
        made = await report(an, "烧烤店一点过还在放音响", "noise_or_fumes")
    assert made.holder.name == "区综合行政执法局"

    clerk = await enter("clerk", "/console/", DESKTOP)
    await clerk.page.locator("[data-page=settings]").click()
    await clerk.page.locator("[data-part=routing]").wait_for()
    await expect(clerk.page.locator("[data-add]")).to_have_count(0)
    await expect(clerk.page.locator("[data-part=checklists]")).to_have_count(0)


async def test_a_roster_is_written_and_its_gaps_are_said(enter: Enter) -> None:
    street = await enter("street", "/console/", DESKTOP)
    page = street.page
    await page.goto("/console/#/settings/duty")
    await expect(page.locator("[data-now]")).to_contain_text("李志强")
    await expect(page.locator("[data-gaps]")).to_have_count(0)
    await page.locator("[data-shift='1'] .choice", has_text="周日").click()
    await page.locator("[data-shift='1'] .choice", has_text="周六").click()
    await page.locator("[data-save]").click()
    await expect(page.locator("[data-gaps]")).to_be_visible()
    await page.locator("[data-add-day]").click()
    await page.locator("[data-save]").click()
    await expect(page.get_by_role("alert")).to_contain_text("第 2 行")
    await page.locator("[data-shift='2'] select[name=person]").select_option(label="李志强")
    await page.locator("[data-save]").click()
    await expect(page.locator("p.ok")).to_contain_text("已保存")
    await street.picture("settings-duty")
    await page.reload()
    await expect(page.locator("[data-shift]")).to_have_count(2)


async def test_hours_and_holidays_are_edited(enter: Enter) -> None:
    district = await enter("district", "/console/", DESKTOP)
    page = district.page
    await page.goto("/console/#/settings/calendars")
    field = page.locator("input[data-day='1'], [data-day='1'] input").first
    await expect(field).not_to_have_value("")
    await field.fill("08:30-12:00 11:00-13:00")
    await expect(page.locator("[data-save]")).to_be_disabled()
    await field.fill("08:30-12:00 14:00-17:00")
    await page.locator("[data-save]").click()
    await expect(page.locator("p.ok")).to_contain_text("已保存")
    await page.locator("[data-preview]").click()
    await expect(page.locator("b[role=status]")).to_be_visible()
    await district.picture("settings-calendars", whole=True)
    await page.reload()
    await expect(field).to_have_value("08:30-12:00  14:00-17:00")

    # A new one begins with those hours; an organisation goes by it, and no longer.
    fresh = page.locator("[data-new-calendar]")
    await fresh.locator("[data-add-calendar]").click()
    await expect(page.get_by_role("alert")).to_contain_text("名字")
    await fresh.locator("input[name=calendar-name]").fill("物业的作息")
    await fresh.locator("[data-add-calendar]").click()
    await expect(page.locator("p.ok")).to_contain_text("物业的作息")
    await expect(field).to_have_value("08:30-12:00  14:00-17:00")
    await page.locator("select[name=unit]").select_option(label="示例物业甲")
    await page.locator("select[name=unit-calendar]").select_option(label="物业的作息")
    unit = page.locator("[data-unit=示例物业甲] select")
    await expect(unit.locator("option:checked")).to_have_text("物业的作息")
    await district.picture("settings-new-calendar", whole=True)
    await unit.select_option("")
    await expect(unit).to_have_count(0)


async def test_how_the_rates_are_counted_is_changed_with_a_reason(enter: Enter) -> None:
    district = await enter("district", "/console/", DESKTOP)
    page = district.page
    await page.goto("/console/#/settings/rates")
    await expect(page.locator("[data-formula=satisfaction]")).to_contain_text("评 3 分及以上的")
    await page.locator("input[name=satisfied_from][value='4']").check()
    await expect(page.locator("[data-formula=satisfaction]")).to_contain_text("评 4 分及以上的")
    await page.locator("[data-define]").click()
    await expect(page.get_by_role("alert")).to_contain_text("为什么")
    await page.locator("input[name=reason]").fill("市里考核口径调整")
    await page.locator("[data-define]").click()
    await expect(page.locator("p.ok")).to_contain_text("第 1 版")
    await district.picture("settings-rates")
    await page.goto("/console/#/settings/checklists")
    await page.locator("select[name=category]").select_option("gas_smell")
    await expect(page.locator("[data-item]")).to_have_count(3)
    await page.locator("[data-add]").click()
    await page.locator("[data-item]").last.locator("input").first.fill("通知楼组长")
    await page.locator("[data-save]").click()
    await expect(page.locator("p.ok")).to_contain_text("已保存")
    await district.picture("settings-checklists")
    await district.remember(locale="en")
    for part in ("routing", "duty", "calendars", "rates"):
        await page.goto(f"/console/#/settings/{part}")
        await page.locator(".settings-form").first.wait_for()
        await page.wait_for_load_state("networkidle")
        await district.picture(f"settings-{part}-en")
    clerk = await enter("clerk", "/console/", DESKTOP)
    await clerk.page.goto("/console/#/settings/rates")
    await expect(clerk.page.locator("[data-formula=response]")).to_be_visible()
    await expect(clerk.page.locator("[data-define]")).to_have_count(0)


async def test_codes_for_doors_are_printed_and_lead_to_the_report(enter: Enter) -> None:
    clerk, an = await enter("clerk", "/console/", DESKTOP), await enter("an", "/", PHONE)
    page = clerk.page
    await page.goto("/console/#/settings/doors")
    await page.locator("select[name=estate]").select_option(label="宝鼎金沙小区")
    await page.locator("[data-make]").click()
    card = page.locator(".door-card", has_text="12栋3单元")
    await expect(card.locator(".door-name")).to_have_text("12栋3单元")
    await expect(card.locator(".door-address")).to_have_text("金沙社区 宝鼎金沙小区")
    await clerk.picture("settings-doors")
    assert await serious(page) == []
    # On paper: nothing but the cards, three to a page.
    shown = await page.locator(".door-card").count()
    await page.emulate_media(media="print")
    await page.set_viewport_size({"width": 794, "height": 1123})
    for beside in ("[data-make]", ".top", ".page-pane h1"):
        await expect(page.locator(beside)).to_be_hidden()
    await picture(page, "doors-paper")
    paper = await page.pdf(format="A4", margin=dict.fromkeys(("top", "bottom", "left", "right"), "12mm"))
    assert paper.count(b"/Type /Page\n") == -(-shown // 3)
    # The code as a phone's camera reads it leads to the report, the place filled in.
    await card.scroll_into_view_if_needed()
    address = await read_code(card.locator("svg"))
    assert address.startswith(an.base_url)
    await an.page.goto(address)
    await expect(an.page.locator("[data-place]")).to_contain_text("宝鼎金沙小区 12栋3单元")


async def test_badges_answers_and_wishes_have_their_rules(enter: Enter) -> None:
    secretary, district = (
        await enter("secretary", "/console/", DESKTOP),
        await enter("district", "/console/", DESKTOP),
    )
    page = secretary.page
    await page.goto("/console/#/settings/badges")
    await expect(page.locator("[data-person=秦女士] [data-badge=volunteer][data-held]")).to_be_visible()
    await page.locator("input[name=name]").fill("安女")
    badge = page.locator("[data-person=安女士] [data-badge=party]")
    await badge.locator("button").click()
    await expect(badge).to_contain_text("何建国")
    await secretary.picture("settings-badges")
    await badge.locator("button").click()
    await expect(badge).not_to_contain_text("何建国")
    assert await serious(page) == []

    await page.goto("/console/#/settings/answering")
    row = page.locator("[data-area=金沙社区]")
    await row.locator("input").fill("90")
    await row.locator("button").click()
    await expect(page.locator("p.ok")).to_contain_text("90 工作分钟")
    await secretary.picture("settings-answering")
    assert await serious(page) == []

    await district.page.goto("/console/#/settings/answering")
    await expect(district.page.locator("[data-area=清香坪街道] input")).to_have_value("120")
    await district.page.goto("/console/#/settings/wishes")
    form = district.page.locator("[data-wish-rules]")
    await form.locator("input[name=grant_days]").fill("45")
    await form.locator("[data-save]").click()
    await expect(form.locator("p.ok")).to_contain_text("已保存")
    await district.picture("settings-wishes")
    assert await serious(district.page) == []
    await page.goto("/console/#/settings/wishes")
    await expect(page.locator("input[name=grant_days]")).to_have_value("45")
    await expect(page.locator("input[name=grant_days]")).to_be_disabled()
