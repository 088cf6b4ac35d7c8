"""Certification at the desk: seen in person, doubtful tries decided by two, rosters imported, proposals decided.

One demo serves all; a story's parts follow each other, so each is a step by name.
"""

import re
from typing import Any

import asyncpg
import pytest
from playwright.async_api import expect
from shequtong import Client

from tests.acceptance.conftest import DemoHub
from tests.acceptance.web.conftest import DESKTOP, PHONE, Enter, Person
from tests.acceptance.web.deciding import (
    a_refusal_is_proposed,
    a_second_person_confirms,
    a_third_decides_the_appeal,
    certified_in_person,
    found_by_the_number_on_his_card,
    he_appeals,
    sends_a_photo_of_another_man,
    two_people_with_one_face,
    who_proposed_cannot_confirm,
    who_took_part_only_reads_the_appeal,
)
from tests.acceptance.web.faces import father, persons
from tests.acceptance.web.rosters import (
    MANY,
    ROSTER,
    many,
    may_be_certified_by_luo,
    number,
    pictures,
    wang_has_his_face,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]


async def at_certification(enter: Enter, name: str) -> Person:
    """On the console, on the page of certification."""
    somebody = await enter(name, "/console/", DESKTOP)
    await somebody.page.locator("[data-page=certification]").click()
    return somebody


async def test_the_desk_certifies_and_a_refusal_takes_two(enter: Enter, demo_hub: DemoHub) -> None:
    person = await father(demo_hub)
    clerk = await at_certification(enter, "clerk_lunan")
    await found_by_the_number_on_his_card(clerk, person)
    await certified_in_person(clerk, person)

    reviewer = await at_certification(enter, "reviewer")
    await expect(reviewer.page.locator("[data-empty]")).to_be_visible()
    wang = await may_be_certified_by_luo(demo_hub)
    await sends_a_photo_of_another_man(demo_hub, [person, wang])
    await a_refusal_is_proposed(reviewer)
    await who_proposed_cannot_confirm(reviewer)

    luo = await enter("luo", "/", PHONE)
    await luo.page.goto(f"/#/certification/{person}")
    await expect(luo.page.locator("[data-live=review]")).to_be_visible()
    second = await at_certification(enter, "reviewer_district")
    await a_second_person_confirms(second)
    # Whoever had it open is told; the phone shows it and the way on.
    await expect(reviewer.page.get_by_role("status").filter(has_text="已由别人处理")).to_be_visible()
    await he_appeals(luo)
    await who_took_part_only_reads_the_appeal(reviewer)

    await wang_has_his_face(demo_hub, wang)
    await a_third_decides_the_appeal(await at_certification(enter, "reviewer_appeals"))
    await expect(luo.page.locator("[data-live=passed]")).to_be_visible()
    await expect(clerk.page.locator("[data-who]").filter(has_text="唐静提议不通过，田蓉改定")).to_be_visible()
    await clerk.picture("cert-console-history", whole=True)

    await two_people_with_one_face(reviewer, second)
    # What was certified stands, and the desk reads what was asked.
    history = clerk.page.locator("section", has_text="认证记录").locator("tr")
    await expect(history.first).to_contain_text("是两个人")
    await expect(luo.page.locator("[data-live=passed]")).to_be_visible()


async def test_a_roster_is_tried_and_imported_and_again_changes_nothing(
    enter: Enter, demo_hub: DemoHub
) -> None:
    street = await at_certification(enter, "street")
    await street.page.locator("[data-part=import]").click()
    async with Client(demo_hub.url) as client:
        await client.sign_in_demo("street")
        before = len(await persons(client))
        await a_trial_run_names_every_bad_row(street)
        assert len(await persons(client)) == before  # and keeps nothing
        await imported_with_its_pictures(street)
        assert len(await persons(client)) == before + 2
        await imported_again(street)
        assert len(await persons(client)) == before + 2
    await a_long_one_is_stopped_on_the_way(street)


async def a_trial_run_names_every_bad_row(street: Person) -> None:
    page = street.page
    table: Any = {"name": "名册.csv", "mimeType": "text/csv", "buffer": ROSTER.encode()}
    await page.locator("[data-table]").set_input_files(table)
    await page.locator("[data-try]").click()
    await expect(page.locator("[data-tried]")).to_contain_text("共 6 行：2 行可以导入，4 行有错")
    bad = page.locator("[data-bad]")
    await expect(bad.locator("[data-row='4']")).to_contain_text("校验位")
    await expect(bad.locator("[data-row='5']")).to_contain_text("年龄不够")
    await expect(bad.locator("[data-row='6']")).to_contain_text("找不到这个地点")
    await expect(bad.locator("[data-row='7']")).to_contain_text("和第 2 行重复")
    await street.picture("cert-console-tried", whole=True)


