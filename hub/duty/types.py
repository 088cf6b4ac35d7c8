"""Rosters as people edit and read them."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

UnitKind = Literal["desk", "organisation"]
Clock = Annotated[str, msgspec.Meta(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]

MOST_SHIFTS = 200


class Person(msgspec.Struct, frozen=True):
    id: UUID
    name: str


class Unit(msgspec.Struct, frozen=True):
    """The desk of an area, or an organisation."""

    kind: UnitKind
    id: UUID
    name: str


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """Either of a weekday (Monday is 1), every week, or of one day. `until` not after `since`: over midnight."""

    weekday: Annotated[int, msgspec.Meta(ge=1, le=7)] | None = None
    day: date | None = None
    since: Clock
    until: Clock
    person: UUID
    deputy: UUID | None = None


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """The whole roster. `version`: what the editor saw; None: there was none."""

    shifts: Annotated[list[Shift], msgspec.Meta(max_length=MOST_SHIFTS)]
    version: int | None = None


class ShiftView(msgspec.Struct, frozen=True, kw_only=True):
    weekday: int | None
    day: date | None
    since: str
    until: str
    person: Person
    deputy: Person | None


class OnDuty(msgspec.Struct, frozen=True):
    """Who has it, and who instead."""

    person: Person
    deputy: Person | None


class Gap(msgspec.Struct, frozen=True):
    """Hours that nobody has."""

    since: datetime
    until: datetime


class Roster(msgspec.Struct, frozen=True, kw_only=True):
    """`id` and `version` None: there is none yet. `people`: who can be chosen. `gaps`: of the next seven days."""

    unit: Unit
    id: UUID | None
    version: int | None
    shifts: list[ShiftView]
    now: OnDuty | None
    gaps: list[Gap]
    people: list[Person]
    may_edit: bool


class UnitOnDuty(msgspec.Struct, frozen=True):
    """`now` None: nobody, right now."""

    unit: Unit
    roster: UUID
    now: OnDuty | None


class UnitsOnDuty(msgspec.Struct, frozen=True):
    units: list[UnitOnDuty]
