"""What other rooms do here: send a message in their own transaction; the demo reads its inbox."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from hub.db import Connection, Database
from hub.notify import store
from hub.notify.templates import render
from hub.notify.types import Channel, Inbox
from hub.sealing import Sealer

INBOX_PAGE = 100


async def send(
    tx: Connection,
    sealer: Sealer,
    *,
    district: UUID,
    template: str,
    params: Mapping[str, object],
    account: UUID | None = None,
    phone: str | None = None,
    channel: Channel = "sms",
    valid: timedelta = timedelta(days=1),
    connect: UUID | str | None = None,
) -> UUID:
    """Puts a message into the outbox; it leaves after the caller's commit.

    To an `account`, at whatever phone it has when the message leaves, or to a `phone` (11 digits) that has no
    account yet. `connect`: a call between that one and another account or phone. After `valid` it is of no use and
    dropped. Returns the message's id.

    Raises:
        DomainError: `message.unknown_template`.
        KeyError: a parameter of the template is missing: found here, not at night in the dispatcher.
    """
    if (account is None) == (phone is None):
        raise ValueError("a message goes to an account or to a phone")
    texts = {name: str(value) for name, value in params.items()}
    render(template, "zh-CN", texts)
    return await store.put(
        tx,
        sealer,
        district=district,
        account=account,
        phone=phone,
        channel=channel,
        template=template,
        params=texts,
        valid=valid,
        connect=connect,
    )


async def inbox(db: Database, sealer: Sealer, after: UUID | None) -> Inbox:
    """The demo's inbox, newest first, only what came after the message `after`."""
    async with db.connection() as conn:
        return Inbox(await store.inbox(conn, sealer, after, INBOX_PAGE))
