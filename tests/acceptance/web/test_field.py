"""On duty with a phone: a plumber's job from the firm's list to done; a grid officer's doors."""

import pytest
from playwright.async_api import expect
from shequtong import Client
from shequtong.types import Ticket

from tests.acceptance.conftest import DemoHub
from tests.acceptance.web.conftest import PHONE, Enter, Person
from tests.acceptance.web.test_story import photo

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

# What a thumb in a work glove does not hit, and what scrolls sideways.
AUDIT = """() => {
  const seen = one => one.checkVisibility({ visibilityProperty: true }) && !one.closest('.visually-hidden')
  const wrong = []
  for (const one of document.querySelectorAll('a, button, input, textarea, select, [role=switch]')) {
    if (!seen(one)) continue
    const { width, height } = (one.closest('label') ?? one.closest('.van-cell') ?? one).getBoundingClientRect()
    if (width < 47.5 || height < 47.5)
      wrong.push(`${Math.round(width)}×${Math.round(height)} ${one.innerText || one.name || one.className}`)
  }
  const wide = document.documentElement.scrollWidth
  if (wide > screen.width) wrong.push(`scrolls sideways: ${wide}`)
  return wrong
}"""


async def looked(person: Person, name: str) -> None:
    """A picture of the page in Chinese, and nothing on it too small."""
    await person.picture(f"field-{name}", whole=True)
    assert await person.page.evaluate(AUDIT) == [], name


async def test_a_plumber_takes_the_drain_from_dispatched_to_done(enter: Enter, demo_hub: DemoHub) -> None:
    async with Client(demo_hub.url) as an, Client(demo_hub.url) as clerk:
        await an.sign_in_demo("an")
        await clerk.sign_in_demo("clerk")
        estate = (await an.search_areas("宝鼎金沙小区", limit=1))[0]
        ticket = await an.tickets.create(
            area=estate.id,
            category="drain_blocked",
            text="门口下水道堵了，脏水漫到楼道",
            place_text="12栋3单元门口",
        )
        detail = await clerk.tickets.get(ticket.id)
        firm = next(one for one in detail.handlers if one.name == "示例物业甲")
        await clerk._transport.command(
            f"/api/tickets/{ticket.id}/dispatch", {"organisation": str(firm.id)}, Ticket
        )

        # The dispatcher takes it up on her phone and gives it to Ma; his phone has it by itself.
        ma = await enter("worker", "/#/staff", PHONE)
        await ma.page.locator("[data-idle]").wait_for()
        wu = await enter("dispatcher", "/#/staff", PHONE)
        await wu.page.locator(f"[data-section=accept] [data-number='{ticket.number}']").click()
        await wu.page.locator(".thumb [data-act=accept]").click()
        await looked(wu, "accept")
        await wu.page.locator("[data-minutes='30']").click()
        await wu.page.locator(".thumb [data-act=dispatch]").click()
        await wu.page.locator(".choices button", has_text="马师傅").click()
        await looked(wu, "assign")
        await wu.page.locator("[data-send]").click()
        card = ma.page.locator(f"[data-section=do] [data-number='{ticket.number}']")
        await card.wait_for()
        await looked(ma, "work")
        await card.click()
        await ma.page.locator(".timeline").wait_for()
        await looked(ma, "job")

        # In the cellar there is no signal: there, with a picture of how it looks first. Half written, the page goes.
        await ma.page.context.set_offline(True)
        await ma.page.locator("[data-line=cut]").wait_for()
        await ma.page.locator(".thumb [data-act=arrive]").click()
        await ma.page.locator("[data-send]").click()
        await expect(ma.page.locator("[data-form] .alert")).to_have_text("请先拍一张照片。")
        await ma.page.locator("input[type=file]").set_input_files(photo("#4d5d53", "BEFORE"))
        await ma.page.locator("[data-shot]").wait_for()
        await looked(ma, "arrive")
        await ma.page.locator("[data-send]").click()
        waiting = ma.page.locator("[data-waiting=arrive]")
        await expect(waiting).to_contain_text("已存在手机上（照片 1 张）")
        await looked(ma, "waiting")
        assert "arrived" not in [step.kind for step in (await an.tickets.get(ticket.id)).timeline]

        # Meanwhile he writes that it is done; the phone's memory is short, and the page opens anew with what he wrote.
        await ma.page.locator(".thumb [data-act=resolve]").click()
        await ma.page.locator("textarea[name=text]").fill("疏通了，清出一团布条，冲洗了楼道。")
        await ma.page.locator("input[type=file]").set_input_files(photo("#2f6d57", "AFTER"))
        await ma.page.locator("[data-shot]").wait_for()
        await ma.page.context.set_offline(False)
        await expect(waiting).to_have_count(0)
        await expect(ma.page.locator(".timeline [data-kind=arrived]")).to_have_count(1)
        await ma.page.reload()
        await expect(ma.page.locator("textarea[name=text]")).to_have_value(
            "疏通了，清出一团布条，冲洗了楼道。"
        )
        await expect(ma.page.locator("[data-shot] img")).to_have_js_property("complete", True)
        await looked(ma, "resolve")
        await ma.page.locator("[data-send]").click()
        await expect(ma.page.locator("[data-job]")).to_have_attribute("data-state", "resolved")
        await looked(ma, "done")
        seen = await an.tickets.get(ticket.id)
        assert [step.kind for step in seen.timeline].count("arrived") == 1
        assert (len(seen.before), len(seen.evidence)) == (1, 1)
        assert seen.ticket.state == "resolved"
    await ma.remember(locale="en", elder="on")
    await ma.page.locator(".timeline").wait_for()
    await looked(ma, "done-en-large")


