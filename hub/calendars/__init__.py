"""calendars (工作日历): when a unit works, so that "one working hour after Friday 16:30" is one function of SQL.

In: ordinary weeks, days that differ, the state's holidays and make-up working days (调休), which area or
organisation goes by which calendar. Out: `working_after`, `working_between`, `calendar_of_path` in SQL, usable inside
any statement; the tables as staff read and edit them. Topics: none; what follows for a ticket is the ticket's event.

What a day is, the first that applies:
    a day of the calendar's own           its periods, or none
    a holiday of the district             none
    a make-up working day                 those of a Monday
    every other                           those of its weekday

Invariants
- `working_periods` is what follows from the tables, made again in the transaction that edits them and kept at
  least 13 months ahead; `version` grows with every edit, with holidays that become known, and
  when somebody begins or ceases to go by it.
- Holidays come from the library until somebody edits a year; then the year is theirs. A year that neither knows
  is Monday to Friday, stands in `holiday_years` as unknown, is in the log and a metric, and is asked for again.
- Duty (值班) counts where minutes and hours are counted, not where working days are.
"""
