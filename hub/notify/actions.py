"""What other rooms do here: send a message in their own transaction; the demo reads its inbox."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from hub.db import Connection, Database
from hub.notify import store
from hub.notify.lines import keep, line
from hub.notify.templates import TEMPLATES, render
from hub.notify.types import About, Channel, Inbox
from hub.sealing import Sealer

__all__ = ["inbox", "line", "send"]

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
    about: About | None = None,
    once: str | None = None,
) -> UUID | None:
    """Puts a message into the outbox; it leaves after the caller's commit, and after her quiet hours if it is not
    urgent. It also stands in the list of what she was told, with the way to what it is `about`.

    To an `account`, at whatever phone it has when the message leaves, or to a `phone` (11 digits) that has no
    account yet. `connect`: a call between that one and another account or phone. After `valid` it is of no use and
    dropped. `once`: what happened; who was told of it before is not told again. Returns the message's id; None: none
    goes out.

    Raises:
        DomainError: `message.unknown_template`.
        KeyError: a parameter of the template is missing: found here, not at night in the dispatcher.
    """
    if (account is None) == (phone is None):
        raise ValueError("a message goes to an account or to a phone")
    texts = {name: str(value) for name, value in params.items()}
    render(template, "zh-CN", texts)
    kind = TEMPLATES[template]
    if account is not None and kind.listed:
        sent = not kind.chosen or await store.wants_mentions(tx, account)
        new = await keep(
            tx, sealer, district=district, account=account, template=template, params=texts, about=about, once=once,
            sent=sent,
        )  # fmt: skip
        if not (new and sent):
            return None
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
        urgent=kind.urgent,
    )


async def inbox(db: Database, sealer: Sealer, after: UUID | None) -> Inbox:
    """The demo's inbox, newest first, only what came after the message `after`."""
    async with db.connection() as conn:
        return Inbox(await store.inbox(conn, sealer, after, INBOX_PAGE))
