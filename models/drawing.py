"""Draws a measurement: the DET curve and the histograms of scores, as one SVG. No library: lines and rectangles."""

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import Final

import numpy as np

from models.accuracy import Scores, det

_WIDTH: Final = 420
_HEIGHT: Final = 300
_LEFT, _TOP, _GAP = 64, 40, 90
_INK, _QUIET, _SAME, _OTHER = "#1f2933", "#9aa5b1", "#0b7285", "#c92a2a"
_TICKS: Final = (1e-5, 1e-4, 1e-3, 1e-2, 0.1, 0.4)
_DEVIATE: Final = NormalDist().inv_cdf


def draw(same: Scores, different: Scores, thresholds: Sequence[float], title: str) -> str:
    """One SVG: left the DET curve on normal-deviate axes, right the two histograms with the thresholds."""
    width, height = 2 * (_WIDTH + _GAP) + 20, _HEIGHT + 110
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="system-ui, sans-serif" font-size="12" fill="{_INK}"><rect width="100%" height="100%" '
        f'fill="#fff"/>{_text(_LEFT, 22, title, "start", 14)}{_curve(same, different, thresholds)}'
        f"{_histograms(same, different, thresholds)}</svg>\n"
    )


def _curve(same: Scores, different: Scores, thresholds: Sequence[float]) -> str:
    low, high = _DEVIATE(_TICKS[0]), _DEVIATE(_TICKS[-1])

    def at(rate: float, size: int) -> float:
        return size * (_DEVIATE(min(max(rate, _TICKS[0]), _TICKS[-1])) - low) / (high - low)

    def place(fmr: float, fnmr: float) -> tuple[float, float]:
        return _LEFT + at(fmr, _WIDTH), _TOP + _HEIGHT - at(fnmr, _HEIGHT)

    parts = []
    for tick in _TICKS:
        x, y = place(tick, tick)
        name = f"{tick:g}"
        parts.append(_line(x, _TOP, x, _TOP + _HEIGHT) + _text(x, _TOP + _HEIGHT + 16, name, "middle"))
        parts.append(_line(_LEFT, y, _LEFT + _WIDTH, y) + _text(_LEFT - 6, y + 4, name, "end"))
    fmr, fnmr = det(same, different)
    shown = [
        place(float(a), float(b)) for a, b in zip(fmr, fnmr, strict=True) if a < _TICKS[-1] and b < _TICKS[-1]
    ]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in dict.fromkeys(shown))
    parts.append(f'<polyline points="{points}" fill="none" stroke="{_SAME}" stroke-width="2"/>')
    for threshold in thresholds:
        x, y = place(float((different >= threshold).mean()), float((same < threshold).mean()))
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{_OTHER}"/>')
        parts.append(_text(x + 8, y - 6, f"{threshold:.2f}", "start"))
    parts.append(_text(_LEFT + _WIDTH / 2, _TOP + _HEIGHT + 36, "FMR (different people accepted)", "middle"))
    parts.append(_text(_LEFT - 50, _TOP - 6, "FNMR (same person not accepted)", "start"))
    return "".join(parts)


def _histograms(same: Scores, different: Scores, thresholds: Sequence[float]) -> str:
    left = _LEFT + _WIDTH + _GAP
    edges = np.linspace(-0.5, 1, 76)

    def x(score: float) -> float:
        return left + _WIDTH * (score + 0.5) / 1.5

    parts = []
    for scores, colour, name in ((different, _OTHER, "different people"), (same, _SAME, "same person")):
        share = np.histogram(scores, edges)[0] / max(len(scores), 1)
        for start, value in zip(edges[:-1], share, strict=True):
            if value:  # logarithmic from 1e-5, for the tails are what matters
                tall = _HEIGHT * max(0.0, 1 + math.log10(value) / 5)
                parts.append(
                    f'<rect x="{x(float(start)):.1f}" y="{_TOP + _HEIGHT - tall:.1f}" width="{_WIDTH / 75:.1f}" '
                    f'height="{tall:.1f}" fill="{colour}" fill-opacity="0.5"/>'
                )
        row = _TOP + (14 if colour == _SAME else 32)
        parts.append(
            f'<rect x="{left}" y="{row - 10}" width="12" height="12" fill="{colour}" '
            f'fill-opacity="0.5"/>' + _text(left + 18, row, f"{name}: {len(scores):,}", "start")
        )
    parts += [_text(x(tick), _TOP + _HEIGHT + 16, f"{tick:g}", "middle") for tick in (-0.5, 0.0, 0.5, 1.0)]
    for threshold in thresholds:
        parts.append(_line(x(threshold), _TOP, x(threshold), _TOP + _HEIGHT, _INK))
        parts.append(_text(x(threshold), _TOP - 4, f"{threshold:.2f}", "middle"))
    parts.append(
        _text(left + _WIDTH / 2, _TOP + _HEIGHT + 36, "cosine; shares logarithmic from 1e-5", "middle")
    )
    return "".join(parts)


def _line(x1: float, y1: float, x2: float, y2: float, colour: str = _QUIET) -> str:
    wide = 1 if colour == _INK else 0.5
    return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{colour}" stroke-width="{wide}"/>'


def _text(x: float, y: float, text: str, anchor: str, size: int = 12) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}">{text}</text>'
