"""Every metric moves when its event happens: read from running processes as Prometheus reads them."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import msgspec
import promql_parser
import pytest
import yaml
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from hub import metrics, scrape
from hub.backup.age import Ages
from hub.embedded.process import free_port
from hub.events.relay import Relay
from hub.events.sender import Sender
from hub.jobs.forward import run_relay
from hub.live.protocol import SUBPROTOCOL
from hub.rates import WRITE_ACCOUNT
from hub.serve import serve
from hub.settings import Settings
from tests.conftest import RunningHub
from tests.support import District, People, until

REPORT = {"category": "drain_blocked", "text": "门口下水道堵塞", "photos": []}


class Scraped(dict[tuple[str, frozenset[tuple[str, str]]], float]):
    """One scrape: `at("name", label=value)`; what is not there is 0."""

    def at(self, name: str, **labels: str) -> float:
        return self.get((name, frozenset(labels.items())), 0.0)


class Target:
    """A process's metrics over HTTP."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/metrics"

    async def scrape(self) -> Scraped:
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(self.url)
        assert answer.status_code == 200
        return Scraped(
            {
                (sample.name, frozenset(sample.labels.items())): sample.value
                for family in text_string_to_metric_families(answer.text)
                for sample in family.samples
            }
        )

    async def until(self, name: str, value: float, **labels: str) -> Scraped:
        """Waits until the metric has reached the value."""

        async def reached() -> Scraped | None:
            scraped = await self.scrape()
            return scraped if scraped.at(name, **labels) >= value else None

        found = await until(reached, step=0.05)
        assert isinstance(found, Scraped)
        return found


@asynccontextmanager
async def target(registry: CollectorRegistry) -> AsyncIterator[Target]:
    port = free_port()
    async with scrape.serving(port, registry):
        yield Target(port)


@pytest.fixture
async def hub_target(hub: RunningHub) -> AsyncIterator[Target]:
    async with target(metrics.of_hub(hub.hub)) as one:
        yield one


@asynccontextmanager
async def opened(hub: RunningHub, token: str | None, **options: Any) -> AsyncIterator[ClientConnection]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with connect(
        options.pop("url", hub.live_url), additional_headers=headers, subprotocols=[Subprotocol(SUBPROTOCOL)],
        compression=None, proxy=None, close_timeout=1, **options,
    ) as socket:  # fmt: skip
        yield socket


async def ask(socket: ClientConnection, until_op: str, **message: Any) -> list[dict[str, Any]]:
    """Sends, and reads up to the first message of that kind."""
    await socket.send(json.dumps(message))
    got: list[dict[str, Any]] = []
    while not got or got[-1]["op"] != until_op:
        async with asyncio.timeout(10):
            got.append(json.loads(await socket.recv()))
    return got


async def report(client: httpx.AsyncClient, people: People, key: str) -> httpx.Response:
    body = REPORT | {"area": str(people.place.unit)}
    return await client.post("/api/tickets", json=body, headers={"Idempotency-Key": key})


