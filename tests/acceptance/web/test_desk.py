"""A clerk's tools in a real browser, by keyboard: many at once, macros, reply templates, views, checklists."""

import pytest
from playwright.async_api import expect
from shequtong import Client

from tests.acceptance.conftest import DemoHub
from tests.acceptance.web.conftest import DESKTOP, Enter
from tests.acceptance.web.test_pages import report

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]


async def test_many_are_picked_by_keyboard_and_each_says_what_became_of_it(
    enter: Enter, demo_hub: DemoHub
) -> None:
    async with Client(demo_hub.url) as an, Client(demo_hub.url) as colleague:
        await an.sign_in_demo("an")
        made = [await report(an, f"楼道堆物 {n}", "cluttered_stairs") for n in range(5)]
        await colleague.sign_in_demo("secretary")
        # One of them is a step further already: it cannot be acknowledged again.
        await colleague.tickets.acknowledge(made[2].id)
    clerk = await enter("clerk", "/console/", DESKTOP)
    page = clerk.page
    await page.keyboard.press("2")
    await page.keyboard.press("/")
    await page.keyboard.type("楼道堆物")
    await expect(page.locator(".queue [data-row]")).to_have_count(5)
    await page.evaluate("document.activeElement.blur()")
    for key in ("j", "x", "J", "J", "J", "J"):
        await page.keyboard.press(key)
    await expect(page.locator(".bulk-head strong")).to_have_text("已选 5 件")
    await clerk.picture("console-bulk")

    # All or nothing: nothing, and why.
    await page.locator("[data-bulk-whole]").check()
    await page.locator("[data-bulk=acknowledge]").click()
    await expect(page.locator(".bulk-results")).to_contain_text("5 件中办了 0 件")
    await expect(page.locator(f"[data-refused='{made[2].id}']")).to_have_count(1)
    await expect(page.locator(f"[data-row='{made[0].id}'] .state-tag")).to_have_text("待签收")

    # Each by itself: four are done, one says why not and stays picked.
    await page.locator("[data-bulk-whole]").uncheck()
    await page.locator("[data-bulk=acknowledge]").click()
    await expect(page.locator(".bulk-results")).to_contain_text("5 件中办了 4 件")
    await expect(page.locator("[data-refused]")).to_have_count(1)
    await expect(page.locator(f"[data-row='{made[0].id}'] .state-tag")).to_have_text("已签收")
    await expect(page.locator(".bulk-head strong")).to_have_text("已选 1 件")
    await clerk.picture("console-bulk-results")

    # A range with Shift, and one sentence on all of it, filled in for each.
    await page.keyboard.press("Escape")
    await expect(page.locator(".bulk-head")).to_have_count(0)
    rows = page.locator(".queue [data-row]")
    await rows.nth(0).locator(".row-icon").click()
    await rows.nth(3).locator(".row-icon").click(modifiers=["Shift"])
    await expect(page.locator(".bulk-head strong")).to_have_text("已选 4 件")
    await page.locator("[data-bulk=note]").click()
    await page.locator("textarea[name=bulk-text]").fill("{number} 本周统一清理")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".bulk-results")).to_contain_text("4 件中办了 4 件")
    await rows.nth(1).click()
    number = await rows.nth(1).get_attribute("data-number") or ""
    said = f"{number[:-3]} {number[-3:]} 本周统一清理"
    await expect(page.locator(".timeline")).to_contain_text(said)


async def test_a_macro_does_all_of_its_steps_or_none(enter: Enter, demo_hub: DemoHub) -> None:
    async with Client(demo_hub.url) as an:
        await an.sign_in_demo("an")
        made = await report(an, "信报箱坏了")
    clerk = await enter("clerk", "/console/", DESKTOP)
    page = clerk.page
    await page.evaluate(f"location.hash = '#/unit/{made.id}'")
    await page.locator("[data-macros]").wait_for()
    await page.keyboard.press("z")
    await page.locator("[data-macro=签收并答复]").wait_for()
    await page.keyboard.press("1")
    await expect(page.locator(".macro-preview")).to_contain_text("安女士您好")
    await clerk.picture("console-macro")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".detail > header .state-tag")).to_have_text("已签收")
    await expect(page.locator(".timeline")).to_contain_text("安女士您好")
    steps = await page.locator(".timeline li").count()

    # It cannot be acknowledged twice: then nobody is answered twice either.
    await page.keyboard.press("z")
    await page.keyboard.press("1")
    await expect(page.locator(".macro-menu .alert")).to_be_visible()
    await expect(page.locator("[data-macro-run]")).to_be_disabled()
    await page.keyboard.press("Escape")
    await expect(page.locator(".timeline li")).to_have_count(steps)


