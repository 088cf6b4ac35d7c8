"""The socket of one process from outside: recovery, marks, slow readers, limits, the log's own troubles."""

import asyncio
import time
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest

from hub.db import Database
from hub.events import append
from hub.events.epoch import ensure_log
from hub.events.numbering import Numbering
from hub.events.replay import read_after
from hub.live import Limits
from hub.live.limits import WRITE_BYTES
from tests.hub.live.conftest import Hub, Peer, run_hub
from tests.support import District, until

QUICK = [Limits(heartbeat=0.2, silent=1000, stalled=0.5, slow=1.0, close=0.3)]


def ops(messages: list[dict[str, Any]]) -> list[str]:
    return [message["op"] for message in messages]


def seqs(messages: list[dict[str, Any]]) -> list[int]:
    return [message["seq"] for message in messages if message["op"] == "event"]


# recovery


async def test_an_event_reaches_its_subscribers_once_and_as_the_same_bytes(hub: Hub) -> None:
    async with hub.peer() as peer, hub.peer() as other, hub.peer() as stranger:
        assert ops(await peer.subscribe("t/a", "t/b")) == ["subscribed", "recovered"]
        await other.subscribe("t/b")
        await stranger.subscribe("t/c")
        hub.log.append("t/a", "t/b")
        frames = [await each.socket.recv(decode=False) for each in (peer, other)]
        assert frames[0] == frames[1] == hub.log.entries[0].frame
        seq = hub.log.append("t/c", "t/a")
        assert [(await each.get())["seq"] for each in (peer, stranger)] == [seq, seq]


async def test_a_reader_comes_back_from_the_ring(hub: Hub) -> None:
    for number in range(20):
        hub.log.append("t/a" if number % 2 else "t/b")
    async with hub.peer() as peer:
        messages = await peer.subscribe("t/a", since=("epoch-1", 5))
        assert (messages[0]["epoch"], messages[0]["seq"], messages[-1]["seq"]) == ("epoch-1", 20, 20)
        assert seqs(messages) == [6, 8, 10, 12, 14, 16, 18, 20]


async def test_a_reader_ahead_of_this_process_joins_and_skips(hub: Hub) -> None:
    hub.log.append("t/a")
    async with hub.peer() as peer:
        await peer.send(op="subscribe", id=1, topics=["t/a"], **{"from": {"epoch": "epoch-1", "seq": 3}})
        assert (await peer.get())["seq"] == 1
        for _ in range(3):
            hub.log.append("t/a")
        assert [(m["op"], m["seq"]) for m in (await peer.get(), await peer.get())] == [
            ("recovered", 3),
            ("event", 4),
        ]


async def test_a_reader_ahead_of_the_log_itself_is_reset(hub: Hub) -> None:
    hub.live.fanout._clock = lambda: time.perf_counter() * 1000  # a second is a millisecond
    async with hub.peer() as peer:
        messages = await peer.subscribe("t/a", since=("epoch-1", 99))
        assert [(m["op"], m.get("reason")) for m in messages] == [
            ("subscribed", None), ("reset", "epoch"), ("recovered", None),
        ]  # fmt: skip


async def test_another_epoch_is_reset(hub: Hub) -> None:
    async with hub.peer() as peer:
        messages = await peer.subscribe("t/a", since=("epoch-0", 5))
        assert ops(messages) == ["subscribed", "reset", "recovered"]
        assert (messages[1]["topics"], messages[1]["reason"]) == (["t/a"], "epoch")


async def test_who_missed_too_much_is_reset(hub: Hub) -> None:
    hub.log.extend([hub.log.make(["t/a"], seq=seq) for seq in range(1, 1003)])
    async with hub.peer() as peer:
        messages = await peer.subscribe("t/a", since=("epoch-1", 1))
        assert (ops(messages), messages[1]["reason"]) == (["subscribed", "reset", "recovered"], "lagged")
        assert len(seqs(await peer.subscribe("t/a", id=2, since=("epoch-1", 2)))) == 1000


