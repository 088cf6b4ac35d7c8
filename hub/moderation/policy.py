"""Who moderates where, and who may subscribe. Pure, but for the look at an area's path."""

from collections.abc import Container, Sequence
from uuid import UUID

from hub.accounts.types import Principal, Role
from hub.areas import actions as areas
from hub.db import Connection
from hub.moderation.states import SECOND
from hub.moderation.types import CaseStep, ModerationCase, MyCase

MODERATORS: tuple[Role, ...] = (
    "community_clerk",
    "community_secretary",
    "street_clerk",
    "moderator",
    "district_coord",
)
RULERS: tuple[Role, ...] = ("moderator", "district_coord")
"""Who edits the district's rules, when the grant is on the district itself."""


def moderates(principal: Principal) -> list[UUID]:
    """The areas in whose subtrees this principal moderates."""
    if principal.kind != "staff":
        return []
    return [grant.area for grant in principal.grants if grant.role in MODERATORS]


def may_moderate(principal: Principal, path: Container[UUID]) -> bool:
    return principal.kind == "staff" and principal.holds(*MODERATORS, path=path)


def may_rule(principal: Principal) -> bool:
    return principal.kind == "staff" and principal.holds(*RULERS, path=(principal.district,))


def refusal(principal: Principal, case: ModerationCase, step: CaseStep | None = None) -> str | None:
    """Why this moderator may not decide about a case; None: she may. Without a step: in its present state."""
    if case.author.id == principal.account:
        return "moderation.own"
    second = step in SECOND if step else case.state == "appealed"
    if second and case.hidden_by is not None and case.hidden_by.id == principal.account:
        return "moderation.another_person"
    return None


def for_author(case: ModerationCase) -> MyCase:
    """What the author learns: never who decided, which rule matched, or that somebody reported it."""
    shows = case.state in ("hidden", "appealed", "final")
    return MyCase(
        id=case.id,
        version=case.version,
        kind=case.kind,
        subject=case.subject,
        state="clear" if case.state == "reported" else case.state,
        words=case.words,
        advice=case.advice if case.state == "held" else (),
        reason=case.hide_reason if shows else "",
        hidden_at=case.hidden_at if shows else None,
        appeal=case.appeal,
        appealed_at=case.appealed_at,
        decision=case.decision,
        decided_at=case.decided_at,
    )


async def may_subscribe(connection: Connection, principal: Principal, parts: Sequence[str]) -> bool:
    """Topic `staff/<area>/moderation`; `parts` is the topic split at /."""
    match parts:
        case ["staff", identity, "moderation"]:
            path = await areas.topic_path(connection, principal.district, identity)
            return may_moderate(principal, path)
    return False
