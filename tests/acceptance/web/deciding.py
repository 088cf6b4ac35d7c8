"""How a try is decided, step by step: at the desk, by two reviewers, by a third; and of two people with one face."""

import re
from typing import Any
from uuid import UUID

from playwright.async_api import Locator, Page, expect
from shequtong import Client

from tests.acceptance.conftest import DemoHub
from tests.acceptance.web.conftest import Person
from tests.acceptance.web.faces import SEEN, file, today
from tests.acceptance.web.rosters import (
    FATHER,
    number,
)
from tests.workers.papers import held, paper, shown
from tests.workers.pictures import photo

VERDICT = 90_000
"""Milliseconds for the first job on a busy machine: the worker opens its models for it."""


def row_of(page: Page, person: UUID) -> Locator:
    return page.locator(f"tr[data-person='{person}']")


async def found_by_the_number_on_his_card(clerk: Person, person: UUID) -> None:
    """Said when it is wrong, or nobody's; it stays nowhere."""
    page = clerk.page
    row = row_of(page, person)
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    card = page.locator("input[name=id_number]")
    await card.fill(FATHER[:-1] + ("1" if FATHER[-1] != "1" else "2"))
    await page.locator("[data-find]").click()
    await expect(page.locator(".cert-number").get_by_role("alert")).to_contain_text("身份证")
    await card.fill(number("51040319300101999"))
    await card.press("Enter")
    await expect(page.locator("[data-found]")).to_contain_text("没有这个号码的人")
    await clerk.picture("cert-console-nobody", whole=True)
    await card.fill(f"{FATHER[:6]} {FATHER[6:14]} {FATHER[14:]}")
    await card.press("Enter")
    await expect(page.locator("tr[data-person]")).to_have_count(1)
    await expect(row).to_have_class("chosen")
    await expect(row).to_have_css("display", "table-row")
    await expect(card).to_have_value("")
    await clerk.picture("cert-console-found", whole=True)
    assert [url for url in [*asked, page.url] if FATHER in url or FATHER[6:14] in url] == []


async def certified_in_person(clerk: Person, person: UUID) -> None:
    page = clerk.page
    desk = page.locator("[data-in-person]")
    await desk.locator("[data-certify]").click()
    await expect(page.locator(".cert-person").get_by_role("alert")).to_contain_text("5")
    await desk.locator("textarea").fill(SEEN)
    await desk.locator("input[type=file]").set_input_files(file(photo("obama2")))
    await desk.locator("[data-kept]").wait_for()
    await clerk.picture("cert-console-person", whole=True)
    await desk.locator("[data-certify]").click()
    await expect(page.locator("[data-said]")).to_contain_text("有效到")
    # The worker makes the reference; the list says so by itself.
    await expect(row_of(page, person).locator("[data-reference]")).to_have_text("有", timeout=VERDICT)


async def sends_a_photo_of_another_man(demo_hub: DemoHub, people: list[UUID]) -> None:
    async with Client(demo_hub.url) as luo:
        await luo.sign_in_demo("luo")
        for one in people:
            sent = await luo.upload_photo(shown(held(paper(today()), who="biden")))
            body = {"photo": str(sent.id), "freshness": "newspaper"}
            await luo._transport.command(f"/api/certification/persons/{one}/attempts", body, dict[str, Any])


async def a_refusal_is_proposed(reviewer: Person) -> None:
    """Of two that wait the one that is unlike is refused by keyboard, the next one passed."""
    waiting, sheet = reviewer.page.locator("[data-attempt]"), reviewer.page.locator("[data-sheet]")
    await expect(waiting).to_have_count(2, timeout=VERDICT)
    doubted = waiting.filter(has_text="不像")
    await expect(doubted.locator("[data-place]")).to_have_text(
        "清香坪街道 路南社区"
    )  # no door before she looks
    # To walk along the list opens nothing; Enter does, and says that it was written down.
    await reviewer.page.keyboard.press("j")
    await expect(reviewer.page.locator("[data-sheet]")).to_have_count(0)
    if "chosen" not in (await doubted.get_attribute("class") or ""):
        await reviewer.page.keyboard.press("j")
    await reviewer.page.keyboard.press("Enter")
    await expect(sheet.locator("[data-logged]")).to_contain_text("记入日志")
    await expect(sheet.locator("[data-figure=similarity]")).to_contain_text("通过线")
    await expect(sheet.locator("[data-figure=quality]")).to_contain_text("清楚 · 光线正常")
    await expect(sheet.locator("h2")).to_contain_text("宝鼎馨苑小区 3栋1单元4-2")
    await expect(sheet.locator("[data-figure=freshness]")).to_contain_text("攀枝花日报")
    await expect(sheet.locator("figure img")).to_have_count(2)
    await reviewer.page.keyboard.press("+")
    await expect(sheet.locator("[data-zoom]")).to_have_text("150%")
    await reviewer.page.keyboard.press("-")
    await reviewer.picture("cert-console-review", whole=True)
    await reviewer.page.keyboard.press("f")
    await reviewer.page.keyboard.press("Control+Enter")
    await expect(sheet.get_by_role("alert")).to_contain_text("5")
    await reviewer.page.keyboard.type("照片上明显是另一个人")
    await reviewer.page.keyboard.press("Control+Enter")
    # What was decided makes room for the next one by itself; hers waits for another now.
    await expect(sheet.locator("h2")).to_contain_text("王**")
    await expect(reviewer.page.locator("[data-decided]")).to_contain_text("已提议不通过")
    await expect(sheet.locator("[data-photo=reference]")).to_contain_text("没有照片")
    await reviewer.picture("cert-console-next", whole=True)
    await reviewer.page.keyboard.press("p")
    await reviewer.page.keyboard.press("Control+Enter")
    await expect(reviewer.page.locator("[data-decided]")).to_contain_text("已通过")
    await expect(sheet).to_have_count(0)
    await expect(waiting).to_have_attribute("data-state", "refusing")


