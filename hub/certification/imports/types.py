"""Imports as clients get them, and the rows as the child reads them."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

ImportState = Literal["waiting", "running", "done", "failed", "cancelled"]
RowReason = Literal[
    "name_missing", "name_invalid", "id_number_missing", "id_number_invalid", "id_number_as_number", "too_young",
    "duplicate_in_file", "area_missing", "area_unknown", "area_ambiguous", "area_not_yours", "phone_invalid",
    "due_on_invalid", "photo_unmatched", "photo_twice", "photo_invalid", "photo_has_reference",
]  # fmt: skip
"""`id_number_as_number`: the table program made a number of it and lost its last digits: format the column as text.
`photo_*`: of the pictures beside it, `row` counts them then."""


class BadRow(msgspec.Struct, frozen=True):
    """A row that was left out: its number as the table program shows it, and why. `of`: the row it repeats."""

    row: int
    reasons: tuple[RowReason, ...]
    of: int | None = None
    photo: bool = False


class ImportReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a file would do, or does. `bad` at most 500; `bad_rows` counts them all."""

    id: UUID | None
    name: str
    programme: UUID
    state: ImportState | None
    rows: int
    good: int
    bad_rows: int
    bad: tuple[BadRow, ...]
    at: int = 0
    added: int = 0
    changed: int = 0
    same: int = 0
    photos: int = 0
    photos_at: int = 0
    photos_kept: int = 0
    reason: str | None = None
    created_at: datetime | None = None


class ImportReports(msgspec.Struct, frozen=True):
    imports: list[ImportReport]


class ImportProgress(msgspec.Struct, frozen=True, kw_only=True):
    """Data of the event `certification.import`, whose subject is the import: figures only."""

    id: UUID
    state: ImportState
    good: int
    at: int
    added: int
    changed: int
    same: int
    photos: int
    photos_at: int
    photos_kept: int
    bad_rows: int
    reason: str | None = None


class Raw(msgspec.Struct, frozen=True, array_like=True):
    """A row as it stands in the file; `numeric`: the identity number was a number."""

    row: int
    name: str
    id_number: str
    phone: str
    area: str
    due_on: str
    numeric: bool

    def __repr__(self) -> str:
        return f"Raw({self.row})"


class Sheet(msgspec.Struct, frozen=True, tag="sheet"):
    """The child's answer."""

    rows: list[Raw]


class Unreadable(msgspec.Struct, frozen=True, tag="unreadable"):
    """No table, or not with these columns: a code of `hub.errors`, and the columns that are missing."""

    code: str
    missing: str = ""


Read = Sheet | Unreadable


class Good(msgspec.Struct, frozen=True, array_like=True):
    """A row that was checked."""

    row: int
    name: str
    id_number: str
    phone: str
    area: UUID
    due_on: date | None

    def __repr__(self) -> str:
        return f"Good({self.row})"
