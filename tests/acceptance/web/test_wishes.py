"""Volunteers are called and come. And a wish goes round: 安女士 asks on her phone, the clerk publishes it with the
keyboard, 秦女士 claims it live from the wall, sees whom to call, says that it is done; she thanks, and the wall shows
it."""

from datetime import datetime, timedelta, timezone

import pytest
from playwright.async_api import expect

from tests.acceptance.web.axe import serious
from tests.acceptance.web.conftest import DESKTOP, PHONE, Enter

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]


async def test_a_wish_goes_round(enter: Enter) -> None:
    an, qin = await enter("an", "/", PHONE), await enter("qin", "/", PHONE)
    clerk = await enter("clerk", "/console/", DESKTOP)

    await qin.page.goto("/#/wishes")
    await expect(qin.page.locator(".wish-card").first).to_be_visible()
    await qin.picture("wishes-wall", whole=True)
    await an.page.locator("[data-section=wishes]").click()
    await an.page.locator("[data-ask]").click()
    await an.page.locator("label[data-kind=thing]").click()
    await an.page.locator("textarea[name=text]").fill("我是安女士，想给妈妈一副300度的老花镜，送到1-6")
    await an.picture("wishes-ask", whole=True)
    await an.page.locator("[data-send]").click()
    await an.page.get_by_role("button", name="我许的").click()
    await expect(an.page.locator(".progress .current")).to_contain_text("已许下")
    identity = an.page.url.rsplit("/", 1)[-1]

    await clerk.page.goto("/console/#/wishes")
    row = clerk.page.locator(f"[data-row='{identity}']")
    await row.click()
    box = clerk.page.locator("textarea[name=public]")
    await expect(box).to_be_focused()
    await box.press("Control+Enter")
    await expect(clerk.page.locator(".wish-pane [role=alert]")).to_contain_text("姓名、电话或门牌")
    await clerk.picture("wishes-review")
    await box.fill("一位老人看报吃力，想要一副老花镜")
    await box.press("Control+Enter")
    await expect(row).to_have_count(0)

    card = qin.page.locator(f".wish-card[href='#/wishes/{identity}']")
    await expect(card).to_contain_text("一位老人看报吃力")
    assert "安女士" not in await qin.page.locator("main").inner_text()
    await card.click()
    await qin.picture("wishes-claim", whole=True)
    await qin.page.locator("[data-claim]").click()
    await expect(qin.page.locator("[data-claimed]")).to_contain_text("还剩 7 天")
    await expect(an.page.locator("main")).to_contain_text("认领人：秦女士")
    await qin.page.locator("[data-look]").click()
    await expect(qin.page.locator("[data-contact]")).to_contain_text("12栋3单元1-6")
    await qin.page.locator("[data-contacted]").click()
    await expect(qin.page.locator("[data-contacted]")).to_have_count(0)
    await qin.picture("wishes-taken", whole=True)
    await expect(an.page.locator("main")).to_contain_text("已经联系过您")
    await clerk.page.locator("[data-tab=claimed]").click()
    await clerk.page.locator(f"[data-row='{identity}']").click()
    await expect(clerk.page.locator(".wish-pane")).to_contain_text("秦女士")
    await clerk.picture("wishes-claimed")

    await qin.page.locator("[data-open-fulfil]").click()
    await qin.page.locator("textarea[name=note]").fill("送到了，度数合适")
    await qin.page.locator("[data-fulfil]").click()
    await an.page.locator("textarea[name=thanks]").fill("妈妈看报清楚多了，谢谢！")
    await an.remember(elder="on")
    await an.page.locator("textarea[name=thanks]").fill("妈妈看报清楚多了，谢谢！")
    await an.picture("wishes-thank-elder", whole=True)
    assert await serious(an.page) == []
    await an.page.locator("input[name=post]").check()
    await an.page.locator("[data-thank]").click()
    await expect(qin.page.locator("[data-claimed]")).to_contain_text("妈妈看报清楚多了")
    await an.page.goto("/#/wishes")
    await an.page.locator("[data-group=done]").click()
    await expect(an.page.locator(".wish-thanks").first).to_contain_text("妈妈看报清楚多了")
    await an.picture("wishes-wall-elder", whole=True)
    await qin.page.goto("/#/neighbours")
    thanks = qin.page.locator("[data-post]", has_text="妈妈看报清楚多了")
    await expect(thanks.locator("[data-thanks]")).to_contain_text("微心愿圆了")
    await qin.picture("thanks-feed", whole=True)
    await qin.page.goto("/#/wishes?tab=taken")
    await expect(qin.page.locator("[data-taken]").first).to_contain_text("对方谢谢您")
    await qin.picture("wishes-my-claims", whole=True)
    assert await serious(clerk.page) == []
    assert await serious(qin.page) == []


