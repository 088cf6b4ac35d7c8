"""Error rates of a comparison, with intervals. Pure: scores in, figures out.

    FMR    false match rate: different people scoring at or above the threshold
    FNMR   false non-match rate: the same person scoring below it

Intervals of rates are Clopper–Pearson: exact, never too narrow for independent trials, and sensible at zero errors,
where Wilson's are not. Pairs are not independent (each person is in many), so the interval of the threshold is found by
drawing the people anew (a bootstrap over people) instead.
"""

import math
from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
People = NDArray[np.int64]

LEVEL: Final = 0.95
TARGET: Final = 1e-5
"""False match rate at which a score may pass someone (design: trust)."""
TAIL: Final = 1e-3
"""The part of the highest scores of different people from which the tail is drawn further."""


class Rate(NamedTuple):
    """`errors` of `trials`; low and high bound it with 95 % confidence."""

    errors: int
    trials: int
    low: float
    high: float

    @property
    def value(self) -> float:
        return self.errors / self.trials if self.trials else math.nan


class Proposal(NamedTuple):
    """A threshold for a false match rate. `low` and `high` bound `estimate`; `threshold` is what to write into the
    manifest: `high`, and no lower than the highest score seen of different people, rounded up to 0.01."""

    rate: float
    estimate: float
    low: float
    high: float
    threshold: float


def rate(errors: int, trials: int, level: float = LEVEL) -> Rate:
    """The rate with its Clopper–Pearson interval."""
    if trials == 0:
        return Rate(0, 0, 0.0, 1.0)
    side = (1 - level) / 2
    low = 0.0 if errors == 0 else _solve(lambda p: 1 - _at_most(errors - 1, trials, p), side)
    high = 1.0 if errors == trials else _solve(lambda p: -_at_most(errors, trials, p), -side)
    return Rate(errors, trials, low, high)


def _solve(rising: Callable[[float], float], value: float) -> float:
    """Where a rising function of a probability has this value."""
    low, high = 0.0, 1.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < value else (low, middle)
    return (low + high) / 2


def _at_most(k: int, n: int, p: float) -> float:
    """P(X ≤ k) of a binomial distribution."""
    if k >= n or p <= 0:
        return 1.0
    if p >= 1:
        return 0.0
    if k > n // 2:
        return 1 - _at_most(n - k - 1, n, 1 - p)
    i = np.arange(1, k + 1, dtype=np.float64)
    steps = np.log((n - i + 1) / i) + math.log(p) - math.log1p(-p)
    logs = n * math.log1p(-p) + np.concatenate([[0.0], np.cumsum(steps)])
    return min(1.0, float(np.exp(logs).sum()))


def false_matches(different: Scores, threshold: float) -> Rate:
    return rate(int((different >= threshold).sum()), len(different))


def false_non_matches(same: Scores, threshold: float) -> Rate:
    return rate(int((same < threshold).sum()), len(same))


def det(same: Scores, different: Scores) -> tuple[Scores, Scores]:
    """FMR and FNMR at each score there is, ascending by threshold (detection error trade-off)."""
    at = np.unique(np.concatenate([same, different]))
    fmr = 1 - np.searchsorted(np.sort(different), at, side="left") / len(different)
    fnmr = np.searchsorted(np.sort(same), at, side="left") / len(same)
    return fmr, fnmr


def equal_error(same: Scores, different: Scores) -> float:
    """The rate at which both are equal."""
    fmr, fnmr = det(same, different)
    nearest = int(np.argmin(abs(fmr - fnmr)))
    return float(fmr[nearest] + fnmr[nearest]) / 2


def propose(
    different: Scores,
    first: People,
    second: People,
    *,
    target: float = TARGET,
    rounds: int = 500,
    seed: int = 1,
) -> Proposal:
    """The threshold for a false match rate that the pairs are too few to show.

    Beyond the highest thousandth the tail is taken as exponential. The tail of cosines of faces falls faster, so this
    errs to the safe side.

    Args:
        different: scores of pairs of different people; first, second: whose they are, numbered from 0.
    """
    order = np.argsort(different)[::-1]
    scores, one, other = different[order], first[order], second[order]
    estimate = _tail(scores, np.ones(len(scores)), target)
    people = int(max(first.max(), second.max())) + 1
    random = np.random.default_rng(seed)
    drawn = []
    for _ in range(rounds):
        times = np.bincount(random.integers(0, people, people), minlength=people)
        weights = (times[one] * times[other]).astype(np.float64)
        if weights.any():  # a few people may all be one and the same
            drawn.append(_tail(scores, weights, target))
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    safe = max(float(high), float(scores[0]) + 1e-9)
    return Proposal(target, estimate, float(low), float(high), math.ceil(round(safe * 100, 6)) / 100)


def _tail(descending: Scores, weights: Scores, target: float) -> float:
    share = np.cumsum(weights) / weights.sum()
    count = int(np.searchsorted(share, TAIL)) + 1
    start = float(descending[min(count, len(descending) - 1)])
    above, weight = descending[:count], weights[:count]
    excess = float(((above - start) * weight).sum() / max(float(weight.sum()), 1e-12))
    return start + excess * math.log(TAIL / target)
