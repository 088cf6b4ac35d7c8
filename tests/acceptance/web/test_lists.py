"""Lists beside the desk: files of lists, feedback about the service, the joint meeting, the volunteers' pool."""

import io

import openpyxl
import pytest
from playwright.async_api import expect
from shequtong import Client

from tests.acceptance.conftest import DemoHub
from tests.acceptance.web.conftest import DESKTOP, PHONE, Enter
from tests.acceptance.web.test_pages import AUDIT, report
from tests.acceptance.web.test_story import photo

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]


async def test_a_list_is_taken_away_as_it_is_narrowed(enter: Enter, demo_hub: DemoHub) -> None:
    async with Client(demo_hub.url) as an:
        await an.sign_in_demo("an")
        made = await report(an, "电梯三天两头停", "lift_fault")
        other = await report(an, "下水道堵了", "drain_blocked")
    clerk = await enter("clerk", "/console/", DESKTOP)
    await clerk.page.keyboard.press("2")
    await clerk.page.locator(f".queue [data-number='{made.number}']").wait_for()
    await clerk.page.locator(".search-box input").fill("电梯")
    await clerk.page.locator(".desk [data-export]").click()
    sheet = clerk.page.locator(".exports-sheet li").first
    await expect(sheet).to_have_attribute("data-state", "done")
    await clerk.picture("console-exports")
    async with clerk.page.expect_download() as started:
        await sheet.locator("[data-fetch]").click()
    file = await (await started.value).path()
    rows = list(openpyxl.load_workbook(io.BytesIO(file.read_bytes())).worksheets[0].values)
    numbers = {str(cell) for row in rows for cell in row}
    assert str(made.number) in numbers
    assert str(other.number) not in numbers
    grid = await enter("grid", "/console/", DESKTOP)
    await grid.page.locator(".tools").wait_for()
    await expect(grid.page.locator("[data-export]")).to_have_count(0)


async def test_what_a_resident_thinks_of_the_service_is_answered(enter: Enter) -> None:
    an = await enter("an", "/", PHONE)
    await an.page.goto("/#/me")
    await an.page.locator("[data-to=feedback]").click()
    await an.page.locator("[data-kind=bug]").click()
    await an.page.locator("textarea[name=text]").fill("字太小，看不清进度")
    await an.page.reload()
    await expect(an.page.locator("textarea[name=text]")).to_have_value("字太小，看不清进度")
    await an.page.locator("[data-kind=bug]").click()
    await an.page.locator("input[name=phone]").fill("13900005678")
    await an.picture("phone-feedback", whole=True)
    await an.page.locator("[data-send]").click()
    await expect(an.page.locator("[data-sent]")).to_be_visible()

    street = await enter("street", "/console/", DESKTOP)
    clerk = await enter("clerk", "/console/", DESKTOP)
    await street.page.locator("[data-page=feedback]").click()
    card = street.page.locator("[data-feedback=bug]")
    await expect(card).to_contain_text("字太小")
    await expect(card).not_to_contain_text("13900005678")
    await card.locator("[data-look]").click()
    await expect(card).to_contain_text("13900005678")
    await card.locator("textarea").fill("已经可以在“我”里打开长辈版，字会变大")
    await street.picture("console-feedback")
    await card.locator("[data-answer]").click()
    await expect(card).to_have_count(0)
    await expect(street.page.locator("[role=tab][data-state=answered]")).to_contain_text("1")
    await expect(an.page.locator(".said")).to_contain_text("打开长辈版")
    await an.picture("phone-feedback-answered", whole=True)
    await expect(clerk.page.locator("[data-page=feedback]")).to_have_count(0)


