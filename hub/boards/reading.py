"""What boards read of the log and of first rows, as what they count. No I/O."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec
from asyncpg import Record

from hub.boards.certified import Person, Try
from hub.boards.counts import DEPTH, LEVELS, Counted
from hub.boards.wished import Wished

TICKET_CHANGED = "ticket.changed"
CERTIFICATION_CHANGED = "certification.changed"
WISH_CHANGED = "wish.changed"


class Ticket(msgspec.Struct):
    """A ticket's event, as far as it counts."""

    id: UUID
    version: int
    state: str
    category: str
    path: tuple[UUID, ...]
    practice: bool
    acknowledge_by: datetime
    resolve_by: datetime
    created_at: datetime
    acknowledged_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    parent: UUID | None = None
    merged_into: UUID | None = None
    waiting_since: datetime | None = None
    hung_until: datetime | None = None


class _Changed(msgspec.Struct):
    ticket: Ticket


class _Frame(msgspec.Struct):
    data: _Changed


class _Person(msgspec.Struct):
    id: UUID
    version: int
    path: tuple[UUID, ...]
    programme: UUID
    due_on: date | None
    certified_until: date | None
    left: bool


class _Try(msgspec.Struct):
    id: UUID
    version: int
    path: tuple[UUID, ...]
    state: str
    way: str
    number: int
    created_at: datetime


class _Certification(msgspec.Struct):
    person: _Person
    attempt: _Try | None


class _CertificationFrame(msgspec.Struct):
    data: _Certification


class _Wish(msgspec.Struct):
    id: UUID
    version: int
    path: tuple[UUID, ...]
    state: str
    hidden: str | None


class _WishChanged(msgspec.Struct):
    wish: _Wish


class _WishFrame(msgspec.Struct):
    data: _WishChanged


_tickets = msgspec.json.Decoder(_Frame)
_texts = msgspec.json.Decoder(_Changed)
_certifications = msgspec.json.Decoder(_CertificationFrame)
_wishes = msgspec.json.Decoder(_WishFrame)


def ticket_of_frame(frame: bytes) -> tuple[UUID, Counted]:
    ticket = _tickets.decode(frame).data.ticket
    return ticket.id, counted(ticket)


def ticket_of_text(text: str) -> tuple[UUID, Counted]:
    """The same of an event's row, which has its data only."""
    ticket = _texts.decode(text).ticket
    return ticket.id, counted(ticket)


def ticket_of_row(row: Record) -> tuple[UUID, Counted]:
    return row["id"], counted(Ticket(**dict(row)))


def counted(ticket: Ticket) -> Counted:
    return Counted(
        version=ticket.version, state=ticket.state, category=ticket.category, areas=tuple(ticket.path[:DEPTH]),
        practice=ticket.practice, resolve_by=ticket.resolve_by, created_at=ticket.created_at,
        acknowledged_at=ticket.acknowledged_at, resolved_at=ticket.resolved_at, closed_at=ticket.closed_at,
        acknowledge_by=ticket.acknowledge_by, task=ticket.parent is not None,
        merged=ticket.merged_into is not None,
        still=ticket.waiting_since is not None or ticket.hung_until is not None,
    )  # fmt: skip


def certification_of_frame(frame: bytes) -> tuple[UUID, Person, tuple[UUID, Try] | None]:
    changed = _certifications.decode(frame).data
    one, tried = changed.person, changed.attempt
    person = Person(
        one.version, one.path[:LEVELS], one.programme, one.due_on, one.certified_until is not None, one.left
    )
    if tried is None:
        return one.id, person, None
    attempt = Try(tried.version, tried.path[:LEVELS], tried.state, tried.way, tried.number, tried.created_at)
    return one.id, person, (tried.id, attempt)


def person_of_row(row: Record) -> Person:
    areas: Sequence[UUID] = row["path"]
    return Person(
        row["version"], tuple(areas[:LEVELS]), row["programme"], row["due_on"], row["certified"], left=False
    )


def try_of_row(row: Record) -> Try:
    areas: Sequence[UUID] = row["path"]
    return Try(
        row["version"], tuple(areas[:LEVELS]), row["state"], row["way"], row["number"], row["created_at"]
    )


def wish_of_frame(frame: bytes) -> tuple[UUID, Wished]:
    wish = _wishes.decode(frame).data.wish
    return wish.id, Wished(wish.version, wish.path[:LEVELS], wish.state, wish.hidden is not None)


def wish_of_row(row: Record) -> Wished:
    areas: Sequence[UUID] = row["path"]
    return Wished(row["version"], tuple(areas[:LEVELS]), row["state"], row["hidden"])
