"""Who stands how to a wish, what each sees of it, and who may subscribe. Pure, but for the look at an area's path."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from hub.accounts.types import Principal, Role
from hub.areas import actions as areas
from hub.db import Connection
from hub.wishes.entry import Entry
from hub.wishes.states import HELD_BY_CLAIMER, ON_THE_WALL, TRANSITIONS
from hub.wishes.types import (
    Wish,
    WishAction,
    WishClaimer,
    WishLevel,
    WishMine,
    WishPerson,
    WishSeen,
    WishShown,
    WishTaken,
)  # fmt: skip

REVIEWERS: tuple[Role, ...] = ("community_clerk", "community_secretary", "street_clerk", "district_coord")
STAFF: tuple[Role, ...] = (*REVIEWERS, "grid_officer")
"""They see the wishes of their area, and may ask for somebody."""
RULERS: tuple[Role, ...] = ("district_coord", "platform_operator")
SHOWN_TO: dict[WishLevel, int] = {"community": 2, "street": 1, "district": 0}
"""How far up a path (district first) the wall of a level reaches."""


class Relation(NamedTuple):
    """How a principal stands to a wish. `wall`: it hangs where anybody of the district can read it."""

    asker: bool
    claimer: bool
    staff: bool
    reviewer: bool
    wall: bool

    @property
    def sees(self) -> bool:
        return any(self)


def staff_areas(principal: Principal) -> list[UUID]:
    """The areas in whose subtrees this principal sees wishes as staff."""
    if principal.kind != "staff":
        return []
    return [grant.area for grant in principal.grants if grant.role in STAFF]


def relation(principal: Principal, wish: Entry) -> Relation:
    return Relation(
        asker=wish.asker == principal.account,
        claimer=wish.claimer == principal.account or wish.organisation in principal.firms,
        staff=principal.kind == "staff" and principal.holds(*STAFF, path=wish.path),
        reviewer=principal.kind == "staff" and principal.holds(*REVIEWERS, path=wish.path),
        wall=on_the_wall(wish) and wish.district == principal.district,
    )


def on_the_wall(wish: Entry) -> bool:
    return wish.state in ON_THE_WALL and wish.hidden is None


def may(action: WishAction, stands: Relation, wish: Entry) -> bool:
    """Whether this relation allows the action, whatever the state."""
    match action:
        case "edit":
            return stands.asker or (wish.asker is None and stands.staff)
        case "not_yet" | "thank" | "withdraw":
            # Who has no account says it to staff, who say it here.
            return stands.asker or (wish.asker is None and stands.reviewer)
        case "publish" | "give_back" | "refuse" | "take_back":
            return stands.reviewer and not stands.asker
        case "claim":
            return stands.wall and not stands.asker
        case "contacted" | "release" | "fulfil":
            return stands.claimer
        case "contact":
            return stands.staff or stands.claimer


def possible(action: WishAction, stands: Relation, wish: Entry) -> bool:
    """Whether it can be done now, from where the wish is."""
    if action == "contact":
        return stands.staff or wish.state in HELD_BY_CLAIMER
    if wish.state not in TRANSITIONS[action].sources:
        return False
    match action:
        case "claim":
            return wish.hidden is None
        case "contacted":
            return wish.contacted_at is None
    return True


def offered(stands: Relation, wish: Entry, *, may_claim: bool) -> list[WishAction]:
    """What the reader may do now, in the order of the pages."""
    every: tuple[WishAction, ...] = (*TRANSITIONS, "contact")
    return [
        action
        for action in every
        if may(action, stands, wish) and possible(action, stands, wish) and (action != "claim" or may_claim)
    ]


def view(wish: Entry, stands: Relation) -> WishSeen:
    return WishSeen(
        shown=shown(wish) if stands.wall else None,
        mine=mine(wish) if stands.asker else None,
        taken=taken(wish) if stands.claimer else None,
        desk=desk(wish) if stands.staff else None,
    )


def shown(wish: Entry) -> WishShown:
    """For the wall: without identity; nothing at all when it does not hang there."""
    there = on_the_wall(wish)
    claimed = there and wish.state != "open"
    words = there and wish.shared and not wish.held
    return WishShown(
        id=wish.id, number=wish.number, version=wish.version,
        state=wish.state if there else "gone",  # type: ignore[arg-type]  # ON_THE_WALL
        kind=wish.kind, text=wish.public_text if there else "", community=wish.community_name,
        path=wish.public_path,
        level=wish.level, photos=len(wish.shown_photos) if there else 0,
        claimed_by=wish.claimer_kind if claimed else None,
        organisation=(wish.organisation_name or "") if claimed else "",
        thanks=wish.thanks if words else "", published_at=wish.published_at if there else None,
        closed_at=wish.closed_at if there else None,
    )  # fmt: skip


def mine(wish: Entry) -> WishMine:
    """For who asked: she learns who will come, not who reviewed."""
    claimed = wish.state in ("claimed", "fulfilled", "thanked")
    return WishMine(
        id=wish.id, number=wish.number, version=wish.version, state=wish.state, kind=wish.kind, text=wish.text,
        public_text=wish.public_text, advice=wish.hidden or wish.advice, hidden=wish.hidden is not None,
        community=wish.community_name, level=wish.level, photos=wish.photo_count,
        claimed_by=wish.claimer_kind if claimed else None,
        claimer=(wish.claimer_name or "") if claimed else "",
        organisation=(wish.organisation_name or "") if claimed else "",
        claimed_at=wish.claimed_at if claimed else None, contact_by=wish.contact_by if claimed else None,
        contacted_at=wish.contacted_at if claimed else None,
        grant_by=wish.grant_by if claimed else None, note=wish.note, thanks=wish.thanks, held=wish.held,
        created_at=wish.created_at, published_at=wish.published_at, fulfilled_at=wish.fulfilled_at,
        closed_at=wish.closed_at,
    )  # fmt: skip


def taken(wish: Entry, *, over: bool = False) -> WishTaken:
    """For who claimed it; `over`: the claim has ended and the wish goes on without them."""
    assert wish.claimer
    assert wish.claimed_at
    assert wish.contact_by
    return WishTaken(
        id=wish.id, number=wish.number, version=wish.version, state=wish.state, kind=wish.kind,
        text=wish.public_text, community=wish.community_name, mine=not over,
        by=WishPerson(wish.claimer, wish.claimer_name or ""), organisation=_organisation(wish),
        claimed_at=wish.claimed_at, contact_by=wish.contact_by, contacted_at=wish.contacted_at,
        grant_by=wish.grant_by, note=wish.note,
        thanks=wish.thanks, fulfilled_at=wish.fulfilled_at, closed_at=wish.closed_at,
    )  # fmt: skip


def desk(wish: Entry) -> Wish:
    """For staff: everything but who asked and where she lives, which they ask for in so many words."""
    claimer = None
    if wish.claimer is not None and wish.claimer_kind is not None:
        claimer = WishClaimer(wish.claimer_kind, wish.claimer, wish.claimer_name or "", _organisation(wish))
    return Wish(
        id=wish.id, number=wish.number, version=wish.version, state=wish.state, kind=wish.kind, text=wish.text,
        public_text=wish.public_text, advice=wish.advice, account=wish.asker is not None,
        asked_by=WishPerson(wish.asked_by, wish.asked_by_name or "") if wish.asked_by else None,
        consent=wish.consent, community=wish.community_name, path=wish.path, level=wish.level,
        photos=wish.photo_count, claimer=claimer, claimed_at=wish.claimed_at, contact_by=wish.contact_by,
        contacted_at=wish.contacted_at,
        grant_by=wish.grant_by, note=wish.note, thanks=wish.thanks, shared=wish.shared, held=wish.held,
        hidden=wish.hidden, practice=wish.practice, created_at=wish.created_at, updated_at=wish.updated_at,
        published_at=wish.published_at, raise_at=wish.raise_at, fulfilled_at=wish.fulfilled_at,
        closed_at=wish.closed_at,
    )  # fmt: skip


def _organisation(wish: Entry) -> WishPerson | None:
    return WishPerson(wish.organisation, wish.organisation_name or "") if wish.organisation else None


async def may_subscribe(connection: Connection, principal: Principal, parts: Sequence[str]) -> bool:
    """Topics `public/<area>/wishes`, `staff/<area>/wishes`, `org/<id>/wishes`; `parts` is the topic split at /."""
    match parts:
        case ["org", identity, "wishes"]:
            return identity in map(str, principal.firms)
        case ["public" | "staff" as audience, identity, "wishes"]:
            path = await areas.topic_path(connection, principal.district, identity)
            if audience == "public":
                return bool(path)
            return any(area in path for area in staff_areas(principal))
    return False
