"""A post with a number plate in its photo: reported, blacked out, hidden, appealed, restored by somebody else; three
people, each at a device of their own. Then the words of the district, tried before they hold."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.acceptance.conftest import DemoHub
from tests.acceptance.web.axe import serious
from tests.acceptance.web.conftest import DESKTOP, PHONE, Enter, Person
from tests.acceptance.web.test_pages import AUDIT

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

SEND = """async ([path, body]) => {
  const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }
  const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
  return [answer.status, await answer.json()]
}"""
PHOTO = """async () => {
  const canvas = document.createElement('canvas')
  canvas.width = 640
  canvas.height = 480
  const draw = canvas.getContext('2d')
  draw.fillStyle = '#8fa7b8'
  draw.fillRect(0, 0, 640, 480)
  draw.fillStyle = '#c0392b'
  draw.fillRect(120, 200, 400, 180)
  draw.fillStyle = '#1d4ed8'
  draw.fillRect(240, 310, 160, 48)
  draw.fillStyle = '#ffffff'
  draw.font = '32px sans-serif'
  draw.fillText('示A12345', 250, 346)
  const photo = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.9))
  const form = new FormData()
  form.append('photo', photo, 'car.jpg')
  const headers = { 'idempotency-key': crypto.randomUUID() }
  const answer = await fetch('/api/photos', { method: 'POST', headers, body: form })
  return (await answer.json()).id
}"""
PLATE = """async (url) => {
  const image = new Image()
  image.src = url
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = image.naturalWidth
  canvas.height = image.naturalHeight
  canvas.getContext('2d').drawImage(image, 0, 0)
  return [...canvas.getContext('2d').getImageData(320, 334, 1, 1).data]
}"""


async def send(person: Person, path: str, body: dict[str, Any]) -> dict[str, Any]:
    status, answer = await person.page.evaluate(SEND, [path, body])
    assert status < 300, (path, answer)
    return dict(answer)


async def test_hidden_and_appealed_before_somebody_else(enter: Enter, demo_hub: DemoHub) -> None:
    an = await enter("an", "/", PHONE)
    qin = await enter("qin", "/", PHONE)
    clerk = await enter("clerk", "/console/", DESKTOP)
    secretary = await enter("secretary", "/console/", DESKTOP)

    photo = await an.page.evaluate(PHOTO)
    community = (await clerk.page.evaluate("async () => (await fetch('/api/me')).json()"))["grants"][0][
        "area"
    ]["id"]
    post = await send(
        an,
        "/api/posts",
        {"area": community, "text": "这辆车又堵消防通道，谁家的？太没素质了", "photos": [photo]},
    )
    await qin.page.goto(f"/#/neighbours/{post['id']}")
    await qin.page.locator("[data-report]").first.click()
    # On a short phone in large type too, the end of the form is not under the bar.
    await qin.page.locator(".report-thing textarea").wait_for()
    size = qin.page.viewport_size
    await qin.page.set_viewport_size({"width": 320, "height": 568})
    await qin.page.evaluate("document.documentElement.dataset.elder = ''")
    await expect(qin.page.locator(".send-bar")).to_be_visible()
    await qin.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    await qin.picture("elder-short-report")
    assert [one for one in await qin.page.evaluate(AUDIT) if one.startswith("covered")] == []
    await qin.page.evaluate("delete document.documentElement.dataset.elder")
    await qin.page.set_viewport_size(size)
    await qin.page.locator("[data-reason=abuse]").click()
    await qin.page.locator(".report-thing textarea").fill("车牌都拍出来骂")
    await qin.picture("phone-report", whole=True)
    await qin.page.locator("[data-report-send]").click()
    await expect(qin.page.locator("[data-reported]")).to_contain_text("已收到")

    # the first clerk: sees it come, blacks the plate out, hides it
    await clerk.page.goto("/console/#/moderation")
    row = clerk.page.locator(".beside-row", has_text="消防通道")
    await row.click()
    sheet = clerk.page.locator("[data-sheet]")
    await expect(sheet).to_contain_text("车牌都拍出来骂")
    await clerk.picture("console-moderation")
    before = await sheet.locator("[data-photo] img").get_attribute("src")
    await sheet.locator("[data-photo]").click()
    frame = sheet.locator(".redact-frame")
    box = await frame.bounding_box()
    assert box is not None
    mouse = clerk.page.mouse
    await mouse.move(box["x"] + box["width"] * 0.36, box["y"] + box["height"] * 0.62)
    await mouse.down()
    await mouse.move(box["x"] + box["width"] * 0.64, box["y"] + box["height"] * 0.76, steps=4)
    await mouse.up()
    await expect(sheet.locator("[data-part]")).to_have_count(1)
    await clerk.picture("console-redact")
    await sheet.get_by_label("为什么打码").fill("车牌")
    await sheet.locator("[data-redact-send]").click()
    await expect(sheet.locator("[data-redact]")).to_have_count(0)
    image = sheet.locator("[data-photo] img")
    await expect(image).not_to_have_attribute("src", before or "")
    shown = (await image.get_attribute("src") or "").replace("/preview?", "/preview?")
    detail = await clerk.page.evaluate(
        "async (id) => (await fetch('/api/moderation/cases/' + id)).json()",
        await sheet.get_attribute("data-sheet"),
    )
    assert max((await clerk.page.evaluate(PLATE, detail["photos"][0]["url"]))[:3]) < 40
    assert shown != before
    gone = await clerk.page.evaluate("async (url) => (await fetch(url, { cache: 'reload' })).status", before)
    assert gone == 404
    await clerk.page.locator("h1").click()
    await clerk.page.keyboard.press("n")
    await sheet.get_by_role("button", name="有侮辱、谩骂他人的话").click()
    await clerk.picture("console-moderation-reason")
    await sheet.locator("[data-send]").click()
    await expect(clerk.page.locator("[data-decided]")).to_contain_text("已隐藏")

    # its author: why, and a second look
    await an.page.goto(f"/#/moderated/{post['id']}")
    mine = an.page.locator("[data-case]")
    await expect(mine).to_contain_text("有侮辱、谩骂他人的话")
    await mine.locator("[data-appeal-open]").click()
    await an.picture("phone-moderated", whole=True)
    await mine.locator("textarea").fill("我说的是乱停车这件事，没有骂谁")
    await mine.locator("[data-appeal-send]").click()
    await expect(mine).to_contain_text("正在复核")

    # who hid it may not decide; somebody else does
    await clerk.page.locator("[data-tab=appealed]").click()
    await clerk.page.locator(".beside-row", has_text="消防通道").click()
    await expect(clerk.page.locator("[data-refusal]")).to_contain_text("另一位同事")
    await expect(clerk.page.locator("[data-do]")).to_have_count(0)
    await clerk.picture("console-moderation-twice")
    await secretary.page.goto("/console/#/moderation")
    await secretary.page.locator(".beside-row", has_text="消防通道").focus()
    await secretary.page.keyboard.press("Enter")
    await expect(secretary.page.locator("[data-sheet]")).to_contain_text("没有骂谁")
    await secretary.picture("console-moderation-appeal")
    await secretary.page.keyboard.press("y")
    await secretary.page.locator("[data-reason] textarea").fill("看过了，没有骂人，车牌已涂黑")
    await secretary.page.keyboard.press("Control+Enter")
    await expect(secretary.page.locator("[data-decided]")).to_contain_text("已恢复显示")
    await expect(mine).to_contain_text("正常显示")
    await expect(mine).to_contain_text("看过了，没有骂人，车牌已涂黑")
    await an.remember(elder="on")
    await expect(mine).to_contain_text("正常显示")
    await an.picture("elder-moderated", whole=True)


async def test_words_are_tried_before_they_hold(enter: Enter, demo_hub: DemoHub) -> None:
    district = await enter("district", "/console/", DESKTOP)
    await district.page.goto("/console/#/moderation/rules")
    await district.page.locator("[data-rule-words] textarea, textarea[data-rule-words]").fill(
        "三角梅\n代办*社保"
    )
    await district.page.locator("[data-rule-reason] input, input[data-rule-reason]").fill("试一试")
    await district.page.locator("[data-try]").click()
    await expect(district.page.locator("[data-tried]")).to_contain_text("会有 1 条")
    await district.picture("console-moderation-rules", whole=True)
    await district.page.locator("[data-add]").click()
    await expect(district.page.locator("[data-rule='代办*社保']")).to_be_visible()
    await district.page.goto("/console/#/moderation/blocks")
    await expect(district.page.locator("[data-empty]")).to_be_visible()
    await district.page.locator("[data-block-new]").click()
    await district.page.locator("[data-block-somebody] input").fill("秦")
    await district.page.keyboard.press("Enter")
    await district.page.locator("[data-person]").first.wait_for()
    await district.picture("console-block-somebody")
    await district.page.locator("[data-person]").first.click()
    await district.page.locator("[data-block-form] input").fill("多次辱骂邻居")
    await district.picture("console-block-form")
    assert await serious(district.page) == []
    await district.page.locator("[data-block-send]").click()
    blocked = district.page.locator("[data-block]", has_text="多次辱骂邻居").first
    await expect(blocked).to_contain_text("秦")
    await blocked.locator("[data-lift]").click()
    await blocked.locator("input").fill("已道歉")
    await blocked.locator("[data-lift-send]").click()
    await expect(district.page.locator("[data-empty]")).to_be_visible()
