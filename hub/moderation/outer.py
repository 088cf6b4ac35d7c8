"""The contract with an outer service that checks words: one signed POST, a verdict.

request   {"id", "kind", "words", "photos" (how many)}, signed as `hub.notify.adapters` signs
200       {"verdict": "pass" | "hold", "labels": ["…"]}; `labels` may be missing, staff read them
else      no verdict: a person decides
"""

import time
from typing import Annotated, Final, Literal
from uuid import UUID

import httpx
import msgspec

from hub.notify.adapters import signature

TIMEOUT: Final = 5.0
"""Seconds for the whole of it: somebody waits for her words to be shown."""
MOST_ANSWER: Final = 4096
Label = Annotated[str, msgspec.Meta(max_length=40)]


class NoVerdictError(Exception):
    """No answer to go by. The message is ours, without content."""


class OuterAsked(msgspec.Struct, frozen=True):
    id: UUID
    kind: str
    words: str
    photos: int


class OuterVerdict(msgspec.Struct, frozen=True):
    """All that is read of what comes back."""

    verdict: Literal["pass", "hold"]
    labels: Annotated[tuple[Label, ...], msgspec.Meta(max_length=10)] = ()


class Outer:
    """The way to one service."""

    def __init__(self, url: str, secret: str, timeout: float = TIMEOUT) -> None:
        self._url = url
        self._secret = secret.encode()
        self._client = httpx.AsyncClient(timeout=timeout, follow_redirects=False, trust_env=False)

    async def check(self, asked: OuterAsked) -> OuterVerdict:
        """What it says of these words.

        Raises:
            NoVerdictError: it cannot be reached, is too slow, refuses, or answers something else.
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
            raise NoVerdictError(type(error).__name__) from None
        if answer.status_code != 200 or len(answer.content) > MOST_ANSWER:
            raise NoVerdictError(f"HTTP {answer.status_code}")
        try:
            return msgspec.json.decode(answer.content, type=OuterVerdict)
        except msgspec.MsgspecError:
            raise NoVerdictError("no verdict") from None

    async def close(self) -> None:
        await self._client.aclose()
