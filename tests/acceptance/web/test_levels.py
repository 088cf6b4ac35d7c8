"""Three levels on the console: units are called and report in, exceptions are decided, callers are filed for."""

import pytest
from playwright.async_api import expect
from shequtong import Client

from tests.acceptance.conftest import DemoHub
from tests.acceptance.web.conftest import DESKTOP, Enter
from tests.acceptance.web.test_pages import report

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]


async def test_units_are_called_and_report_in(enter: Enter, demo_hub: DemoHub) -> None:
    async with Client(demo_hub.url) as an:
        await an.sign_in_demo("an")
        made = await report(an, "垃圾混到一堆，太阳一晒味道大", "rubbish_sorting")
    clerk = await enter("clerk", "/console/", DESKTOP)
    handler = await enter("handler", "/console/", DESKTOP)
    row = f".queue [data-number='{made.number}']"
    await clerk.page.keyboard.press("2")
    await clerk.page.locator(row).click()
    await clerk.page.locator("[data-act=call]").click()
    await clerk.page.locator(".choice", has_text="清香坪街道").click()
    await clerk.page.locator(".choice", has_text="区综合行政执法局").click()
    await clerk.page.locator(".action-form textarea").fill("请到现场商量分类桶放在哪")
    await clerk.picture("console-call")
    await clerk.page.locator("[data-submit]").click()
    await expect(clerk.page.locator(".calls li")).to_have_count(2)
    await expect(clerk.page.locator(".facts")).to_contain_text("2 个单位未报到")

    # The bureau sees it at once, reports in with one key, and the clerk sees that.
    for one in ("2", "3", "1"):
        await handler.page.keyboard.press(one)
        if await handler.page.locator(row).count():
            break
    await handler.page.locator(row).click()
    await handler.page.locator("[data-act=report_in]").wait_for()
    await handler.page.keyboard.press("i")
    await handler.page.locator(".action-form input[name=person]").fill("罗军")
    await handler.page.locator("[data-submit]").click()
    await expect(clerk.page.locator(".calls li", has_text="区综合行政执法局")).to_contain_text("已报到")
    await expect(clerk.page.locator(".facts")).to_contain_text("1 个单位未报到")
    await clerk.picture("console-called")


async def test_more_time_is_asked_for_and_granted_by_another(enter: Enter, demo_hub: DemoHub) -> None:
    async with Client(demo_hub.url) as an:
        await an.sign_in_demo("an")
        made = await report(an, "楼道灯不亮", "public_lighting")
    clerk = await enter("clerk", "/console/", DESKTOP)
    secretary = await enter("secretary", "/console/", DESKTOP)
    await clerk.page.keyboard.press("2")
    await clerk.page.locator(f".queue [data-number='{made.number}']").click()
    await clerk.page.locator("[data-act=acknowledge]").click()
    await clerk.page.locator("[data-act=ask]").click()
    await clerk.page.locator(".choice", has_text="延期").click()
    await clerk.page.locator(".choice", has_text="3 天").click()
    await clerk.page.locator(".action-form textarea").fill("灯具要从外地调")
    await clerk.picture("console-ask")
    await clerk.page.locator("[data-submit]").click()
    await expect(clerk.page.locator(".request")).to_contain_text("待审批")
    await expect(clerk.page.locator(".request [data-approve]")).to_have_count(0)
    await expect(clerk.page.locator("[data-page=approvals]")).to_have_count(0)

    await secretary.page.locator("[data-page=approvals]").click()
    await expect(secretary.page.locator(".request")).to_contain_text("灯具要从外地调")
    await secretary.picture("console-approvals")
    await secretary.page.locator("[data-approve]").click()
    await expect(secretary.page.locator(".request")).to_have_count(0)
    await expect(clerk.page.locator(".request")).to_contain_text("已同意")
    await expect(clerk.page.locator(".facts")).to_contain_text("已延期 1 次")


