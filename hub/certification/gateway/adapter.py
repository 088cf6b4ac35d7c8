"""The contract with public security's face comparison: one signed POST, a verdict and a score.

request   {"id", "name", "id_number", "photo" (base64 of a JPEG)}, signed as `hub.notify.adapters` signs
200       {"same": true | false, "score": 0 … 1}
else      away: asked again later
"""

import time
from typing import Annotated, Final
from uuid import UUID

import httpx
import msgspec

from hub.notify.adapters import signature

TIMEOUT: Final = 10.0
MOST_ANSWER: Final = 4096


class GatewayAwayError(Exception):
    """No answer to go by. The message is ours, without content."""


class GatewayAsked(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    id_number: str
    photo: bytes

    def __repr__(self) -> str:
        return f"GatewayAsked({self.id})"


class GatewayAnswer(msgspec.Struct, frozen=True):
    """All that is read of what comes back."""

    same: bool
    score: Annotated[float, msgspec.Meta(ge=0, le=1)]


class Gateway:
    """The way to one gateway."""

    def __init__(self, url: str, secret: str) -> None:
        self._url = url
        self._secret = secret.encode()
        self._client = httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False, trust_env=False)

    async def compare(self, asked: GatewayAsked) -> GatewayAnswer:
        """Whether this photo is of this person.

        Raises:
            GatewayAwayError: it cannot be reached, refuses, or answers something else.
        """
        body = msgspec.json.encode(asked)
        moment = str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            "webhook-id": str(asked.id),
            "webhook-timestamp": moment,
            "webhook-signature": signature(self._secret, str(asked.id), moment, body),
        }
        try:
            answer = await self._client.post(self._url, content=body, headers=headers)
        except httpx.HTTPError as error:
            raise GatewayAwayError(type(error).__name__) from None
        if answer.status_code != 200 or len(answer.content) > MOST_ANSWER:
            raise GatewayAwayError(f"HTTP {answer.status_code}")
        try:
            return msgspec.json.decode(answer.content, type=GatewayAnswer)
        except msgspec.MsgspecError:
            raise GatewayAwayError("no verdict") from None

    async def close(self) -> None:
        await self._client.aclose()
