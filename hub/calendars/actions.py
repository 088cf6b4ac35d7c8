"""What staff do with calendars. An edit, what follows from it and its audit entry are one transaction."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from hub import audit
from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.calendars import policy, store
from hub.calendars.keep import AHEAD, ensure, first_day, last_year, months_after
from hub.calendars.types import (
    AddCalendar,
    Calendar,
    CalendarList,
    EditCalendarDay,
    EditCalendarUse,
    EditCalendarWeek,
    EditHolidays,
    HolidayYear,
    PromisePreview,
    WorkingPeriod,
)  # fmt: skip
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError


async def listed(db: Database, principal: Principal) -> CalendarList:
    """The calendars of the district, and the years whose holidays are not known.

    Raises:
        DomainError: `forbidden` for residents.
    """
    _reads(principal)
    async with db.connection() as connection:
        return await _list(connection, principal)


async def one(db: Database, principal: Principal, calendar: UUID) -> Calendar:
    """One calendar of the district.

    Raises:
        DomainError: `forbidden` for residents, `calendar.unknown`.
    """
    _reads(principal)
    async with db.connection() as connection:
        return await _one(connection, principal, calendar)


async def add(db: Database, principal: Principal, asked: Command, given: AddCalendar) -> Calendar:
    """A calendar of its own, for an area from now on when one is named.

    Raises:
        DomainError: `forbidden`, `area.unknown`, `area.level`, `calendar.name_taken`, `calendar.periods`.
    """
    _reads(principal)
    _check_week(given.week)

    async def act(tx: Connection) -> Calendar:
        if given.area is None:
            allowed = policy.may_edit_all(principal)
        else:
            allowed = policy.may_edit_for(principal, await _desk(tx, principal, given.area))
        if not allowed:
            raise DomainError("forbidden")
        calendar = await plant(tx, principal.district, given.name, given.week)
        if calendar is None:
            raise DomainError("calendar.name_taken", name=given.name)
        if given.area is not None:
            await store.put_use(tx, principal.district, given.area, calendar)
        await _note(tx, principal, "calendar.added", calendar, {"area": given.area})
        return await _one(tx, principal, calendar)

    return await once(db, asked, Calendar, act)


async def plant(
    tx: Connection, district: UUID, name: str, week: Sequence[Sequence[WorkingPeriod]], *uses: UUID
) -> UUID | None:
    """A built calendar that areas or organisations go by; None when the name is taken. For the seed too."""
    calendar = await store.add(tx, district, name)
    if calendar is None:
        return None
    await store.put_week(tx, calendar, week)
    for subject in uses:
        await store.put_use(tx, district, subject, calendar)
    await ensure(tx, district)
    return calendar


async def edit_week(
    db: Database, principal: Principal, asked: Command, calendar: UUID, given: EditCalendarWeek
) -> Calendar:
    """Other ordinary hours; deadlines of open tickets follow.

    Raises:
        DomainError: `forbidden`, `calendar.unknown`, `calendar.stale`, `calendar.periods`.
    """
    _reads(principal)
    _check_week(given.week)

    async def act(tx: Connection) -> Calendar:
        held = await _held(tx, principal, calendar)
        if held.version != given.version:
            raise DomainError("calendar.stale")
        await store.put_week(tx, calendar, given.week)
        await _rebuild(tx, [calendar])
        await _note(tx, principal, "calendar.week", calendar, {})
        return await _one(tx, principal, calendar)

    return await once(db, asked, Calendar, act)


async def edit_day(
    db: Database, principal: Principal, asked: Command, calendar: UUID, day: date, given: EditCalendarDay
) -> Calendar:
    """Other hours on one day, or the usual ones again.

    Raises:
        DomainError: `forbidden`, `calendar.unknown`, `calendar.periods`, `calendar.day`.
    """
    _reads(principal)
    _check(given.periods or [])

    async def act(tx: Connection) -> Calendar:
        await _held(tx, principal, calendar)
        await _near(tx, day.year)
        await store.put_day(tx, calendar, day, given.note, given.periods)
        await _rebuild(tx, [calendar])
        await _note(tx, principal, "calendar.day", calendar, {"day": day.isoformat()})
        return await _one(tx, principal, calendar)

    return await once(db, asked, Calendar, act)


async def edit_use(
    db: Database, principal: Principal, asked: Command, given: EditCalendarUse
) -> CalendarList:
    """Which calendar an area or organisation goes by; open promises follow, as after an edit.

    Raises:
        DomainError: `forbidden`, `calendar.subject`, `calendar.unknown`, `area.unknown`, `area.level`,
            `organisation.unknown`.
    """
    _reads(principal)
    if (given.area is None) == (given.organisation is None):
        raise DomainError("calendar.subject")

    async def act(tx: Connection) -> CalendarList:
        if given.area is not None:
            allowed = policy.may_edit_for(principal, await _desk(tx, principal, given.area))
        else:
            assert given.organisation is not None
            await areas.organisation(tx, given.organisation, principal.district)
            allowed = policy.may_edit_all(principal)
        if not allowed:
            raise DomainError("forbidden")
        if given.calendar is not None:
            await _one(tx, principal, given.calendar)
        subject = given.area or given.organisation
        assert subject is not None
        touched = await store.put_use(tx, principal.district, subject, given.calendar)
        if touched is not None:
            await store.changed(tx, touched)
        await _note(tx, principal, "calendar.use", subject, {"calendar": given.calendar})
        return await _list(tx, principal)

    return await once(db, asked, CalendarList, act)


async def holidays(db: Database, principal: Principal, year: int) -> HolidayYear:
    """The holidays and make-up working days of a year.

    Raises:
        DomainError: `forbidden` for residents.
    """
    _reads(principal)
    async with db.connection() as connection:
        return await store.holidays(connection, principal.district, year)


async def edit_holidays(
    db: Database, principal: Principal, asked: Command, year: int, given: EditHolidays
) -> HolidayYear:
    """All holidays of a year, as published; the library no longer fills it. Deadlines of open tickets follow.

    Raises:
        DomainError: `forbidden`, `calendar.day` (of another year, twice, or of a year far from now).
    """
    _reads(principal)
    if not policy.may_edit_all(principal):
        raise DomainError("forbidden")
    days = {day.day for day in given.days}
    if len(days) != len(given.days) or any(day.year != year for day in days):
        raise DomainError("calendar.day")

    async def act(tx: Connection) -> HolidayYear:
        held = await store.lock(tx, principal.district)
        await _near(tx, year)
        await store.put_holidays(tx, principal.district, year, "edited", given.days)
        await _rebuild(tx, [one.id for one in held])
        await _note(tx, principal, "calendar.holidays", None, {"year": year, "days": len(days)})
        return await store.holidays(tx, principal.district, year)

    return await once(db, asked, HolidayYear, act)


async def preview(
    db: Database, principal: Principal, calendar: UUID, at: datetime, *, minutes: int | None, days: int | None
) -> PromisePreview:
    """What would be promised: so many working minutes, or working days, after a moment.

    Raises:
        DomainError: `forbidden` for residents, `calendar.amount`, `calendar.unknown`.
    """
    _reads(principal)
    if (minutes is None) == (days is None) or at.tzinfo is None:
        raise DomainError("calendar.amount")
    amount = float(days if days is not None else (minutes or 0) * 60)
    async with db.connection() as connection:
        found = await store.preview(
            connection, principal.district, calendar, at, amount, in_days=days is not None
        )
    if found is None:
        raise DomainError("calendar.unknown")
    return PromisePreview(at, *found)


def _reads(principal: Principal) -> None:
    if not policy.may_read(principal):
        raise DomainError("forbidden")


def _seen(principal: Principal, calendar: Calendar, uses: Sequence[store.UsedBy]) -> Calendar:
    return msgspec.structs.replace(calendar, editable=policy.may_edit(principal, [use.path for use in uses]))


async def _list(connection: Connection, principal: Principal) -> CalendarList:
    today = await store.today(connection)
    found = await store.calendars(connection, principal.district, first_day(today))
    ahead = last_year(today)
    sources = await store.years(connection, principal.district, today.year, ahead)
    years = range(today.year, ahead + 1)
    unknown = [year for year in years if sources.get(year, "unknown") == "unknown"]
    return CalendarList([_seen(principal, *one) for one in found], unknown)


async def _one(connection: Connection, principal: Principal, calendar: UUID) -> Calendar:
    since = first_day(await store.today(connection))
    found = await store.calendars(connection, principal.district, since, calendar)
    if not found:
        raise DomainError("calendar.unknown")
    return _seen(principal, *found[0])


async def _held(tx: Connection, principal: Principal, calendar: UUID) -> store.Locked:
    held = await store.lock(tx, principal.district, calendar)
    if not held:
        raise DomainError("calendar.unknown")
    uses = await store.used_by(tx, [calendar])
    if not policy.may_edit(principal, [use.path for use in uses[calendar]]):
        raise DomainError("forbidden")
    return held[0]


async def _desk(tx: Connection, principal: Principal, area: UUID) -> tuple[UUID, ...]:
    """The path of an area with a desk: others have no hours of their own."""
    place = await areas.place(tx, area, principal.district)
    if place.level not in ("district", "street", "community"):
        raise DomainError("area.level", expected="社区、街道或区")
    return place.ids


async def _near(tx: Connection, year: int) -> None:
    """Days that are built, or will be soon; not the year 2200."""
    today = await store.today(tx)
    if not today.year - 1 <= year <= today.year + 3:
        raise DomainError("calendar.day")


async def _rebuild(tx: Connection, calendars: Sequence[UUID]) -> None:
    today = await store.today(tx)
    for calendar in calendars:
        await store.changed(tx, calendar)
        await store.build(tx, calendar, first_day(today), months_after(today, AHEAD))


async def _note(
    tx: Connection, principal: Principal, action: str, subject: UUID | None, detail: Mapping[str, object]
) -> None:
    await audit.record(
        tx,
        district=principal.district,
        actor=principal.account,
        action=action,
        subject=subject,
        detail=detail,
    )


def _check_week(week: Sequence[Sequence[WorkingPeriod]]) -> None:
    for periods in week:
        _check(periods)


def _check(periods: Sequence[WorkingPeriod]) -> None:
    """Periods of a day follow one another and do not overlap; "HH:MM" sorts as time does."""
    ordered = sorted(periods, key=lambda period: period.opens)
    closes = "00:00"
    for period in ordered:
        if period.opens >= period.closes or period.opens < closes:
            raise DomainError("calendar.periods")
        closes = period.closes
