"""One trace from the phone's request to the frame, and to the verdict of a job; as a collector receives it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from redis.asyncio import Redis

from hub import tracing
from hub.accounts.types import Principal
from hub.commands import once
from hub.db import Connection, Database
from hub.embedded.process import free_port
from hub.jobs.actions import enqueue
from hub.settings import Settings
from tests.conftest import RunningHub, running_hub
from tests.hub.jobs.rig import ECHO, Asked, Watch, intake, worker
from tests.hub.test_metrics import ask, opened
from tests.support import People, until
from tests.support import ask as asked

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE}-b7ad6b7169203331-01"
CANARIES = ("13800138000", "110101199003070038", "王建国的秘密")


class Collector:
    """What an OTLP/HTTP collector was sent. `raw`: the bytes as they came. `environ`: of a process that is traced."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.environ = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{port}", "OTEL_BSP_SCHEDULE_DELAY": "50",
            "NO_PROXY": "127.0.0.1",
        }  # fmt: skip
        self.raw = b""
        self.spans: list[Span] = []

    def of(self, trace: str) -> dict[str, list[Span]]:
        """The spans of a trace by name."""
        found: dict[str, list[Span]] = {}
        for one in self.spans:
            if one.trace_id.hex() == trace:
                found.setdefault(one.name, []).append(one)
        return found

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                assert head.startswith("post /v1/traces ")
                body = await reader.readexactly(int(head.partition("content-length: ")[2].split("\r\n")[0]))
                self.raw += body
                for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                    for scope in resource.scope_spans:
                        self.spans += scope.spans
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\n\r\n"
                )
        writer.close()


@contextlib.asynccontextmanager
async def collecting() -> AsyncIterator[Collector]:
    """Takes what is sent while the context is open."""
    one = Collector(free_port())
    server = await asyncio.start_server(one.take, "127.0.0.1", one.port)
    try:
        yield one
    finally:
        server.close()


@pytest.fixture
async def collector(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Collector]:
    """Takes spans while everything of this process is traced."""
    async with collecting() as one:
        for name, value in one.environ.items():
            monkeypatch.setenv(name, value)
        tracing.start("test", one.environ)
        yield one
        await asyncio.to_thread(tracing.stop)


@pytest.fixture
async def traced(
    collector: Collector, settings: Settings, people: People, relay: None, redis_client: Redis
) -> AsyncIterator[RunningHub]:
    async with running_hub(settings) as one:
        yield one


@pytest.fixture
def watch(owner: "asyncpg.Connection[asyncpg.Record]", redis_client: Redis) -> Watch:
    return Watch(owner, redis_client)


def ids(spans: list[Span]) -> set[bytes]:
    return {one.span_id for one in spans}


async def test_a_report_from_the_phone_to_the_console(
    traced: RunningHub, collector: Collector, people: People, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    clerk, resident = await people.clerk(), await people.resident()
    phone, number, words = CANARIES
    async with opened(traced, await traced.token(clerk)) as console, await traced.client(resident) as an:
        topic = f"staff/{people.place.community}/tickets"
        await ask(console, "recovered", op="subscribe", id=1, topics=[topic])
        body = {
            "area": str(people.place.unit),
            "category": "drain_blocked",
            "text": f"{words} {phone} {number}",
        }
        headers = {"Idempotency-Key": str(uuid4()), "traceparent": PARENT}
        answer = await an.post("/api/tickets", params={"q": phone}, json=body, headers=headers)
        assert answer.status_code == 201
        frame = str(await console.recv())
        assert TRACE not in frame, "clients are not told"
        assert TRACE not in answer.text
        await an.post(
            "/api/sign-in/phone", json={"phone": phone, "code": "123456"}, headers={"traceparent": PARENT}
        )
        assert (await an.get(f"/nowhere/{phone}", headers={"traceparent": PARENT})).status_code == 404
        unrecorded = {"Idempotency-Key": str(uuid4()), "traceparent": PARENT[:-2] + "00"}
        assert (await an.post("/api/tickets", json=body, headers=unrecorded)).status_code == 201
    events = await owner.fetchval("SELECT count(*) FROM events WHERE trace IS NOT NULL")
    assert events >= 2

    def all_of_it() -> bool:
        found = collector.of(TRACE)
        # With the pages built what is nowhere is one of their files, without them it is no route.
        ended = {"POST /api/tickets", "command"} <= found.keys() and found.keys() & {
            "GET /{file}",
            "GET other",
        }
        return bool(ended) and len(found.get("frame", [])) == events <= len(found.get("relay", []))

    await until(all_of_it, timeout=30)
    found = collector.of(TRACE)
    [request] = found["POST /api/tickets"]
    assert request.parent_span_id.hex() == PARENT.split("-")[2]
    [command] = found["command"]
    assert command.parent_span_id == request.span_id
    roots = {one.name for one in collector.spans if not one.parent_span_id}
    assert not roots & {"command", "job", "verdict"}, "nothing begins below what is not recorded"
    assert {one.parent_span_id for one in found["relay"]} == {command.span_id}
    # Below the relay's; one that came from PostgreSQL instead of the stream, below the command's.
    assert ids(found["relay"]) | {command.span_id} >= {one.parent_span_id for one in found["frame"]}
    for canary in CANARIES:
        assert canary.encode() not in collector.raw
    assert str(resident.account).encode() not in collector.raw


async def test_a_job_from_who_asked_to_the_verdict(
    collector: Collector, settings: Settings, db: Database, people: People, relay: None, watch: Watch
) -> None:
    who: Principal = await people.resident()

    async def act(tx: Connection) -> str:
        return str(await enqueue(tx, district=who.district, kind=ECHO, payload=Asked("hello")))

    async with intake(settings, db), worker(settings):
        token = tracing.here.set(PARENT)
        await once(db, asked(who), str, act)
        tracing.here.reset(token)
        await until(watch.all_done, timeout=30)
    await until(lambda: {"command", "job", "verdict"} <= collector.of(TRACE).keys(), timeout=30)
    found = collector.of(TRACE)
    [command], [job], [verdict] = found["command"], found["job"], found["verdict"]
    assert (job.parent_span_id, verdict.parent_span_id) == (command.span_id, job.span_id)
    written = "SELECT trace FROM events WHERE type = 'echo.applied'"
    assert verdict.span_id.hex() in str(await watch.owner.fetchval(written)), "what follows belongs to it"


async def test_off_unless_it_is_said_where_to(
    hub: RunningHub, people: People, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    tracing.start("test", {})
    assert not tracing.on()
    async with await hub.client(await people.resident()) as an:
        body = {"area": str(people.place.unit), "category": "drain_blocked", "text": "x"}
        headers = {"Idempotency-Key": "k", "traceparent": PARENT}
        assert (await an.post("/api/tickets", json=body, headers=headers)).status_code == 201
    assert await owner.fetchval("SELECT count(*) FROM events WHERE trace IS NOT NULL") == 0
