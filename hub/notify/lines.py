"""The list of what somebody was told (消息): a line for each message that is about something, and lines for which no
message goes out.

A line holds the message's own words, sealed, or none: then it says what happened to which thing, and who reads it is
given the words that name the thing now, so that what was deleted or hidden is gone here too (`hub.follows.reading`).
Topics: `own/<account>/told`; an event says that there is something new, or what was read on another device.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID, uuid4

import msgspec

from hub.db import Connection
from hub.events.append import Draft, append, append_many
from hub.notify.store import q
from hub.notify.templates import TEMPLATES
from hub.notify.types import About, ToldAdded, ToldRead
from hub.sealing import Sealer

ADDED: Final = "told.added"
READ: Final = "told.read"
PARAMS: Final = "told.params"
TOPICS_AN_EVENT: Final = 64


class Line(NamedTuple):
    """One line, opened. `params` None: its words are those that name the thing. `because`: what she follows, and was
    told for that."""

    id: UUID
    template: str
    about: About | None
    params: dict[str, str] | None
    at: datetime
    read: bool
    because: About | None


class Undigested(NamedTuple):
    tickets: int
    neighbours: int
    followed: int


class Choices(NamedTuple):
    """`quiet_from`, `quiet_until`: minutes of the day in Asia/Shanghai; None: never quiet."""

    quiet_from: int | None
    quiet_until: int | None
    mentions: bool


def topic(account: UUID) -> str:
    return f"own/{account}/told"


async def keep(
    tx: Connection, sealer: Sealer, *, district: UUID, account: UUID, template: str, params: Mapping[str, str],
    about: About | None, once: str | None, sent: bool,
) -> bool:  # fmt: skip
    """Keeps a line with its words; whether it is new to her. `once` None: it always is."""
    identity: UUID = await tx.fetchval(q.new_id)
    sealed = sealer.seal(msgspec.json.encode(params).decode(), column=PARAMS, row=identity)
    kind, thing, within = about or (None, None, None)
    new = await tx.fetchval(
        q.keep,
        identity,
        district,
        account,
        template,
        kind,
        thing,
        within,
        sealed,
        once or str(identity),
        sent,
    )
    return bool(new)


async def line(
    tx: Connection, *, district: UUID, accounts: Sequence[UUID], template: str, about: About, once: str,
    because: About | None = None,
) -> None:  # fmt: skip
    """Keeps a line for several, without a message; those who were told of `once` before are left alone."""
    if not accounts:
        return
    assert TEMPLATES[template].listed
    follow_kind, follow, _ = because or (None, None, None)
    rows = await tx.fetch(
        q.keep_many,
        district,
        list(dict.fromkeys(accounts)),
        template,
        about.kind,
        about.thing,
        about.within,
        once,
        follow_kind,
        follow,
    )
    topics = [topic(row["account"]) for row in rows]
    said = ToldAdded(template)
    await append_many(
        tx, district,
        [
            Draft(ADDED, uuid4(), None, topics[first : first + TOPICS_AN_EVENT], said)
            for first in range(0, len(topics), TOPICS_AN_EVENT)
        ],
    )  # fmt: skip


async def lines(
    connection: Connection, sealer: Sealer, account: UUID, before: tuple[datetime, UUID], limit: int
) -> list[Line]:
    """A page, the newest first."""
    return [
        Line(
            row["id"], row["template"], About(row["kind"], row["thing"], row["within"]) if row["kind"] else None,
            _opened(sealer, row["id"], row["params"]), row["at"], row["read_at"] is not None,
            About(row["follow_kind"], row["follow"]) if row["follow"] else None,
        )
        for row in await connection.fetch(q.lines, account, *before, limit)
    ]  # fmt: skip


def _opened(sealer: Sealer, identity: UUID, params: bytes | None) -> dict[str, str] | None:
    if params is None:
        return None
    return msgspec.json.decode(sealer.unseal(params, column=PARAMS, row=identity), type=dict[str, str])


async def unread(connection: Connection, account: UUID) -> int:
    """At most 99."""
    count: int = await connection.fetchval(q.unread_lines, account)
    return count


async def read(tx: Connection, district: UUID, account: UUID, ids: Sequence[UUID] | None) -> None:
    """She has read these, or (None) all; her other devices hear of it."""
    rows = await tx.fetch(q.read_lines, account, None if ids is None else list(ids))
    if not rows:
        return
    said = ToldRead(() if ids is None else tuple(row["id"] for row in rows), ids is None)
    await append(
        tx, district=district, type=READ, subject=uuid4(), area=None, data=said, topics=[topic(account)]
    )


async def undigested(connection: Connection, account: UUID, since: datetime) -> Undigested:
    row = await connection.fetchrow(q.undigested, account, since)
    assert row is not None
    return Undigested(row["tickets"], row["neighbours"], row["followed"])


async def choices(connection: Connection, account: UUID) -> Choices:
    row = await connection.fetchrow(q.choices, account)
    return (
        Choices(row["quiet_from"], row["quiet_until"], row["mentions"]) if row else Choices(None, None, True)
    )


async def choose(tx: Connection, account: UUID, chosen: Choices) -> None:
    """What waits for the end of quiet hours waits for that of the new ones."""
    await tx.execute(q.choose, account, *chosen)
    await tx.execute(q.release, account)
