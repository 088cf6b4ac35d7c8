"""The story of a post, in real browsers at once: two neighbours' phones and the desk."""

import re

import pytest
from playwright.async_api import expect
from shequtong import Client

from tests.acceptance.web.axe import serious
from tests.acceptance.web.conftest import DESKTOP, PHONE, Enter
from tests.acceptance.web.test_story import photo

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

TEXT = "12栋楼下的下水道又冒水了 #下水道#"


async def test_a_post_is_answered_becomes_a_ticket_is_fixed_and_says_so(enter: Enter) -> None:
    an = await enter("an", "/", PHONE)
    qin = await enter("qin", "/", PHONE)
    clerk = await enter("clerk", "/console/", DESKTOP)

    # 秦女士 reads; the desk has its list open.
    await qin.page.locator("[data-section=neighbours]").click()
    await expect(qin.page.locator(".live-state")).to_have_attribute("data-state", "live")
    first = qin.page.locator(".post").first
    await expect(first).to_contain_text("三角梅")
    await qin.picture("neighbours", whole=True)
    await clerk.page.goto("/console/#/posts")
    await expect(clerk.page.locator("[data-row]").first).to_be_visible()
    waiting = await clerk.page.locator("[data-row]").count()

    # 安女士 writes with a photo and asks the community. It costs nothing to go away and come back.
    await an.page.goto("/#/neighbours")
    await an.page.locator("[data-write]").click()
    await an.page.locator("input[type=file]").set_input_files(photo("#4d5d53", "DRAIN"))
    await an.page.locator("[data-kept]").wait_for()
    await an.page.locator("textarea[name=text]").fill(TEXT)
    await an.page.locator("[data-ask]").click()
    await an.page.locator("input[name=spot]").fill("12栋楼下")
    await an.page.reload()
    await expect(an.page.locator("textarea[name=text]")).to_have_value(TEXT)
    await an.picture("neighbours-write", whole=True)
    await an.page.locator("[data-send]").click()
    await expect(an.page.locator(".post [data-asks]")).to_be_visible()
    post = an.page.url.rpartition("/")[2]

    # At 秦女士's nothing moves: a button says that there is news. She reads, likes and comments.
    news = qin.page.locator("[data-news]")
    await expect(news).to_contain_text("1 条新帖")
    await expect(qin.page.locator(".post").first).to_contain_text("三角梅")
    await qin.picture("neighbours-news")
    await news.click()
    hers = qin.page.locator(f"[data-post='{post}']")
    await expect(hers).to_contain_text("安女士")
    await expect(hers).to_contain_text("真实邻居")
    await hers.locator("[data-like]").click()
    await expect(hers.locator("[data-like]")).to_have_text(re.compile("1"))
    await hers.locator("[data-open]").click()
    await qin.page.locator("[data-follow]").click()
    await expect(qin.page.locator("[data-follow]")).to_have_attribute("aria-pressed", "true")

    # She mentions her by the keyboard; it stands in her messages at once, and leads to the post.
    words = qin.page.locator("textarea[name=comment]")
    await words.press_sequentially("@安")
    await expect(qin.page.locator("[data-mention]").first).to_contain_text("安女士")
    await qin.picture("neighbours-mention")
    await words.press("Enter")
    await expect(words).to_have_value("@安女士 ")
    await words.press_sequentially("我们 3 单元也是。")
    await qin.page.locator("[data-say]").click()
    await expect(an.page.locator(".comments")).to_contain_text("我们 3 单元也是。")
    await an.page.goto("/#/told")
    line = an.page.locator("[data-line]", has_text="提到了您：@安女士 我们 3 单元也是。")
    await expect(line).to_have_attribute("data-unread", "")
    await an.picture("told")
    assert await serious(an.page) == []
    await line.locator(".told-line").click()
    await expect(an.page.locator(".comments")).to_contain_text("我们 3 单元也是。")
    await expect(an.page.locator(".comments")).to_contain_text("志愿者")

    # The desk sees it by itself, with its clock, and answers with the keyboard.
    row = clerk.page.locator(f"[data-row='{post}']")
    await expect(row).to_contain_text("前回复")
    await expect(clerk.page.locator("[data-row]")).to_have_count(waiting + 1)
    await row.click()
    await expect(clerk.page.locator("[data-write]")).to_be_visible()
    await clerk.page.keyboard.press("a")
    await clerk.page.keyboard.type("收到，今天安排物业疏通。")
    await clerk.picture("console-posts")
    assert await serious(clerk.page) == []
    await clerk.page.keyboard.press("Control+Enter")
    await expect(qin.page.locator(".post [data-answer]")).to_contain_text("金沙社区 陈**")
    await qin.page.goto("/#/told")
    followed = qin.page.locator("[data-line]", has_text="您关注的帖子，社区回复了")
    await followed.locator("[data-stop]").click()  # in one touch
    await expect(followed.locator("[data-stop]")).to_have_count(0)
    await qin.page.goto("/#/told/settings")
    quiet = qin.page.locator("[data-quiet]")
    await expect(quiet).not_to_have_class(re.compile("disabled"))
    await quiet.click()
    await expect(qin.page.locator("[data-quiet-side=begin]")).to_have_value("22")
    await expect(qin.page.locator("[data-saved]")).to_be_visible()
    await qin.picture("told-settings", whole=True)
    assert await serious(qin.page) == []
    await qin.page.goto(f"/#/neighbours/{post}")
    await expect(row).to_have_count(0)

    # One click makes a ticket of it; 安女士 is its reporter, and everybody sees it happen.
    await clerk.page.locator("[data-list=watched]").click()
    await row.click()
    await clerk.page.locator("[data-kind]").select_option("drain_blocked")
    await clerk.page.locator("[data-detail] [data-ticket]").click()
    await expect(qin.page.locator("[data-steps]")).to_contain_text("社区已转为工单")
    await clerk.picture("console-posts-ticket")
    async with Client(an.base_url) as desk:
        await desk.sign_in_demo("clerk")
        detail = await desk.feed.get(post)
        assert detail.post.ticket is not None
        ticket = detail.post.ticket
        await desk.tickets.acknowledge(ticket.id)
        await desk.tickets.start(ticket.id)
        evidence = await desk.upload_photo(photo("#557755", "DONE")["buffer"])
        await desk.tickets.resolve(ticket.id, "已疏通下水道。", photos=[evidence.id])
    await expect(qin.page.locator("[data-steps]")).to_contain_text("已疏通下水道。")
    await expect(qin.page.locator(".post [data-ticket]")).to_contain_text("待居民确认")
    await qin.picture("neighbours-post", whole=True)
    await clerk.page.goto(f"/console/#/number/{ticket.number}")
    await expect(clerk.page.locator("[data-from-post]")).to_contain_text("安女士")

    # A search finds it by two letters; in 长辈版 and dark it is the same page.
    await qin.page.goto("/#/neighbours")
    await qin.page.locator("input[name=words]").fill("冒水")
    await qin.page.keyboard.press("Enter")
    await expect(qin.page.locator(".post")).to_have_count(1)
    await qin.remember(elder="on", theme="dark")
    await expect(qin.page.locator(".post").first).to_be_visible()
    await qin.picture("neighbours-elder")
    assert await serious(qin.page) == []

    # What a rule holds says so to her, and nobody else has it.
    await an.page.goto("/#/neighbours/write")
    await an.page.locator("textarea[name=text]").fill("转让，电话 13812345678")
    await an.page.locator("[data-send]").click()
    await expect(an.page.locator("[data-held]")).to_contain_text("工作人员看过后发布")
    await an.page.locator("[data-delete]").click()
    await an.page.locator("[data-delete]").click()
    await expect(an.page.locator(".neighbours")).to_be_visible()
