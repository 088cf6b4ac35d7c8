"""Latencies and the table they are printed in."""

import pytest

from hub.scenarios.figures import Latency, milliseconds, padded, percentile, slowest, summary


def test_percentiles_by_nearest_rank() -> None:
    values = [float(number) for number in range(100, 0, -1)]
    assert percentile(values, 0.5) == 50
    assert percentile(values, 0.99) == 99
    assert percentile(values, 1) == 100
    assert percentile([7.0], 0.99) == 7


def test_the_slowest_is_who_saw_it_last() -> None:
    assert slowest([Latency(9, 1), Latency(None, 5), Latency(12, 4)]) == Latency(None, 5)


def test_chinese_letters_take_two_columns() -> None:
    assert padded("派单 x", 8) == "派单 x  "
    assert padded("too long", 3) == "too long"
    assert len(milliseconds(None)) == len(milliseconds(-0.25)) == len(milliseconds(1234.5))


@pytest.mark.parametrize(("worst", "verdict"), [(20.0, "holds"), (20.1, "does not hold")])
def test_the_promise_is_judged_at_p99_over_all_steps(worst: float, verdict: str) -> None:
    steps = [("a", [Latency(5, 1)] * 60), ("b", [Latency(5, 1)] * 38 + [Latency(worst, 1), Latency(900, 1)])]
    assert summary(steps, same_clock=True)[-1].endswith(verdict)
    assert "99.9" not in summary(steps, same_clock=True)[-1]


def test_without_a_common_clock_nothing_is_judged() -> None:
    lines = summary([("a", [Latency(500, 1)])], same_clock=False)
    assert "cannot be compared" in lines[-1]
    assert not any("holds" in line for line in lines)
