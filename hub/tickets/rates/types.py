"""Rates as they are shown, and how they are counted."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from hub.tickets.types import Text

By = Literal["unit", "level", "category"]
Of = Literal[
    "received", "response", "resolution", "satisfaction", "pending", "excluded", "extended", "hung", "reopened",
    "practice", "merged", "internal",
]  # fmt: skip
Part = Literal["of", "ok", "missed"]


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What is counted. `response`: contacted in the acknowledge time, or first words in theirs. `response_of`: all that
    was dispatched, or only what organisations got. `resolution_of`: call-backs answered, or also what she said herself.
    `satisfied_from`: the lowest rating that counts as satisfied. `sample_percent`: of all closed, called back."""

    response: Literal["contacted", "words"] = "contacted"
    response_of: Literal["dispatched", "organisations"] = "dispatched"
    resolution_of: Literal["call_backs", "answers"] = "call_backs"
    satisfied_from: Annotated[int, msgspec.Meta(ge=3, le=5)] = 3
    sample_percent: Annotated[int, msgspec.Meta(ge=0, le=100)] = 20


class Define(msgspec.Struct, frozen=True, kw_only=True):
    """`version`: what the client saw."""

    choice: Choice
    reason: Text
    version: int


class Definition(msgspec.Struct, frozen=True, kw_only=True):
    """How a district counts; version 0: as it comes."""

    version: int
    choice: Choice
    reason: str
    changed_at: datetime | None


class DefinitionList(msgspec.Struct, frozen=True):
    """Newest first."""

    definitions: list[Definition]


class Share(msgspec.Struct, frozen=True):
    """`ok` of `of`; None when there was nothing to count."""

    ok: int
    of: int
    share: float | None


class RateRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line. `kind` says what `id` or `category` is; the total has neither."""

    kind: Literal["total", "desk", "organisation", "area", "category"]
    id: UUID | None
    category: str | None
    name: str
    name_en: str
    level: str | None
    received: int
    response: Share
    resolution: Share
    satisfaction: Share
    pending: int
    excluded: int
    extended: int
    hung: int
    reopened: int
    practice: int
    merged: int
    internal: int


class RateTable(msgspec.Struct, frozen=True, kw_only=True):
    """`first` and `last` day, both within."""

    area: UUID
    area_name: str
    first: date
    last: date
    by: By
    definition: Definition
    total: RateRow
    rows: list[RateRow]
