"""How large and how long: the real sizes, and tiny ones that only show that everything runs."""

from typing import NamedTuple


class Scale(NamedTuple):
    consoles: int
    many: int
    """Connections of B3 and B4."""
    seconds: float
    rounds: int
    others: bool
    """Whether the slower neighbours are measured too."""
    clients: int
    """Connections that post in B6."""
    pause: float
    """Seconds for things to settle."""
    posts: int
    """Of F1."""


FULL = Scale(
    consoles=2000, many=10_000, seconds=5.0, rounds=5, others=True, clients=32, pause=1.0, posts=1_000_000
)
SHORT = Scale(consoles=60, many=80, seconds=0.5, rounds=1, others=False, clients=4, pause=0.1, posts=2000)
