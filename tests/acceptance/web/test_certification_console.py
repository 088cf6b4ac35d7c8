"""Certification at the desk: seen in person, doubtful tries decided by two, rosters imported, proposals decided."""

import io
import re
import zipfile
from typing import Any
from uuid import UUID

import asyncpg
import pytest
import xlsxwriter
from playwright.async_api import expect
from shequtong import Client

from hub.certification.identity import check
from hub.certification.model import PutProgramme
from tests.acceptance.conftest import DemoHub
from tests.acceptance.web.conftest import DESKTOP, PHONE, Enter
from tests.acceptance.web.faces import SEEN, father, file, persons, today
from tests.support import until
from tests.workers.papers import held, paper, shown
from tests.workers.pictures import photo

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]

VERDICT = 90_000
"""Milliseconds for the first job on a busy machine: the worker opens its models for it."""


async def test_the_desk_certifies_and_a_refusal_takes_two(enter: Enter, demo_hub: DemoHub) -> None:
    person = await father(demo_hub)
    clerk = await enter("clerk_lunan", "/console/", DESKTOP)
    page = clerk.page
    await page.locator("[data-page=certification]").click()
    row = page.locator(f"tr[data-person='{person}']")
    # Found by the number on his card: said when it is wrong, or nobody's; it stays nowhere.
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
    await expect(row.locator("[data-reference]")).to_have_text("有", timeout=VERDICT)

    reviewer = await enter("reviewer", "/console/", DESKTOP)
    await reviewer.page.locator("[data-page=certification]").click()
    await expect(reviewer.page.locator("[data-empty]")).to_be_visible()
    wang = await may_be_certified_by_luo(demo_hub)
    async with Client(demo_hub.url) as luo:
        await luo.sign_in_demo("luo")
        for one in (person, wang):
            sent = await luo.upload_photo(shown(held(paper(today()), who="biden")))
            body = {"photo": str(sent.id), "freshness": "newspaper"}
            await luo._transport.command(f"/api/certification/persons/{one}/attempts", body, dict[str, Any])
    waiting = reviewer.page.locator("[data-attempt]")
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
    sheet = reviewer.page.locator("[data-sheet]")
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
    # She who proposed cannot confirm.
    await waiting.click()
    await expect(sheet.locator("[data-turn=mine]")).to_contain_text("不能自己确认")
    await expect(sheet.locator("[data-verdict]")).to_have_count(0)
    await reviewer.picture("cert-console-proposed", whole=True)

    luo = await enter("luo", "/", PHONE)
    await luo.page.goto(f"/#/certification/{person}")
    await expect(luo.page.locator("[data-live=review]")).to_be_visible()
    second = await enter("reviewer_district", "/console/", DESKTOP)
    await second.page.locator("[data-page=certification]").click()
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
    # Whoever had it open is told; the phone shows it and the way on.
    await expect(reviewer.page.get_by_role("status").filter(has_text="已由别人处理")).to_be_visible()
    refused = luo.page.locator("section[data-stage=refused]")
    await expect(refused).to_contain_text("同意，不是同一个人")
    await luo.picture("cert-phone-refused", whole=True)
    await refused.locator("textarea").fill("是我父亲，照片拍得不好")
    await refused.locator("input[type=file]").set_input_files(file(photo("obama")))
    await refused.locator("[data-kept]").wait_for()
    await refused.locator("[data-appeal]").click()
    await expect(luo.page.locator("[data-live=appealed]")).to_be_visible()
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

    await wang_has_his_face(demo_hub, wang)
    # A third, who had no part in it, decides the appeal; phone and desk show it.
    third = await enter("reviewer_appeals", "/console/", DESKTOP)
    await third.page.locator("[data-page=certification]").click()
    await third.page.locator("[data-attempt]").click()
    appeal = third.page.locator("[data-turn=appeal]")
    await expect(appeal).to_contain_text("是我父亲，照片拍得不好")
    await expect(appeal).to_contain_text("唐静提议，杜伟确认")
    await third.picture("cert-console-appeal", whole=True)
    await third.page.keyboard.press("p")
    await third.page.keyboard.type("和参照照片是同一个人")
    await third.page.keyboard.press("Control+Enter")
    await expect(luo.page.locator("[data-live=passed]")).to_be_visible()
    await expect(page.locator("[data-who]").filter(has_text="唐静提议不通过，田蓉改定")).to_be_visible()
    await clerk.picture("cert-console-history", whole=True)

    # Two people with one face: both references side by side, asked in words of its own, decided by two.
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
    # What was certified stands, and the desk reads what was asked.
    await expect(page.locator("section", has_text="认证记录").locator("tr").first).to_contain_text("是两个人")
    await expect(luo.page.locator("[data-live=passed]")).to_be_visible()