async def test_what_comes_back_is_seen_and_leads_to_its_tickets(enter: Enter, demo_hub: DemoHub) -> None:
    async with Client(demo_hub.url) as luo:
        await luo.sign_in_demo("luo")
        estate = (await luo.search_areas("宝鼎金沙小区", limit=1))[0]
        door = (await luo.resolve_area(estate.id, "12栋3单元1-6")).area.id
        made = [
            await luo.tickets.create(area=door, category="door_intercom", text=f"门禁第 {n} 次刷不开")
            for n in (1, 2, 3)
        ]
    clerk = await enter("clerk", "/console/", DESKTOP)
    await clerk.page.locator("[data-page=repeats]").click()
    await clerk.page.locator("[data-tab=reporter]").click()
    row = clerk.page.locator("tr[data-reporter]").filter(
        has=clerk.page.locator(f"[data-number='{made[2].number}']")
    )
    await expect(row.locator("[data-number]")).to_have_count(3)
    await clerk.picture("console-repeats")
    await clerk.page.locator("[data-export]").first.click()
    await expect(clerk.page.locator(".exports-sheet li").first).to_have_attribute("data-state", "done")
    await expect(clerk.page.locator(".exports-sheet li").first).to_contain_text("反复上报的人")
    await clerk.page.locator("[data-tab=hot]").click()
    await expect(clerk.page.locator("[role=tab][aria-selected=true]")).to_have_text("热点楼栋")
    await clerk.picture("console-hot")
    await clerk.page.locator("[data-tab=place]").click()
    await clerk.page.locator(f"tr[data-place] [data-number='{made[2].number}']").click()
    # From its first step to what was said before, by number; a number that nobody sees leads to the desk.
    await expect(clerk.page.locator(".detail-text")).to_have_text("门禁第 3 次刷不开")
    earlier = clerk.page.locator("[data-kind=created] .earlier")
    await expect(earlier).not_to_have_count(0)
    await clerk.picture("console-earlier")
    await earlier.first.click()
    await expect(clerk.page.locator(".detail-text")).to_have_text("门禁第 2 次刷不开")
    await clerk.page.goto("/console/#/number/999999999")
    await expect(clerk.page.locator(".detail-text")).to_have_count(0)


async def test_the_joint_meeting_hands_out_what_it_says(enter: Enter, demo_hub: DemoHub) -> None:
    async with Client(demo_hub.url) as hu:
        await hu.sign_in_demo("an")
        made = await report(hu, "垃圾混到一堆，太阳一晒味道大", "rubbish_sorting")
    street = await enter("street", "/console/", DESKTOP)
    await street.page.keyboard.press("3")
    await street.page.locator(f".queue [data-number='{made.number}']").click()
    await street.page.locator("[data-act=put_on]").click()
    await street.page.locator(".action-form textarea").fill("社区和执法局各说各的")
    await street.page.locator("[data-submit]").click()
    await street.page.locator("[data-page=joint]").click()
    card = street.page.locator(f".joint-card[data-number='{made.number}']")
    await expect(card).to_contain_text("社区和执法局各说各的")
    await card.locator("[data-settle]").click()
    await card.locator("[data-submit]").click()
    await expect(card.get_by_role("alert")).to_be_visible()
    await card.locator("textarea").fill("一周内装好分类桶")
    await card.locator(".settle-task select option", has_text="区综合行政执法局").first.wait_for(
        state="attached"
    )
    await card.locator(".settle-task select").select_option(label="区综合行政执法局")
    await card.locator(".settle-task input").first.fill("查处乱倒的商户")
    await street.picture("console-joint")
    await card.locator("[data-submit]").click()
    await expect(card).to_have_count(0)
    await street.page.goto(f"/console/#/watching/{made.id}")
    await expect(street.page.locator(".parts li")).to_contain_text("查处乱倒的商户")

    # What need not be looked at is taken off, with a reason.
    await street.page.locator("[data-act=put_on]").click()
    await street.page.locator(".action-form textarea").fill("再碰一次头")
    await street.page.locator("[data-submit]").click()
    await street.page.locator("[data-page=joint]").click()
    await card.locator("[data-off]").click()
    await card.locator("[data-submit]").click()
    await expect(card.get_by_role("alert")).to_be_visible()
    await card.locator("input[name=reason]").fill("电话里已经说定")
    await card.locator("[data-submit]").click()
    await expect(card).to_have_count(0)
    await street.page.goto(f"/console/#/watching/{made.id}")
    await expect(street.page.locator(".timeline [data-kind=taken_off]")).to_contain_text("电话里已经说定")


