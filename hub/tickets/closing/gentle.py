"""When one may disturb somebody who did not ask to be called."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
FROM, UNTIL = 8, 21
"""Hours of the day."""


def gentle(at: datetime) -> datetime:
    """`at`, or the next morning when that is at night."""
    local = at.astimezone(SHANGHAI)
    if FROM <= local.hour < UNTIL:
        return at
    morning = local.replace(hour=FROM, minute=0, second=0, microsecond=0)
    return morning if local.hour < FROM else morning + timedelta(days=1)