async def wang_has_his_face(demo_hub: DemoHub, wang: UUID) -> None:
    """王秀英 is enrolled with a photo of the same man, and the district has switched on that such pairs are found."""
    async with Client(demo_hub.url) as clerk, Client(demo_hub.url) as district:
        await clerk.sign_in_demo("clerk")
        await district.sign_in_demo("district")
        sent = await clerk.upload_photo(photo("obama"))
        body = {"way": "desk", "evidence": SEEN, "photo": str(sent.id)}
        await clerk._transport.command(f"/api/certification/persons/{wang}/in-person", body, dict[str, Any])
        found: dict[str, Any] = await district._transport.get("/api/certification/programmes", dict[str, Any])
        now = found["programmes"][0]
        fields = {name: now[name] for name in PutProgramme.__struct_fields__}
        put = await district._transport._http.put(
            f"/api/certification/programmes/{now['key']}",
            json=fields | {"search_purpose": "防止一人以两个身份领取津贴"},
            headers={"Idempotency-Key": "on", **district._transport.authorization()},
        )
        put.raise_for_status()

        async def has_reference() -> bool:
            page = await persons(clerk)
            return any(one["standing"]["id"] == str(wang) and one["standing"]["reference"] for one in page)

        await until(has_reference, 60)


async def may_be_certified_by_luo(demo_hub: DemoHub) -> UUID:
    """王秀英 said at the desk that she agrees, and that 罗先生's phone may act for her."""
    async with Client(demo_hub.url) as luo, Client(demo_hub.url) as clerk:
        await luo.sign_in_demo("luo")
        await clerk.sign_in_demo("clerk")
        asked = {"name": "王秀英", "id_number": WANG, "relation": "other"}
        await luo._transport.command("/api/certification/proxies", asked, dict[str, Any])
        wang = next(one["standing"]["id"] for one in await persons(clerk) if one["name"] == "王**")
        at = f"/api/certification/persons/{wang}"
        found: dict[str, Any] = await clerk._transport.get(f"{at}/proxies", dict[str, Any])
        heard = {"way": "desk"}
        await clerk._transport.command(
            f"{at}/proxies/{found['proxies'][0]['id']}/agree", heard, dict[str, Any]
        )
        await clerk._transport.command(f"{at}/consent", {"version": 1, **heard}, dict[str, Any])
        return UUID(wang)


def number(body: str) -> str:
    return body + check(body)


FATHER = number("51040319430512001")
WANG = number("51040319410101002")
MANY = 6000


