"""`python -m tests.faults.moved serve`: as `python -m hub serve`, on a machine whose clock is put wrong, and right
again, by signals while it runs.
"""

import signal
from datetime import UTC, datetime, timedelta
from types import FrameType

import time_machine

from hub.cli import main

HOURS = {1: signal.SIGUSR1, -1: signal.SIGUSR2, 0: signal.SIGCONT}
"""How wrong it is, by the signal that says so."""
_moved: list[time_machine.Traveller] = []
_at = [0]


def _move(number: int, _: FrameType | None) -> None:
    [goal] = [hours for hours, one in HOURS.items() if one == number]
    if not _moved and goal:
        _moved.append(time_machine.travel(datetime.now(UTC)).start())
    if _moved:
        _moved[0].shift(timedelta(hours=goal - _at[0]))
        _at[0] = goal


if __name__ == "__main__":
    for one in HOURS.values():
        signal.signal(one, _move)
    main()
