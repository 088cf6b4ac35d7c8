"""How long to wait before the next try: full jitter, so that a hub that restarts is not met by all at once.

The wait is uniform in [0, min(cap, base · 2^attempt)] (AWS Architecture Blog, "Exponential Backoff And
Jitter": of the variants compared there, full jitter makes the fewest calls in all).
"""

import random
from collections.abc import Callable


class Backoff:
    """Counts failures in a row; `succeeded()` forgets them. `base` and `cap` in seconds."""

    def __init__(
        self,
        *,
        base: float = 0.25,
        cap: float = 20.0,
        uniform: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._base = base
        self._cap = cap
        self._uniform = uniform
        self._attempt = 0

    def next_wait(self, at_least: float = 0.0) -> float:
        """Seconds until the next try; `at_least` (a `Retry-After`) is waited in full, the jitter comes on
        top."""
        ceiling = min(self._cap, self._base * 2.0**self._attempt)
        # 2^63 seconds is past any cap; without the stop the float would overflow on a client cut off for
        # weeks.
        self._attempt = min(self._attempt + 1, 63)
        return at_least + self._uniform(0.0, ceiling)

    def succeeded(self) -> None:
        self._attempt = 0
