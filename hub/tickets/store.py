"""Rows ↔ structs. Connection first; never commits."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg
import msgspec

from hub.areas.types import Level
from hub.db import Connection, load_queries
from hub.media.types import VoiceInfo
from hub.routing.types import Reason
from hub.tickets.types import (
    Category,
    Emergency,
    Holder,
    Likeness,
    Named,
    Partner,
    Position,
    Promise,
    State,
    Ticket,
)

q = load_queries(__file__)


def of_row(row: asyncpg.Record) -> Ticket:
    return Ticket(
        id=row["id"], number=row["number"], version=row["version"], state=row["state"], category=row["category"],
        text=row["text"], area=row["area"], path=tuple(row["path"]), place=row["place"],
        place_text=row["place_text"], desk=row["desk"], desk_name=row["desk_name"],
        holder=Holder(row["holder_kind"], row["holder"], row["holder_name"]),
        assignee=Named(row["assignee"], row["assignee_name"]) if row["assignee"] else None,
        reporter=Named(row["reporter"], row["reporter_name"]) if row["reporter"] else None,
        filed_by=Named(row["filed_by"], row["filed_by_name"]) if row["filed_by"] else None,
        photo_count=row["photo_count"], practice=row["practice"], refusals=row["refusals"],
        satisfaction=row["satisfaction"], origin=row["origin"], staff_only=row["staff_only"], urgent=row["urgent"],
        complaint_about=row["complaint_about"], parent=row["parent"], open_children=row["open_children"],
        open_calls=row["open_calls"], partners=_partners(row["partners"]), decided=row["decided"],
        decider=row["decider"], merged_into=row["merged_into"],
        followers=row["followers"], call_me=row["call_me"], phoned_at=row["phoned_at"],
        voice_seconds=row["voice_seconds"],
        repeats=row["repeats"], pool=row["pool"],
        extensions=row["extensions"], excluded=row["excluded"],
        asked_for=row["asked_for"], asked_again_at=row["asked_again_at"],
        created_at=row["created_at"], updated_at=row["updated_at"], acknowledge_by=row["acknowledge_by"],
        respond_by=row["respond_by"], resolve_by=row["resolve_by"], next_by=row["next_by"],
        acknowledged_at=row["acknowledged_at"], responded_at=row["responded_at"], accepted_at=row["accepted_at"],
        waiting_since=row["waiting_since"], hung_until=row["hung_until"], resolved_at=row["resolved_at"],
        closed_at=row["closed_at"],
    )  # fmt: skip


def _partners(text: str | None) -> tuple[Partner, ...]:
    return msgspec.json.decode(text, type=tuple[Partner, ...]) if text else ()


def _category(row: asyncpg.Record) -> Category:
    return Category(
        key=row["key"], group=row["group_name"], group_en=row["group_name_en"], name=row["name"],
        name_en=row["name_en"], acknowledge_minutes=row["acknowledge_minutes"],
        respond=Promise(row["respond_amount"], row["respond_unit"]),
        resolve=Promise(row["resolve_amount"], row["resolve_unit"]), default_handler=row["duty"],
        emergency=_emergency(row), evidence=row["evidence"], comes_back=row["comes_back"], urgent=row["urgent"],
        about=row["about"],
    )  # fmt: skip


def _emergency(row: asyncpg.Record) -> Emergency | None:
    return msgspec.json.decode(row["emergency"], type=Emergency) if row["emergency"] else None


async def categories(connection: Connection, district: UUID) -> list[Category]:
    return [_category(row) for row in await connection.fetch(q.categories, district)]


async def category(connection: Connection, district: UUID, key: str) -> Category | None:
    row = await connection.fetchrow(q.category, district, key)
    return _category(row) if row else None


async def put_category(tx: Connection, district: UUID, category: Category, position: int) -> None:
    await tx.execute(
        q.put_category, district, category.key, category.group, category.group_en, category.name,
        category.name_en, category.acknowledge_minutes, category.resolve.amount, category.resolve.unit,
        category.default_handler,
        msgspec.json.encode(category.emergency).decode() if category.emergency else None, position,
        category.evidence, category.comes_back,
        category.respond.amount, category.respond.unit, category.urgent, category.about,
    )  # fmt: skip


async def put_likeness(tx: Connection, district: UUID, category: str, likeness: Likeness) -> None:
    await tx.execute(
        q.put_likeness,
        district,
        category,
        likeness.offered,
        likeness.level,
        likeness.metres,
        list(likeness.kin),
        list(likeness.words),
    )


class Stored(NamedTuple):
    """A new ticket; `earlier`: numbers of reports like it, at most five, the newest first; what to do first; the rules
    for its place."""

    ticket: Ticket
    earlier: Sequence[int]
    emergency: Emergency | None
    plan: str | None


async def create(
    tx: Connection, *, district: UUID, category: str, text: str, path: Sequence[UUID], levels: Sequence[Level],
    place: str, place_text: str, position: Position | None, desk: UUID, reporter: UUID, practice: bool,
    photos: Sequence[UUID], about: UUID | None, call_me: bool, voice: VoiceInfo | None,
) -> Stored | None:  # fmt: skip
    """None when the district has no such category."""
    row = await tx.fetchrow(
        q.create, district, category, text, path[-1], list(path), place, place_text,
        position.lat if position else None, position.lon if position else None, desk, reporter, practice,
        len(photos), about, levels, call_me, voice.id if voice else None, voice.seconds if voice else 0,
        position.metres if position else None,
    )  # fmt: skip
    return Stored(of_row(row), row["earlier"] or (), _emergency(row), row["plan"]) if row else None


async def recount(tx: Connection, ticket: UUID) -> Sequence[int]:
    """Counts anew what a ticket repeats; gives the numbers, at most five, the newest first."""
    return await tx.fetchval(q.recount, ticket) or ()


async def route(
    tx: Connection, ticket: Ticket, targets: Sequence[tuple[str, str]]
) -> tuple[Ticket, list[Reason | None]]:
    """The ticket with the first target that can take it, and of each target why it could not."""
    rows = await tx.fetch(
        q.route, ticket.id, [kind for kind, _ in targets], [target for _, target in targets]
    )
    for row in rows:
        if row["reason"] is None:
            ticket = msgspec.structs.replace(
                ticket,
                holder=Holder(row["holder_kind"], row["holder"], row["holder_name"]),
                assignee=Named(row["assignee"], row["assignee_name"]) if row["assignee"] else None,
            )
            break
    return ticket, [row["reason"] for row in rows]


async def add_photos(
    tx: Connection, ticket: UUID, photos: Sequence[UUID], purpose: str, first: int = 0
) -> None:
    if photos:
        await tx.executemany(
            q.add_photo, [(ticket, photo, purpose, first + n) for n, photo in enumerate(photos)]
        )


async def share_photos(tx: Connection, ticket: UUID, photos: Sequence[UUID]) -> None:
    """Puts pictures on a new ticket that something else has already."""
    await add_photos(tx, ticket, photos, "report")
    await tx.execute(q.count_photos, ticket, len(photos))


async def photos(connection: Connection, ticket: UUID) -> list[tuple[UUID, str]]:
    return [(row["photo"], row["purpose"]) for row in await connection.fetch(q.photos, ticket)]


class Said(NamedTuple):
    """What a report carries that stands in no list and no event."""

    voice: UUID | None
    position: Position | None


async def said(connection: Connection, ticket: UUID) -> Said:
    row = await connection.fetchrow(q.said, ticket)
    assert row is not None
    if row["latitude"] is None:
        return Said(row["voice"], None)
    return Said(row["voice"], Position(row["latitude"], row["longitude"], row["position_metres"]))


async def lock(tx: Connection, district: UUID, ticket: UUID) -> datetime | None:
    """Takes the row; the transaction's time, or None when there is no such ticket."""
    now: datetime | None = await tx.fetchval(q.lock, district, ticket)
    return now


