"""The wall counts certification: somebody is seen at the desk, and the panel says so without being opened again."""

from playwright.async_api import expect

from tests.acceptance.web.conftest import DESKTOP, WALL, Enter

SEEN = """async () => {
  const found = await (await fetch('/api/certification/persons')).json()
  const person = found.persons.find((one) => one.standing.certified_on === null)
  const answer = await fetch(`/api/certification/persons/${person.standing.id}/in-person`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() },
    body: JSON.stringify({ way: 'visit', evidence: '上门核对身份证原件，本人在家' }),
  })
  return answer.status
}"""


async def test_the_wall_counts_certification_live(enter: Enter) -> None:
    official = await enter("official", "/board/", WALL)
    panel = official.page.locator(".certification")
    await expect(panel.locator("h2")).to_contain_text("名册 3 人")
    await expect(panel.locator("[data-certification=certified] dd")).to_have_text("0")
    clerk = await enter("clerk", "/console/", DESKTOP)
    assert await clerk.page.evaluate(SEEN) == 201
    await expect(panel.locator("[data-certification=certified] dd")).to_have_text("1")
    await official.picture("board-certification")
    await official.remember(locale="en")
    await expect(panel.locator("h2")).to_contain_text("3 on the rosters")
    await official.picture("board-certification-en")
    await official.page.set_viewport_size({"width": 390, "height": 844})
    await official.picture("board-certification-phone", whole=True)
    assert await official.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
