"""Who answers for the service where, and who may subscribe. Pure, but for the look at an area's path."""

from collections.abc import Container, Sequence
from typing import NamedTuple
from uuid import UUID

import msgspec

from hub.accounts.types import Principal, Role
from hub.areas import actions as areas
from hub.db import Connection
from hub.feedback.types import Feedback

ANSWERING: tuple[Role, ...] = ("platform_operator", "district_coord", "street_clerk")


class Relation(NamedTuple):
    author: bool
    staff: bool

    @property
    def sees(self) -> bool:
        return self.author or self.staff


def answers_for(principal: Principal) -> list[UUID]:
    """The areas in whose subtrees this principal reads and answers."""
    if principal.kind != "staff":
        return []
    return [grant.area for grant in principal.grants if grant.role in ANSWERING]


def _answers(principal: Principal, path: Container[UUID]) -> bool:
    return any(area in path for area in answers_for(principal))


def relation(principal: Principal, feedback: Feedback) -> Relation:
    return Relation(feedback.author.id == principal.account, _answers(principal, feedback.path))


def view(feedback: Feedback, stands: Relation) -> Feedback:
    return feedback if stands.staff else for_author(feedback)


def for_author(feedback: Feedback) -> Feedback:
    """Who wrote learns the answer, not the single clerk."""
    return msgspec.structs.replace(feedback, answered_by=None)


async def may_subscribe(connection: Connection, principal: Principal, parts: Sequence[str]) -> bool:
    """Topic `staff/<area>/feedback`; `parts` is the topic split at /."""
    match parts:
        case ["staff", identity, "feedback"]:
            path = await areas.topic_path(connection, principal.district, identity)
            return _answers(principal, path)
    return False
