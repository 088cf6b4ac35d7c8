"""Litestar's Channels plugin on uvicorn: a channel a topic."""

import asyncio
import sys

import uvicorn
from feed import feed, topics_of
from litestar import Litestar, WebSocket, websocket
from litestar.channels import ChannelsPlugin
from litestar.channels.backends.memory import MemoryChannelsBackend
from litestar.exceptions import WebSocketDisconnect


@websocket("/")
async def client(socket: WebSocket, channels: ChannelsPlugin) -> None:
    await socket.accept()
    async with (
        channels.start_subscription(topics_of(str(socket.url))) as subscriber,
        subscriber.run_in_background(socket.send_text),
    ):
        try:
            while True:
                await socket.receive_text()
        except WebSocketDisconnect:
            pass


plugin = ChannelsPlugin(backend=MemoryChannelsBackend(), arbitrary_channels_allowed=True)


async def main() -> None:
    app = Litestar([client], plugins=[plugin], openapi_config=None)
    config = uvicorn.Config(
        app, port=int(sys.argv[1]), loop="none", ws="websockets-sansio", log_level="warning",
        ws_per_message_deflate=False, ws_ping_interval=None, backlog=4096,
    )  # fmt: skip
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  # uvicorn has no event for it
        await asyncio.sleep(0.01)
    await feed(lambda topics, text: plugin.publish(text, topics))
    server.should_exit = True
    await serving


if __name__ == "__main__":
    import uvloop

    uvloop.run(main())