async def who_proposed_cannot_confirm(reviewer: Person) -> None:
    sheet = reviewer.page.locator("[data-sheet]")
    await reviewer.page.locator("[data-attempt]").click()
    await expect(sheet.locator("[data-turn=mine]")).to_contain_text("不能自己确认")
    await expect(sheet.locator("[data-verdict]")).to_have_count(0)
    await reviewer.picture("cert-console-proposed", whole=True)


async def a_second_person_confirms(second: Person) -> None:
    await second.page.locator("[data-attempt]").click()
    await expect(second.page.locator("[data-attempt]")).to_contain_text("唐静提议不通过")
    await expect(second.page.locator("[data-turn=confirm]")).to_contain_text(
        "唐静提议不通过：“照片上明显是另一个人”"
    )
    await second.page.keyboard.press("f")
    await second.page.keyboard.type("同意，不是同一个人")
    await second.picture("cert-console-confirm", whole=True)
    await second.page.keyboard.press("Control+Enter")
    await expect(second.page.locator("[data-empty]")).to_be_visible()


async def he_appeals(luo: Person) -> None:
    refused = luo.page.locator("section[data-stage=refused]")
    await expect(refused).to_contain_text("同意，不是同一个人")
    await luo.picture("cert-phone-refused", whole=True)
    await refused.locator("textarea").fill("是我父亲，照片拍得不好")
    await refused.locator("input[type=file]").set_input_files(file(photo("obama")))
    await refused.locator("[data-kept]").wait_for()
    await refused.locator("[data-appeal]").click()
    await expect(luo.page.locator("[data-live=appealed]")).to_be_visible()


async def who_took_part_only_reads_the_appeal(reviewer: Person) -> None:
    waiting, sheet = reviewer.page.locator("[data-attempt]"), reviewer.page.locator("[data-sheet]")
    await expect(waiting).to_have_attribute("data-state", "appealed")
    await waiting.click()
    await expect(sheet.locator("[data-turn=took_part]")).to_be_visible()
    await expect(sheet.locator("figure img")).to_have_count(2)  # the new photo, beside the reference
    # It is measured too, for whoever decides.
    await expect(sheet.locator("[data-again]")).to_be_visible(timeout=VERDICT)
    await expect(sheet.locator("[data-alike=reached]").first).to_be_visible()
    await expect(sheet.locator("[data-verdict]")).to_have_count(0)
    await reviewer.remember(locale="en")
    await reviewer.page.locator("[data-attempt]").click()
    await reviewer.page.locator("[data-sheet]").wait_for()
    await reviewer.picture("cert-console-review-en", whole=True)


async def a_third_decides_the_appeal(third: Person) -> None:
    """Somebody who had no part in it."""
    await third.page.locator("[data-attempt]").click()
    appeal = third.page.locator("[data-turn=appeal]")
    await expect(appeal).to_contain_text("是我父亲，照片拍得不好")
    await expect(appeal).to_contain_text("唐静提议，杜伟确认")
    await third.picture("cert-console-appeal", whole=True)
    await third.page.keyboard.press("p")
    await third.page.keyboard.type("和参照照片是同一个人")
    await third.page.keyboard.press("Control+Enter")


async def two_people_with_one_face(reviewer: Person, second: Person) -> None:
    """Both references side by side, asked in words of its own, decided by two."""
    waiting, sheet = reviewer.page.locator("[data-attempt]"), reviewer.page.locator("[data-sheet]")
    await reviewer.remember(locale="zh-CN")
    alike = waiting.filter(has_text="两人很像")
    await expect(alike).to_contain_text("和另一个人很像")
    await alike.click()
    await expect(sheet.locator("[data-twin]")).to_contain_text("王**")
    await expect(sheet.locator("figure img")).to_have_count(2)
    await expect(sheet.locator("[data-photo=hers], [data-photo=twin]")).to_have_count(2)
    await expect(sheet.locator("[data-verdict]")).to_have_text(
        [re.compile("是两个人"), re.compile("是同一个人")]
    )
    await expect(sheet.locator("[data-figure]")).to_have_count(1)
    await reviewer.page.keyboard.press("f")
    await reviewer.page.keyboard.type("两张照片是同一个人")
    await reviewer.picture("cert-console-alike", whole=True)
    await reviewer.page.keyboard.press("Control+Enter")
    await expect(reviewer.page.locator("[data-decided]")).to_contain_text("已提出是同一个人")
    await second.page.locator("[data-attempt]").click()
    await expect(second.page.locator("[data-turn=confirm]")).to_contain_text("唐静认为是同一个人")
    await second.page.keyboard.press("p")
    await second.picture("cert-console-alike-confirm", whole=True)
    await second.page.keyboard.press("Control+Enter")
    await expect(second.page.locator("[data-decided]")).to_contain_text("已判断是两个人")
