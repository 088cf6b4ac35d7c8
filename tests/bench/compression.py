"""Would permessage-deflate be worth it? `python -m tests.bench.compression`: frames of real tickets, what
compressing each saves and costs, and what a phone has of it. `docs/decisions/0007-compression.md` has the answer.

Sixty reports go through every step, in a district of eight levels, with the demo's texts. Compression is without
context takeover, each frame by itself, as bytes shared by all readers would have to be.
"""

import asyncio
import shutil
import tempfile
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID

import asyncpg
import msgspec

from hub.accounts.types import Principal
from hub.boards.actions import Boards
from hub.clock import Clock
from hub.db import Database, load_queries
from hub.db.migrator import migrate
from hub.demo.seed import load
from hub.embedded.postgres import SERVING, Postgres
from hub.events import tail
from hub.events.entry import Entry, from_row
from hub.events.epoch import ensure_log
from hub.events.numbering import Numbering
from hub.live.frames import mark_frame
from hub.tickets import actions, store
from hub.tickets.types import Acknowledge, Confirm, Create, Dispatch, Resolve, Start
from tests.support import People, ask, plant_categories, plant_district

TICKETS = 60
LINK = 1_000_000
"""Bits a second of a phone in a bad place."""
BENEATH = 40 + 22
"""Bytes of TCP, IP and TLS around what is sent at once."""

q = load_queries(tail.__file__)


def deflated(data: bytes, level: int) -> bytes:
    """One message as permessage-deflate sends it (RFC 7692, 7.2.1)."""
    encoder = zlib.compressobj(level, zlib.DEFLATED, -12, 5)
    return (encoder.compress(data) + encoder.flush(zlib.Z_SYNC_FLUSH))[:-4]


def inflated(data: bytes) -> bytes:
    return zlib.decompressobj(-15).decompress(data + b"\x00\x00\xff\xff")


async def photo(owner: "asyncpg.Connection[asyncpg.Record]", of: Principal) -> UUID:
    stored: UUID = await owner.fetchval(
        "INSERT INTO photos (district, owner, width, height, bytes, stored_at) VALUES ($1, $2, 9, 9, 9, app_now())"
        " RETURNING id", of.district, of.account,
    )  # fmt: skip
    return stored


async def play(db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People) -> None:
    """Every ticket through all its steps."""
    an, clerk, dispatcher, worker = (
        await people.resident(), await people.clerk(), await people.dispatcher(), await people.worker(),
    )  # fmt: skip
    texts = [report["text"] for report in load()["reports"]]
    for number in range(TICKETS):
        report = Create(
            area=people.place.dwelling,
            category="drain_blocked",
            text=texts[number % len(texts)],
            place_text="门口",
        )
        id = (await actions.create(db, an, ask(an), report)).id
        crew = Dispatch(organisation=people.place.property_org)
        done = Resolve(text="已疏通，井盖复位。", photos=[await photo(owner, worker)])
        await actions.acknowledge(db, clerk, ask(clerk), id, Acknowledge())
        await actions.dispatch(db, clerk, ask(clerk), id, crew)
        await actions.dispatch(db, dispatcher, ask(dispatcher), id, Dispatch(account=worker.account))
        await actions.start(db, worker, ask(worker), id, Start())
        await actions.resolve(db, worker, ask(worker), id, done)
        await actions.confirm(db, an, ask(an), id, Confirm(satisfaction=5, text="谢谢"))