async def test_a_call_is_filed_for_and_the_firm_accepts_what_it_is_given(
    enter: Enter, demo_hub: DemoHub
) -> None:
    clerk = await enter("clerk", "/console/", DESKTOP)
    firm = await enter("dispatcher", "/console/", DESKTOP)
    await clerk.page.locator(".queue").wait_for()
    await clerk.page.keyboard.press("f")
    await clerk.page.locator("input[name=caller]").fill("王大爷")
    await clerk.page.locator("input[name=phone]").fill("13900005678")
    await clerk.page.locator("input[name=area]").fill("宝鼎金沙")
    await clerk.page.locator("[data-area=宝鼎金沙小区]").click()
    await clerk.page.locator("input[name=spot]").fill("12栋3单元1-6门口")
    await clerk.page.locator("select[name=category]").select_option("public_lighting")
    await clerk.page.locator("textarea[name=text]").fill("三楼的灯不亮，老人上下楼看不见")
    await expect(clerk.page.locator("input[name=area]")).to_have_value("金沙社区 宝鼎金沙小区 12栋 3单元 1-6")
    await expect(clerk.page.locator("[data-draft=saved]")).to_be_visible()
    await clerk.picture("console-file")
    # She is called away and goes on at another computer: what she wrote is there, and gone when it is filed.
    other = await enter("clerk", "/console/", DESKTOP)
    await other.page.locator("[data-page=file]").click()
    await expect(other.page.locator("textarea[name=text]")).to_have_value("三楼的灯不亮，老人上下楼看不见")
    await expect(other.page.locator("input[name=phone]")).to_have_value("13900005678")
    await other.page.locator("textarea[name=text]").press("Control+Enter")
    await expect(other.page.locator(".filed")).to_be_visible()
    await clerk.page.reload()
    await clerk.page.locator(".file-form").wait_for()
    await expect(clerk.page.locator("textarea[name=text]")).to_have_value("")
    clerk = other
    await clerk.page.locator(".filed a").click()
    await expect(clerk.page.locator(".detail dl")).to_contain_text("王大爷")
    await expect(clerk.page.locator(".detail")).not_to_contain_text("13900005678")
    await expect(clerk.page.locator(".facts")).to_contain_text("来电代录")

    await clerk.page.locator("[data-act=dispatch]").click()
    await clerk.page.locator(".choice", has_text="示例物业甲").click()
    await clerk.page.locator("[data-submit]").click()
    await firm.page.locator("[data-page=lanes]").click()
    await expect(firm.page.locator(".lane-card")).to_have_count(1)
    await firm.picture("console-lanes")
    await firm.page.locator(".lane-card").click()
    await expect(firm.page.locator(".detail")).not_to_contain_text("王大爷")
    await firm.page.locator("[data-act=accept]").wait_for()
    await firm.page.keyboard.press("a")
    await firm.page.locator(".action-form .choice", has_text="1 小时后").click()
    await firm.picture("console-accept")
    await firm.page.locator("[data-submit]").click()
    await firm.page.locator("[data-page=lanes]").click()
    await firm.page.locator("[data-lane=accepted]").click()
    await expect(firm.page.locator(".lane-card")).to_have_count(1)
    await clerk.page.locator("[data-page=units]").click()
    await expect(clerk.page.locator("[data-unit=示例物业甲]")).to_be_visible()
    await clerk.picture("console-units")


async def test_the_three_rates_lead_to_the_tickets_behind_them(enter: Enter, demo_hub: DemoHub) -> None:
    async with Client(demo_hub.url) as an:
        await an.sign_in_demo("an")
        made = await report(an, "下水道又堵了")
    secretary = await enter("secretary", "/console/", DESKTOP)
    await secretary.page.locator("[data-page=rates]").click()
    total = secretary.page.locator("tr.total")
    await expect(total.locator("[data-rate]")).to_have_count(3)
    await total.locator(".figure").first.click()
    await expect(secretary.page.locator(f"tr[data-number='{made.number}']")).to_have_count(1)
    await secretary.picture("console-rates")
    await secretary.page.locator("[data-page=callbacks]").click()
    await expect(secretary.page.locator(".page-pane h1")).to_have_text("回访")
    await secretary.picture("console-callbacks")
    await secretary.remember(locale="en")
    await expect(secretary.page.locator(".page-pane h1")).to_have_text("Call-backs")
    await secretary.page.set_viewport_size({"width": 1280, "height": 720})
    await secretary.page.locator("[data-page=rates]").click()
    await expect(total).to_be_visible()
    await secretary.picture("console-rates-en")
