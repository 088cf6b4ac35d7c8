"""5,000 open tickets on one desk: every one is reached by scrolling, few are on the page, frames are measured.

The frames are no matter of pass or fail, they depend on the machine: they are printed and written to
`build/frames.json`, from where `docs/performance.md` has them. To repeat:
`.venv/bin/python -m pytest -s tests/acceptance/web/test_thousands.py`.
"""

import asyncio
import json
from typing import Any

import asyncpg
import pytest
from playwright.async_api import Page, expect
from shequtong import Client

from tests.acceptance.conftest import ROOT, DemoHub
from tests.acceptance.web.conftest import DESKTOP, Enter
from tests.acceptance.web.test_pages import report

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

MANY = 5000
PLANT = """
INSERT INTO tickets (district, category, text, area, path, place, desk, holder_kind, holder, reporter, acknowledge_by,
                     resolve_by, urgent)
SELECT t.district, t.category, t.text || ' ' || n, t.area, t.path, t.place, t.desk, 'desk', t.desk, t.reporter,
       app_now() + n * interval '37 seconds', app_now() + n * interval '74 seconds', false
  FROM tickets t, generate_series(1, $2::int) n WHERE t.id = $1
"""

# Scrolls `step` pixels a frame until the end, or until `until` frames have passed. Answers with the worst frames (ms),
# the long tasks (ms), each ticket's places in the list, and how many rows were on the page at most.
SCROLL = """async ({ step, until }) => {
  const box = document.querySelector('.queue-box')
  box.scrollTop = 0
  await new Promise(requestAnimationFrame)
  const tasks = [], places = {}, frames = []
  const watcher = new PerformanceObserver(list => tasks.push(...list.getEntries().map(one => one.duration)))
  watcher.observe({ type: 'longtask' })
  let most = 0
  for (let before = await new Promise(requestAnimationFrame); frames.length < until;) {
    const rows = box.querySelectorAll('[data-row]')
    most = Math.max(most, rows.length)
    for (const row of rows) (places[row.dataset.row] ??= {})[row.dataset.at] = true
    if (box.scrollTop + box.clientHeight >= box.scrollHeight - 1) break
    box.scrollTop += step
    const now = await new Promise(requestAnimationFrame)
    frames.push(now - before)
    before = now
  }
  watcher.disconnect()
  frames.sort((a, b) => b - a)
  return {
    frames: frames.length, worst: frames.slice(0, 5), p99: frames[Math.floor(frames.length / 100)], tasks, most,
    places: Object.fromEntries(Object.entries(places).map(([id, at]) => [id, Object.keys(at)])),
  }
}"""


async def scroll(page: Page, step: int, until: int = 100_000) -> dict[str, Any]:
    measured: dict[str, Any] = await page.evaluate(SCROLL, {"step": step, "until": until})
    return measured


async def test_every_one_of_5000_tickets_is_reached_by_scrolling(enter: Enter, demo_hub: DemoHub) -> None:
    async with Client(demo_hub.url) as an:
        await an.sign_in_demo("an")
        made = await report(an, "楼道堆物，过不了人", "cluttered_stairs")
        owner = await asyncpg.connect(demo_hub.owner_url())
        await owner.execute(PLANT, made.id, MANY)
        open_now = {
            str(row["id"])
            for row in await owner.fetch(
                "SELECT id FROM tickets WHERE desk = (SELECT desk FROM tickets WHERE id = $1) AND state <> 'closed'",
                made.id,
            )
        }
        await owner.close()
        clerk = await enter("clerk", "/console/", DESKTOP)
        page = clerk.page
        await page.keyboard.press("2")
        await expect(page.locator("[data-list=unit] b")).to_have_text(str(len(open_now)), timeout=60_000)

        all_of_them = await scroll(page, 1400)
        assert set(all_of_them["places"]) == open_now
        assert [at for at in all_of_them["places"].values() if len(at) != 1] == []
        assert len({at[0] for at in all_of_them["places"].values()}) == len(open_now)
        assert all_of_them["most"] < 40

        # While colleagues and residents are at work: what comes in is there, the rest goes on.
        async def arrivals() -> None:
            for n in range(5):
                await report(an, f"刚报上来的 {n}", "cluttered_stairs")

        busy, _ = await asyncio.gather(scroll(page, 150, 120), arrivals())
        await expect(page.locator("[data-list=unit] b")).to_have_text(str(len(open_now) + 5))
        assert busy["most"] < 40

        # By keyboard and by words it is as quick to reach.
        await page.keyboard.press("/")
        await page.keyboard.type("过不了人 4321")
        found = page.locator(".queue [data-row]")
        await expect(found.filter(has_text="过不了人 4321")).to_have_count(1)
        assert await found.count() < 5
    measured = {
        name: {key: value for key, value in one.items() if key != "places"}
        for name, one in (("scrolling", all_of_them), ("with_arrivals", busy))
    }
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build" / "frames.json").write_text(json.dumps(measured, indent=2))
    for name, one in measured.items():
        told = f"worst {one['worst'][0]:.1f} ms, p99 {one['p99']:.1f} ms"
        print(f"{name}: {one['frames']} frames, {told}, longest task {max(one['tasks'], default=0):.0f} ms")