async def test_a_volunteer_takes_what_is_offered_and_does_it(enter: Enter, demo_hub: DemoHub) -> None:
    async with Client(demo_hub.url) as an:
        await an.sign_in_demo("an")
        made = await report(an, "三楼老人想请人帮忙把旧沙发搬下楼", "cluttered_stairs")
    qin = await enter("qin", "/", PHONE)
    await qin.page.goto("/#/me")
    await qin.page.locator("[data-to=pool]").click()
    await expect(qin.page.locator("[data-take]")).to_have_count(0)
    clerk = await enter("clerk", "/console/", DESKTOP)
    await clerk.page.keyboard.press("2")
    await clerk.page.locator(f".queue [data-number='{made.number}']").click()
    await clerk.page.locator("[data-act=acknowledge]").click()
    offer = qin.page.locator("[data-offer]")
    words = "帮忙把一张旧沙发搬下楼，需要两个人"

    async def offer_to(unit: str) -> None:
        await clerk.page.locator("[data-act=offer]").click()
        await clerk.page.locator(".choice", has_text=unit).click()
        await clerk.page.locator(".action-form textarea").fill(words)
        await clerk.picture("console-offer")
        await clerk.page.locator("[data-submit]").click()
        await clerk.page.locator("[data-act=withdraw_offer]").wait_for()

    async def withdraw() -> None:
        await clerk.page.locator("[data-act=withdraw_offer]").click()
        await clerk.page.locator("[data-submit]").click()
        await clerk.page.locator("[data-act=offer]").wait_for()

    # Those who were chosen see it, others do not; withdrawn, it is gone at once.
    await offer_to("志愿服务队")
    await expect(offer).to_contain_text("旧沙发")
    await withdraw()
    await expect(offer).to_have_count(0)
    await offer_to("双报到单位")
    await qin.page.reload()
    await expect(qin.page.locator("p.card")).to_be_visible()
    await expect(offer).to_have_count(0)
    await withdraw()
    await offer_to("志愿服务队")
    await expect(offer).to_contain_text("旧沙发")
    await expect(offer).not_to_contain_text("三楼老人")
    await qin.picture("phone-pool", whole=True)
    await offer.locator("[data-take]").click()
    await expect(qin.page.locator(f".taken[data-number='{made.number}']")).to_contain_text("三楼老人")
    await expect(offer).to_have_count(0)
    await qin.page.locator("[data-resolve]").click()
    await qin.picture("phone-taken", whole=True)
    await qin.page.get_by_role("button", name="取消").click()
    await qin.page.locator("[data-give-back]").click()
    await qin.page.locator("textarea[name=text]").fill("今天人手不够")
    await qin.page.locator("[data-send]").click()
    await expect(offer).to_contain_text("旧沙发")
    await offer.locator("[data-take]").click()
    await expect(clerk.page.locator(".detail dl")).to_contain_text("秦女士")

    # Done, with a picture.
    taken = qin.page.locator(f".taken[data-number='{made.number}']")
    await taken.locator("[data-resolve]").click()
    await taken.locator("textarea[name=text]").fill("两个人一起搬下去了，楼道已清空")
    await taken.locator("[data-send]").click()
    await expect(taken.get_by_role("alert")).to_be_visible()
    await taken.locator("input[type=file]").set_input_files(photo("#2f6d57", "DONE"))
    await taken.locator("[data-kept]").wait_for()
    await qin.picture("phone-pool-done", whole=True)
    await taken.locator("[data-send]").click()
    await expect(taken).to_have_count(0)
    await expect(clerk.page.locator(".detail > header .state-tag")).to_have_text("待居民确认")


async def test_everybody_can_look_up_who_serves_a_place(enter: Enter) -> None:
    an = await enter("an", "/", PHONE)
    await an.page.goto("/#/me")
    await an.page.locator("[data-to=circle]").click()
    await expect(an.page.locator("[data-part=property]")).to_contain_text("示例物业甲")
    await expect(an.page.locator(".circle-desk")).to_contain_text("金沙社区")
    await an.picture("phone-circle", whole=True)
    await an.page.locator("a, button", has_text="查别的小区").click()
    await an.page.get_by_placeholder("输入小区名").fill("宝鼎佳苑")
    await an.page.get_by_role("button", name="找小区、社区").click()
    await an.page.locator(".row-button", has_text="宝鼎佳苑小区").click()
    await an.page.get_by_role("button", name="就是这里").click()
    await expect(an.page.locator("[data-missing]")).to_contain_text("接着管")
    await an.picture("phone-circle-missing", whole=True)


async def test_elders_find_large_type_and_targets_on_these_pages_too(enter: Enter) -> None:
    qin = await enter("qin", "/", PHONE)
    await qin.remember(elder="on")
    wrong = {}
    for name in ("feedback", "circle", "pool", "me"):
        await qin.page.goto(f"/#/{name}")
        await qin.page.locator(".page").wait_for()
        await qin.page.wait_for_load_state("networkidle")
        await qin.picture(f"elder-{name}", whole=True)
        wrong[name] = await qin.page.evaluate(AUDIT)
    assert {page: found for page, found in wrong.items() if found} == {}
    await qin.remember(elder="off", locale="en")
    for name in ("feedback", "circle", "pool"):
        await qin.page.goto(f"/#/{name}")
        await qin.page.locator(".page").wait_for()
        await qin.page.wait_for_load_state("networkidle")
        await qin.picture(f"phone-{name}-en", whole=True)
