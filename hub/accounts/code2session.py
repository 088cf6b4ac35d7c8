"""The contract with WeChat's server: a code of `wx.login` becomes an openid. One GET, as the vendor documents.

request   GET {WECHAT_URL}/sns/jscode2session?appid=…&secret=…&js_code=…&grant_type=authorization_code
200       {"openid", "session_key", …}, or {"errcode", "errmsg"} when it is not had

Its address holds our secret and its answer a session_key: neither is in a log, an exception or a table of ours, and the
session_key is not even read.
"""

import asyncio
from typing import Annotated, Final

import httpx
import msgspec
import structlog

from hub.errors import DomainError
from hub.settings import Settings

log = structlog.get_logger("wechat")

TIMEOUT: Final = 5.0
"""Seconds for the whole of it: somebody waits to get in."""
MOST_ANSWER: Final = 4096
REFUSED: Final = (40029, 40163, 40226)
"""The code is none, was used, or WeChat holds the user back."""
TOO_OFTEN: Final = 45011


class _Answer(msgspec.Struct, frozen=True):
    openid: Annotated[str, msgspec.Meta(max_length=128)] = ""
    errcode: int = 0


class Code2Session:
    """The way to WeChat's server. One a process."""

    def __init__(self, settings: Settings) -> None:
        self.appid, self._secret = settings.wechat_appid, settings.wechat_secret
        self._url = settings.wechat_url.rstrip("/") + "/sns/jscode2session"
        # Made once: reading the authorities takes tens of milliseconds, in which the process does nothing else.
        self._tls = httpx.create_ssl_context(trust_env=False) if self.configured else False

    @property
    def configured(self) -> bool:
        return bool(self.appid and self._secret)

    async def openid(self, code: str) -> str:
        """Whose code this is: her openid, which is one for this mini-program only.

        Raises:
            DomainError: `host.unknown` (not set up), `host.refused`, `too_many`, `wechat.away`.
        """
        if not self.configured:
            raise DomainError("host.unknown")
        query = {
            "appid": self.appid, "secret": self._secret, "js_code": code, "grant_type": "authorization_code",
        }  # fmt: skip
        try:
            async with (
                asyncio.timeout(TIMEOUT),
                httpx.AsyncClient(verify=self._tls, follow_redirects=False, trust_env=False) as client,
            ):
                answer = await client.get(self._url, params=query, timeout=TIMEOUT)
        except (httpx.HTTPError, TimeoutError) as error:
            raise _away(type(error).__name__) from None
        if answer.status_code != 200 or len(answer.content) > MOST_ANSWER:
            raise _away(f"HTTP {answer.status_code}")
        try:
            said = msgspec.json.decode(answer.content, type=_Answer)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise _away("no answer of theirs") from None
        if said.errcode in REFUSED:
            raise DomainError("host.refused")
        if said.errcode == TOO_OFTEN:
            raise DomainError("too_many", retry_after=60)
        if said.errcode != 0 or not said.openid:
            raise _away(f"errcode {said.errcode}")
        return said.openid


def _away(reason: str) -> DomainError:
    log.warning("WeChat did not say who it is", reason=reason)
    return DomainError("wechat.away", retry_after=10)
