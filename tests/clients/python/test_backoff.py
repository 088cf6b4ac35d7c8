"""Full jitter."""

from shequtong.backoff import Backoff


def highest(low: float, high: float) -> float:
    return high


def test_the_ceiling_doubles_up_to_the_cap_and_starts_again_after_success() -> None:
    backoff = Backoff(base=0.25, cap=3, uniform=highest)
    assert [backoff.next_wait() for _ in range(6)] == [0.25, 0.5, 1, 2, 3, 3]
    backoff.succeeded()
    assert backoff.next_wait() == 0.25


def test_the_wait_is_anything_from_nothing_to_the_ceiling() -> None:
    asked = []
    backoff = Backoff(base=1, cap=8, uniform=lambda low, high: asked.append((low, high)) or low)
    assert backoff.next_wait() == 0
    assert asked == [(0.0, 1.0)]


def test_a_named_time_is_waited_in_full() -> None:
    assert Backoff(base=1, cap=8, uniform=highest).next_wait(at_least=5) == 6


def test_a_client_cut_off_for_weeks_does_not_overflow() -> None:
    backoff = Backoff(cap=20, uniform=highest)
    assert [backoff.next_wait() for _ in range(2000)][-1] == 20
