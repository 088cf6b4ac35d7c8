"""Rows ↔ structs. Connection first; never commits."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
import msgspec

from hub.areas.types import AreaName
from hub.db import Connection, load_queries
from hub.notices.types import (
    BuildingCoverage,
    MyNotice,
    NoticeCoverage,
    NoticeGroup,
    NoticeHead,
    NoticePending,
    NoticePerson,
    NoticeReceipt,
    NoticeState,
    NoticeTitle,
    NoticeWords,
    StaffNotice,
    WriteNotice,
)
from hub.sealing import Sealer

q = load_queries(__file__)

_WORDS = msgspec.json.Decoder(dict[str, NoticeWords])


class Found(NamedTuple):
    """A notice with the paths of its areas, in their order."""

    notice: StaffNotice
    paths: tuple[tuple[UUID, ...], ...]


class Stored(NamedTuple):
    """An edition whole."""

    number: int
    words: dict[str, NoticeWords]
    photos: tuple[UUID, ...]
    files: tuple[UUID, ...]
    ask_again: bool
    published_at: datetime | None


class Homes(NamedTuple):
    """Areas somebody lives in, as she says, and as it was verified."""

    everywhere: tuple[UUID, ...]
    surely: tuple[UUID, ...]


class Recipient(NamedTuple):
    """Who is to get a message: an account, or somebody on a household's roster."""

    id: UUID
    account: bool
    dwelling: UUID | None
    old: bool


def _titles(words: str) -> dict[str, NoticeTitle]:
    return {tag: NoticeTitle(one.title, one.summary) for tag, one in _WORDS.decode(words).items()}


def _head(row: asyncpg.Record) -> NoticeHead:
    return NoticeHead(
        id=row["id"], kind=row["kind"], state=row["state"], edition=row["edition"],
        asked_edition=row["asked_edition"], words=_titles(row["words"]), unit=row["unit_name"],
        areas=tuple(row["areas"]), groups=tuple(row["groups"]), must_read=row["must_read"],
        attachments=row["attachments"], published_at=row["published_at"], expires_at=row["expires_at"],
        ended_at=row["ended_at"], ended_text=row["ended_text"],
    )  # fmt: skip


def _staff(row: asyncpg.Record) -> StaffNotice:
    targets = zip(row["areas"], row["area_levels"], row["area_names"], strict=True)
    return StaffNotice(
        head=_head(row), version=row["version"], targets=tuple(AreaName(*one) for one in targets),
        above=tuple(row["above"]), wide=row["wide"],
        pending=None if row["pending"] is None else NoticePending(
            number=row["pending"], ask_again=row["pending_asks"],
            written_by=NoticePerson(row["pending_by"], row["pending_name"]), written_at=row["pending_at"],
        ),
        written_by=NoticePerson(row["written_by"], row["written_name"]),
        approved_by=NoticePerson(row["approved_by"], row["approved_name"]) if row["approved_by"] else None,
        publish_at=row["publish_at"], declined=row["declined"], created_at=row["created_at"],
        updated_at=row["updated_at"],
    )  # fmt: skip


def _receipt(notice: UUID, row: asyncpg.Record, edition: str = "edition") -> NoticeReceipt | None:
    if row["reached_at"] is None and row["read_at"] is None:
        return None
    return NoticeReceipt(
        notice=notice, reached_at=row["reached_at"], edition=row[edition], read_at=row["read_at"]
    )


async def add(
    tx: Connection, district: UUID, given: WriteNotice, *, above: Sequence[UUID], unit: UUID, wide: bool, by: UUID
) -> UUID:  # fmt: skip
    identity: UUID = await tx.fetchval(
        q.add, district, given.kind, given.areas, given.groups, above, unit, wide, _must(given), given.publish_at,
        given.expires_at, by,
    )  # fmt: skip
    return identity


async def edit(
    tx: Connection, identity: UUID, given: WriteNotice, *, above: Sequence[UUID], unit: UUID, wide: bool
) -> None:
    await tx.execute(
        q.edit, identity, given.kind, given.areas, given.groups, above, unit, wide, _must(given), given.publish_at,
        given.expires_at,
    )  # fmt: skip


