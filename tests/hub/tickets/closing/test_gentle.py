"""Nobody is disturbed at night."""

from datetime import datetime

import pytest

from hub.tickets.closing.gentle import SHANGHAI, gentle


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-05-04 08:00", "2026-05-04 08:00"),
        ("2026-05-04 20:59", "2026-05-04 20:59"),
        ("2026-05-04 21:00", "2026-05-05 08:00"),
        ("2026-05-31 23:30", "2026-06-01 08:00"),
        ("2026-05-04 07:59", "2026-05-04 08:00"),
        ("2026-05-04 00:00", "2026-05-04 08:00"),
    ],
)
def test_at_night_it_waits_for_the_morning(at: str, expected: str) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=SHANGHAI)
    assert gentle(moment) == datetime.fromisoformat(expected).replace(tzinfo=SHANGHAI)
