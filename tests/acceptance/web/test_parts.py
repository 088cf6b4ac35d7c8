"""Around one ticket on the console: merging and parting, sub-tasks, reaching who reported it."""

import pytest
from playwright.async_api import expect
from shequtong import Client

from tests.acceptance.conftest import DemoHub
from tests.acceptance.web.conftest import DESKTOP, WALL, Enter
from tests.acceptance.web.test_pages import report
from tests.acceptance.web.test_story import photo

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]


async def test_two_reports_of_one_thing_are_merged_and_parted_again(enter: Enter, demo_hub: DemoHub) -> None:
    async with Client(demo_hub.url) as an, Client(demo_hub.url) as lively:
        await an.sign_in_demo("an")
        await lively.sign_in_demo("luo")
        first = await report(an, "3栋门口下水道堵了，脏水漫出来", "drain_blocked")
        second = await report(lively, "3栋门口下水道堵了，臭得很", "drain_blocked")
    clerk = await enter("clerk", "/console/", DESKTOP)
    await clerk.page.keyboard.press("2")
    await clerk.page.locator(f".queue [data-number='{second.number}']").click()
    await clerk.page.locator("[data-twins]").click()
    await clerk.page.locator(f".twin[data-number='{first.number}']").click()
    await clerk.page.locator(".action-form textarea").fill("同一处，已在处理")
    await clerk.picture("console-merge")
    await clerk.page.locator("[data-submit]").click()
    await expect(clerk.page.locator("[data-into]")).to_be_visible()
    await expect(clerk.page.locator(".detail header")).to_contain_text("已办结")
    await clerk.page.locator("[data-act=split]").click()
    await clerk.page.locator(".action-form textarea").fill("是两处，各堵各的")
    await clerk.page.locator("[data-submit]").click()
    await expect(clerk.page.locator("[data-into]")).to_have_count(0)
    await expect(clerk.page.locator("[data-act=merge]")).to_be_visible()

    # A ticket that is not alike is found by its number; one's own is not.
    await clerk.page.keyboard.press("g")
    await clerk.page.locator("input[name=number]").fill(str(second.number))
    await clerk.page.locator("input[name=number]").press("Enter")
    await expect(clerk.page.locator(".twins [role=status]")).to_contain_text("本件")


async def test_a_sub_task_shows_on_both_tickets(enter: Enter, demo_hub: DemoHub) -> None:
    async with Client(demo_hub.url) as an:
        await an.sign_in_demo("an")
        made = await report(an, "垃圾混到一堆", "rubbish_sorting")
    clerk = await enter("clerk", "/console/", DESKTOP)
    await clerk.page.keyboard.press("2")
    await clerk.page.locator(f".queue [data-number='{made.number}']").click()
    await clerk.page.locator("[data-act=open_task]").click()
    await clerk.page.locator(".choice", has_text="区综合行政执法局").click()
    await clerk.page.locator(".action-form textarea").fill("请核对乱倒垃圾的商户")
    await clerk.page.locator("[data-submit]").click()
    await expect(clerk.page.locator(".parts li")).to_contain_text("请核对乱倒垃圾的商户")
    await clerk.picture("console-parts")
    await clerk.page.locator(".parts li a").click()
    await expect(clerk.page.locator(f"[data-parent='{made.number}']")).to_be_visible()
    await clerk.picture("console-sub-task")
    official = await enter("official", "/board/", WALL)
    await expect(official.page.locator("[data-count=tasks]")).to_have_text("1")
    await official.picture("board-tasks")


async def test_a_sub_task_that_is_not_done_goes_back(enter: Enter, demo_hub: DemoHub) -> None:
    async with Client(demo_hub.url) as an, Client(demo_hub.url) as desk, Client(demo_hub.url) as bureau:
        await an.sign_in_demo("an")
        await desk.sign_in_demo("clerk")
        await bureau.sign_in_demo("handler")
        made = await report(an, "商户门口乱堆", "rubbish_sorting")
        unit = (await bureau.me()).grants[0].organisation
        assert unit is not None
        await desk.tickets.open_task(made.id, "请核对商户", organisation=unit.id)
        clerk = await enter("clerk", "/console/", DESKTOP)
        await clerk.page.goto(f"/console/#/unit/{made.id}")
        part = clerk.page.locator(".parts li")
        await expect(part).to_have_attribute("data-state", "called")
        await expect(part.locator("[data-send-back]")).to_have_count(0)
        task = (await desk.tickets.linkage(made.id)).children[0].id
        shown = (await bureau.upload_photo(photo("#2f6d57", "DONE")["buffer"])).id
        await bureau.tickets.resolve(task, "已经核对", photos=[shown])
    await expect(part).to_have_attribute("data-state", "done")
    await part.locator("[data-send-back]").click()
    await part.locator("[data-submit]").click()
    await expect(part.get_by_role("alert")).to_be_visible()
    await part.locator("input[name=send-back]").fill("还有两家没有核对")
    await clerk.picture("console-send-back")
    await part.locator("[data-submit]").click()
    await expect(part).to_have_attribute("data-state", "called")
    await expect(part.locator("[data-send-back]")).to_have_count(0)
    await expect(clerk.page.locator(".timeline [data-kind=subtask_returned]")).to_contain_text("还有两家")


async def test_a_phone_is_shown_with_a_reason_and_a_firm_is_connected_without_it(
    enter: Enter, demo_hub: DemoHub
) -> None:
    async with Client(demo_hub.url) as an:
        await an.sign_in_demo("an")
        made = await report(an, "楼道灯不亮", "public_lighting")
    clerk = await enter("clerk", "/console/", DESKTOP)
    await clerk.page.keyboard.press("2")
    await clerk.page.locator(f".queue [data-number='{made.number}']").click()
    await clerk.page.locator("[data-look]").click()
    await expect(clerk.page.locator(".detail")).not_to_contain_text("19900000001")
    await clerk.picture("console-phone")
    await clerk.page.locator("[data-reason=visit]").click()
    await expect(clerk.page.locator(".contact-seen")).to_contain_text("19900000001")
    await clerk.page.locator(".contact-seen button").click()
    await expect(clerk.page.locator(".detail")).not_to_contain_text("19900000001")
    await clerk.page.locator("[data-act=acknowledge]").click()
    await clerk.page.locator("[data-act=dispatch]").click()
    await clerk.page.locator(".choice", has_text="示例物业甲").click()
    await clerk.page.locator("[data-submit]").click()

    firm = await enter("dispatcher", "/console/", DESKTOP)
    await firm.page.keyboard.press("2")
    await firm.page.locator(f".queue [data-number='{made.number}']").click()
    await firm.page.locator("[data-act=note]").click()
    await firm.page.locator(".action-form textarea").fill("先联系一下")
    await firm.page.locator("[data-connect]").click()
    await expect(firm.page.locator(".contact [role=status]")).to_contain_text("接通")
    # What was being written is still there.
    await expect(firm.page.locator(".action-form textarea")).to_have_value("先联系一下")
    await expect(firm.page.locator("[data-look]")).to_have_count(0)
    await firm.picture("console-connected")
