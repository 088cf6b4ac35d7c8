"""The stories of the blocked drain and of the rubbish, in real browsers at once: phone, consoles, the wall."""

import io
import re
from uuid import UUID

import pytest
from PIL import Image, ImageDraw
from playwright.async_api import FilePayload, Page, expect
from shequtong import Client

from tests.acceptance.conftest import DemoHub
from tests.acceptance.web.conftest import DESKTOP, PHONE, WALL, Enter

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

TEXT = "出门买菜看到1-6门口下水道堵了，脏水漫到楼道，麻烦快来疏通。"


def photo(colour: str, words: str) -> FilePayload:
    """What a phone's camera gives, small: a JPEG that differs from the next one."""
    picture = Image.new("RGB", (1280, 960), colour)
    pen = ImageDraw.Draw(picture)
    for at in range(0, 1280, 80):
        pen.line([(at, 0), (1280 - at, 960)], fill="white", width=6)
    pen.rectangle([400, 360, 880, 600], fill="black")
    pen.text((460, 440), words, fill="white", font_size=64)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=80)
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


async def test_the_drain_is_reported_seen_dispatched_mended_and_confirmed(enter: Enter) -> None:
    an = await enter("an", "/", PHONE)
    clerk = await enter("clerk", "/console/", DESKTOP)
    street = await enter("street", "/console/", DESKTOP)
    firm = await enter("dispatcher", "/console/", DESKTOP)
    official = await enter("official", "/board/", WALL)

    for one in (clerk, street, firm, official):
        await expect(one.page.locator(".live-state")).to_have_attribute("data-state", "live")
    reported_today = official.page.locator("[data-today=reported] dd")
    open_now = official.page.locator("[data-count=open]")
    before = int(await reported_today.inner_text()), int(await open_now.inner_text())
    await official.picture("board-before")

    # 安女士 reports with a photo: what, words, send. Where she lives is known.
    await an.picture("phone-home", whole=True)
    await an.page.goto("/#/report/what")
    await an.page.locator("[data-category=drain_blocked]").first.click()
    await expect(an.page.locator("[data-place]")).to_contain_text("宝鼎金沙小区 12栋3单元1-6")
    await an.page.locator("input[type=file]").set_input_files(photo("#4d5d53", "DRAIN"))
    await an.page.locator("[data-kept]").wait_for()
    await an.page.locator("textarea[name=text]").fill(TEXT)
    await an.page.locator("input[name=spot]").fill("门口")
    await an.picture("phone-report", whole=True)
    await an.page.locator("[data-send]").click()
    number = re.sub(r"\s", "", await an.page.locator(".sent-number").inner_text())
    await an.picture("phone-sent")
    row = f"[data-row][data-number='{number}']"

    # It is on the clerk's console under 待我办 by itself; the street only watches it; the firm does not see it.
    await expect(clerk.page.locator("[data-list=mine][aria-current]")).to_have_count(1)
    await expect(clerk.page.locator(row)).to_contain_text("宝鼎金沙小区 12栋3单元1-6 门口")
    await clerk.picture("console-arrived")
    await expect(street.page.locator(row)).to_have_count(0)
    await street.page.keyboard.press("3")
    await expect(street.page.locator(row)).to_have_count(1)
    await street.picture("console-street-watching")
    await expect(reported_today).to_have_text(str(before[0] + 1))
    await expect(open_now).to_have_text(str(before[1] + 1))

    # The clerk reads it and acknowledges with one key; the phone shows it.
    await an.page.locator(".sent-follow").click()
    await expect(an.page.locator(".progress .current")).to_contain_text("已上报")
    await clerk.page.keyboard.press("j")
    await expect(clerk.page.locator(".detail-text")).to_have_text(TEXT)
    await expect(clerk.page.locator(".detail .photo-strip img").first).to_have_js_property("complete", True)
    await expect(clerk.page.locator(".detail dl")).to_contain_text("安女士")
    await clerk.picture("console-detail")
    await clerk.page.keyboard.press("a")
    await expect(clerk.page.locator(".detail > header .state-tag")).to_have_text("已签收")
    await expect(an.page.locator(".progress .current")).to_contain_text("已签收")
    await expect(an.page.locator(".timeline li")).to_have_count(2)
    await an.picture("phone-acknowledged", whole=True)

    # Dispatched to the firm: it leaves the clerk's 待我办, stays under 本单位, and is the firm's to do.
    await clerk.page.keyboard.press("d")
    await clerk.page.locator(".choice", has_text="按类别推荐").click()
    await clerk.page.locator(".action-form textarea").fill("请尽快到场疏通，住户门口有污水。")
    await clerk.picture("console-dispatch")
    await clerk.page.locator("[data-submit]").click()
    await expect(clerk.page.locator(f".queue {row}")).to_have_count(0)
    await clerk.page.keyboard.press("2")
    await expect(clerk.page.locator(f".queue {row}")).to_have_count(1)
    await expect(firm.page.locator(row)).to_have_count(1)
    await firm.page.locator(row).click()
    await expect(firm.page.locator(".timeline li")).to_have_count(1)
    await expect(firm.page.locator(".detail")).not_to_contain_text("安女士")

    # The firm works and shows that it is done.
    await firm.page.locator("[data-act=start]").click()
    await expect(an.page.locator(".progress .current")).to_contain_text("处理中")
    await firm.page.locator("[data-act=resolve]").click()
    await firm.page.locator("[data-submit]").click()
    await expect(firm.page.locator(".action-form .alert")).to_have_text("请填写内容。")
    await firm.page.locator(".action-form textarea").fill("已疏通，清出布条和油污，冲洗了楼道。")
    await firm.page.locator(".action-form input[type=file]").set_input_files(photo("#2f6d57", "DONE"))
    await firm.page.locator(".action-form [data-kept]").wait_for()
    await firm.picture("console-resolve")
    await firm.page.locator("[data-submit]").click()
    await expect(firm.page.locator(".detail > header .state-tag")).to_have_text("待居民确认")

    # She sees the photo of the work and confirms.
    await expect(an.page.locator(".answer")).to_be_visible()
    await expect(an.page.locator(".photo-strip").first.locator("img")).to_have_js_property("complete", True)
    await an.picture("phone-your-turn", whole=True)
    await an.page.locator("[data-confirm]").click()
    await an.page.get_by_role("radio", name="很满意").last.click()
    await an.picture("phone-confirm", whole=True)
    await an.page.locator("[data-confirm-send]").click()
    await expect(an.page.locator(".ticket-title .state-tag")).to_have_text("已办结")
    await an.picture("phone-closed", whole=True)
    await expect(official.page.locator("[data-today=confirmed] dd")).to_have_text("1")
    await expect(open_now).to_have_text(str(before[1]))
    await expect(clerk.page.locator(f".queue {row}")).to_have_count(0)
    await official.picture("board-after")
    await an.page.goto("/#/mine")
    await expect(an.page.locator(f".report-card[data-number='{number}']")).to_contain_text("已办结")
    await an.picture("phone-mine")


