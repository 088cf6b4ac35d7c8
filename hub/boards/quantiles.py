"""Quantiles that can be counted up and down: durations in buckets that grow by a tenth. Pure.

A bucket is told from above and below by a factor of 1.1 and answered with its geometric middle, so a quantile is
within ±4.9 % of the duration at that rank: enough for a wall, and a change of one ticket is two additions.
"""

import math
from collections.abc import Mapping
from typing import Final

GROWTH: Final = 1.1
ERROR: Final = 0.05
"""The most a quantile is off, as a part of it: √1.1 − 1, rounded up."""


def bucket(seconds: float) -> int:
    """The bucket of a duration; what is shorter than a second counts as one."""
    return math.floor(math.log(max(1.0, seconds)) / math.log(GROWTH))


def quantile(buckets: Mapping[int, int], share: float) -> float | None:
    """Seconds at rank ⌈share × n⌉; None when nothing was counted."""
    rank = math.ceil(share * sum(buckets.values()))
    for number in sorted(buckets):
        rank -= buckets[number]
        if rank <= 0 and buckets[number]:
            return float(GROWTH ** (number + 0.5))
    return None
