"""`websockets.broadcast`: a set of connections a topic."""

import sys

import uvloop
from feed import feed, topics_of
from websockets.asyncio.server import ServerConnection, broadcast, serve

members: dict[str, set[ServerConnection]] = {}


async def client(connection: ServerConnection) -> None:
    assert connection.request is not None
    for topic in topics_of(connection.request.path):
        members.setdefault(topic, set()).add(connection)
    await connection.wait_closed()


def send(topics: list[str], text: str) -> None:
    for topic in topics:
        broadcast(members.get(topic, ()), text)


async def main() -> None:
    async with serve(
        client, "127.0.0.1", int(sys.argv[1]), compression=None, ping_interval=None, backlog=4096
    ):
        await feed(send)


uvloop.run(main())