async def opened(page: Page, number: str) -> None:
    """Its ticket, from 待我办."""
    await page.keyboard.press("1")
    await page.locator(f".queue [data-row][data-number='{number}']").click()
    await page.locator(".detail .actions").wait_for()


async def test_the_rubbish_is_sorted_by_community_street_and_departments_together(
    enter: Enter, demo_hub: DemoHub
) -> None:
    """The days between are `tests/acceptance/test_garbage.py`'s; here it is seen by each on a page of theirs."""
    hu = await enter("hu", "/", PHONE)
    clerk = await enter("clerk_lubei", "/console/", DESKTOP)
    street = await enter("street", "/console/", DESKTOP)
    firm = await enter("dispatcher_ding", "/console/", DESKTOP)
    official = await enter("official", "/board/", WALL)
    phone, desk = hu.page, street.page
    for one in (clerk, street, firm, official):
        await expect(one.page.locator(".live-state")).to_have_attribute("data-state", "live")
    open_now = official.page.locator("[data-count=open]")
    before = int(await open_now.inner_text())

    await phone.goto("/#/report/what")
    await phone.locator("[data-category=rubbish_sorting]").first.click()
    await expect(phone.locator("[data-place]")).to_contain_text("蓝湖小区")
    await phone.locator("textarea[name=text]").fill("小区垃圾不分类，太阳一晒异味重，能不能装分类桶？")
    await phone.locator("[data-send]").click()
    number = re.sub(r"\s", "", await phone.locator(".sent-number").inner_text())
    await phone.locator(".sent-follow").click()
    state, told = phone.locator(".progress .current"), phone.locator(".timeline")
    await expect(open_now).to_have_text(str(before + 1))

    # Seen by the community, handed up, seen by the street.
    row = f".queue [data-row][data-number='{number}']"
    await clerk.page.locator(row).click()
    await clerk.page.locator("[data-act=acknowledge]").click()
    await expect(state).to_contain_text("已签收")
    await clerk.page.locator("[data-act=escalate]").click()
    await clerk.page.locator(".action-form textarea").fill("要添置分类桶，请街道牵头。")
    await clerk.page.locator("[data-submit]").click()
    await expect(told.locator("[data-kind=escalated]")).to_be_visible()
    await desk.locator(row).click()
    await desk.locator("[data-act=acknowledge]").click()

    # The street calls the community, the bureau and the firm together; each of them is there.
    await desk.locator("[data-act=call]").click()
    for unit in ("路北社区", "区综合行政执法局", "示例物业丁"):
        await desk.locator(".choice", has_text=unit).click()
    await desk.locator(".action-form textarea").fill("请到小区了解分类需求，商定摆放规则。")
    await desk.locator("[data-submit]").click()
    await expect(desk.locator(".calls li")).to_have_count(3)
    for one in (clerk, firm):
        await opened(one.page, number)
        await one.page.locator("[data-act=report_in]").click()
        await one.page.locator("[data-submit]").click()
        await expect(one.page.locator("[data-act=report_in]")).to_have_count(0)
    async with Client(demo_hub.url) as bureau:
        await bureau.sign_in_demo("handler")
        ticket = UUID(phone.url.rsplit("/", 1)[-1])
        await bureau.tickets.report_in(ticket, words="马上到现场。")
        await expect(desk.locator(".calls li[data-state=arrived]")).to_have_count(3)
        await expect(told.locator("[data-kind=reported_in]")).to_have_count(3)

        # A part for each, with a day of its own; the resident sees both, and the wall counts them.
        for unit, words in (
            ("区综合行政执法局", "到小区了解分类需求"),
            ("示例物业丁", "一周内摆放三组分类桶"),
        ):
            await desk.locator("[data-act=open_task]").click()
            await desk.locator(".action-form .choice", has_text=unit).click()
            await desk.get_by_role("button", name="7 天").click()
            await desk.locator(".action-form .choice", has_text="居民也能看到").click()
            await desk.locator(".action-form textarea").fill(words)
            if unit == "示例物业丁":
                await street.picture("console-open-task", whole=True)
            await desk.locator("[data-submit]").click()
            await expect(desk.locator(".parts li", has_text=words)).to_be_visible()
        await expect(told.locator("[data-kind=subtask_opened]")).to_have_count(2)
        await expect(official.page.locator("[data-count=tasks]")).to_have_text("2")
        await official.picture("board-together")
        await hu.picture("phone-together", whole=True)
        parts = (await bureau.tickets.linkage(ticket)).children
        shown = (await bureau.upload_photo(photo("#4a5a6d", "NEED")["buffer"])).id
        mine = next(one.id for one in parts if "了解" in one.text)
        await bureau.tickets.resolve(mine, "已了解需求：三组四分类桶。", photos=[shown])

    # Not done while a part is open; the firm places the bins and shows it.
    await expect(desk.locator(".parts li[data-state=done]")).to_have_count(1)
    done = desk.locator(".action-form[data-action=resolve]")
    await desk.locator("[data-act=resolve]").click()
    await done.locator("textarea").fill("小区新增三组分类垃圾桶，怎样分类已张贴告示。")
    await done.locator("input[type=file]").set_input_files(photo("#2f6d57", "BINS"))
    await done.locator("[data-kept]").wait_for()
    await desk.locator("[data-submit]").click()
    await expect(done.get_by_role("alert")).to_contain_text("子任务")
    part = await desk.locator(".parts li", has_text="摆放").get_attribute("data-number")
    assert part is not None
    await opened(firm.page, part)
    await firm.page.locator("[data-act=resolve]").click()
    await firm.page.locator(".action-form textarea").fill("三组分类桶已摆放。")
    await firm.page.locator(".action-form input[type=file]").set_input_files(photo("#33557a", "DONE"))
    await firm.page.locator(".action-form [data-kept]").wait_for()
    await firm.page.locator("[data-submit]").click()
    await expect(desk.locator(".parts li[data-state=done]")).to_have_count(2)
    await street.picture("console-together", whole=True)
    await desk.locator("[data-submit]").click()
    await expect(done).to_have_count(0)

    # She sees it by herself, and says that it is good.
    await phone.locator("[data-confirm]").click()
    await phone.get_by_role("radio", name="很满意").last.click()
    await phone.locator("[data-confirm-send]").click()
    await expect(phone.locator(".ticket-title .state-tag")).to_have_text("已办结")
    await expect(desk.locator(".detail > header .state-tag")).to_have_text("已办结")
    await expect(open_now).to_have_text(str(before))
    await expect(official.page.locator("[data-count=tasks]")).to_have_count(0)