def many() -> bytes:
    """A roster that takes some seconds, as an Excel file."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("姓名", "身份证号", "社区"))
        for at in range(MANY):
            body = f"510403{1930 + at % 14}{1 + at // 999:02}15{at % 999:03}"
            sheet.write_row(at + 1, 0, ("演示老人", number(body), "金沙社区"))
    return out.getvalue()


ROSTER = "\n".join(
    (
        "姓名,身份证号,地点,手机号",
        f"钱桂兰,{number('51040319400307012')},宝鼎金沙小区,19900000031",
        f"孙志高,{number('51040319380909013')},宝鼎金沙小区,",
        "李号错,510403194003070199,宝鼎金沙小区,",
        f"周年轻,{number('51040319900307014')},宝鼎金沙小区,",
        f"吴无处,{number('51040319390107015')},没有这个小区,",
        f"郑重复,{number('51040319400307012')},宝鼎金沙小区,123",
    )
)


def pictures() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(f"{number('51040319400307012')}.jpg", photo("astronaut"))
        archive.writestr("不知是谁.jpg", photo("biden"))
    return made.getvalue()


async def test_a_roster_is_tried_and_imported_and_again_changes_nothing(
    enter: Enter, demo_hub: DemoHub
) -> None:
    async with Client(demo_hub.url) as client:
        await client.sign_in_demo("street")
        before = len(await persons(client))
        street = await enter("street", "/console/", DESKTOP)
        page = street.page
        await page.locator("[data-page=certification]").click()
        await page.locator("[data-part=import]").click()
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
        assert len(await persons(client)) == before  # a trial run keeps nothing
        archive: Any = {"name": "照片.zip", "mimeType": "application/zip", "buffer": pictures()}
        await page.locator("[data-zip]").set_input_files(archive)
        await page.locator("[data-try]").click()
        await page.locator("[data-begin]").click()
        done = page.locator("[data-import=done]")
        await expect(done.locator("[data-figures]")).to_contain_text("新增 2")
        await expect(done.locator("[data-progress]")).to_have_text("2 / 2")
        assert len(await persons(client)) == before + 2
        await page.locator("[data-try]").click()
        await page.locator("[data-begin]").click()
        await expect(done).to_have_count(2)
        await expect(done.first.locator("[data-figures]")).to_contain_text("新增 0")
        await expect(done.first.locator("[data-photos]")).to_contain_text("留下 0")
        assert len(await persons(client)) == before + 2
        await page.locator("[data-why]").first.click()
        await expect(page.locator("[data-import] [data-bad]")).to_contain_text("照片名对不上名册里的号码")
        await street.picture("cert-console-import", whole=True)

        # A long one, as Excel writes it: watched, and stopped on the way; what was imported stays.
        await page.reload()
        table = {"name": "大名册.xlsx", "mimeType": "application/octet-stream", "buffer": many()}
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
    street = await enter("street", "/console/", DESKTOP)
    page = street.page
    await page.locator("[data-page=certification]").click()
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

    owner = await asyncpg.connect(demo_hub.owner_url())
    try:
        await owner.execute("UPDATE app_clock SET ahead = ahead + interval '16 days'")
    finally:
        await owner.close()
    later = await enter("street", "/console/", DESKTOP)
    page = later.page
    await page.locator("[data-page=certification]").click()
    await page.locator("[data-part=people]").click()
    await page.locator("[data-which=overdue]").click()
    await page.locator("tr[data-person]", has_text="赵").locator("button").click()
    await page.locator("[data-overdue] input").fill("逾期一个多月，电话联系不上")
    pays = await enter("civil_affairs", "/console/", DESKTOP)
    await pays.page.locator("[data-page=certification]").click()
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

    # Two months later the clerk visits him at home, and hears what he says there.
    owner = await asyncpg.connect(demo_hub.owner_url())
    try:
        await owner.execute("UPDATE app_clock SET ahead = ahead + interval '40 days'")
    finally:
        await owner.close()
    pays = await enter("civil_affairs", "/console/", DESKTOP)
    await pays.page.locator("[data-page=certification]").click()
    visitor = await enter("clerk", "/console/", DESKTOP)
    home = visitor.page
    await home.locator("[data-page=certification]").click()
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
    await home.locator("[data-evidence] textarea, textarea[data-evidence]").first.fill(
        "上门核对身份证原件，本人在家"
    )
    await home.locator("[data-certify]").click()
    await expect(home.locator("[data-said]")).to_contain_text("有效到")
    await expect(home.locator("[data-who]").first).to_have_text("陈晓梅")
    await visitor.picture("cert-console-visit", whole=True)

    # Paid again only by who pays, with what was not paid.
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
    await expect(home.locator(".cert-person")).not_to_contain_text("津贴已暂停")
    # Departments that pay nothing have no such page.
    other = await enter("handler", "/console/", DESKTOP)
    await other.page.locator("[data-page=lanes]").wait_for()
    await other.page.wait_for_load_state("networkidle")
    await expect(other.page.locator("[data-page=certification]")).to_have_count(0)