async def frames(folder: Path) -> tuple[dict[str, list[bytes]], bytes]:
    """Messages by kind, as the hub writes them, and a list of 50 tickets as HTTP sends it."""
    postgres = Postgres(folder / "postgres", durable=False)
    postgres.start()
    try:
        await postgres.prepare("bench")
        await migrate(postgres.url("bench"))
        owner = await asyncpg.connect(postgres.url("bench"))
        place = await plant_district(owner)
        await plant_categories(owner, place.district)
        db = await Database.open(postgres.url("bench", SERVING))
        await play(db, owner, People(owner, place))
        await ensure_log(owner, place.district)
        numbering = Numbering(batch=100_000)
        await numbering.number(owner, place.district, await numbering.peek(owner))
        entries = [
            from_row(row) for row in await owner.fetch(q.log_after, place.district, 0, 100_000) if row["seq"]
        ]
        found: dict[str, list[bytes]] = defaultdict(list)
        for entry in entries:
            if entry.type == "ticket.changed":
                found[form(entry)].append(entry.frame)
        boards = Boards(
            db, place.district, Clock(), lambda: 1, lambda topic, seq, frame: found["board"].append(frame)
        )
        await boards.load()
        boards.flush()
        found["mark"] = [mark_frame(123_456)]
        ids = [row["id"] for row in await owner.fetch("SELECT id FROM tickets LIMIT 50")]
        tickets = [await store.ticket(owner, place.district, id) for id in ids]
        await db.close()
        await owner.close()
    finally:
        postgres.stop()
    return found, msgspec.json.encode({"tickets": tickets, "next": None})


def form(entry: Entry) -> str:
    return {"own": "ticket, resident's", "org": "ticket, firm's"}.get(
        entry.topics[0].partition("/")[0], "ticket, staff's"
    )


def microseconds(work: Callable[[bytes], object], messages: Sequence[bytes]) -> float:
    best = float("inf")
    for _ in range(5):
        started = time.process_time()
        for message in messages:
            work(message)
        best = min(best, time.process_time() - started)
    return best / len(messages) * 1e6


def table(found: dict[str, list[bytes]], tickets: bytes) -> None:
    print(f"{'':20}{'bytes':>8}{'level 1':>16}{'level 6':>16}{'µs, level 1':>13}{'level 6':>9}{'inflate':>9}")
    for kind, messages in found.items():
        size = sum(map(len, messages)) / len(messages)
        line = f"{kind:20}{size:8.0f}"
        for level in (1, 6):
            small = sum(len(deflated(one, level)) for one in messages) / len(messages)
            line += f"{small:8.0f} {1 - small / size:6.0%} "
        fast, slow = [
            microseconds(lambda one, level=level: deflated(one, level), messages)  # type: ignore[misc]
            for level in (1, 6)
        ]
        line += f"{fast:13.1f}{slow:9.1f}"
        print(line + f"{microseconds(inflated, [deflated(one, 1) for one in messages]):9.1f}")
    staff = found["ticket, staff's"]
    size = sum(map(len, staff)) / len(staff)
    print("\nstaff's, joined into one message before compressing (which the protocol does not do):")
    for count in (1, 5, 20, 100):
        joined = [b"".join(staff[at : at + count]) for at in range(0, len(staff), count)]
        small = sum(len(deflated(one, 1)) for one in joined) / len(staff)
        print(f"  {count:4} a message: {small:5.0f} bytes an event, {1 - small / size:.0%} saved")
    small = sum(len(deflated(one, 1)) for one in staff) / len(staff)
    print(f"\ncoming back after 100 events, on {LINK / 1e6:.0f} Mbit/s:"
          f" {100 * size * 8 / LINK:.2f} s as it is, {100 * small * 8 / LINK:.2f} s compressed")  # fmt: skip
    mark = len(found["mark"][0]) + 6 + 2 * BENEATH
    print(
        f"heartbeats of an hour, both ways: {240 * mark / 1000:.0f} kB = {240 * mark / size:.0f} staff events"
    )
    print(f"packets an event: {-(-(size + 4 + 22) // 1360):.0f} and {-(-(small + 4 + 22) // 1360):.0f}")
    print(f"\nGET of 50 tickets: {len(tickets)} bytes, gzip {len(zlib.compress(tickets, 6))}"
          f" in {microseconds(lambda one: zlib.compress(one, 6), [tickets]) / 1000:.1f} ms")  # fmt: skip


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="shequ-bench-"))
    folder.chmod(0o755)
    try:
        table(*asyncio.run(frames(folder)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
