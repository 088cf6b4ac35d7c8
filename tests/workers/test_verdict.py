"""The three bands, and that nothing unsure ever passes."""

import datetime as dt
from itertools import product
from typing import Any

import pytest

from hub.certification.types import FreshnessFound, Newspaper, OneTimeCode
from models.manifest import Threshold
from workers.newspaper import code, newspaper
from workers.reading import Line
from workers.verdict import SURE, Evidence, verdict

BANDS, LIVE = Threshold(0.54, 0.35, ""), Threshold(0.6, 0.6, "")
PAPER = Newspaper(dt.date(2026, 11, 20), dt.date(2026, 11, 22))
FRESH = FreshnessFound("fresh", confidence=0.99)
GOOD = Evidence((), 0.7, BANDS, 0.95, LIVE, None, FreshnessFound("unasked"))


@pytest.mark.parametrize(
    ("change", "band", "reasons"),
    [
        ({}, "pass", ()),
        ({"asked": PAPER, "fresh": FRESH}, "pass", ()),
        ({"similarity": 0.54}, "pass", ()),
        ({"similarity": 0.5399}, "review", ("unsure",)),
        ({"similarity": 0.2}, "review", ("unlike",)),
        ({"live": 0.59}, "review", ("liveness_low",)),
        ({"similarity": None, "failed": ("no_reference",)}, "review", ("no_reference",)),
        ({"similarity": None, "live": None, "advice": ("no_face",), "asked": PAPER}, "retake", ("no_face",)),
        ({"advice": ("many_faces",)}, "retake", ("many_faces",)),
        ({"advice": ("blurred",)}, "pass", ()),  # recognised all the same
        ({"advice": ("blurred",), "similarity": 0.5}, "retake", ("blurred", "unsure")),
        ({"advice": ("face_covered",)}, "retake", ("face_covered",)),
        ({"asked": PAPER, "fresh": FreshnessFound("stale", confidence=SURE)}, "retake", ("newspaper_old",)),
        (
            {"asked": PAPER, "fresh": FreshnessFound("stale", confidence=SURE - 0.01)},
            "retake",
            ("newspaper_unreadable",),
        ),
        ({"asked": PAPER, "fresh": FreshnessFound("missing")}, "retake", ("newspaper_missing",)),
        ({"asked": PAPER, "fresh": FreshnessFound("unreadable")}, "retake", ("newspaper_unreadable",)),
        ({"asked": PAPER, "fresh": FreshnessFound("unasked")}, "review", ("freshness_unsure",)),
        (
            {"asked": PAPER, "fresh": FreshnessFound("fresh", confidence=SURE - 0.01)},
            "review",
            ("freshness_unsure",),
        ),
        (
            {"asked": OneTimeCode("1"), "fresh": FreshnessFound("stale", confidence=0.9)},
            "retake",
            ("code_wrong",),
        ),
        ({"asked": OneTimeCode("1"), "fresh": FreshnessFound("stale")}, "retake", ("code_unreadable",)),
        ({"asked": OneTimeCode("1"), "fresh": FreshnessFound("missing")}, "retake", ("code_missing",)),
        ({"asked": OneTimeCode("1"), "fresh": FreshnessFound("unreadable")}, "retake", ("code_unreadable",)),
        ({"failed": ("model_failed",), "advice": ("many_faces",)}, "review", ("many_faces", "model_failed")),
    ],
)
def test_bands(change: dict[str, Any], band: str, reasons: tuple[str, ...]) -> None:
    assert verdict(GOOD._replace(**change)) == (band, reasons)


@pytest.mark.parametrize(
    ("lines", "advice"),
    [
        (("攀枝花日报", "2026年11月18日星期三"), "newspaper_old"),  # clearly another day
        (("攀枝花日报", "2026年11月18日"), "newspaper_old"),
        (("攀枝花日报", "2026年11月29日星期日"), "newspaper_old"),  # clearly, and not printed yet
        (("攀枝花日报", "2026年11月28日星期日"), "newspaper_unreadable"),  # the 22nd, with a digit misread
        (("攀枝花日报", "2025年11月22日星期日"), "newspaper_unreadable"),
        (("攀枝花日报", "2026年1月32日"), "newspaper_unreadable"),  # no day at all
    ],
)
def test_a_misread_digit_is_no_old_newspaper(lines: tuple[str, ...], advice: str) -> None:
    read = [Line(text, 0.97, 40, 100, 60 * place) for place, text in enumerate(lines)]
    seen = GOOD._replace(asked=PAPER, fresh=newspaper(read, PAPER.earliest, PAPER.latest))
    assert verdict(seen) == ("retake", (advice,))


@pytest.mark.parametrize(
    ("said", "score", "advice"),
    [
        ("4835", 0.97, "code_unreadable"),  # one digit off: written larger it will be read
        ("483", 0.97, "code_unreadable"),  # one is missing
        ("7751", 0.97, "code_wrong"),  # an earlier code
        ("7751", 0.6, "code_unreadable"),
    ],
)
def test_a_near_miss_of_the_code_asks_for_larger_digits(said: str, score: float, advice: str) -> None:
    asked = OneTimeCode("4839")
    seen = GOOD._replace(asked=asked, fresh=code([Line(said, score, 40, 100, 100)], asked.code))
    assert verdict(seen) == ("retake", (advice,))


def test_only_what_is_good_in_every_way_passes() -> None:
    for similarity, live, fresh, failed, advice in product(
        (0.7, 0.4, None),
        (0.9, 0.1, None),
        (FRESH, FreshnessFound("fresh"), FreshnessFound("missing")),
        ((), ("model_failed",), ("reference_broken",)),
        ((), ("no_face",), ("many_faces",)),
    ):
        seen = GOOD._replace(
            similarity=similarity, live=live, asked=PAPER, fresh=fresh, failed=failed, advice=advice
        )
        band, reasons = verdict(seen)
        passed = (similarity, live, fresh, failed, advice) == (0.7, 0.9, FRESH, (), ())
        assert (band == "pass") is passed
        assert bool(reasons) is not passed
