"""Calendars over HTTP: no SQL, no rules."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from hub.calendars import actions
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
)
from hub.dependencies import Asked, Db, SignedIn

Minutes = Annotated[int | None, QueryParameter(ge=0, le=100_000)]
Days = Annotated[int | None, QueryParameter(ge=0, le=250)]


class CalendarController(Controller):
    path = "/api/calendars"
    tags = ("calendars",)

    @get()
    async def listed(self, db: Db, principal: SignedIn) -> CalendarList:
        """The working calendars of the district, for staff; years whose holidays are unknown are an alarm."""
        return await actions.listed(db, principal)

    @post()
    async def add(self, db: Db, principal: SignedIn, asked: Asked, data: JSONBody[AddCalendar]) -> Calendar:
        """A new calendar, for an area from now on when one is named."""
        return await actions.add(db, principal, asked, data)

    @put("/uses")
    async def use(
        self, db: Db, principal: SignedIn, asked: Asked, data: JSONBody[EditCalendarUse]
    ) -> CalendarList:
        """Which calendar an area or organisation goes by."""
        return await actions.edit_use(db, principal, asked, data)

    @get("/{calendar:uuid}")
    async def one(self, db: Db, principal: SignedIn, calendar: FromPath[UUID]) -> Calendar:
        """One calendar."""
        return await actions.one(db, principal, calendar)

    @put("/{calendar:uuid}/week")
    async def week(
        self,
        db: Db,
        principal: SignedIn,
        asked: Asked,
        calendar: FromPath[UUID],
        data: JSONBody[EditCalendarWeek],
    ) -> Calendar:
        """Other ordinary hours."""
        return await actions.edit_week(db, principal, asked, calendar, data)

    @put("/{calendar:uuid}/days/{day:date}")
    async def day(
        self,
        db: Db,
        principal: SignedIn,
        asked: Asked,
        calendar: FromPath[UUID],
        day: FromPath[date],
        data: JSONBody[EditCalendarDay],
    ) -> Calendar:
        """Other hours on one day, or the usual ones again."""
        return await actions.edit_day(db, principal, asked, calendar, day, data)

    @get("/{calendar:uuid}/preview")
    async def preview(
        self,
        db: Db,
        principal: SignedIn,
        calendar: FromPath[UUID],
        at: FromQuery[datetime],
        minutes: Minutes = None,
        days: Days = None,
    ) -> PromisePreview:
        """What so many working minutes, or working days, after a moment would be."""
        return await actions.preview(db, principal, calendar, at, minutes=minutes, days=days)


class HolidayController(Controller):
    path = "/api/holidays"
    tags = ("calendars",)

    @get("/{year:int}")
    async def year(self, db: Db, principal: SignedIn, year: FromPath[int]) -> HolidayYear:
        """The holidays and make-up working days of a year."""
        return await actions.holidays(db, principal, year)

    @put("/{year:int}")
    async def publish(
        self, db: Db, principal: SignedIn, asked: Asked, year: FromPath[int], data: JSONBody[EditHolidays]
    ) -> HolidayYear:
        """All holidays of a year as published."""
        return await actions.edit_holidays(db, principal, asked, year, data)
