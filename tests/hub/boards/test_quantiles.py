"""The histogram's quantiles are within what is said of them."""

import math
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from hub.boards.quantiles import ERROR, bucket, quantile


@given(st.lists(st.floats(1, 10_000_000), min_size=1, max_size=200), st.sampled_from([0.5, 0.9, 0.99, 1.0]))
def test_within_the_error(durations: list[float], share: float) -> None:
    found = quantile(Counter(map(bucket, durations)), share)
    true = sorted(durations)[math.ceil(share * len(durations)) - 1]
    assert found is not None
    assert abs(found - true) <= ERROR * true


def test_nothing_has_no_quantile() -> None:
    assert quantile({}, 0.5) is None


def test_what_is_shorter_than_a_second_counts_as_one() -> None:
    assert bucket(0.2) == bucket(-3) == bucket(1) == 0