async def test_volunteers_are_called_and_come(enter: Enter) -> None:
    clerk, an = await enter("clerk", "/console/", DESKTOP), await enter("an", "/", PHONE)
    await an.page.locator("[data-section=volunteers]").click()
    await clerk.page.goto("/console/#/volunteers")
    await clerk.page.locator("[data-new]").click()
    form = clerk.page.locator("[data-call-form]")
    await form.locator("input[name=title]").fill("周六清扫楼道")
    await form.locator("input[name=place]").fill("12栋楼下")
    here = timezone(timedelta(hours=8))
    for name, hours in (("starts", 0.5), ("ends", 2.5)):
        at = datetime.now(here) + timedelta(hours=hours)
        await form.locator(f"input[name={name}]").fill(at.strftime("%Y-%m-%dT%H:%M"))
    await form.locator("input[name=title]").press("Control+Enter")
    code = await clerk.page.locator("[data-code]").inner_text()
    card = an.page.locator("[data-call]", has_text="周六清扫楼道")
    await card.locator("[data-sign-up]").click()
    await expect(card).to_contain_text("已报名")
    await expect(clerk.page.locator("[data-call]", has_text="周六清扫楼道")).to_contain_text("1 / 10")
    await an.picture("volunteers-signed", whole=True)
    await card.locator("input[name=code]").fill(code)
    await card.locator("[data-come]").click()
    await expect(an.page.locator("[data-hours]")).to_contain_text("2 小时")
    await an.picture("volunteers-came", whole=True)
    await clerk.page.locator("[data-call]", has_text="周六清扫楼道").click()
    await expect(clerk.page.locator("[data-open]")).to_contain_text("安女士")
    await clerk.picture("volunteers-console")
    assert await serious(clerk.page) == []
    assert await serious(an.page) == []


async def test_a_partner_offers_and_the_community_asks(enter: Enter) -> None:
    firm, clerk = await enter("dispatcher", "/console/", DESKTOP), await enter("clerk", "/console/", DESKTOP)
    an = await enter("an", "/", PHONE)
    await an.page.locator("[data-section=partners]").click()
    await firm.page.goto("/console/#/partners")
    await firm.page.locator("[data-new]").click()
    form = firm.page.locator("[data-offer-form]")
    await form.locator("[data-kind=goods]").click()
    await form.locator("input[name=title]").fill("米面油")
    await form.locator("input[name=total]").fill("20")
    await form.locator("input[name=unit]").fill("份")
    await form.locator("input[name=ends]").fill("2099-12-31")
    await form.locator(".chip-add", has_text="金沙社区").click()
    await firm.picture("partners-offer")
    await form.locator("input[name=title]").press("Control+Enter")
    card = an.page.locator("[data-offer]", has_text="米面油")
    await expect(card).to_contain_text("还剩 20 份")

    await clerk.page.goto("/console/#/partners")
    await clerk.page.locator("[data-offer]", has_text="米面油").click()
    asked = clerk.page.locator("[data-ask-form]")
    await asked.locator("input[name=amount]").fill("8")
    await asked.locator("input[name=purpose]").fill("慰问独居老人")
    await asked.locator("input[name=purpose]").press("Control+Enter")
    await firm.page.locator("[data-ask=asked] [data-refuse]").click()
    await expect(firm.page.locator("[data-ask=asked] [role=alert]")).to_contain_text("请写明不同意的原因")
    await firm.page.locator("[data-ask=asked] input[name=words]").fill("周五上午送到社区")
    await firm.picture("partners-asked")
    await firm.page.locator("[data-ask=asked] [data-give]").click()
    await expect(card).to_contain_text("还剩 12 份")
    await an.picture("partners-phone", whole=True)
    await clerk.page.locator("[data-ask=given] [data-hand-over]").click()
    await expect(firm.page.locator("[data-ask=handed]")).to_contain_text("已交接")
    await clerk.picture("partners-clerk")
    await clerk.page.locator("[data-ask=handed] input[name=words]").fill("老人们都收到了，谢谢！")
    await clerk.page.locator("[data-ask=handed] [data-thank]").click()
    await expect(firm.page.locator("[data-ask=handed]")).to_contain_text("老人们都收到了")
    await clerk.page.locator("[data-offer]", has_text="圆梦资金").click()
    await asked.locator("select[name=wish] option").nth(1).wait_for(state="attached")
    await asked.locator("select[name=wish]").select_option(index=1)
    await asked.locator("input[name=amount]").fill("80")
    await asked.locator("input[name=purpose]").fill("买老花镜")
    await asked.locator("button[type=submit]").click()
    await expect(clerk.page.locator("[data-ask=asked]").first).to_contain_text("号心愿")
    await clerk.picture("partners-money")
    await an.remember(elder="on")
    await expect(card).to_contain_text("还剩 12 份")
    await an.picture("partners-phone-elder", whole=True)
    for one in (firm, clerk, an):
        assert await serious(one.page) == []
