"""Calendars as staff see and edit them. Times of day are written "08:30"; "24:00" is midnight."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

TimeOfDay = Annotated[str, msgspec.Meta(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$", max_length=5)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=50)]
Note = Annotated[str, msgspec.Meta(max_length=100)]
HolidaySource = Literal["library", "edited", "unknown"]


class WorkingPeriod(msgspec.Struct, frozen=True):
    """`duty`: somebody is there, but it is no working day."""

    opens: TimeOfDay
    closes: TimeOfDay
    duty: bool = False


Periods = Annotated[list[WorkingPeriod], msgspec.Meta(max_length=6)]
Week = Annotated[list[Periods], msgspec.Meta(min_length=7, max_length=7)]


class CalendarDay(msgspec.Struct, frozen=True):
    """A day that is unlike the calendar's week; without periods it is closed."""

    day: date
    note: str
    periods: list[WorkingPeriod]


class CalendarUse(msgspec.Struct, frozen=True):
    """An area or an organisation that goes by a calendar."""

    kind: Literal["area", "organisation"]
    id: UUID
    name: str


class Calendar(msgspec.Struct, frozen=True, kw_only=True):
    """`week`: Monday first. `days`: from a year ago on. `built_to`: deadlines are right up to this day. `editable`:
    for who reads it."""

    id: UUID
    name: str
    version: int
    week: list[list[WorkingPeriod]]
    days: list[CalendarDay]
    uses: list[CalendarUse]
    built_to: date | None
    editable: bool


class CalendarList(msgspec.Struct, frozen=True):
    """`unknown_years`: their holidays are not known yet, they count as Monday to Friday: an alarm."""

    calendars: list[Calendar]
    unknown_years: list[int]


class Holiday(msgspec.Struct, frozen=True):
    """A day off, or a weekend day on which the state has people work."""

    day: date
    working: bool
    name: Name


class HolidayYear(msgspec.Struct, frozen=True):
    year: int
    source: HolidaySource
    days: list[Holiday]


class AddCalendar(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`area`: the one that goes by it from now on."""

    name: Name
    week: Week
    area: UUID | None = None


class EditCalendarWeek(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`version`: what was seen; refused as stale when somebody else has edited it."""

    week: Week
    version: int


class EditCalendarDay(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`periods` None: as every other such day."""

    periods: Periods | None
    note: Note = ""


class EditCalendarUse(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Exactly one of area and organisation. `calendar` None: as the area above."""

    area: UUID | None = None
    organisation: UUID | None = None
    calendar: UUID | None


class EditHolidays(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of a year."""

    days: Annotated[list[Holiday], msgspec.Meta(max_length=120)]


class PromisePreview(msgspec.Struct, frozen=True):
    """What would be promised; `seconds`: of work."""

    at: datetime
    until: datetime
    seconds: int
