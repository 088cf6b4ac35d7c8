"""Who may do what where, and what a worker's verdict comes to. Pure, but for the look at an area's path."""

from collections.abc import Container, Sequence
from uuid import UUID

import msgspec

from hub.accounts.types import Principal, Role
from hub.areas import actions as areas
from hub.certification.model import AnyReason, Attempt, Programme, State
from hub.certification.types import CertifyAsked, CertifyResult, Newspaper
from hub.db import Connection

DESK: tuple[Role, ...] = (
    "grid_officer", "community_clerk", "community_secretary", "street_clerk", "cert_reviewer"
)  # fmt: skip
"""Who sees persons, enrols and certifies them in person, hears consents."""
REVIEW: tuple[Role, ...] = ("cert_reviewer",)
ROSTER: tuple[Role, ...] = ("street_clerk", "cert_reviewer", "district_coord")
"""Who puts people on a roster."""
PROGRAMMES: tuple[Role, ...] = ("district_coord", "platform_operator")
SEES: tuple[Role, ...] = (*DESK, "district_coord")

RETAKE: frozenset[str] = frozenset(
    {
        "no_face", "many_faces", "face_small", "face_turned", "face_covered", "blurred", "dark", "bright",
        "photo_broken", "newspaper_missing", "newspaper_unreadable", "newspaper_old", "code_missing",
        "code_unreadable", "code_wrong",
    }
)  # fmt: skip


def sees(principal: Principal, path: Container[UUID]) -> bool:
    return principal.kind == "staff" and principal.holds(*SEES, path=path)


def at_desk(principal: Principal, path: Container[UUID]) -> bool:
    return principal.kind == "staff" and principal.holds(*DESK, path=path)


def reviews(principal: Principal, path: Container[UUID]) -> bool:
    return principal.kind == "staff" and principal.holds(*REVIEW, path=path)


def enrols(principal: Principal, path: Container[UUID]) -> bool:
    return principal.kind == "staff" and principal.holds(*ROSTER, path=path)


def areas_of(principal: Principal, roles: Sequence[Role]) -> list[UUID]:
    """The areas in whose subtrees the principal has one of these roles."""
    if principal.kind != "staff":
        return []
    return [grant.area for grant in principal.grants if grant.role in roles]


def authorities(principal: Principal) -> list[UUID]:
    """The departments this principal handles for."""
    if principal.kind != "staff":
        return []
    found = [grant.organisation for grant in principal.grants if grant.role == "dept_handler"]
    return [one for one in found if one is not None]


def programmes(principal: Principal) -> bool:
    return principal.kind == "staff" and principal.holds(*PROGRAMMES, path=(principal.district,))


def outcome(
    programme: Programme, asked: CertifyAsked, found: CertifyResult, tries: int
) -> tuple[State, tuple[AnyReason, ...]]:
    """The state a worker's verdict leads to. `tries`: of this round, with this one.

    A pass must bring what a pass needs, whatever the worker says; a retake after the last try goes to a person; so
    does a retake without an advice.
    """
    reasons: tuple[AnyReason, ...] = found.reasons
    if found.band == "pass":
        if whole(asked, found):
            return "passed", ()
        return "review", (*reasons, "inconsistent")
    if found.band == "retake" and any(reason in RETAKE for reason in reasons):
        if tries >= programme.most_tries:
            return "review", (*reasons, "tries_spent")
        return "retake", reasons
    if programme.gateway and reasons == ("no_reference",) and _looked(asked, found):
        return "asking", reasons
    return "review", reasons


def whole(asked: CertifyAsked, found: CertifyResult) -> bool:
    """Whether a pass rests on a comparison above its threshold and on all that there is to see beside it. A signal that
    is missing is a doubt."""
    return (
        asked.template is not None
        and found.similarity is not None
        and found.threshold is not None
        and found.similarity >= found.threshold
        and not found.reasons
        and _looked(asked, found)
    )


def _looked(asked: CertifyAsked, found: CertifyResult) -> bool:
    """Whether everything but the comparison was seen: by which models, a face and its figures, whether it is alive,
    and that it is of today where that was asked."""
    return (
        found.model is not None
        and found.liveness is not None
        and found.quality.faces >= 1  # there may be one in the newspaper too
        and None not in msgspec.structs.astuple(found.quality)
        and _fresh(asked, found)
    )


def _fresh(asked: CertifyAsked, found: CertifyResult) -> bool:
    if asked.freshness is None:
        return True
    seen = found.freshness
    if seen.outcome != "fresh" or seen.confidence is None:
        return False
    if isinstance(asked.freshness, Newspaper):
        return seen.printed is not None and asked.freshness.earliest <= seen.printed <= asked.freshness.latest
    return True


def asks_of_two(attempt: Attempt) -> bool:
    """Whether it is no try, but the question whether two people are one (`twins/`)."""
    return attempt.twin is not None and attempt.number == 0


def for_person(attempt: Attempt) -> Attempt:
    """For her and who acts for her: no figures, no officials; reasons only where she can do something about them."""
    told = attempt.reasons if attempt.state == "retake" else ()
    return msgspec.structs.replace(
        attempt, reasons=tuple(reason for reason in told if reason in RETAKE), similarity=None, threshold=None,
        liveness=None, found=None, quality=None, model=None, gateway_score=None, twin=None,
        twin_similarity=None, again=None, by=None, proposed_by=None, decided_by=None,
        note=attempt.note if _said_to_her(attempt) else "",
        state="review" if attempt.state == "refusing" else attempt.state,
    )  # fmt: skip


def _said_to_her(attempt: Attempt) -> bool:
    """How two people were told apart is nothing to tell one of them."""
    return attempt.state in ("retake", "refused") or (attempt.state == "passed" and not asks_of_two(attempt))


async def may_subscribe(connection: Connection, principal: Principal, parts: Sequence[str]) -> bool:
    """Topics `staff/<area>/certification` and `org/<authority>/certification`; `parts` is the topic split at /."""
    match parts:
        case ["org", identity, "certification"]:
            return identity in {str(one) for one in authorities(principal)}
        case ["staff", identity, "certification"]:
            path = await areas.topic_path(connection, principal.district, identity)
            return sees(principal, path)
    return False
