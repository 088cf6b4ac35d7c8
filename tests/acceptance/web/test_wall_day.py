"""A wall stays up for days: a day of boards, one a second, goes through the page's own connection and leaves no more
memory in use than before. A short day here; `WALL_FRAMES=86400` makes it a whole one (docs/performance.md)."""

import os

import pytest
from playwright.async_api import expect

from tests.acceptance.web.conftest import WALL, Enter

FRAMES = int(os.environ.get("WALL_FRAMES", "240"))
WARM = min(1000, FRAMES // 2)
"""Frames after which everything that is made once is there."""
ROOM = 3_000_000
"""Bytes that a garbage-collected heap may differ by, of about 9 MB."""
KEEP = """const Line = WebSocket
window.WebSocket = class extends Line { constructor(...all) { super(...all); window.line = this } }"""
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
# Boards arrive on the page's own socket, each a task of its own as from the line; the numbers differ in every one.
DAY = """async ({ board, estates, first, last }) => {
  const chance = (most) => Math.floor(Math.random() * most)
  const { port1, port2 } = new MessageChannel()
  port1.start()
  const task = () => new Promise((done) => {
    port1.addEventListener('message', done, { once: true })
    port2.postMessage(0)
  })
  for (let number = first; number < last; number++) {
    const data = {
      ...board, version: board.version + number, open_total: number,
      open: { reported: chance(40), working: chance(40) },
      arrivals: Array.from({ length: 24 }, () => chance(30)),
      heat: estates.map((area) => ({ area, open: chance(12), late: chance(2) })),
      parts: board.parts.map((part) => ({ ...part, open: chance(40), late: chance(5) })),
    }
    const { area, at } = board
    const frame = { op: 'event', seq: data.version, type: 'board.counts', subject: area, area, at, data }
    window.line.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) }))
    await task()
  }
}"""


@pytest.mark.timeout(120 if FRAMES < 2000 else 14_400)
async def test_a_day_of_boards_leaves_no_memory_behind(enter: Enter) -> None:
    official = await enter("official", "/board/", WALL)
    page = official.page
    await page.add_init_script(KEEP)
    await page.reload()
    await expect(page.locator(".live-state")).to_have_attribute("data-state", "live")
    await expect(page.locator(".arrivals-chart svg text").first).to_be_visible()
    area = await page.locator(".wall").get_attribute("data-area")
    board = await page.evaluate("(area) => fetch(`/api/boards/${area}`).then((one) => one.json())", area)
    estates = await page.locator(".area-map .piece").evaluate_all(
        "(all) => all.map((one) => one.dataset.area)"
    )
    devtools = await page.context.new_cdp_session(page)

    async def heap() -> int:
        await page.evaluate(DRAWN)
        await devtools.send("HeapProfiler.collectGarbage")
        await devtools.send("HeapProfiler.collectGarbage")
        return int((await devtools.send("Runtime.getHeapUsage"))["usedSize"])

    async def day(first: int, last: int) -> None:
        await page.evaluate(DAY, {"board": board, "estates": estates, "first": first, "last": last})
        await expect(page.locator("[data-count=open]")).to_have_text(str(last - 1))

    await day(0, WARM)
    before = await heap()
    await day(WARM, FRAMES)
    after = await heap()
    nodes = await page.evaluate("document.querySelectorAll('*').length")
    print(
        f"{FRAMES} boards: heap {before / 1e6:.2f} MB after {WARM}, {after / 1e6:.2f} MB at the end; {nodes} elements"
    )
    assert after - before < ROOM
