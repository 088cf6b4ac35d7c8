"""axe-core over a page as somebody sees it: what would keep people out."""

from pathlib import Path

from playwright.async_api import Page

AXE = Path(__file__).resolve().parents[3] / "clients" / "web" / "node_modules" / "axe-core" / "axe.min.js"
FINDINGS = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ['violations'] })
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`)
}"""


async def serious(page: Page) -> list[str]:
    """Its serious and critical findings, each with the elements."""
    if await page.evaluate("typeof window.axe") == "undefined":
        await page.evaluate(AXE.read_text())
    found: list[str] = await page.evaluate(FINDINGS)
    return found
