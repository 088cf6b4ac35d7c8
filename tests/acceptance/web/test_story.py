"""The story of the blocked drain, in real browsers at once: phone, three consoles, the wall."""

import io
import re

import pytest
from PIL import Image, ImageDraw
from playwright.async_api import FilePayload, expect

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
