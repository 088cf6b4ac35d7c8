"""Two neighbours and one drain: the second follows the first's report; a question, an answer, what each is shown."""

import pytest
from playwright.async_api import expect
from shequtong import Client
from shequtong.types import Ticket

from tests.acceptance.conftest import DemoHub
from tests.acceptance.web.conftest import PHONE, Enter

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]


async def test_who_writes_the_same_follows_it_and_a_question_is_answered(
    enter: Enter, demo_hub: DemoHub
) -> None:
    an, luo = await enter("an", "/", PHONE), await enter("luo", "/", PHONE)
    await an.page.goto("/#/report/what")
    await an.page.locator("[data-category=drain_blocked]").first.click()
    await an.page.locator("textarea[name=text]").fill("出门买菜看到1-6门口下水道堵了，脏水漫到楼道")
    await an.page.locator("[data-send]").click()
    await an.page.locator(".sent-follow").click()
    await expect(an.page.locator(".promise")).to_contain_text("答应您")
    identity = an.page.url.rsplit("/", 1)[-1]

    await luo.page.goto("/#/report/what")
    await luo.page.locator("[data-category=drain_blocked]").first.click()
    await luo.page.locator("textarea[name=text]").fill("下水道堵了，脏水漫到楼道")
    await luo.page.locator("[data-place]").click()
    await luo.page.get_by_placeholder("输入小区名").fill("宝鼎金沙")
    await luo.page.get_by_role("button", name="找小区、社区").click()
    await luo.page.locator(".row-button", has_text="宝鼎金沙小区").click()
    await luo.page.locator("input[name=written]").fill("12栋3单元")
    await luo.page.get_by_role("button", name="识别").click()
    await luo.page.locator("[data-accept]").click()
    offer = luo.page.locator(f"[data-similar='{identity}']")
    await offer.wait_for()
    await luo.picture("phone-similar", whole=True)
    assert "1-6" not in await offer.inner_text()  # at which door is not told
    await offer.locator("[data-follow]").click()
    await expect(luo.page.locator("main")).to_contain_text("不再关注")
    assert "安女士" not in await luo.page.locator("main").inner_text()
    await luo.picture("phone-followed", whole=True)
    await luo.page.goto("/#/mine")
    await expect(luo.page.locator("main")).to_contain_text("我关注的")

    async with Client(demo_hub.url) as clerk:
        await clerk.sign_in_demo("clerk")
        path = f"/api/tickets/{identity}/question"
        await clerk._transport.command(path, {"text": "水是从哪一户冒出来的？"}, Ticket)
    question = an.page.locator(".question")
    await expect(question).to_contain_text("水是从哪一户冒出来的？")
    await an.picture("phone-question", whole=True)
    await question.locator("textarea").fill("就在1-6门口的井盖")
    await question.locator("[data-answer-send]").click()
    await expect(question).to_have_count(0)
    await expect(an.page.locator(".timeline")).to_contain_text("就在1-6门口的井盖")

    await an.remember(elder="on")
    await an.page.locator(".timeline").wait_for()
    await an.picture("elder-promised", whole=True)
