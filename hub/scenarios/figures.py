"""Latencies: what is measured, how they are summed up, how a table of Chinese and English stays aligned.

A change is committed somewhere between two moments that can be seen from outside: the start of its
transaction (PostgreSQL's clock, the event's `at`) and the answer of the command. So commit → frame is

- *at most* frame − at: the whole transaction is in it, commit included. This is the figure that is judged;
- *at least* frame − answer: below zero when the frame was quicker than the answer.

`at` and the arrival are comparable only where hub, PostgreSQL and the scenario share a clock: on one machine.
"""

import math
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

PROMISE = 20.0
"""Milliseconds from commit to frame at p99."""


class Latency(NamedTuple):
    """Milliseconds; `at_most` None when the change came with a state that was fetched after a reset."""

    at_most: float | None
    at_least: float


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest rank: the smallest value that at least `share` (0 … 1) of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def slowest(latencies: Iterable[Latency]) -> Latency:
    """Of the people one change must reach, the one it reached last."""
    return max(latencies, key=lambda latency: latency.at_least)


def padded(text: str, width: int) -> str:
    """Filled with spaces to `width` columns of a terminal, where a Chinese letter takes two."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return text + " " * max(0, width - len(text) - wide)


def milliseconds(value: float | None) -> str:
    return f"{value:8.1f} ms" if value is not None else "       –   "


def summary(rows: Sequence[tuple[str, Sequence[Latency]]], same_clock: bool) -> list[str]:
    """A line a step and one for all, then whether the promise holds."""
    head = (
        padded("", 24) + "   commit → frame, at most: p50 · p99 · max".ljust(48) + "answer → frame: p50 · p99"
    )
    lines = [head]
    everything = [latency for _, latencies in rows for latency in latencies]
    for name, latencies in [*rows, ("全部 all", everything)]:
        most = [latency.at_most for latency in latencies if latency.at_most is not None]
        least = [latency.at_least for latency in latencies]
        figures = [percentile(most, 0.5), percentile(most, 0.99), max(most)] if most else [None] * 3
        others = [percentile(least, 0.5), percentile(least, 0.99)]
        lines.append(padded(f"  {name}", 24) + " ".join(map(milliseconds, [*figures, *others])))
    judged = [latency.at_most for latency in everything if latency.at_most is not None]
    if judged and same_clock:
        p99 = percentile(judged, 0.99)
        verdict = "✓ 达到 holds" if p99 <= PROMISE else "✗ 未达到 does not hold"
        lines.append(f"  p99 {p99:.1f} ms ≤ {PROMISE:g} ms: {verdict}")
    else:
        lines.append(
            "  不在同一台机器，时钟不可比 not on one machine: the clocks cannot be compared, nothing is judged"
        )
    return lines
