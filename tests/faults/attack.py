"""Bad clients: heads that drip, lines that say nothing, handshakes and frames that were tampered with.

Each is answered with a 4xx or a close code, or cut; the process stays, its memory stays, and others are served.
"""

import asyncio
import contextlib
import json
import os
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import httpx

from hub.live.codes import CLOSES
from tests.contract.http.naughty import bad
from tests.contract.http.routes import filled, routes
from tests.faults.rig import Rig, address
from tests.faults.thin import Thin, handshake, masked, message
from tests.support import until

BODY = b"POST /api/sign-in/codes HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
PATIENCE = 30.0
"""Seconds after which a line that is neither answered nor closed counts as held open."""


@dataclass
class Outcome:
    """How lines ended: `ends` by status or close code ("1006": cut without a word); `held`: they did not.
    `odd`: ends that no table of ours has; `grown`: bytes of memory."""

    lines: int
    ends: Counter[str] = field(default_factory=Counter)
    held: int = 0
    odd: list[str] = field(default_factory=list)
    grown: int = 0
    said: list[str] = field(default_factory=list)


async def silent_lines(rig: Rig, count: int, rng: random.Random) -> Outcome:
    """A quarter each: drips a head, drips a body, says nothing at all, is upgraded and does not say who it is."""
    outcome = Outcome(count)
    log = rig.place.district
    head = handshake(log, None, "10.9.9.9")
    kinds: list[Callable[[asyncio.StreamWriter], object]] = [
        lambda writer: _drip(writer, head, rng),
        lambda writer: _drip(writer, b"a" * 1000, rng, BODY),
        lambda writer: None,
        lambda writer: writer.write(head),
    ]

    async def one(number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", rig.hub.settings.port)
        doing = kinds[number % 4](writer)
        task = asyncio.create_task(doing) if asyncio.iscoroutine(doing) else None
        await _ending(reader, outcome)
        if task is not None:
            task.cancel()
        writer.transport.abort()

    await asyncio.gather(*(one(number) for number in range(count)))
    return outcome


async def _drip(writer: asyncio.StreamWriter, data: bytes, rng: random.Random, at_once: bytes = b"") -> None:
    """A byte now and then: it would take minutes."""
    with contextlib.suppress(OSError):
        writer.write(at_once)
        for byte in data:
            writer.write(bytes((byte,)))
            await asyncio.sleep(rng.uniform(0.3, 1.0))


async def bad_requests(rig: Rig, count: int, rng: random.Random, tokens: Sequence[str]) -> Outcome:
    """Requests to every route with something wrong in body, path, question or header, about things that are there and
    things that are not."""
    outcome = Outcome(count)
    known = {"area": str(rig.place.dwelling), "home": str(rig.place.dwelling), "category": "drain_blocked"}
    some = [route for route in routes() if route.path != "/api/sign-out"]
    seen = rig.hub.output.stat().st_size
    before = 0

    async def worker(client: httpx.AsyncClient, share: int) -> None:
        for _ in range(share):
            route = rng.choice(some)
            things = {name: known.get(name, str(uuid4())) for name in route.names}
            body, asked = filled(route, known | things)
            one = bad(rng, route, things, body, asked)
            headers = {
                "Content-Type": "application/json", "Idempotency-Key": str(uuid4()),
                "Authorization": f"Bearer {rng.choice(tokens)}", "X-Forwarded-For": address(rng.randrange(1 << 20)),
            }  # fmt: skip
            try:
                answer = await client.request(
                    one.method, one.path, params=one.asked, content=one.content, headers=headers | one.headers
                )
            except httpx.RemoteProtocolError:
                outcome.ends["1006"] += 1
                continue
            except httpx.TimeoutException:
                outcome.held += 1
                continue
            outcome.ends[str(answer.status_code)] += 1
            if answer.status_code >= 500:
                outcome.odd.append(f"{route.name}: {one.what}: {answer.status_code} {answer.text[:200]}")

    for part in range(2):
        async with httpx.AsyncClient(
            base_url=rig.hub.base_url,
            trust_env=False,
            timeout=PATIENCE,
            limits=httpx.Limits(max_connections=20),
        ) as client:
            await asyncio.gather(*(worker(client, count // 2 // 20) for _ in range(20)))
        if part == 0:
            before = rig.hub.memory()
    outcome.grown = rig.hub.memory() - before
    outcome.said = _said(rig, seen)
    return outcome


def _said(rig: Rig, since: int) -> list[str]:
    """What the hub called an error of its own since its output had so many bytes."""
    with rig.hub.output.open("rb") as output:
        output.seek(since)
        return [line for line in output.read().decode().splitlines() if '"error"' in line or "Trace" in line]


async def tampered(rig: Rig, count: int, rng: random.Random, token: str) -> Outcome:
    """Mutated handshakes and, on lines that were upgraded, mutated frames."""
    outcome = Outcome(count)
    log = rig.place.district
    queue = list(range(count))

    async def worker() -> None:
        while queue:
            number = queue.pop()
            try:
                await _one(rig, log, token, random.Random(rng.random()), number, outcome)
            except OSError:
                outcome.ends["1006"] += 1

    before = 0
    seen = rig.hub.output.stat().st_size
    for part in range(2):
        # What the first half costs, buffers and caches, is there once; the second half must cost nothing more.
        queue[:] = range(count // 2)
        await asyncio.gather(*(worker() for _ in range(50)))
        if part == 0:
            before = rig.hub.memory()
    outcome.grown = rig.hub.memory() - before
    outcome.said = _said(rig, seen)
    return outcome


async def _one(rig: Rig, log: UUID, token: str, rng: random.Random, number: int, outcome: Outcome) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", rig.hub.settings.port)
    where = address(rng.randrange(1 << 20))
    try:
        if rng.random() < 0.3:
            writer.write(mutated(handshake(log, token, where), rng))
            writer.write_eof()
            await _ending(reader, outcome)
            return
        writer.write(handshake(log, token, where))
        await reader.readuntil(b"\r\n\r\n")
        frames = b"".join(_frame(log, rng) for _ in range(rng.randint(1, 6)))
        writer.write(mutated(frames, rng) if rng.random() < 0.7 else frames)
        writer.write(masked(8, (1000).to_bytes(2, "big")))
        if writer.can_write_eof():
            writer.write_eof()
        await _ending(reader, outcome)
    except asyncio.IncompleteReadError:
        outcome.ends["1006"] += 1
    finally:
        writer.transport.abort()


def _frame(log: UUID, rng: random.Random) -> bytes:
    """A message as it might come, or one that is nearly one."""
    number = rng.choice([0, 1, 2**31 - 1, 2**31, -1, 2**64, 10**400, "1", "١", None, 1.5, [], {}])
    topics = rng.choice(
        [[f"staff/{log}/tickets"], ["own/x"] * 200, [], "staff", [None], ["access/x"], ["ſtaff/x/y"]]
    )
    place = rng.choice([None, {"epoch": "x", "seq": number}, {"epoch": "", "seq": 0}, {"seq": 0}, 7])
    fields: dict[str, object] = {
        "op": rng.choice(["hello", "subscribe", "unsubscribe", "presence", "ping", "pong", "", None]),
        "id": number, "topics": topics, "from": place, "topic": topics, "state": "viewing",
    }  # fmt: skip
    kind = rng.random()
    if kind < 0.6:
        return message(**{name: value for name, value in fields.items() if rng.random() < 0.8})
    if kind < 0.7:
        return masked(1, b'{"op":"ping","id":1,"more":' + b"[" * rng.randint(1, 30_000))
    if kind < 0.8:
        return masked(1, json.dumps(fields).encode()[:-1] + b"\xff\xfe}")
    if kind < 0.85:
        return masked(rng.randrange(16), os.urandom(rng.randint(0, 300)), os.urandom(4))
    if kind < 0.9:
        return _pieces(json.dumps(fields).encode(), rng)
    return masked(1, b'{"op":"ping","id":' + b"9" * rng.randint(1, 70_000) + b"}")


def _pieces(text: bytes, rng: random.Random) -> bytes:
    """A message in frames that are parts of it: none ends it, one begins another in its middle, a control frame too."""
    out, first = b"", True
    while text:
        size = rng.randint(1, max(1, len(text)))
        part, text = text[:size], text[size:]
        frame = bytearray(masked(rng.choice((1, 1, 2)) if first or rng.random() < 0.1 else 0, part))
        frame[0] &= 0x7F if text or rng.random() < 0.3 else 0xFF  # FIN
        out += bytes(frame) + (masked(9, b"?") if rng.random() < 0.2 else b"")
        first = False
    return out


def mutated(data: bytes, rng: random.Random) -> bytes:
    """A few bytes changed, dropped, doubled, or the end cut off."""
    out = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(out) or 1)
        match rng.randrange(5):
            case 0:
                out[at : at + 1] = bytes((rng.randrange(256),))
            case 1:
                del out[at : at + rng.randint(1, 20)]
            case 2:
                out[at:at] = out[at : at + rng.randint(1, 50)]
            case 3:
                out[at:at] = os.urandom(rng.randint(1, 20))
            case _:
                del out[rng.randint(at, len(out)) :]
    return bytes(out)


_STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")


async def _ending(reader: asyncio.StreamReader, outcome: Outcome) -> None:
    """Reads to the end, and notes how it ended."""
    data = b""
    try:
        async with asyncio.timeout(PATIENCE):
            while more := await reader.read(65536):
                data += more
    except TimeoutError:
        outcome.held += 1
        return
    except OSError:
        pass
    found = _STATUS.match(data)
    status = int(found.group(1)) if found else 0
    if not found and not data.startswith(b"HTTP/"):
        code = _close_code(data)
    elif status == 101:
        code = _close_code(data.partition(b"\r\n\r\n")[2])
    else:
        outcome.ends[str(status)] += 1
        if status >= 500 and status != 505:  # a version of HTTP that the hub does not speak
            outcome.odd.append(f"{status}: {data[:200]!r}")
        return
    outcome.ends[str(code)] += 1
    if code not in (1000, 1005, 1006, *CLOSES) or code == 1011:
        outcome.odd.append(f"close code {code}")


def _close_code(data: bytes) -> int:
    """The close frame among the hub's frames; 1006: none came."""
    thin = Thin.__new__(Thin)
    thin.transport = _Nowhere()  # type: ignore[assignment]
    thin.seqs, thin.delays, thin.errors = [], [], []
    thin.closed, thin.resets, thin._buffer, thin._open = 0, 0, bytearray(), True
    thin.data_received(data)
    return thin.closed or 1006


class _Nowhere:
    def write(self, data: bytes) -> None:
        """Nobody is there."""


async def somebody_is_served(rig: Rig, token: str) -> None:
    """A usual client comes in."""
    one = Thin(rig.place.district, token, [f"staff/{rig.place.district}/tickets"], "10.200.0.1")
    await one.connect(rig.hub.settings.port)
    await until(lambda: one.recovered, timeout=30)
    one.transport.abort()
