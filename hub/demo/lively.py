"""A gentle stream of reports from the demo's pool, through the public API, by an account marked as practice."""

import asyncio
import random
from typing import Any

import structlog
from shequtong import Client, ShequtongError

from hub.demo.seed import load

log = structlog.get_logger("lively")

# Between two reports (seconds, evenly between the two).
PAUSE = (20.0, 60.0)
FIRST_PAUSE = 5.0


async def run(base_url: str, stop: asyncio.Event) -> None:
    """Reports until `stop`; what the hub refuses or cannot take is tried again later."""
    reports: list[dict[str, Any]] = load()["reports"]
    pause = FIRST_PAUSE
    while not await _stopped(stop, pause):
        try:
            async with Client(base_url) as client:
                await client.sign_in_demo("lively")
                while True:
                    await _report(client, random.choice(reports))  # noqa: S311  # which report, not a secret
                    if await _stopped(stop, random.uniform(*PAUSE)):  # noqa: S311
                        return
        except ShequtongError as error:
            log.warning("not reported", reason=str(error))
        pause = PAUSE[0]


async def _stopped(stop: asyncio.Event, within: float) -> bool:
    try:
        await asyncio.wait_for(stop.wait(), within)
    except TimeoutError:
        return False
    return True


async def _report(client: Client, report: dict[str, Any]) -> None:
    found = await client.search_areas(report["at"], limit=1)
    area, rest = found[0].id, ""
    if report["place"]:
        match = await client.resolve_area(area, report["place"])
        area, rest = match.area.id, match.rest
    await client.tickets.create(area=area, category=report["category"], text=report["text"], place_text=rest)