def _must(given: WriteNotice) -> bool:
    return given.must_read or given.kind == "alert"


async def put_edition(
    tx: Connection, notice: UUID, number: int, words: dict[str, NoticeWords], photos: Sequence[UUID],
    files: Sequence[UUID], by: UUID, *, ask_again: bool,
) -> None:  # fmt: skip
    text = msgspec.json.encode(words).decode()
    await tx.execute(q.put_edition, notice, number, text, list(photos), list(files), ask_again, by)


async def drop_edition(tx: Connection, notice: UUID, number: int) -> None:
    await tx.execute(q.drop_edition, notice, number)


async def lock(tx: Connection, district: UUID, identity: UUID) -> datetime | None:
    now: datetime | None = await tx.fetchval(q.lock, district, identity)
    return now


async def move(tx: Connection, identity: UUID, state: NoticeState, declined: str = "") -> None:
    await tx.execute(q.move, identity, state, declined)


async def touch(tx: Connection, identity: UUID) -> None:
    await tx.execute(q.touch, identity)


async def approve(tx: Connection, identity: UUID, number: int, by: UUID) -> None:
    await tx.execute(q.approve, identity, number, by)


async def publish(tx: Connection, identity: UUID, patience: timedelta) -> None:
    await tx.execute(q.publish, identity, patience)


async def finish(tx: Connection, identity: UUID, state: NoticeState, text: str) -> None:
    await tx.execute(q.finish, identity, state, text)


async def one(connection: Connection, district: UUID, identity: UUID) -> Found | None:
    row = await connection.fetchrow(q.one, district, identity)
    if row is None:
        return None
    paths: list[list[UUID]] = msgspec.json.decode(row["area_paths"], type=list[list[UUID]])
    return Found(_staff(row), tuple(tuple(path) for path in paths))


async def editions(connection: Connection, identity: UUID) -> list[Stored]:
    """The newest first."""
    return [
        Stored(
            row["number"], _WORDS.decode(row["words"]), tuple(row["photos"]), tuple(row["files"]), row["ask_again"],
            row["published_at"],
        )
        for row in await connection.fetch(q.editions, identity)
    ]  # fmt: skip


async def staff_page(
    connection: Connection, district: UUID, mine: Sequence[UUID], paths: Sequence[UUID], *,
    states: Sequence[NoticeState] | None, kind: str | None, after: UUID | None, limit: int,
) -> list[StaffNotice]:  # fmt: skip
    """`mine`: the areas the reader looks after; `paths`: those and all above them."""
    rows = await connection.fetch(
        q.staff_page, district, mine, paths, list(states) if states else None, kind, after, limit
    )
    return [_staff(row) for row in rows]


async def own_page(
    connection: Connection, district: UUID, account: UUID, homes: Homes, *, kind: str | None,
    after: tuple[datetime, UUID] | None, limit: int,
) -> list[MyNotice]:  # fmt: skip
    at, identity = after or (None, None)
    rows = await connection.fetch(
        q.own_page, district, account, homes.everywhere, homes.surely, kind, at, identity, limit
    )
    return [MyNotice(_head(row), _receipt(row["id"], row, "read_edition")) for row in rows]


async def unread(
    connection: Connection, district: UUID, account: UUID, homes: Homes, since: datetime | None = None
) -> int:
    """`since`: only of what came out, or was corrected and is asked about again, after that."""
    count: int = await connection.fetchval(q.unread, district, account, homes.everywhere, homes.surely, since)
    return count


async def homes(connection: Connection, account: UUID) -> Homes:
    row = await connection.fetchrow(q.homes, account)
    assert row is not None
    return Homes(tuple(row["everywhere"]), tuple(row["surely"]))


async def groups(connection: Connection, account: UUID) -> list[NoticeGroup]:
    return [NoticeGroup(**row) for row in await connection.fetch(q.groups, account)]


async def known_groups(connection: Connection, keys: Sequence[str]) -> bool:
    return int(await connection.fetchval(q.known_groups, keys)) == len(keys)


async def declarable(connection: Connection, key: str) -> bool:
    return bool(await connection.fetchval(q.declared_group, key))


