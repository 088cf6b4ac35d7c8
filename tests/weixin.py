"""WeChat's server as far as code2session goes: a real HTTP server that answers as the vendor documents."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from hub.settings import Settings

APPID, SECRET, SESSION_KEY = "wx0123456789abcdef", "the-app-secret-of-nobody", "c2Vzc2lvbi1rZXktb2Ytbm9ib2R5"


class Weixin:
    """Whose a code is, is written in it: `an-1` is of the openid `o-an`. `instead`: status and body of all answers;
    `silent`: none comes."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.used: set[str] = set()
        self.instead: tuple[int, bytes] | None = None
        self.silent: asyncio.Event | None = None

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        method, target, _ = (await reader.readuntil(b"\r\n\r\n")).decode().split(" ", 2)
        place = urlsplit(target)
        asked = dict(parse_qsl(place.query))
        self.asked.append((f"{method} {place.path}", asked))
        if self.silent is not None:
            await self.silent.wait()
        status, body = self.instead or (200, json.dumps(self._said(asked)).encode())
        # The vendor says text/plain of its JSON.
        head = f"HTTP/1.1 {status} X\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\n"
        with contextlib.suppress(ConnectionError):
            writer.write(f"{head}Location: {self.url}/\r\nConnection: close\r\n\r\n".encode() + body)
            await writer.drain()
        writer.close()

    def _said(self, asked: dict[str, str]) -> dict[str, Any]:
        if asked.get("appid") != APPID or asked.get("grant_type") != "authorization_code":
            return {"errcode": 40013, "errmsg": "invalid appid"}
        if asked.get("secret") != SECRET:
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        code = asked.get("js_code", "")
        whose, _, number = code.partition("-")
        if not number:
            return {"errcode": 40029, "errmsg": "invalid code"}
        if code in self.used:
            return {"errcode": 40163, "errmsg": "code been used"}
        self.used.add(code)
        return {"openid": f"o-{whose}", "session_key": SESSION_KEY, "unionid": f"u-{whose}"}


@contextlib.asynccontextmanager
async def weixin_server() -> AsyncIterator[Weixin]:
    made = Weixin()
    server = await asyncio.start_server(made.answer, "127.0.0.1", 0)
    async with server:
        made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield made


def with_weixin(settings: Settings, weixin: Weixin) -> Settings:
    """Settings of a hub that knows this server."""
    return msgspec.structs.replace(
        settings, wechat_appid=APPID, wechat_secret=SECRET, wechat_url=weixin.url + "/"
    )
