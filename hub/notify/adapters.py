"""Ways out: an adapter takes an opened message and delivers it or raises `UndeliveredError`.

`InboxAdapter` shows it in the demo's inbox. `HttpAdapter` posts it as signed JSON to one URL, where a gateway
of the district's own speaks to its SMS, voice and chat providers. The signature is that of Standard Webhooks:
HMAC-SHA256 over `id.timestamp.body`, so any of its libraries can check it.
"""

import base64
import hashlib
import hmac
import time
from typing import Protocol

import httpx
import msgspec

from hub.db import Database
from hub.notify import store
from hub.notify.types import Outgoing
from hub.sealing import Sealer
from hub.settings import Settings

HTTP_TIMEOUT = 10.0  # seconds


class UndeliveredError(Exception):
    """An attempt failed. `reason` is ours, short and without content; `final`: trying again cannot help."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final


class Adapter(Protocol):
    """May be given the same message (same id) again after a crash; the far side drops repeats."""

    async def deliver(self, message: Outgoing) -> None: ...

    async def close(self) -> None: ...


class InboxAdapter:
    """Shows messages in the demo's inbox."""

    def __init__(self, db: Database, sealer: Sealer) -> None:
        self._db = db
        self._sealer = sealer

    async def deliver(self, message: Outgoing) -> None:
        async with self._db.transaction() as tx:
            await store.put_in_inbox(tx, self._sealer, message)

    async def close(self) -> None:
        return None


class HttpAdapter:
    """Posts messages to `url`, signed with `secret`. 2xx: delivered; 408, 425, 429 and 5xx: again later."""

    def __init__(self, url: str, secret: str) -> None:
        self._url = url
        self._secret = secret.encode()
        self._client = httpx.AsyncClient(timeout=HTTP_TIMEOUT, follow_redirects=False)

    async def deliver(self, message: Outgoing) -> None:
        if not message.to:
            raise UndeliveredError("the account has no phone", final=True)
        body = msgspec.json.encode(message)
        moment = str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            "webhook-id": str(message.id),
            "webhook-timestamp": moment,
            "webhook-signature": signature(self._secret, str(message.id), moment, body),
        }
        try:
            answer = await self._client.post(self._url, content=body, headers=headers)
        except httpx.HTTPError as error:
            raise UndeliveredError(type(error).__name__) from None
        if not answer.is_success:
            again = answer.status_code in (408, 425, 429) or answer.status_code >= 500
            raise UndeliveredError(f"HTTP {answer.status_code}", final=not again)

    async def close(self) -> None:
        await self._client.aclose()


def signature(secret: bytes, identity: str, timestamp: str, body: bytes) -> str:
    """The `webhook-signature` header: `v1,` and base64 of HMAC-SHA256(`id.timestamp.body`)."""
    signed = f"{identity}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()


def adapter_of(settings: Settings, db: Database, sealer: Sealer) -> Adapter:
    """The adapter that the settings ask for."""
    if settings.notify_url:
        return HttpAdapter(settings.notify_url, settings.notify_secret)
    return InboxAdapter(db, sealer)