async def only_noted_since(tx: Connection, ticket: Ticket, version: int, service: str) -> bool:
    """Whether every step after `version` was a note of the service among staff."""
    if version > ticket.version:
        return False
    topic = f"staff/ticket/{ticket.id}"
    return bool(await tx.fetchval(q.only_noted_since, ticket.id, topic, version, service))


async def now(connection: Connection) -> datetime:
    moment: datetime = await connection.fetchval(q.now)
    return moment


async def ticket(connection: Connection, district: UUID, identity: UUID) -> Ticket | None:
    row = await connection.fetchrow(q.ticket, district, identity)
    return of_row(row) if row else None


async def change(
    tx: Connection, ticket: Ticket, *, state: State, holder: Holder | None, assignee: UUID | None, refusals: int,
    satisfaction: int | None,
) -> None:  # fmt: skip
    await tx.execute(
        q.change, ticket.id, state, holder.kind if holder else None, holder.id if holder else None, assignee,
        refusals, satisfaction,
    )  # fmt: skip


async def phoned(tx: Connection, ticket: UUID) -> None:
    await tx.execute(q.phoned, ticket)


async def area_path(connection: Connection, area: UUID) -> list[UUID]:
    return list(await connection.fetchval(q.area_path, area) or ())


async def colleague(connection: Connection, account: UUID, unit: UUID, desk_roles: Iterable[str]) -> bool:
    """Whether the account sits at this desk or acts for this organisation."""
    return bool(await connection.fetchval(q.colleague, account, unit, list(desk_roles)))


async def colleagues(connection: Connection, unit: UUID, desk_roles: Iterable[str]) -> list[Named]:
    """Who sits at this desk or acts for this organisation."""
    return [
        Named(row["id"], row["name"]) for row in await connection.fetch(q.colleagues, unit, list(desk_roles))
    ]


async def timeline(connection: Connection, ticket: UUID, topic: str) -> list[bytes]:
    """The data of the events that told one audience of this ticket, oldest first."""
    return [row["text"].encode() for row in await connection.fetch(q.timeline, ticket, topic)]
