"""What a board shows."""

from datetime import datetime
from uuid import UUID

import msgspec


class Today(msgspec.Struct, frozen=True):
    """Tickets that got there since midnight, Asia/Shanghai."""

    reported: int = 0
    acknowledged: int = 0
    resolved: int = 0
    confirmed: int = 0


class Certification(msgspec.Struct, frozen=True, kw_only=True):
    """How an area's rosters stand. `due`: within the days of notice, `overdue`: past the day, `certified`: for this
    round, so neither; who is new and not due yet is in `persons` only. `in_review`: tries that wait for a person to
    decide; `tries_today`: photos sent since midnight."""

    persons: int = 0
    due: int = 0
    certified: int = 0
    overdue: int = 0
    in_review: int = 0
    tries_today: int = 0


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """One area's counts. `version` is the log's `seq` they stand at; `overdue` counts open tickets past their
    promised time; `practice` says how many of the open ones are the demo's. Sub-tasks are parts of what is
    counted: in none of these numbers but their own, `tasks` open and `tasks_overdue` of them late."""

    area: UUID
    name: str
    level: str
    version: int
    at: datetime
    open: dict[str, int]
    categories: dict[str, int]
    open_total: int
    overdue: int
    practice: int
    tasks: int
    tasks_overdue: int
    today: Today
    certification: Certification
