"""Figures whose right values are known."""

import numpy as np
import pytest

from models.accuracy import equal_error, false_matches, false_non_matches, propose, rate


@pytest.mark.parametrize(
    ("errors", "trials", "low", "high"),
    [  # R: binom.test(errors, trials)$conf.int
        (0, 10, 0.0, 0.3084971),
        (1, 10, 0.0025286, 0.4450161),
        (5, 10, 0.1870860, 0.8129140),
        (10, 10, 0.6915029, 1.0),
        (3, 1000, 0.0006191, 0.0087420),
    ],
)
def test_intervals_are_clopper_and_pearsons(errors: int, trials: int, low: float, high: float) -> None:
    found = rate(errors, trials)
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-6), pytest.approx(high, abs=1e-6))
    assert found.value == errors / trials


def test_no_error_in_78000_pairs_leaves_half_a_ten_thousandth() -> None:
    assert rate(0, 78_000).high == pytest.approx(4.73e-5, rel=0.01)
    assert rate(0, 0) == (0, 0, 0.0, 1.0)


def test_a_score_at_the_threshold_is_accepted() -> None:
    scores = np.array([0.1, 0.5, 0.9])
    assert false_matches(scores, 0.5).errors == 2
    assert false_non_matches(scores, 0.5).errors == 1


def test_the_equal_error_rate_of_two_normal_distributions() -> None:
    random = np.random.default_rng(3)
    same, different = random.normal(2, 1, 40_000), random.normal(0, 1, 40_000)
    assert equal_error(same, different) == pytest.approx(0.1587, abs=0.005)  # Φ(-1)


def test_a_threshold_beyond_what_was_seen() -> None:
    random = np.random.default_rng(5)
    people = 60
    first, second = np.triu_indices(people * 5, 1)
    first, second = first // 5, second // 5
    apart = first != second
    first, second = first[apart], second[apart]
    # Scores with an exponential tail of scale 0.05: P(score > s) = exp(-s / 0.05)
    scores = random.exponential(0.05, len(first))
    found = propose(scores, first, second, rounds=100)
    assert found.estimate == pytest.approx(-0.05 * np.log(1e-5), abs=0.06)
    assert found.low < found.estimate < found.high <= found.threshold
    assert found.threshold > scores.max()
    assert round(found.threshold * 100) == pytest.approx(found.threshold * 100)
