"""Rows ↔ structs. Connection first; never commits."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from hub.db import Connection, load_queries
from hub.moderation.matching import NOTHING, Found
from hub.moderation.types import (
    Block,
    CaseState,
    CaseStep,
    ModerationCase,
    ModerationCounts,
    ModerationPerson,
    ModerationRule,
    ModerationSettings,
    ModerationStep,
    MyBlock,
    ThingReport,
)

q = load_queries(__file__)

DEFAULT = ModerationSettings(version=0, numbers=True, outer_check=False, reports_urgent=5, reports_hold=False)


class OfThing(NamedTuple):
    id: UUID
    state: CaseState
    pulled: bool


class Blocked(NamedTuple):
    until: datetime
    reason: str
    area: str


class Stamped(NamedTuple):
    """`stamp`: of the rules; another one: they have changed. None: there are none."""

    settings: ModerationSettings
    stamp: UUID | None


async def settings(connection: Connection, district: UUID) -> Stamped:
    row = await connection.fetchrow(q.settings, district)
    if row is None:
        return Stamped(DEFAULT, None)
    fields = dict(row)
    stamp = fields.pop("stamp")
    return Stamped(ModerationSettings(**fields), stamp)


async def lock_settings(connection: Connection, district: UUID) -> ModerationSettings:
    row = await connection.fetchrow(q.lock_settings, district)
    assert row is not None
    return ModerationSettings(**dict(row))


async def rules(connection: Connection, district: UUID) -> list[ModerationRule]:
    return [
        ModerationRule(
            id=row["id"], text=row["text"], kinds=tuple(row["kinds"]), reason=row["reason"],
            created_by=_person(row["created_by"], row["created_name"]), created_at=row["created_at"],
        )
        for row in await connection.fetch(q.rules, district)
    ]  # fmt: skip


async def blocked(connection: Connection, account: UUID, area: UUID) -> Blocked | None:
    row = await connection.fetchrow(q.blocked, account, area)
    return Blocked(row["until"], row["reason"], row["name"]) if row else None


async def of_thing(connection: Connection, kind: str, subject: UUID) -> OfThing | None:
    """The case of a thing, held until the end of the transaction."""
    await connection.fetchval(q.lock_thing, kind, subject)
    row = await connection.fetchrow(q.of_thing, kind, subject)
    return OfThing(row["id"], row["state"], row["pulled"]) if row else None


async def add(
    connection: Connection, *, district: UUID, kind: str, subject: UUID, area: UUID, author: UUID, state: CaseState,
    words: str, photos: int, found: Found = NOTHING,
) -> UUID | None:  # fmt: skip
    """The new case; None when the thing has one by now."""
    identity: UUID | None = await connection.fetchval(
        q.add, district, kind, subject, area, author, state, words, photos, found.reasons, found.advice
    )
    return identity


async def checked(
    connection: Connection, identity: UUID, state: CaseState, words: str, photos: int, found: Found
) -> None:
    await connection.execute(q.checked, identity, state, words, photos, found.reasons, found.advice)


async def one(connection: Connection, district: UUID, identity: UUID) -> ModerationCase | None:
    row = await connection.fetchrow(q.one, district, identity)
    return _case(row) if row else None


async def step(
    connection: Connection, identity: UUID, name: CaseStep, state: CaseState, by: UUID | None = None, reason: str = ""
) -> None:  # fmt: skip
    await connection.execute(q.step, identity, name, state, by, reason)


def _person(identity: UUID | None, name: str | None) -> ModerationPerson | None:
    return ModerationPerson(identity, name or "") if identity else None


def _case(row: asyncpg.Record) -> ModerationCase:
    return ModerationCase(
        id=row["id"], version=row["version"], kind=row["kind"], subject=row["subject"], state=row["state"],
        area=row["area"], path=tuple(row["path"]), area_name=row["area_name"],
        author=ModerationPerson(row["author"], row["author_name"]), words=row["words"], photos=row["photos"],
        reasons=tuple(row["reasons"]), advice=tuple(row["advice"]), reports=row["reports"], urgent=row["urgent"],
        hidden_by=_person(row["hidden_by"], row["hidden_name"]), hidden_at=row["hidden_at"],
        hide_reason=row["hide_reason"], appeal=row["appeal"], appealed_at=row["appealed_at"],
        decided_by=_person(row["decided_by"], row["decided_name"]), decided_at=row["decided_at"],
        decision=row["decision"], waits_since=row["waits_since"], created_at=row["created_at"],
    )  # fmt: skip


async def lock(connection: Connection, district: UUID, identity: UUID) -> None:
    await connection.fetchval(q.lock, district, identity)


async def steps(connection: Connection, identity: UUID) -> list[ModerationStep]:
    return [
        ModerationStep(row["step"], row["state"], _person(row["by"], row["name"]), row["reason"], row["at"])
        for row in await connection.fetch(q.steps, identity)
    ]


async def reports(connection: Connection, identity: UUID) -> list[ThingReport]:
    return [
        ThingReport(row["reason"], row["words"], row["created_at"])
        for row in await connection.fetch(q.reports, identity)
    ]


async def pulled(connection: Connection, identity: UUID) -> bool:
    found: bool = await connection.fetchval(q.pulled_now, identity)
    return found


async def told(connection: Connection, identity: UUID) -> bool:
    found: bool = await connection.fetchval(q.told_now, identity)
    return found


class After(NamedTuple):
    """Where a page of open cases ended."""

    urgent: bool
    waits_since: datetime
    id: UUID


async def page(
    connection: Connection, district: UUID, within: Sequence[UUID], states: Sequence[CaseState], after: After | None,
    limit: int, *, done: bool,
) -> list[ModerationCase]:  # fmt: skip
    if done:
        since, last = (after.waits_since, after.id) if after else (None, None)
        rows = await connection.fetch(q.page_done, district, within, states, since, last, limit)
    else:
        urgent, since, last = after or (None, None, None)
        rows = await connection.fetch(q.page, district, within, states, urgent, since, last, limit)
    return [_case(row) for row in rows]


async def counts(connection: Connection, district: UUID, within: Sequence[UUID]) -> ModerationCounts:
    row = await connection.fetchrow(q.counts, district, within)
    assert row is not None
    return ModerationCounts(**dict(row))


async def mine(connection: Connection, account: UUID, after: UUID | None, limit: int) -> list[ModerationCase]:
    return [_case(row) for row in await connection.fetch(q.mine, account, after, limit)]


async def my_blocks(connection: Connection, account: UUID) -> list[MyBlock]:
    return [MyBlock(**dict(row)) for row in await connection.fetch(q.my_blocks, account)]


async def blocked_until(connection: Connection, account: UUID, path: Sequence[UUID]) -> datetime | None:
    until: datetime | None = await connection.fetchval(q.blocked_until, account, path)
    return until


async def block(connection: Connection, district: UUID, identity: UUID) -> Block | None:
    row = await connection.fetchrow(q.block, district, identity)
    return _block(row) if row else None


async def blocks(
    connection: Connection, district: UUID, within: Sequence[UUID], after: UUID | None, limit: int, *, current: bool
) -> list[Block]:  # fmt: skip
    return [_block(row) for row in await connection.fetch(q.blocks, district, within, after, current, limit)]


def _block(row: asyncpg.Record) -> Block:
    return Block(
        id=row["id"], version=row["version"], account=ModerationPerson(row["account"], row["account_name"]),
        area=row["area"], path=tuple(row["path"]), area_name=row["area_name"], reason=row["reason"],
        until=row["until"], created_by=ModerationPerson(row["created_by"], row["created_name"]),
        created_at=row["created_at"], lifted_by=_person(row["lifted_by"], row["lifted_name"]),
        lifted_at=row["lifted_at"], lift_reason=row["lift_reason"],
    )  # fmt: skip
