"""Who reads, writes and answers, and who hears of it. Pure, but for where somebody lives."""

from collections.abc import Container, Sequence
from typing import Literal, NamedTuple
from uuid import UUID

from hub.accounts import neighbours
from hub.accounts.types import Principal, Role
from hub.areas import actions as areas
from hub.db import Connection
from hub.feed.store import Audience, Row

ANSWERING: tuple[Role, ...] = ("community_clerk", "community_secretary", "street_clerk", "district_coord")
"""Sit at a desk: they answer, make tickets of posts and say what speaks to the community."""
READING: tuple[Role, ...] = (*ANSWERING, "grid_officer", "moderator")
RULING: tuple[Role, ...] = ("community_secretary", "street_clerk", "district_coord")
"""Say how soon posts are answered."""


class Relation(NamedTuple):
    """How somebody stands to an area's posts. `lives`: in it; `verified`: and that has been checked."""

    lives: bool
    verified: bool
    staff: bool
    desk: bool

    @property
    def sees(self) -> bool:
        return self.lives or self.staff

    @property
    def audience(self) -> Literal["public", "neighbours", "staff"]:
        if self.staff:
            return "staff"
        return "neighbours" if self.verified else "public"


async def relation(
    connection: Connection, principal: Principal, path: Container[UUID], area: UUID
) -> Relation:
    """`path`: of the area, district first."""
    staff = principal.kind == "staff"
    homes = [] if staff else await neighbours.lives(connection, principal.account)
    here = [home for home in homes if area in home.path]
    return Relation(
        lives=bool(here), verified=any(home.verified for home in here),
        staff=staff and principal.holds(*READING, path=path), desk=staff and principal.holds(*ANSWERING, path=path),
    )  # fmt: skip


async def of_post(connection: Connection, principal: Principal, post: Row) -> Relation:
    """How somebody stands to a post; in another district, to nothing."""
    if post.path[0] != principal.district:
        return Relation(lives=False, verified=False, staff=False, desk=False)
    return await relation(connection, principal, post.path, post.area)


def audience(principal: Principal, stands: Relation, post: Row) -> Audience:
    return "own" if post.author == principal.account else stands.audience


def may_read(principal: Principal, stands: Relation, post: Row) -> bool:
    """What is held or hidden is for its author and staff; what is deleted, for nobody."""
    if post.state == "deleted":
        return False
    if post.author == principal.account or stands.staff:
        return True
    return stands.lives and post.state == "shown"


def watched(principal: Principal) -> list[UUID]:
    """The areas whose posts, and those below, a principal reads as staff."""
    return [grant.area for grant in principal.grants if grant.role in READING]


def desks(principal: Principal) -> list[UUID]:
    return [grant.area for grant in principal.grants if grant.role in ANSWERING]


async def may_subscribe(connection: Connection, principal: Principal, parts: Sequence[str]) -> bool:
    """Topics `public/<area>/feed`, `neighbours/<area>/feed`, `staff/<area>/feed`; `parts`: the topic split at /."""
    match parts:
        case [("public" | "neighbours" | "staff") as audience, identity, "feed"]:
            path = await areas.topic_path(connection, principal.district, identity)
            if not path:
                return False
            stands = await relation(connection, principal, path, path[-1])
            if audience == "staff":
                return stands.staff
            return stands.verified if audience == "neighbours" else stands.lives
    return False
