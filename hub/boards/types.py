"""What a board shows."""

from datetime import date, datetime
from uuid import UUID

import msgspec


class Today(msgspec.Struct, frozen=True):
    """Tickets that got there since midnight, Asia/Shanghai."""

    reported: int = 0
    acknowledged: int = 0
    resolved: int = 0
    confirmed: int = 0


class Waits(msgspec.Struct, frozen=True, kw_only=True):
    """How long today's acknowledged tickets waited for it, wall-clock seconds; None when there are none.

    Quantiles of a histogram: `p50` and `p90` are within `error` (a part of 1) of the duration at that rank.
    """

    count: int
    p50: float | None
    p90: float | None
    error: float


class Sla(msgspec.Struct, frozen=True):
    """What was acknowledged and resolved today, by the promise that stood for it."""

    acknowledged_in_time: int = 0
    acknowledged_late: int = 0
    resolved_in_time: int = 0
    resolved_late: int = 0


class Hot(msgspec.Struct, frozen=True):
    """A category's tickets: reported today, open now."""

    category: str
    today: int
    open: int


class Heat(msgspec.Struct, frozen=True):
    """An estate's open tickets, and how many of them are late. Estates with none are left out."""

    area: UUID
    open: int
    late: int


class Part(msgspec.Struct, frozen=True):
    """The area below, as far as its own board is worth opening."""

    area: UUID
    name: str
    open: int
    late: int
    reported: int


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


class BoardWishes(msgspec.Struct, frozen=True, kw_only=True):
    """An area's wishes on the wall: nobody has claimed it yet, somebody has, and granted and thanked for, ever."""

    open: int = 0
    claimed: int = 0
    thanked: int = 0


class OfRate(msgspec.Struct, frozen=True):
    """`ok` of `of`."""

    ok: int = 0
    of: int = 0


class ThreeRates(msgspec.Struct, frozen=True, kw_only=True):
    """Of tickets received from `first` to `last`, both within (28 days), as `/api/rates` counts them. Counted anew by
    PostgreSQL once a minute, or more rarely when that takes long: everything else on a board is a second old at most.
    `at`: when it was counted."""

    first: date
    last: date
    at: datetime
    response: OfRate
    resolution: OfRate
    satisfaction: OfRate


class Connected(msgspec.Struct, frozen=True):
    """Accounts with an open connection, counted every ten seconds: staff (`consoles`) by where they work, residents
    (`phones`) by where they live, everybody in the district. No more is known here than how many. One whose
    connections end in two hub processes counts in both."""

    consoles: int = 0
    phones: int = 0


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """One area's tickets at a moment. `overdue` counts open tickets past their promised time, those whose clocks
    stand still left out; `practice` says how many of the open ones are the demo's. Sub-tasks are parts of what is
    counted: in none of these numbers but their own, `tasks` open and `tasks_overdue` of them late.

    `arrivals`: reported today, by hour in Shanghai, 24 of them. `hot`: most reported today first, then most open;
    eight at most. `heat`: by estate; what happened outside one is in no `heat`. `parts`: the areas right below."""

    area: UUID
    at: datetime
    open: dict[str, int]
    categories: dict[str, int]
    open_total: int
    overdue: int
    practice: int
    tasks: int
    tasks_overdue: int
    today: Today
    arrivals: tuple[int, ...]
    waits: Waits
    sla: Sla
    hot: tuple[Hot, ...]
    heat: tuple[Heat, ...]
    parts: tuple[Part, ...]


class Board(Moment, frozen=True, kw_only=True):
    """One area's counts now. `version` is the log's `seq` they stand at; `rates` is None until counted once."""

    name: str
    level: str
    version: int
    certification: Certification
    wishes: BoardWishes
    rates: ThreeRates | None
    connected: Connected


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """A day of an area, read from the log: how its tickets stood every `minutes`, from midnight in Shanghai to the
    end of the day or now."""

    area: UUID
    name: str
    level: str
    day: date
    minutes: int
    moments: list[Moment]
