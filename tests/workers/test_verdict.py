"""The three bands, and that nothing unsure ever passes."""

import datetime as dt
from itertools import product
from typing import Any

import pytest

from hub.certification.types import FreshnessFound, Newspaper, OneTimeCode
from models.manifest import Threshold
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
        ({"asked": PAPER, "fresh": FreshnessFound("stale")}, "retake", ("newspaper_old",)),
        ({"asked": PAPER, "fresh": FreshnessFound("missing")}, "retake", ("newspaper_missing",)),
        ({"asked": PAPER, "fresh": FreshnessFound("unreadable")}, "retake", ("newspaper_unreadable",)),
        ({"asked": PAPER, "fresh": FreshnessFound("unasked")}, "review", ("freshness_unsure",)),
        (
            {"asked": PAPER, "fresh": FreshnessFound("fresh", confidence=SURE - 0.01)},
            "review",
            ("freshness_unsure",),
        ),
        ({"asked": OneTimeCode("1"), "fresh": FreshnessFound("stale")}, "retake", ("code_wrong",)),
        ({"asked": OneTimeCode("1"), "fresh": FreshnessFound("missing")}, "retake", ("code_missing",)),
        ({"asked": OneTimeCode("1"), "fresh": FreshnessFound("unreadable")}, "retake", ("code_unreadable",)),
        ({"failed": ("model_failed",), "advice": ("many_faces",)}, "review", ("many_faces", "model_failed")),
    ],
)
def test_bands(change: dict[str, Any], band: str, reasons: tuple[str, ...]) -> None:
    assert verdict(GOOD._replace(**change)) == (band, reasons)


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