async def test_a_reader_comes_back_from_postgresql(
    db: Database, owner: "asyncpg.Connection[asyncpg.Record]", district: District
) -> None:
    """Behind the ring: what PostgreSQL holds, then the ring goes on where that ended."""

    async def write(count: int, *topics: str) -> None:
        async with db.transaction() as tx:
            for _ in range(count):
                await append(
                    tx, district=district.district, type="ticket.changed", subject=UUID(int=1), area=None,
                    data=b"{}", topics=topics,
                )  # fmt: skip
        numbering = Numbering()
        await numbering.number(owner, district.district, await numbering.peek(owner))

    async def replay(topics: Any, after: int, most: int) -> Any:
        async with db.connection() as connection:
            return await read_after(connection, district.district, topics, after, most)

    async with db.connection() as connection:
        await ensure_log(connection, district.district)
        await write(30, "t/a", "t/b")
        await write(10, "t/c")
        found = await read_after(connection, district.district, ["t/a", "t/c"], 0)
    async with run_hub(Limits(), replay=replay) as hub:
        # This process has the log up to 35, in memory only the last five; PostgreSQL is at 40.
        hub.log.ring.replace(found.epoch, 30, 35, [e for e in found.entries if 30 < e.seq <= 35])
        hub.live.fanout.restart()
        async with hub.peer() as peer:
            messages = await peer.subscribe("t/a", "t/c", since=(found.epoch, 3))
            assert seqs(messages) == list(range(4, 36))
            hub.log.extend([e for e in found.entries if e.seq > 35])
            assert [(await peer.get())["seq"] for _ in range(5)] == [36, 37, 38, 39, 40]
            await owner.execute("UPDATE app_clock SET ahead = interval '8 days'")
            messages = await peer.subscribe("t/a", id=2, since=(found.epoch, 3))
            assert (ops(messages), messages[1]["reason"]) == (["subscribed", "reset", "recovered"], "expired")


async def test_few_recoveries_at_a_time_go_to_postgresql(hub: Hub) -> None:
    hub.log.extend([hub.log.make(["t/a"], seq=seq) for seq in range(1, 11)])
    hub.log.ring.scrub(9)
    running, most, gate = 0, 0, asyncio.Event()
    replay = hub.live.config.replay

    async def counted(*arguments: Any) -> Any:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await gate.wait()
        running -= 1
        return await replay(*arguments)

    object.__setattr__(hub.live.config, "replay", counted)
    hub.people.by_token |= {f"t{n}": hub.people.add(f"t{n}") for n in range(12)}
    peers = [hub.peer(f"t{n}") for n in range(12)]
    opened = [await one.__aenter__() for one in peers]
    asking = [asyncio.create_task(one.subscribe("t/a", since=("epoch-1", 2))) for one in opened]
    await until(lambda: running == 4)
    gate.set()
    assert [seqs(await one) for one in asking] == [list(range(3, 11))] * 12
    assert most == 4
    for one in peers:
        await one.__aexit__(None, None, None)


async def test_whole_states_come_with_the_subscription_and_before_the_marks(hub: Hub) -> None:
    def board(seq: int, state: int) -> None:
        hub.live.publish_retained("board/a", seq, hub.log.make(["board/a"], seq=seq, type="board.state",
                                                               text=f'{{"state":{state}}}').frame)  # fmt: skip

    hub.log.append("t/a")
    board(1, 1)
    await until(lambda: hub.live.fanout._retained)
    async with hub.peer() as peer:
        messages = await peer.subscribe("board/a", since=("epoch-1", 1))
        assert [m["data"]["state"] for m in messages if m["op"] == "event"] == [1]
        board(2, 2)  # ahead of this process: it waits for the log
        hub.live.fanout.mark(hub.live._sockets)
        assert (await peer.mark(1))["seq"] == 1
        hub.log.append("t/a")
        assert (await peer.get())["data"] == {"state": 2}