async def test_connections_frames_and_resumes(
    hub: RunningHub, hub_target: Target, people: People, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    clerk, resident = await people.clerk(), await people.resident()
    mine = f"staff/{people.place.community}/tickets"
    token = await hub.token(clerk)
    before = await hub_target.scrape()
    assert before.at("shequ_live_connections", kind="staff") == 0
    async with (
        opened(hub, token) as console,
        opened(hub, await hub.token(resident)) as phone,
        opened(hub, None),
    ):
        subscribed = (await ask(console, "recovered", op="subscribe", id=1, topics=[mine]))[-2]
        await ask(phone, "recovered", op="subscribe", id=1, topics=[f"own/{resident.account}"])
        now = await hub_target.until("shequ_live_audiences", 2)
        for kind in ("staff", "resident", "unknown"):
            assert now.at("shequ_live_connections", kind=kind) == 1
        assert now.at("shequ_live_handshakes_total") == 3
        assert now.at("shequ_live_frames_total") >= 6  # welcome, subscribed, recovered: of two
        async with await hub.client(resident) as client:
            for number in range(3):
                assert (await report(client, people, f"r{number}")).status_code == 201
                while json.loads(await console.recv())["op"] != "event":
                    pass
        later = await hub_target.scrape()
        # Three reports, each an event for staff and one for the resident.
        assert later.at("shequ_live_batch_events_sum") >= 6
        assert 1 <= later.at("shequ_live_batch_events_count") <= later.at("shequ_live_batch_events_sum")
        assert later.at("shequ_live_batch_events_bucket", le="+Inf") == later.at(
            "shequ_live_batch_events_count"
        )
        assert later.at("shequ_live_frames_total") - now.at("shequ_live_frames_total") >= 6
        assert later.at("shequ_live_written_bytes_total") - now.at("shequ_live_written_bytes_total") > 6 * 500
        assert later.at("shequ_log_head") - now.at("shequ_log_head") >= 6
        assert later.at("shequ_log_ring_events") >= 6
        assert later.at("shequ_log_ring_bytes") > 6 * 500

        place = {"epoch": subscribed["epoch"], "seq": subscribed["seq"]}
        async with opened(hub, token) as again:
            await ask(again, "recovered", op="subscribe", id=1, topics=[mine], **{"from": place})
            level = place | {"seq": int(later.at("shequ_log_head"))}
            await ask(again, "recovered", op="subscribe", id=2, topics=[mine], **{"from": level})
            other = {"epoch": "another", "seq": 1}
            await ask(again, "recovered", op="subscribe", id=3, topics=[mine], **{"from": other})
            hub.hub.tail.ring.scrub(hub.hub.tail.ring.head)
            await ask(again, "recovered", op="subscribe", id=4, topics=[mine], **{"from": place})
        last = await hub_target.until("shequ_live_closes_total", 1, code="1000")
        for source in ("level", "ring", "postgres"):
            assert last.at("shequ_live_resumes_total", source=source) == 1, source
        for source in ("ring", "postgres"):
            assert last.at("shequ_live_replayed_events_total", source=source) == 3, source
        assert last.at("shequ_live_resets_total", reason="epoch") == 1
        [slow] = hub.hub.live._accounts[clerk.account]
        slow.pause_writing()
        await hub_target.until("shequ_live_slow_readers", 1)
        slow.resume_writing()
        now = await hub_target.scrape()
        assert (now.at("shequ_live_slow_readers"), now.at("shequ_live_slowed_total")) == (0, 1)
        phone.transport.abort()
        last = await hub_target.until("shequ_live_closes_total", 1, code="1006")
        assert last.at("shequ_live_connections", kind="resident") == 0
    await hub_target.until("shequ_loop_late_seconds_count", 1)


async def test_the_door_counts_whom_it_refuses(hub: RunningHub, hub_target: Target, people: People) -> None:
    token = await hub.token(await people.clerk())
    for options in (
        {"origin": "https://elsewhere.example"},
        {"url": hub.live_url.replace("log=", "log=0")},
        {"url": hub.live_url.replace("/live", "/other")},
    ):
        with pytest.raises(InvalidStatus):
            async with opened(hub, token, **options):
                pass
    async with opened(hub, "nobody's") as socket:
        await socket.wait_closed()
    now = await hub_target.scrape()
    for reason in ("origin", "log", "http_404"):
        assert now.at("shequ_live_refused_total", reason=reason) == 1, reason
    assert now.at("shequ_live_closes_total", code="4401") == 1
    async with opened(hub, token) as socket:
        await socket.close(4999)  # a number of its own gets no line of its own
    now = await hub_target.until("shequ_live_closes_total", 1, code="0")
    assert not [key for key in now if ("code", "4999") in key[1]]


async def test_presence(hub: RunningHub, hub_target: Target, people: People) -> None:
    clerk, resident = await people.clerk(), await people.resident()
    async with await hub.client(resident) as client:
        ticket = (await report(client, people, "r")).json()["id"]
    topic = f"staff/ticket/{ticket}"
    await until(hub.hub.neighbours.listening.is_set)
    async with opened(hub, await hub.token(clerk)) as console:
        await ask(console, "presence", op="subscribe", id=1, topics=[topic])
        await ask(console, "presence", op="presence", topic=topic, state="viewing")
        now = await hub_target.until("shequ_presence_messages_total", 1, way="heard")
        assert now.at("shequ_presence_entries") == 1
        assert now.at("shequ_presence_frames_total") == 1
        assert now.at("shequ_presence_messages_total", way="said") >= 1
        assert now.at("shequ_presence_linked") == 1
        hub.hub.live.presence.hear(b"rubbish")
        assert (await hub_target.scrape()).at("shequ_presence_dropped_total") == 1


async def test_http_is_counted_as_it_was_answered(
    hub: RunningHub, hub_target: Target, people: People
) -> None:
    resident = await people.resident()
    started = await hub_target.scrape()
    async with await hub.client(resident) as client:
        assert (await report(client, people, "same")).status_code == 201
        assert (await report(client, people, "same")).status_code == 201
        other = await client.post(
            "/api/tickets", json={"area": str(uuid4())}, headers={"Idempotency-Key": "same"}
        )
        assert other.status_code == 400
        assert (await client.get(f"/api/tickets/{uuid4()}")).status_code == 404
        assert (await client.get("/no/such/thing")).status_code == 404
        assert (await client.request("PROPFIND", "/api/me")).status_code == 405
        for _ in range(WRITE_ACCOUNT.amount):
            hub.hub.rates._own.hit(WRITE_ACCOUNT, (str(resident.account),), time.monotonic())
        refused = await report(client, people, "too-many")
        assert refused.status_code == 429
    async with httpx.AsyncClient(base_url=hub.base_url, trust_env=False) as stranger:
        assert (await stranger.get("/api/me")).status_code == 401

    now = await hub_target.scrape()

    def requests(method: str, route: str, status: int) -> float:
        return now.at("shequ_http_requests_total", method=method, route=route, status=str(status))

    assert requests("POST", "/api/tickets", 201) == 2
    assert requests("POST", "/api/tickets", 400) == 1
    assert requests("POST", "/api/tickets", 429) == 1
    assert requests("GET", "/api/tickets/{ticket}", 404) == 1
    assert requests("GET", "/api/me", 401) == 1
    assert not [key for key in now if "PROPFIND" in dict(key[1]).values()]
    assert now.at("shequ_http_request_seconds_count", route="/api/tickets") == 4
    assert now.at("shequ_http_request_seconds_sum", route="/api/tickets") > 0
    assert now.at("shequ_rates_refused_total", limit="write.account") == 1

    def repeated(outcome: str) -> float:
        name = "shequ_commands_repeated_total"
        return now.at(name, outcome=outcome) - started.at(name, outcome=outcome)

    assert repeated("replayed") == 1
    assert now.at("shequ_postgres_connections", state="idle") >= 1


async def test_lag_shows_what_postgresql_has_more(
    hub: RunningHub, hub_target: Target, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = await hub_target.scrape()
    assert now.at("shequ_log_behind_events") == 0
    assert now.at("shequ_log_level_age_seconds") < 5
    hub.hub.tail.table_head = hub.hub.tail.ring.head + 7
    hub.hub.tail.progress_at -= 60
    now = await hub_target.scrape()
    assert now.at("shequ_log_behind_events") == 7
    assert now.at("shequ_log_level_age_seconds") > 50


async def test_jobs_by_kind_and_state(
    hub: RunningHub, hub_target: Target, district: District, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await owner.execute(
        """INSERT INTO jobs (district, kind, payload, status, lease_until, finished_at, look_at)
           SELECT $1, 'counted', '{}', status, lease, ended, app_now() + interval '1 day'
             FROM (VALUES ('pending', NULL::timestamptz, NULL::timestamptz), ('pending', NULL, NULL),
                          ('pending', app_now() + interval '1 h', NULL), ('dead', NULL, app_now()),
                          ('done', NULL, app_now())) AS rows (status, lease, ended)""",
        district.district,
    )
    await hub.hub.jobs.look()
    now = await hub_target.scrape()
    for state, count in (("waiting", 2), ("running", 1), ("dead", 1)):
        assert now.at("shequ_jobs", kind="counted", state=state) == count
    assert now.at("shequ_jobs_age_seconds") < 5
    await owner.execute("DELETE FROM jobs WHERE kind = 'counted'")
    await hub.hub.jobs.look()
    now = await hub_target.scrape()
    assert ("shequ_jobs", frozenset({"kind": "counted", "state": "dead"}.items())) in now
    assert now.at("shequ_jobs", kind="counted", state="dead") == 0


async def test_a_relays_own(settings: Settings, people: People, hub: RunningHub, district: District) -> None:
    """A relay that stands by, and takes over when the leader stops."""
    relay, stop = Relay(settings.database_url, settings.redis_url), asyncio.Event()
    async with target(metrics.of_relay(relay)) as one:
        assert (await one.scrape()).at("shequ_relay_leading") == 0
        running = asyncio.create_task(relay.run(stop))

        async def leads() -> bool:
            """Until then the other one's session is ended as if it were killed; one of the two leads after it."""
            if not relay.leading:
                await people.owner.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE application_name = 'shequ-relay' AND datname = current_database()"
                )
            return relay.leading

        await until(leads, step=0.2)
        async with await hub.client(await people.resident()) as client:
            await report(client, people, "r")
        log = str(district.district)
        now = await one.until("shequ_relay_sent", 1, log=log)
        assert now.at("shequ_relay_leading") == 1
        assert now.at("shequ_relay_numbered_total") >= 2
        assert now.at("shequ_relay_stream_errors", log=log) == 0
        assert now.at("process_resident_memory_bytes") > 0
        stop.set()
        await running


async def test_no_label_is_a_person(hub: RunningHub, hub_target: Target, people: People) -> None:
    resident = await people.resident()
    async with await hub.client(resident) as client:
        ticket = (await report(client, people, "r")).json()
        await client.get(f"/api/tickets/{ticket['id']}")
    async with httpx.AsyncClient(trust_env=False) as client:
        text = (await client.get(hub_target.url)).text
    for secret in (resident.name, str(resident.account), ticket["id"], str(people.place.unit), "下水道"):
        assert secret not in text


async def test_processes_serve_them_where_they_are_told(
    settings: Settings, district: District, redis_client: Any
) -> None:
    ports = free_port(), free_port()
    stop = asyncio.Event()
    running = [
        asyncio.create_task(run(msgspec.structs.replace(settings, metrics_port=port), stop))
        for run, port in zip((serve, run_relay), ports, strict=True)
    ]

    async def served(port: int, name: str) -> bool:
        try:
            return (name, frozenset()) in await Target(port).scrape()
        except httpx.TransportError:
            return False

    await until(lambda: served(ports[0], "shequ_log_head"))
    await until(lambda: served(ports[1], "shequ_relay_leading"))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{settings.port}", trust_env=False) as client:
        assert "shequ_log_head" not in (await client.get("/metrics")).text
        assert (await client.get("/ready")).status_code == 200
    stop.set()
    await asyncio.gather(*running)
    assert not await served(ports[0], "shequ_log_head")


async def test_alarms_and_dashboard_ask_for_metrics_there_are(hub: RunningHub, settings: Settings) -> None:
    relay = Relay(settings.database_url, settings.redis_url)
    relay.senders[hub.hub.district] = Sender(settings.database_url, hub.hub.redis, hub.hub.district, "e", 0)
    registries = (
        metrics.of_hub(hub.hub), metrics.of_relay(relay), metrics.of_archive(Ages(settings, settings.data_dir)),
    )  # fmt: skip
    known = {"up"}
    for registry in registries:
        for family in registry.collect():
            kind = {"counter": ["_total"], "histogram": ["_bucket", "_sum", "_count"]}.get(family.type, [""])
            known.update(family.name + end for end in kind)
    alarms = yaml.safe_load(Path("deploy/alerts.yml").read_text("utf-8"))["groups"][0]["rules"]
    panels = json.loads(Path("deploy/dashboard.json").read_text("utf-8"))["panels"]
    rules = yaml.safe_load(Path("deploy/prometheus.yml").read_text("utf-8"))["rule_files"]
    assert [Path("deploy", name).exists() for name in rules] == [True]
    expressions = [one["expr"] for one in alarms] + [t["expr"] for one in panels for t in one["targets"]]
    for expression in expressions:
        promql_parser.parse(expression)  # raises where Prometheus would
        asked = set(re.findall(r"\b(?:shequ|process)_\w+|\bup\b", expression))
        assert asked, expression
        assert asked <= known, expression
    told = Path("docs/operations.md").read_text("utf-8")
    rows = re.findall(r"^\| ([A-Z]\w+(?:, [A-Z]\w+)*) \|", told, re.MULTILINE)
    explained = {name for row in rows for name in row.split(", ")} - {"PostgreSQL"}
    assert explained == {one["alert"] for one in alarms}, "each alarm is explained, and no other"