async def imported_with_its_pictures(street: Person) -> None:
    page = street.page
    archive: Any = {"name": "照片.zip", "mimeType": "application/zip", "buffer": pictures()}
    await page.locator("[data-zip]").set_input_files(archive)
    await page.locator("[data-try]").click()
    await page.locator("[data-begin]").click()
    done = page.locator("[data-import=done]")
    await expect(done.locator("[data-figures]")).to_contain_text("新增 2")
    await expect(done.locator("[data-progress]")).to_have_text("2 / 2")


async def imported_again(street: Person) -> None:
    page = street.page
    done = page.locator("[data-import=done]")
    await page.locator("[data-try]").click()
    await page.locator("[data-begin]").click()
    await expect(done).to_have_count(2)
    await expect(done.first.locator("[data-figures]")).to_contain_text("新增 0")
    await expect(done.first.locator("[data-photos]")).to_contain_text("留下 0")
    await page.locator("[data-why]").first.click()
    await expect(page.locator("[data-import] [data-bad]")).to_contain_text("照片名对不上名册里的号码")
    await street.picture("cert-console-import", whole=True)


async def a_long_one_is_stopped_on_the_way(street: Person) -> None:
    """As Excel writes it: watched, and stopped; what was imported stays."""
    page = street.page
    await page.reload()
    table: Any = {"name": "大名册.xlsx", "mimeType": "application/octet-stream", "buffer": many()}
    await page.locator("[data-table]").set_input_files(table)
    await page.locator("[data-try]").click()
    await expect(page.locator("[data-tried]")).to_contain_text(f"{MANY} 行可以导入，0 行有错")
    await page.locator("[data-begin]").click()
    going = page.locator("[data-import=running]")
    await expect(going.locator("[data-progress]")).to_have_text(re.compile(rf"^[1-9]\d* / {MANY}$"))
    await street.picture("cert-console-importing", whole=True)
    await going.locator("[data-cancel]").click()
    stopped = page.locator("[data-import=cancelled]")
    await expect(stopped.locator("[data-stopped]")).to_contain_text("没有导入")
    await street.remember(locale="en")
    await page.locator("[data-import]").first.wait_for()
    await street.picture("cert-console-import-en", whole=True)


async def test_a_pause_is_proposed_after_notice_and_decided_by_who_pays(
    enter: Enter, demo_hub: DemoHub
) -> None:
    await not_proposed_before_the_notice_is_old(await at_certification(enter, "street"))
    await days_pass(demo_hub, 16)
    street, pays = await at_certification(enter, "street"), await at_certification(enter, "civil_affairs")
    await proposed_and_accepted(street, pays)

    await days_pass(demo_hub, 40)
    pays = await at_certification(enter, "civil_affairs")
    visitor = await at_certification(enter, "clerk")
    await at_home_he_says_who_may_act_for_him(visitor, demo_hub)
    await certified_at_home(visitor)
    await paid_again_by_who_pays(pays)
    await expect(visitor.page.locator(".cert-person")).not_to_contain_text("津贴已暂停")
    # Departments that pay nothing have no such page.
    other = await enter("handler", "/console/", DESKTOP)
    await other.page.locator("[data-page=lanes]").wait_for()
    await other.page.wait_for_load_state("networkidle")
    await expect(other.page.locator("[data-page=certification]")).to_have_count(0)


async def days_pass(demo_hub: DemoHub, days: int) -> None:
    owner = await asyncpg.connect(demo_hub.owner_url())
    try:
        await owner.execute("UPDATE app_clock SET ahead = ahead + $1 * interval '1 day'", days)
    finally:
        await owner.close()


async def not_proposed_before_the_notice_is_old(street: Person) -> None:
    page = street.page
    await page.locator("[data-part=people]").click()
    await page.locator("[data-which=overdue]").click()
    late = page.locator("tr[data-person]")
    await expect(late).to_have_count(1)
    await late.locator("button").click()
    await page.locator("[data-notice]").click()
    await expect(page.locator("[data-said]")).to_contain_text("告知已发出")
    await page.locator("[data-overdue] input").fill("逾期一个多月，电话联系不上")
    await page.locator("[data-propose]").click()
    await expect(page.locator(".cert-person").get_by_role("alert")).to_contain_text("15")
    await street.picture("cert-console-overdue", whole=True)