async def test_a_reply_template_is_put_in_while_one_writes(enter: Enter, demo_hub: DemoHub) -> None:
    async with Client(demo_hub.url) as an:
        await an.sign_in_demo("an")
        made = await report(an, "花坛的水管漏水")
    clerk = await enter("clerk", "/console/", DESKTOP)
    page = clerk.page
    await page.locator("[data-page=tools]").click()
    await page.locator("[data-add=templates]").click()
    await page.locator("input[name=tool-name]").fill("约时间上门")
    await page.locator("textarea[name=tool-zh]").fill("{reporter_first}您好，请问您哪天在家？")
    await clerk.picture("console-tools")
    await page.locator("[data-tool-save]").click()
    await expect(page.locator("[data-tool=约时间上门]")).to_be_visible()

    await page.evaluate(f"location.hash = '#/unit/{made.id}'")
    await page.locator("[data-act=note]").wait_for()
    await page.keyboard.press("n")
    words = page.locator(".action-form textarea")
    await words.wait_for()
    await page.keyboard.type("先说一句。：：约")
    await expect(page.locator("[data-template]")).to_have_count(1)
    await clerk.picture("console-template")
    await page.keyboard.press("Enter")
    await expect(words).to_have_value("先说一句。安女士您好，请问您哪天在家？")
    # It is a draft like every other.
    await expect(page.locator("[data-draft=saved]")).to_be_visible()
    await page.reload()
    await expect(words).to_have_value("先说一句。安女士您好，请问您哪天在家？")
    await page.locator(".choice", has_text="居民也能看到").click()
    await words.press("Control+Enter")
    await expect(page.locator(".timeline")).to_contain_text("请问您哪天在家")

    # What was thrown away by a slip is taken back.
    await page.evaluate("document.activeElement.blur()")
    await page.keyboard.press("n")
    await words.fill("写错了表")
    await page.locator(".action-form .buttons button").last.click()
    await expect(page.locator(".action-form")).to_have_count(0)
    await page.locator("[data-take-back]").click()
    await expect(words).to_have_value("写错了表")


async def test_what_is_narrowed_is_kept_as_a_view(enter: Enter, demo_hub: DemoHub) -> None:
    async with Client(demo_hub.url) as an:
        await an.sign_in_demo("an")
        for n in range(3):
            await report(an, f"喷泉不喷水 {n}", "dirty_place")
    clerk = await enter("clerk", "/console/", DESKTOP)
    secretary = await enter("secretary", "/console/", DESKTOP)
    page = clerk.page
    await page.keyboard.press("2")
    await page.keyboard.press("/")
    await page.keyboard.type("喷泉")
    await page.locator("[data-view-save]").click()
    await page.locator("input[name=view]").fill("喷泉专项")
    await page.locator("input[name=view-owner][value=unit]").check()
    await page.keyboard.press("Enter")
    view = "[data-view=喷泉专项]"
    await expect(page.locator(view)).to_have_attribute("aria-pressed", "true")
    await expect(page.locator(".queue [data-row]")).to_have_count(3)
    await clerk.picture("console-view")

    # It is live, it is the whole unit's, and it is there after a reload.
    async with Client(demo_hub.url) as an:
        await an.sign_in_demo("an")
        await report(an, "喷泉不喷水，又来一件", "dirty_place")
    await expect(page.locator(f"{view} b")).to_have_text("4")
    await secretary.page.reload()
    await secretary.page.locator(view).click()
    await expect(secretary.page.locator(".queue [data-row]")).to_have_count(4)
    await secretary.page.locator("[data-view-drop]").click()
    await expect(secretary.page.locator(view)).to_have_count(0)


async def test_a_checklist_is_ticked_and_everybody_sees_it(enter: Enter, demo_hub: DemoHub) -> None:
    async with Client(demo_hub.url) as an:
        await an.sign_in_demo("an")
        made = await report(an, "楼道里有煤气味", "gas_smell")
    clerk = await enter("clerk", "/console/", DESKTOP)
    secretary = await enter("secretary", "/console/", DESKTOP)
    for one in (clerk, secretary):
        await one.page.evaluate(f"location.hash = '#/unit/{made.id}'")
        await expect(one.page.locator("[data-check]")).to_have_count(3)
    first = "[data-check=已通知燃气公司到场]"
    await clerk.page.locator(first).focus()
    await clerk.page.keyboard.press("Space")
    await expect(secretary.page.locator(first)).to_be_checked()
    await expect(secretary.page.locator(".check.done")).to_contain_text("陈晓梅")
    await secretary.picture("console-checklist")
    await secretary.page.locator(first).click()
    await expect(clerk.page.locator(first)).not_to_be_checked()
