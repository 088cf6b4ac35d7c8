"""How far a promise moves."""

from datetime import datetime, timedelta

from hub.tickets.types import Promise

MOST = {"h": 240, "d": 90}
"""The longest extension, in hours and in days."""


def moved(promised: datetime, now: datetime, more: Promise) -> datetime:
    """The new promise: from the old one, or from now when that has passed."""
    step = timedelta(hours=more.amount) if more.unit == "h" else timedelta(days=more.amount)
    return max(promised, now) + step