async def proposed_and_accepted(street: Person, pays: Person) -> None:
    page = street.page
    await page.locator("[data-part=people]").click()
    await page.locator("[data-which=overdue]").click()
    await page.locator("tr[data-person]", has_text="赵").locator("button").click()
    await page.locator("[data-overdue] input").fill("逾期一个多月，电话联系不上")
    await page.locator("[data-propose]").click()
    await expect(page.locator("[data-said]")).to_contain_text("建议已送")
    proposal = pays.page.locator("[data-proposal=pause]")
    await expect(proposal).to_contain_text("电话联系不上")
    await expect(proposal).to_contain_text("赵**")
    await expect(proposal.locator("[data-place]")).to_contain_text("宝鼎金沙小区 1栋1单元1-1")
    await expect(proposal.locator("[data-by]")).to_contain_text("李志强")
    await proposal.locator("[data-who]").click()
    await expect(proposal).to_contain_text("赵德明")
    await proposal.locator("[data-decline]").click()
    await expect(proposal.get_by_role("alert")).to_contain_text("理由")
    await pays.picture("cert-console-proposal", whole=True)
    await proposal.locator("[data-accept]").click()
    await expect(proposal).to_have_count(0)
    await expect(pays.page.locator("[data-decided]")).to_contain_text("赵德明 的津贴已暂停")
    await page.locator("[data-which=paused]").click()
    await expect(page.locator("tr[data-person]", has_text="赵")).to_have_count(1)
    await expect(page.locator(".cert-person")).to_contain_text("津贴已暂停")


async def at_home_he_says_who_may_act_for_him(visitor: Person, demo_hub: DemoHub) -> None:
    """Two months later the clerk visits him at home, and hears what he says there."""
    home = visitor.page
    await home.locator("[data-which=paused]").click()
    await home.locator("tr[data-person]", has_text="赵").locator("button").click()
    heard = home.locator("[data-heard]")
    await expect(heard).to_contain_text("替家人办认证")  # how family asks
    async with Client(demo_hub.url) as client:
        await client.sign_in_demo("hu")
        asked = {"name": "赵德明", "id_number": number("51040319391231003"), "relation": "child"}
        await client._transport.command("/api/certification/proxies", asked, dict[str, Any])
        await expect(heard).to_contain_text("胡女士（子女）想用手机替他办")
        await home.locator("[data-in-person] input[value=visit]").check()
        for what in ("[data-hear-proxy]", "[data-hear-consent]"):
            await heard.locator(what).click()
            await expect(heard).to_contain_text("上门")
            await visitor.picture(f"cert-console{what[1:-1].replace('data', '')}", whole=True)
            await heard.locator("[data-sure]").click()
            await expect(heard.locator("[data-sure]")).to_have_count(0)
        mine = dict[str, Any]
        assert len((await client._transport.get("/api/certification/mine", mine))["persons"]) == 1
        await heard.locator("[data-hear-end]").click()
        await heard.locator("[data-sure]").click()
        await expect(heard.locator("[data-sure]")).to_have_count(0)
        assert (await client._transport.get("/api/certification/mine", mine))["persons"] == []
    await heard.locator("[data-hear-withdraw]").click()
    await heard.locator("[data-sure]").click()
    await expect(heard.locator("[data-hear-consent]")).to_be_visible()


async def certified_at_home(visitor: Person) -> None:
    home = visitor.page
    await home.locator("[data-evidence] textarea, textarea[data-evidence]").first.fill(
        "上门核对身份证原件，本人在家"
    )
    await home.locator("[data-certify]").click()
    await expect(home.locator("[data-said]")).to_contain_text("有效到")
    await expect(home.locator("[data-who]").first).to_have_text("陈晓梅")
    await visitor.picture("cert-console-visit", whole=True)


async def paid_again_by_who_pays(pays: Person) -> None:
    """And with what was not paid."""
    resume = pays.page.locator("[data-proposal=resume]")
    await expect(resume).to_contain_text("补发 2 个月")
    await expect(resume.locator("[data-by]")).to_contain_text("自动提出")
    await pays.picture("cert-console-resume", whole=True)
    await resume.locator("[data-accept]").click()
    await expect(pays.page.locator("[data-decided]")).to_contain_text("应补发 2 个月")
    await pays.page.locator("[data-state=accepted]").click()
    await expect(pays.page.locator("[data-proposal]")).to_have_count(2)
    await expect(pays.page.locator("[data-answer]").first).to_contain_text("姜红")
    await pays.picture("cert-console-accepted", whole=True)
    await pays.remember(locale="en")
    await pays.page.locator("[data-state=accepted]").click()
    await pays.page.locator("[data-proposal]").first.wait_for()
    await pays.picture("cert-console-accepted-en", whole=True)
