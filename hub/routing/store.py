"""Rows ↔ structs. Connection first; never commits."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

import asyncpg
import msgspec

from hub.db import Connection, load_queries
from hub.routing.match import Report
from hub.routing.types import Reason, Rule, RuleSet, SkipCount

q = load_queries(__file__)


class Past(NamedTuple):
    """A past ticket as rules see it."""

    id: UUID
    number: int
    desk: UUID
    report: Report


class Outcome(NamedTuple):
    """What a target means for it: a unit and perhaps a person, or why not."""

    reason: Reason | None
    holder: UUID | None
    assignee: UUID | None


def _rules(text: str) -> list[Rule]:
    return msgspec.json.decode(text, type=list[Rule])


def _set(row: asyncpg.Record) -> RuleSet:
    return RuleSet(
        id=row["id"], area=row["area"], state=row["state"], version=row["version"], rules=_rules(row["rules"]),
        changed_by=row["changed_name"], changed_at=row["changed_at"], published_by=row["published_name"],
        published_at=row["published_at"],
    )  # fmt: skip


async def flag(tx: Connection, ticket: UUID, skipped: Sequence[tuple[UUID, Reason]]) -> None:
    if skipped:
        await tx.executemany(q.flag, [(rule, ticket, reason) for rule, reason in skipped])


async def current(connection: Connection, area: UUID) -> dict[str, RuleSet]:
    """By state: `published`, `draft`."""
    return {row["state"]: _set(row) for row in await connection.fetch(q.current, area)}


async def versions(connection: Connection, area: UUID) -> list[RuleSet]:
    return [_set(row) for row in await connection.fetch(q.versions, area)]


async def skips(connection: Connection, rules: Iterable[Rule]) -> list[SkipCount]:
    return [SkipCount(**row) for row in await connection.fetch(q.skips, [rule.id for rule in rules])]


async def draft_version(tx: Connection, area: UUID) -> int | None:
    version: int | None = await tx.fetchval(q.draft_version, area)
    return version


async def put_draft(tx: Connection, district: UUID, area: UUID, rules: Sequence[Rule], by: UUID) -> None:
    await tx.execute(q.put_draft, district, area, msgspec.json.encode(rules).decode(), by)


async def discard(tx: Connection, area: UUID) -> None:
    await tx.execute(q.discard, area)


async def publish(tx: Connection, area: UUID, by: UUID) -> int:
    """The number under which the draft is in force now."""
    await tx.execute(q.retire, area)
    version: int = await tx.fetchval(q.publish, area, by)
    return version


async def targets_known(
    connection: Connection, district: UUID, organisations: Sequence[UUID], rosters: Sequence[UUID]
) -> bool:
    return not await connection.fetchval(q.unknown_targets, district, list(organisations), list(rosters))


async def in_force(connection: Connection, area: UUID, path: Sequence[UUID]) -> dict[UUID, list[Rule]]:
    """Of an area, of those above and of those below it."""
    rows = await connection.fetch(q.in_force, area, list(path))
    return {row["area"]: _rules(row["rules"]) for row in rows}


async def past(connection: Connection, area: UUID, days: int, limit: int) -> list[Past]:
    return [
        Past(
            row["id"], row["number"], row["desk"],
            Report(
                row["category"], row["group_name"], tuple(row["path"]), row["level"],
                f"{row['text']} {row['place_text']}", row["firm"], row["urgent"], row["created_at"], row["working"],
            ),
        )
        for row in await connection.fetch(q.past, area, days, limit)
    ]  # fmt: skip


async def outcomes(connection: Connection, asked: Sequence[tuple[UUID, str, str]]) -> list[Outcome]:
    tickets, kinds, targets = zip(*asked, strict=True)
    rows = await connection.fetch(q.outcomes, list(tickets), list(kinds), list(targets))
    return [Outcome(row["reason"], row["holder"], row["assignee"]) for row in rows]


async def names(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, str]:
    return {row["id"]: row["name"] for row in await connection.fetch(q.called, list(ids))}
