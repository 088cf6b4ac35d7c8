"""The clocks of hub and relays, moved while they serve; PostgreSQL's is right."""

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from tests.faults.kinds.disk import a_picture
from tests.faults.moved import HOURS
from tests.faults.stage import Stage
from tests.support import until

SOON = timedelta(minutes=1)


async def moved(stage: Stage) -> None:
    """An hour on, an hour back, right again. What ends and what is late follows PostgreSQL's time all along."""
    leads = await _leads(stage)
    try:
        for goal in stage.rng.choice(((1, -1), (-1, 1))):
            _move(stage, goal)
            await stage.load.more(10)
            await _times(stage, timedelta(hours=goal))
            await stage.level()
    finally:
        _move(stage, 0)
    assert await _leads(stage) == leads, "leadership does not follow the clock"
    stage.mended()
    await stage.load.more(10)


def _move(stage: Stage, hours: int) -> None:
    for process in (*stage.rig.hubs, *stage.rig.relays):
        process.send(HOURS[hours])


async def _leads(stage: Stage) -> list[float]:
    return [await relay.metric("shequ_relay_leading") for relay in stage.rig.relays]


async def _times(stage: Stage, wrong: timedelta) -> None:
    """What the hub says of times, while its own is `wrong` by so much."""
    rig = stage.rig
    now = datetime.now(UTC)
    clerk = await rig.people.clerk()
    long, over = [await rig.token(clerk) for _ in range(2)]
    owner = await rig.owner()
    for token, left in ((long, "30 minutes"), (over, "-30 minutes")):
        await owner.execute(
            "UPDATE sessions SET expires_at = now() + $2::text::interval, last_seen_at = now() "
            "WHERE token_hash = sha256(convert_to($1, 'UTF8'))",
            token, left,
        )  # fmt: skip
    async with _client(stage, long) as client, _client(stage, over) as nobody:
        answer = await client.get("/api/me")
        assert answer.status_code == 200, "over before its time"

        async def its_own() -> bool:
            told = (await client.get("/api/me")).headers["date"]  # made once a second
            return abs(parsedate_to_datetime(told) - now - wrong) < SOON

        await until(its_own)
        assert (await nobody.get("/api/me")).status_code == 401, "not over when it is time"
        board = (await client.get(f"/api/boards/{rig.place.community}")).json()
        assert abs(datetime.fromisoformat(board["at"]) - now) < SOON, "the board is of another time"
        photo = await client.post("/api/photos", files={"photo": a_picture()})
        shown = await client.get(photo.json()["url"])
        assert shown.status_code == 200, "a link that is over when it is made"
    report = await stage.load.settle(stage.load.report())
    assert abs(datetime.fromisoformat(report["created_at"]) - now) < SOON, "reported at another time"


@contextlib.asynccontextmanager
async def _client(stage: Stage, token: str) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Authorization": f"Bearer {token}"}
    base_url = stage.rig.hub.base_url
    async with httpx.AsyncClient(base_url=base_url, headers=headers, trust_env=False, timeout=15) as made:
        yield made