async def test_a_replaced_log_resets_every_subscription(hub: Hub) -> None:
    for _ in range(5):
        hub.log.append("t/a")
    async with hub.peer() as peer, hub.peer() as other:
        await peer.subscribe("t/a")
        await peer.subscribe("t/b", id=2)
        await other.subscribe("t/a", since=("epoch-1", 2))
        hub.log.ring.replace("epoch-2", 0, 2, [hub.log.make(["t/a"], seq=seq) for seq in (1, 2)])
        hub.live.on_epoch("epoch-2")
        got = [await peer.get() for _ in range(6)]
        assert ops(got) == ["subscribed", "reset", "subscribed", "reset", "recovered", "recovered"]
        assert {m["epoch"] for m in got if m["op"] == "subscribed"} == {"epoch-2"}
        assert ops([await other.get() for _ in range(3)]) == ["subscribed", "reset", "recovered"]
        seq = hub.log.append("t/a")
        assert seq == 3
        assert [(await each.get())["seq"] for each in (peer, other)] == [3, 3]


# time


@pytest.mark.parametrize("limits", QUICK)
async def test_a_mark_moves_the_cursors_of_who_hears_nothing(hub: Hub) -> None:
    async with hub.peer() as peer:
        await peer.subscribe("t/quiet")
        seq = hub.log.append("t/a")
        assert (await peer.mark(seq))["seq"] == seq


@pytest.mark.parametrize("limits", [Limits(heartbeat=0.2, silent=2, close=0.3)])
async def test_a_silent_line_is_closed(hub: Hub) -> None:
    """A client of the library answers pings by itself; a dead line does not."""
    reader, writer = await hub.raw()
    writer.write(hub.upgrade())
    async with hub.peer() as alive:
        async with asyncio.timeout(10):
            data = await reader.read()
        assert b"silent too long" in data
        assert data[data.index(b"silent") - 2 :][:2] == (4408).to_bytes(2, "big")
        assert (await alive.subscribe("t/a"))[-1]["op"] == "recovered"
    writer.close()


@pytest.mark.parametrize("limits", QUICK)
async def test_staff_go_elsewhere_when_the_log_stands_still(hub: Hub) -> None:
    hub.people.add("resident", kind="resident")
    async with hub.peer() as peer, hub.peer("resident") as resident:
        hub.progress[0] = time.monotonic() - 11
        assert (await peer.closed())[0] == 1001
        async with hub.connect("clerk") as socket:
            assert (await Peer(socket).closed())[0] == 1001
        assert (await resident.subscribe("t/a"))[-1]["op"] == "recovered"


# slow readers


def narrow(hub: Hub) -> None:
    """Small buffers under the sockets, so that a reader that stops is noticed soon."""
    import socket

    for one in hub.live._sockets:
        one.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)


