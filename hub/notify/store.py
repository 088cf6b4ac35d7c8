"""The outbox and the inbox as rows, and the sealing of what they hold."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec

from hub.db import Connection, load_queries
from hub.notify.types import Channel, InboxMessage, Outgoing
from hub.sealing import Sealer, mask_phone

q = load_queries(__file__)

PHONE, CONNECT, PARAMS, TEXT = (
    "messages.phone",
    "messages.connect_phone",
    "messages.params",
    "demo_inbox.text",
)


class Taken(NamedTuple):
    """A message that this dispatcher has for a while. Still sealed."""

    id: UUID
    district: UUID
    account: UUID | None
    phone: bytes | None
    channel: Channel
    template: str
    params: bytes
    attempts: int
    connect: UUID | None
    connect_phone: bytes | None

    def open_phone(self, sealer: Sealer) -> str | None:
        return None if self.phone is None else sealer.unseal(self.phone, column=PHONE, row=self.id)

    def open_connect(self, sealer: Sealer) -> str | None:
        sealed = self.connect_phone
        return None if sealed is None else sealer.unseal(sealed, column=CONNECT, row=self.id)

    def open_params(self, sealer: Sealer) -> dict[str, str]:
        return msgspec.json.decode(
            sealer.unseal(self.params, column=PARAMS, row=self.id), type=dict[str, str]
        )


async def put(
    tx: Connection,
    sealer: Sealer,
    *,
    district: UUID,
    account: UUID | None,
    phone: str | None,
    channel: Channel,
    template: str,
    params: dict[str, str],
    valid: timedelta,
    connect: UUID | str | None,
    urgent: bool = False,
) -> UUID:
    message: UUID = await tx.fetchval(q.new_id)
    await tx.execute(
        q.put,
        message,
        district,
        account,
        None if phone is None else sealer.seal(phone, column=PHONE, row=message),
        channel,
        template,
        sealer.seal(msgspec.json.encode(params).decode(), column=PARAMS, row=message),
        valid,
        connect if isinstance(connect, UUID) else None,
        sealer.seal(connect, column=CONNECT, row=message) if isinstance(connect, str) else None,
        urgent,
    )
    return message


async def wants_mentions(connection: Connection, account: UUID) -> bool:
    return bool(await connection.fetchval(q.wants_mentions, account))


async def due(conn: Connection) -> bool:
    return bool(await conn.fetchval(q.due))


async def take(conn: Connection, most: int, lease: timedelta) -> list[Taken]:
    return [Taken(**row) for row in await conn.fetch(q.take, most, lease)]


async def expire(conn: Connection) -> list[tuple[UUID, str]]:
    return [(row["id"], row["template"]) for row in await conn.fetch(q.expire)]


async def finish(conn: Connection, message: UUID, attempts: int, state: str, failure: str | None) -> None:
    await conn.execute(q.finish, message, attempts, state, failure)


async def retry(conn: Connection, message: UUID, attempts: int, wait: timedelta, failure: str) -> None:
    await conn.execute(q.retry, message, attempts, wait, failure)


async def forget(conn: Connection) -> None:
    await conn.execute(q.forget)
    await conn.execute(q.forget_lines)


async def put_in_inbox(tx: Connection, sealer: Sealer, message: Outgoing) -> None:
    text = sealer.seal(message.text, column=TEXT, row=message.id)
    await tx.execute(q.inbox_order)
    await tx.execute(
        q.put_in_inbox,
        message.id,
        message.district,
        message.channel,
        mask_phone(message.to),
        message.name,
        text,
    )
    await tx.execute(q.trim_inbox)


async def inbox(conn: Connection, sealer: Sealer, after: UUID | None, limit: int) -> list[InboxMessage]:
    return [
        InboxMessage(
            id=row["id"],
            at=row["at"],
            channel=row["channel"],
            to=row["masked"],
            name=row["name"],
            text=sealer.unseal(row["text"], column=TEXT, row=row["message"]),
        )
        for row in await conn.fetch(q.inbox, after, limit)
    ]
