"""Whose time it is: PostgreSQL's, whatever the machine's clock says; and nobody asks the machine's by the way."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from hub.clock import Clock


@pytest.mark.parametrize("hours", [1, -1])
def test_it_goes_on_when_the_machines_clock_is_moved(hours: int) -> None:
    clock = Clock()
    told = datetime(2026, 9, 1, tzinfo=UTC)
    clock.told(told)
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=hours)):
        assert timedelta(0) <= clock.now() - told < timedelta(minutes=10)


MACHINES = {
    "hub/clock.py": "until PostgreSQL has been asked",
    "hub/webhook.py": "says to somebody else's server when it was sent",
    "hub/rates.py": "takes away what its library added from the same clock a moment before",
    "hub/tickets/export/runner.py": "compares with files' times, which are the machine's",
    "hub/backup/age.py": "a gauge of the archive, against an alarm of a day",
    "hub/backup/take.py": "names the day's folder of what was erased",
}
"""Who reads the machine's clock, and why that is right."""
READS = re.compile(
    r"\btime\.time(_ns)?\(|\bdatetime\.(now|utcnow|today)\(|\bdate\.today\(|\b(local|gm)time\(\)"
)


def test_nobody_else_reads_the_machines_clock() -> None:
    files = [path for room in ("hub", "workers") for path in Path(room).rglob("*.py")]
    # Stories are told from outside, the demo's seed says when it was made up.
    told = [path for path in files if not path.is_relative_to("hub/scenarios")]
    assert {str(path) for path in told if READS.search(path.read_text("utf-8"))} == MACHINES.keys()


def test_every_query_uses_the_time_that_can_be_told() -> None:
    """`app_now()`; but a beat between two sessions, and since when a transaction runs, are PostgreSQL's own."""
    found = {
        f"{path}: {line.strip()}"
        for path in Path("hub").rglob("*.sql")
        for line in path.read_text("utf-8").splitlines()
        if re.search(
            r"(?<!app_)\b(now|clock_timestamp|statement_timestamp)\(\)|\bcurrent_(date|timestamp)\b", line
        )
    }
    assert {one.partition(":")[0] for one in found} <= {"hub/events/queries.sql"}, found
