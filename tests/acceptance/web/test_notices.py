"""公告 in browsers: written, read, corrected; a flood alert over the whole phone, acknowledged, cleared."""

from playwright.async_api import expect

from tests.acceptance.web.conftest import DESKTOP, PHONE, Enter


async def test_a_notice_is_read_and_a_flood_alert_acknowledged(enter: Enter) -> None:
    an, clerk = await enter("an", "/", PHONE), await enter("clerk", "/console/", DESKTOP)
    await expect(an.page.locator("[data-unread]").first).to_be_visible()
    await an.picture("phone-home-notices")
    await an.page.goto("/#/notices")
    first = an.page.locator("[data-notice]").first
    await expect(first).to_contain_text("停水检修")
    await an.picture("phone-notices", whole=True)
    await first.click()
    await an.page.locator("[data-confirm]").wait_for()
    await an.picture("phone-notice", whole=True)
    await an.page.locator("[data-confirm]").click()
    await expect(an.page.locator("[data-read-mark]")).to_be_visible()
    # Who has a dog says so, and gets what is for dogs.
    await an.page.goto("/#/notices/groups")
    await an.page.locator("[data-group=pets]").click()
    await an.picture("phone-notice-groups", whole=True)
    await an.page.goto("/#/notices")
    await expect(an.page.locator(".notice-card", has_text="犬只免疫")).to_be_visible()

    await clerk.page.goto("/console/#/notices")
    await clerk.page.locator(".lane-card", has_text="停水检修").click()
    await expect(clerk.page.locator("[data-sums]")).to_contain_text("1 /")
    await clerk.page.locator("[data-doors]").click()
    await clerk.page.locator("[data-door-list] table").wait_for()
    await clerk.picture("console-notice")
    await clerk.page.locator("[data-correct]").click()
    await clerk.page.locator("[name=summary]").fill("改到周五：请提前储水。")
    await clerk.page.locator("[name=ask_again]").check()
    await clerk.page.locator("[data-send]").click()
    await expect(an.page.locator(".notice-card", has_text="改到周五")).to_contain_text("请再看一遍")

    await clerk.page.goto("/console/#/notices/new")
    await clerk.page.locator("input[value=alert]").check(force=True)
    await clerk.page.locator("[name=title]").fill("暴雨红色预警")
    await clerk.page.locator("[name=summary]").fill("一楼和地下车库的人请马上上到 2 楼以上，不要下车库取车。")
    await expect(clerk.page.locator("[data-reach]")).to_contain_text("户")
    await clerk.picture("console-notice-alert")
    await clerk.page.locator("[data-send]").click()
    alarm = an.page.locator("[data-alarm=on]")
    await expect(alarm).to_contain_text("暴雨红色预警")
    await an.picture("phone-alarm")
    sums = clerk.page.locator("[data-sums]")
    await expect(sums).to_contain_text("手机已显示1")
    await alarm.locator("[data-known]").click()
    await expect(alarm).to_have_count(0)
    await expect(sums).to_contain_text("已知晓1")
    await clerk.picture("console-alert")
    await clerk.page.locator("[data-clear]").click()
    await clerk.page.locator("[name=reason]").fill("雨停了，水已退，可以回家。")
    await clerk.page.locator("[data-say]").click()
    over = an.page.locator("[data-alarm=over]")
    await expect(over).to_contain_text("水已退")
    await an.remember(elder="on")
    await an.page.goto("/#/notices")
    await expect(an.page.locator(".notice-card[data-kind=alert]")).to_contain_text("警报已解除")
    await an.picture("phone-notices-elder", whole=True)
    assert an.complaints == clerk.complaints == []
