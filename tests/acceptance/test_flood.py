"""A flood alert against the real thing: its story, and 2,000 sockets at once."""

import json
from pathlib import Path

import httpx
import pytest

from hub import scenarios
from hub.demo.clock import clock
from hub.demo.supervisor import demo
from hub.live.protocol import SUBPROTOCOL
from hub.scenarios import flood
from tests.bench.crowd import accounts
from tests.bench.fanout import SETTLED
from tests.bench.native import Console, Load, MissingError, masked, program, upgrade
from tests.bench.rig import rig
from tests.support import QUIET

SOCKETS = 2000


async def test_it_reaches_phones_and_everybody_else_by_message(
    demo_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with (
        demo(demo_folder, QUIET, lively=False) as running,
        clock(running.settings.owner_url()) as moved,
    ):
        assert await scenarios.run("flood", running.base_url, clock=moved) == 0, capsys.readouterr().out
    assert capsys.readouterr().out.count("✓") == len(flood.STEPS)


async def test_two_thousand_sockets_hear_it_exactly_once(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        program("load")
    except MissingError as error:
        pytest.skip(f"there is no {error}")
    async with rig() as made:
        community = await made.owner.fetchval("SELECT area FROM area_codes WHERE code = '510403001008'")
        [clerk] = await accounts(made, [("staff", "community_clerk", community, None)])
        people = await accounts(made, [("resident", "resident", made.district, None)] * SOCKETS)
        consoles = [
            Console(
                upgrade(
                    f"/live?log={made.district}", Sec_WebSocket_Protocol=SUBPROTOCOL,
                    Authorization=f"Bearer {one.token}",
                ),
                masked(json.dumps(
                    {"op": "subscribe", "id": 1, "topics": [f"public/{community}/notices", f"own/{one.account}"]}
                ).encode()),
            )
            for one in people
        ]  # fmt: skip
        headers = {"Authorization": f"Bearer {clerk.token}"}
        async with (
            Load(consoles, made.port, "flood") as load,
            httpx.AsyncClient(base_url=made.base_url, headers=headers, trust_env=False, timeout=30) as desk,
        ):
            seen = await load.open(SETTLED)
            assert seen.settled == SOCKETS
            # What the reader counts: a frame with this word in it.
            words = {"zh": {"title": "暴雨红色预警", "summary": "请马上上 2 楼。~t=0000000000000000000"}}
            given = {"kind": "alert", "areas": [str(community)], "words": words}
            written = await desk.post("/api/notices", json=given, headers={"Idempotency-Key": "write"})
            path = f"/api/notices/{written.json()['head']['id']}/submit"
            load.tell("reset")
            begun = (await load.report()).now
            sent = await desk.post(path, json={}, headers={"Idempotency-Key": "submit"})
            assert sent.json()["head"]["state"] == "published"
            report = await load.marks(
                SOCKETS + 1, patience=30.0
            )  # one more than there may be: a repeat would show
        assert (report.marks, report.closed) == (SOCKETS, 0)
    with capsys.disabled():
        print(
            f"\nflood alert: POST to the last of {SOCKETS} sockets {(report.last_mark - begun) * 1e3:.0f} ms"
        )
