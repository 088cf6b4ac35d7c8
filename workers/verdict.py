"""From what was seen to a verdict in three bands. Pure.

    pass      the face is above the pass threshold, looks alive, and what was asked for is of today
    retake    the person can do better: what to do comes with it
    review    everything else; a person decides

What never happens: a pass when something is missing, unsure or failed; a refusal.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, get_args

from hub.certification.types import (
    Band,
    Freshness,
    FreshnessFound,
    Newspaper,
    Reason,
    RetakeReason,
    ReviewReason,
)
from models.manifest import Threshold

SURE: Final = 0.85
"""Confidence of a reading from which it counts; test newspapers were read with 0.93 and more."""
FORGIVEN: Final = frozenset({"face_small", "blurred", "dark", "bright", "face_turned"})
"""Faults of a picture in which the face was recognised all the same: nobody is asked to come closer for nothing."""

_NOTHING: Final = frozenset({"no_face", "photo_broken"})
_RETAKE: Final = frozenset(get_args(RetakeReason))


class Evidence(NamedTuple):
    """`similarity` None: nothing was compared, and `failed` says why unless there is no face."""

    advice: Sequence[RetakeReason]
    similarity: float | None
    bands: Threshold
    live: float | None
    live_bands: Threshold
    asked: Freshness | None
    fresh: FreshnessFound
    failed: Sequence[ReviewReason] = ()


def verdict(seen: Evidence) -> tuple[Band, tuple[Reason, ...]]:
    """The band, and the reasons with the weightiest first."""
    reasons: list[Reason] = []
    likely = seen.similarity is not None and seen.similarity >= seen.bands.accept
    reasons += [reason for reason in seen.advice if not (likely and reason in FORGIVEN)]
    if not any(reason in _NOTHING for reason in seen.advice):  # then nothing was read either
        reasons += freshness_reasons(seen.asked, seen.fresh)
    reasons += seen.failed
    if seen.similarity is not None and not likely:
        reasons.append("unlike" if seen.similarity < seen.bands.refuse else "unsure")
    if seen.live is not None and seen.live < seen.live_bands.accept:
        reasons.append("liveness_low")
    unique = tuple(dict.fromkeys(reasons))
    # What failed here is no fault of the person: another photo would not help.
    if "model_failed" not in unique and any(reason in _RETAKE for reason in unique):
        return "retake", tuple(sorted(unique, key=lambda reason: reason not in _RETAKE))
    if unique or seen.similarity is None or seen.live is None:
        return "review", unique or ("model_failed",)
    return "pass", ()


def freshness_reasons(asked: Freshness | None, found: FreshnessFound) -> Iterable[Reason]:
    """What is wrong with the newspaper or code; nothing when none was asked for."""
    if asked is None:
        return ()
    paper = isinstance(asked, Newspaper)
    match found.outcome:
        case "fresh":
            return () if (found.confidence or 0) >= SURE else ("freshness_unsure",)
        case "stale" if (found.confidence or 0) < SURE:
            # A digit may be misread: a date beside which a wrong weekday stands says nothing of how old the paper is.
            return ("newspaper_unreadable" if paper else "code_unreadable",)
        case "stale":
            return ("newspaper_old" if paper else "code_wrong",)
        case "unreadable":
            return ("newspaper_unreadable" if paper else "code_unreadable",)
        case "missing":
            return ("newspaper_missing" if paper else "code_missing",)
        case "unasked":
            return ("freshness_unsure",)
