"""Ways out: an adapter takes an opened message and delivers it or raises `UndeliveredError`.

`InboxAdapter` shows it in the demo's inbox. `HttpAdapter` posts it (`hub.webhook`) to one URL, where a gateway of the
district's own speaks to its SMS, voice and chat providers.
"""

from typing import Protocol

from hub.db import Database
from hub.notify import store
from hub.notify.types import Outgoing
from hub.sealing import Sealer
from hub.settings import Settings
from hub.webhook import NoAnswerError, Webhook


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
        self._webhook = Webhook(url, secret)

    async def deliver(self, message: Outgoing) -> None:
        if not message.to:
            raise UndeliveredError("the account has no phone", final=True)
        try:
            await self._webhook.post(message.id, message)
        except NoAnswerError as error:
            again = error.status is None or error.status in (408, 425, 429) or error.status >= 500
            raise UndeliveredError(str(error), final=not again) from None

    async def close(self) -> None:
        await self._webhook.close()


def adapter_of(settings: Settings, db: Database, sealer: Sealer) -> Adapter:
    """The adapter that the settings ask for."""
    if settings.notify_url:
        return HttpAdapter(settings.notify_url, settings.notify_secret)
    return InboxAdapter(db, sealer)
