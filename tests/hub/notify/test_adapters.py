"""The HTTP adapter against a real local server: what it posts, how it is signed, what it makes of answers."""

import asyncio
import base64
import hashlib
import hmac
from collections.abc import AsyncIterator
from uuid import uuid4

import msgspec
import pytest

from hub.db import Database
from hub.notify.adapters import HttpAdapter, InboxAdapter, UndeliveredError, adapter_of
from hub.notify.types import Outgoing
from hub.sealing import Sealer
from hub.settings import Settings

SECRET = "a secret between us"


class Gateway:
    """A small HTTP server that remembers what it was sent and answers as told."""

    def __init__(self) -> None:
        self.status = 204
        self.received: list[tuple[dict[str, str], bytes]] = []
        self.url = ""

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head[1:] if line)
        }
        self.received.append((headers, await reader.readexactly(int(headers["content-length"]))))
        if self.status:
            location = "Location: http://127.0.0.1:1/\r\n" if self.status == 302 else ""
            writer.write(
                f"HTTP/1.1 {self.status} X\r\n{location}Content-Length: 0\r\nConnection: close\r\n\r\n".encode()
            )
        writer.close()


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    made = Gateway()
    server = await asyncio.start_server(made.handle, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/messages"
    yield made
    server.close()
    await server.wait_closed()


@pytest.fixture
async def http(gateway: Gateway) -> AsyncIterator[HttpAdapter]:
    adapter = HttpAdapter(gateway.url, SECRET)
    yield adapter
    await adapter.close()


def message(to: str = "13987654321") -> Outgoing:
    return Outgoing(
        id=uuid4(),
        district=uuid4(),
        channel="sms",
        to=to,
        account=None,
        name="安女士",
        locale="zh-CN",
        template="sign_in.code",
        params={"code": "123456", "minutes": "5"},
        text="验证码 123456",
    )


async def test_what_a_gateway_gets(gateway: Gateway, http: HttpAdapter) -> None:
    sent = message()
    await http.deliver(sent)
    ((headers, body),) = gateway.received
    assert msgspec.json.decode(body, type=Outgoing) == sent
    assert headers["content-type"] == "application/json"
    assert headers["webhook-id"] == str(sent.id)
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"


@pytest.mark.parametrize(
    ("status", "final"),
    [(500, False), (503, False), (429, False), (408, False), (400, True), (401, True), (302, True)],
)
async def test_what_answers_mean(gateway: Gateway, http: HttpAdapter, status: int, final: bool) -> None:
    gateway.status = status
    with pytest.raises(UndeliveredError) as failed:
        await http.deliver(message())
    assert failed.value.final is final
    assert failed.value.reason == f"HTTP {status}"


async def test_a_broken_or_absent_gateway_is_tried_again(gateway: Gateway, http: HttpAdapter) -> None:
    gateway.status = 0  # closes without an answer
    with pytest.raises(UndeliveredError) as failed:
        await http.deliver(message())
    assert not failed.value.final
    absent = HttpAdapter("http://127.0.0.1:1/", SECRET)
    with pytest.raises(UndeliveredError) as failed:
        await absent.deliver(message())
    assert not failed.value.final
    assert "13987654321" not in str(failed.value)
    await absent.close()


async def test_without_a_phone_nothing_is_posted(gateway: Gateway, http: HttpAdapter) -> None:
    with pytest.raises(UndeliveredError) as failed:
        await http.deliver(message(to=""))
    assert failed.value.final
    assert gateway.received == []


async def test_the_inbox_shows_a_repeat_once(db: Database, settings: Settings) -> None:
    adapter = adapter_of(settings, db, Sealer(settings.keys()))
    assert isinstance(adapter, InboxAdapter)
    sent = message()
    await adapter.deliver(sent)
    await adapter.deliver(sent)
    async with db.connection() as conn:
        assert await conn.fetchval("SELECT count(*) FROM demo_inbox") == 1


async def test_the_setting_chooses_the_gateway(db: Database, settings: Settings) -> None:
    chosen = msgspec.structs.replace(settings, notify_url="http://127.0.0.1:1/", notify_secret=SECRET)
    adapter = adapter_of(chosen, db, Sealer(settings.keys()))
    assert isinstance(adapter, HttpAdapter)
    await adapter.close()
