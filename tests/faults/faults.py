"""The faults. Each breaks something while reports go on, says what must hold meanwhile, and mends it.

`FAULTS` names them for the table. A function returns when the fault is over; whether anything was lost is then seen by
the judge, for all of them alike.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from tests.faults.kinds import clock, commands, consoles, disk, postgres, processes, redis, ways
from tests.faults.stage import Stage

Fault = Callable[[Stage], Awaitable[None]]


@dataclass(frozen=True)
class Kind:
    """A row of the table. `share` of ROUNDS that are played, at least one; `short`: the same for a quick look;
    `quick`: whether it is part of that: not what another row holds too, or what takes long."""

    name: str
    fault: Fault
    share: float = 0.05
    short: Fault | None = None
    quick: bool = True


FAULTS = (
    Kind("kill -9 hub", partial(processes.killed, names=("hub",)), 0.4, quick=False),
    Kind("kill -9 relay", partial(processes.killed, names=("relays",)), 0.4, quick=False),
    Kind("kill -9 hub and relays", partial(processes.killed, names=("hub", "relays")), 0.2),
    Kind("hub restarted in order", processes.hub_restarted, quick=False),  # the detour below does
    Kind("relay leader stopped", processes.leader_stopped),
    Kind("relay leader killed for good", processes.leader_killed),
    Kind("hub stopped 10 s", partial(processes.stopped, names=("hub",), seconds=10.0),
         short=partial(processes.stopped, names=("hub",), seconds=0.5)),
    Kind("every relay stopped 10 s", partial(processes.stopped, names=("relays",), seconds=10.0),
         short=partial(processes.stopped, names=("relays",), seconds=0.5)),
    Kind("cut after commit, before the answer", commands.answers_cut),
    Kind("the same sent three times at once", commands.sent_twice),
    Kind("Redis killed", redis.redis_killed),
    Kind("Redis wiped", redis.redis_wiped),
    Kind("Redis stopped 30 s", partial(redis.redis_stopped, seconds=30.0), 0.005, redis.redis_stopped),
    Kind("Redis full", redis.redis_full),
    Kind("Redis without a connection left", redis.redis_without_connections),
    Kind("PostgreSQL killed", postgres.postgres_killed),
    Kind("PostgreSQL backend killed", postgres.backend_killed),
    Kind("PostgreSQL without a connection left", postgres.slots_taken),
    Kind("transaction held open 65 s", partial(postgres.transaction_open, seconds=65.0), 0.005,
         postgres.transaction_open),
    Kind("clock of hub and relays moved an hour", clock.moved),
    Kind("disk full under the tables", disk.tables_full),
    Kind("disk full under the write-ahead log", disk.log_full),
    Kind("disk full under the photos", disk.photos_full),
    Kind("consoles cut", consoles.lines_cut),
    Kind("consoles on sliced, late, slow lines", consoles.lines_bad),
    Kind("consoles half-closed", consoles.lines_half_closed),
    Kind("consoles without a line", consoles.lines_gone),
    # From here on hub and relays reach their servers through proxies.
    Kind("PostgreSQL on sliced, late, slow lines", ways.postgres_bad, quick=False),
    Kind("PostgreSQL cut, half-closed", ways.postgres_cut, quick=False),
    Kind("cut after the commit, before PostgreSQL's answer", ways.commits_cut),
    Kind("PostgreSQL silent", ways.postgres_silent, quick=False),
    Kind("Redis on bad lines, cut, silent", ways.redis_bad, quick=False),
)  # fmt: skip
