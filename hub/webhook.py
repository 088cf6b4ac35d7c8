"""One signed JSON POST to a service of the district's own, and what of its answer may be relied on.

The signature is that of Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`, so any of its libraries can check it.
"""

import base64
import hashlib
import hmac
import time
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar
from uuid import UUID

import httpx
import msgspec

from hub.rounds import rounds

MOST_ANSWER: Final = 4096
"""Bytes; more than that is no answer to a question of ours."""
LOOK_WITHOUT: Final = 10.0
"""Seconds between looks for what waits, where the settings name no service: a person decides."""
T = TypeVar("T", bound=msgspec.Struct)


class NoAnswerError(Exception):
    """No answer to go by. The message is ours, short and without content; `status`: of the answer, if there was one."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.status = status


class Webhook:
    """The way to one URL; whoever shares `secret` knows that it is us. Never through a proxy of the environment's."""

    def __init__(self, url: str, secret: str, timeout: float = 10.0) -> None:
        self._url = url
        self._secret = secret.encode()
        self._client = httpx.AsyncClient(timeout=timeout, follow_redirects=False, trust_env=False)

    @classmethod
    def named(cls, url: str, secret: str, timeout: float = 10.0) -> "Webhook | None":
        """None: the settings name no URL."""
        return cls(url, secret, timeout) if url else None

    async def post(self, identity: UUID, said: msgspec.Struct) -> bytes:
        """The body of a 2xx, cut soon after `MOST_ANSWER`. The far side drops what comes again with this `identity`.

        Raises:
            NoAnswerError: it cannot be reached, is too slow, or refuses.
        """
        body = msgspec.json.encode(said)
        moment = str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            "webhook-id": str(identity),
            "webhook-timestamp": moment,
            "webhook-signature": signature(self._secret, str(identity), moment, body),
        }
        answer = bytearray()
        try:
            async with self._client.stream("POST", self._url, content=body, headers=headers) as response:
                if not response.is_success:
                    raise NoAnswerError(f"HTTP {response.status_code}", response.status_code)
                async for piece in response.aiter_bytes(MOST_ANSWER):
                    answer += piece
                    if len(answer) > MOST_ANSWER:
                        break
        except httpx.HTTPError as error:
            raise NoAnswerError(type(error).__name__) from None
        return bytes(answer)

    async def ask(self, identity: UUID, asked: msgspec.Struct, of: type[T]) -> T:
        """What it answers, of this shape.

        Raises:
            NoAnswerError: as `post`, or it answers something else.
        """
        answer = await self.post(identity, asked)
        if len(answer) > MOST_ANSWER:
            raise NoAnswerError("too long")
        try:
            return msgspec.json.decode(answer, type=of)
        except msgspec.MsgspecError:
            raise NoAnswerError("another shape") from None

    async def close(self) -> None:
        await self._client.aclose()


async def asking(
    name: str, service: Webhook | None, look: Callable[[], Awaitable[object]], pause: float
) -> None:
    """Looks for what a service is to be asked about (`hub.rounds`) until cancelled; then lets go of the service."""
    try:
        await rounds(name, look, pause if service else LOOK_WITHOUT)
    finally:
        if service is not None:
            await service.close()


def signature(secret: bytes, identity: str, timestamp: str, body: bytes) -> str:
    """The `webhook-signature` header: `v1,` and base64 of HMAC-SHA256(`id.timestamp.body`)."""
    signed = f"{identity}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()