async def stopped_reader(hub: Hub) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Subscribed to t/a, and reading nothing more."""
    reader, writer = await hub.raw()
    writer.write(hub.upgrade())
    await reader.readuntil(b"}}")
    from websockets.frames import Frame, Opcode

    writer.write(Frame(Opcode.TEXT, b'{"op":"subscribe","id":1,"topics":["t/a"]}').serialize(mask=True))
    await reader.readuntil(b'"recovered","id":1')
    writer.transport.pause_reading()
    return reader, writer


LONG = '{"text":"' + "x" * 8000 + '"}'


async def test_a_slow_reader_catches_up_and_nobody_waits_for_it(hub: Hub) -> None:
    async with hub.peer() as quick:
        await quick.subscribe("t/a")
        reader, writer = await stopped_reader(hub)
        narrow(hub)
        sent = 0
        while not hub.live._slow:
            sent = hub.log.append("t/a", text=LONG)
            assert (await quick.get())["seq"] == sent
        [slow] = hub.live._slow
        assert slow.audience is None
        for _ in range(60):
            sent = hub.log.append("t/a", text=LONG)
            assert (await quick.get())["seq"] == sent
        assert slow.transport.get_write_buffer_size() < 2 * WRITE_BYTES  # nothing is piled up for it
        writer.transport.resume_reading()
        last = b'"op":"event","seq":%d,' % sent
        data = b""
        async with asyncio.timeout(20):
            while last not in data:
                data += await reader.read(65536)
        got = [int(piece.partition(b",")[0]) for piece in data.split(b'"op":"event","seq":')[1:]]
        assert got == list(range(1, sent + 1))
        await until(lambda: slow.audience is not None)
        assert not hub.live._slow
        writer.close()


@pytest.mark.parametrize("limits", QUICK)
async def test_a_reader_that_takes_nothing_is_closed(hub: Hub) -> None:
    async with hub.peer() as quick:
        await quick.subscribe("t/a")
        _, writer = await stopped_reader(hub)
        narrow(hub)
        while not hub.live._slow:
            hub.log.append("t/a", text=LONG)
            await quick.get()
        [slow] = hub.live._slow
        await until(lambda: slow.closed)
        assert slow.frames.close_sent is not None
        assert slow.frames.close_sent.code == 4508
        await until(lambda: len(hub.live) == 1)
        assert (await quick.subscribe("t/b", id=2))[-1]["op"] == "recovered"
        writer.close()


@pytest.mark.parametrize("limits", [Limits(waiting_bytes=200 * 1024, stalled=60.0, slow=60.0)])
async def test_what_waits_for_all_slow_readers_is_bounded(hub: Hub) -> None:
    """Two of them have more than the bound: one is closed long before it is late."""
    async with hub.peer() as quick:
        await quick.subscribe("t/a")
        writers = [(await stopped_reader(hub))[1] for _ in range(2)]
        narrow(hub)
        seen: set[Any] = set()
        while len(seen) < 2:
            hub.log.append("t/a", text=LONG)
            await quick.get()
            seen |= set(hub.live._slow)
        await until(lambda: any(socket.closed for socket in seen))
        closed = next(socket for socket in seen if socket.closed)
        assert closed.frames.close_sent is not None
        assert closed.frames.close_sent.code == 4508
        for writer in writers:
            writer.close()


# how many


@pytest.mark.parametrize("limits", [Limits(per_account=2)])
async def test_an_account_has_a_few_connections(hub: Hub) -> None:
    hub.people.add("other")
    async with hub.peer(), hub.peer():
        async with hub.connect("clerk") as socket:
            code, reason = await Peer(socket).closed()
            assert (code, reason) == (4429, "too many: connections of this account")
        async with hub.peer("other"):
            pass
    await until(lambda: len(hub.live) == 0)
    async with hub.peer():
        pass


@pytest.mark.parametrize("limits", [Limits(per_address=2)])
async def test_an_address_has_so_many(hub: Hub) -> None:
    async with hub.peer(), hub.peer(), hub.connect("clerk") as socket:
        assert (await Peer(socket).closed())[0] == 4429


@pytest.mark.parametrize("limits", [Limits(connections=2)])
async def test_a_process_has_so_many(hub: Hub) -> None:
    async with hub.peer(), hub.peer(), hub.connect("clerk") as socket:
        assert (await Peer(socket).closed())[0] == 4429


async def test_a_defect_sends_everybody_back_to_their_seq(hub: Hub) -> None:
    async with hub.peer() as peer:
        await peer.subscribe("t/a")
        hub.live.fanout._pending.append(object())  # type: ignore[arg-type]
        hub.log.append("t/a")
        assert (await peer.closed())[0] == 1011
    async with hub.peer() as again:
        await again.subscribe("t/a", since=("epoch-1", 0))
        seq = hub.log.append("t/a")
        assert (await again.get())["seq"] == seq


async def test_only_new_entries_are_told_again(hub: Hub) -> None:
    """The tail may tell of entries that the ring held already when the hub started."""
    hub.log.append("t/a")
    async with hub.peer() as peer:
        await peer.subscribe("t/a")
        hub.live.fanout.feed([hub.log.entries[0]])
        seq = hub.log.append("t/a")
        assert (await peer.get())["seq"] == seq
        assert msgspec.json.decode(hub.log.entries[1].frame)["seq"] == seq