async def test_a_grid_officer_checks_a_residence_and_certifies_at_home(
    enter: Enter, demo_hub: DemoHub
) -> None:
    async with Client(demo_hub.url) as hu:
        await hu.sign_in_demo("hu")
        estate = (await hu.search_areas("宝鼎金沙小区", limit=1))[0]
        for place in ("12栋3单元1-6", "12栋3单元2-1"):
            door = (await hu.resolve_area(estate.id, place)).area.id
            await hu._transport.command(
                "/api/residences", {"dwelling": str(door), "kind": "tenant"}, dict[str, object]
            )
    wang = await enter("grid", "/#/staff", PHONE)
    await wang.page.locator(".tabs a[href='#/rounds']").click()
    claims = wang.page.locator("[data-residence]")
    await expect(claims).to_have_count(2)
    await looked(wang, "rounds")
    await claims.first.locator("[data-refuse]").click()
    await claims.first.locator("[data-reason=wrong_door]").click()
    await looked(wang, "refuse")
    await claims.first.locator("[data-refuse-send]").click()
    await expect(claims).to_have_count(1)

    # A home visit: asked, agreed, photographed, seen, done.
    visits = wang.page.locator("[data-visit]")
    await visits.first.wait_for()
    before = await visits.count()
    await visits.first.click()
    await wang.page.locator("[data-unmask]").click()
    await wang.page.locator("[data-unmask]").wait_for(state="detached")
    await looked(wang, "visit-consent")
    await wang.page.locator("[data-agree]").click()
    await wang.page.locator("[data-agreed]").wait_for()
    await wang.page.locator("input[type=file]").set_input_files(photo("#806040", "SHE"))
    await wang.page.locator("[data-kept]").wait_for()
    await wang.page.locator("[data-done]").click()
    await expect(wang.page.locator("form .alert")).to_contain_text("至少 5 个字")
    await wang.page.locator("[data-ready=well]").click()
    await looked(wang, "visit")
    await wang.page.context.set_offline(True)
    await wang.page.locator("[data-line=cut]").wait_for()
    await wang.page.locator("[data-done]").click()
    await wang.page.locator("[data-waiting=certify]").wait_for()
    await wang.page.context.set_offline(False)
    await wang.page.locator("[data-certified]").wait_for()
    await looked(wang, "visit-done")
    await wang.page.locator("a[href='#/rounds'], [data-certified] button").first.click()
    await expect(visits).to_have_count(before - 1)
    # On the stairs there is no signal: it is kept, and goes by itself.
    await wang.page.context.set_offline(True)
    await wang.page.locator("[data-line=cut]").wait_for()
    await claims.first.locator("[data-verify]").click()
    await expect(claims.first.locator("[data-waiting=verify]")).to_contain_text("已存在手机上")
    await looked(wang, "rounds-waiting")
    await wang.page.context.set_offline(False)
    await expect(claims).to_have_count(0)
    await wang.remember(locale="en")
    await wang.page.locator("[data-visits] h2").wait_for()
    await looked(wang, "rounds-en")