async def declare(tx: Connection, account: UUID, key: str) -> bool:
    return bool(await tx.fetchval(q.declare, account, key))


async def undeclare(tx: Connection, account: UUID, key: str) -> bool:
    return bool(await tx.fetchval(q.undeclare, account, key))


async def is_member(connection: Connection, account: UUID, area: UUID, group: str) -> bool:
    return bool(await connection.fetchval(q.is_member, account, area, group))


async def is_for(connection: Connection, account: UUID, areas: Sequence[UUID], groups: Sequence[str]) -> bool:
    return bool(await connection.fetchval(q.is_for, account, list(areas), list(groups)))


async def reached(tx: Connection, notice: UUID, account: UUID) -> NoticeReceipt | None:
    """None: it had been reached before."""
    row = await tx.fetchrow(q.reached, notice, account)
    return _receipt(notice, row) if row else None


async def read(tx: Connection, notice: UUID, account: UUID, edition: int) -> NoticeReceipt | None:
    """None: it had been read before."""
    row = await tx.fetchrow(q.read, notice, account, edition)
    return _receipt(notice, row) if row else None


async def receipt(connection: Connection, notice: UUID, account: UUID) -> NoticeReceipt | None:
    row = await connection.fetchrow(q.receipt, notice, account)
    return _receipt(notice, row) if row else None


async def reach(connection: Connection, areas: Sequence[UUID], groups: Sequence[str]) -> tuple[int, int]:
    """(households, people)."""
    row = await connection.fetchrow(q.reach, list(areas), list(groups))
    assert row is not None
    return row["households"], row["people"]


async def total(connection: Connection, notice: UUID) -> NoticeCoverage:
    row = await connection.fetchrow(q.total, notice)
    assert row is not None
    return NoticeCoverage(notice=notice, **row)


async def coverage(
    connection: Connection, notice: UUID, within: Sequence[UUID]
) -> list[tuple[UUID, dict[str, Any]]]:
    """Sums of each building, in the subtrees of some areas; without its name."""
    rows = await connection.fetch(q.coverage, notice, list(within))
    return [
        (row["building"], {key: value for key, value in row.items() if key != "building"}) for row in rows
    ]


def building(identity: UUID, place: str, sums: dict[str, Any]) -> BuildingCoverage:
    return BuildingCoverage(building=identity, place=place, **sums)


async def doors(
    connection: Connection, notice: UUID, within: Sequence[UUID], after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    return await connection.fetch(q.doors, notice, list(within), after, limit)


async def due(connection: Connection, district: UUID) -> list[tuple[UUID, str]]:
    return [(row["id"], row["what"]) for row in await connection.fetch(q.due, district)]


async def to_count(connection: Connection, district: UUID) -> list[UUID]:
    return [row["id"] for row in await connection.fetch(q.to_count, district)]


async def counted(tx: Connection, notice: UUID) -> None:
    await tx.execute(q.counted, notice)


async def messages_due(connection: Connection, district: UUID) -> list[UUID]:
    return [row["id"] for row in await connection.fetch(q.messages_due, district)]


async def recipients(tx: Connection, notice: UUID, kind: str, limit: int) -> list[Recipient]:
    """Who is still to be told that it begins (`alert`) or that it is over (`clear`)."""
    rows = await tx.fetch(q.unreached if kind == "alert" else q.to_clear, notice, limit)
    return [Recipient(row["recipient"], row["account"], row["dwelling"], row["old"]) for row in rows]


async def sent(tx: Connection, notice: UUID, kind: str, to: Recipient, channel: str) -> None:
    await tx.execute(q.sent, notice, kind, to.id, to.dwelling, to.account, channel)


async def roster_phone(connection: Connection, sealer: Sealer, identity: UUID) -> str:
    """Opened; 11 digits."""
    sealed: bytes = await connection.fetchval(q.roster_phone, identity)
    return sealer.unseal(sealed, column="roster.phone", row=identity)


async def messages_done(tx: Connection, notice: UUID) -> None:
    await tx.execute(q.messages_done, notice)


async def below(connection: Connection, areas: Sequence[UUID]) -> list[UUID]:
    """Where staff sit inside some areas."""
    return [row["id"] for row in await connection.fetch(q.below, list(areas))]
