"""Who may hear a consent, see and end mandates, and subscribe."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from hub.accounts.types import Principal, Role
from hub.areas import actions as areas
from hub.db import Connection
from hub.family import store
from hub.family.types import FamilyMandate
from hub.ids import uuid_in
from hub.sealing import mask_name

HEARERS: tuple[Role, ...] = ("grid_officer", "community_clerk", "community_secretary")
"""Who knows the people of a community, at its desk and at their doors."""


def hears(principal: Principal, homes: Sequence[Sequence[UUID]]) -> bool:
    """`homes`: paths of where she lives. Who never said where may come to any community of the district."""
    if principal.kind != "staff":
        return False
    if not homes:
        return any(grant.role in HEARERS for grant in principal.grants)
    return any(principal.holds(*HEARERS, path=path) for path in homes)


def areas_of(principal: Principal) -> list[UUID]:
    """The areas in whose subtrees this principal sees mandates."""
    if principal.kind != "staff":
        return []
    return [grant.area for grant in principal.grants if grant.role in HEARERS]


def for_child(mandate: FamilyMandate) -> FamilyMandate:
    """Her account and name are known to the child once she agreed; how an official heard her is between those two."""
    known = mandate.agreed_at is not None
    return msgspec.structs.replace(
        mandate, parent=mandate.parent if known else None, evidence="",
        parent_name=mask_name(mandate.parent_name) if known else mandate.parent_name,
    )  # fmt: skip


async def may_subscribe(connection: Connection, principal: Principal, parts: Sequence[str]) -> bool:
    """Topics `kin/<parent>` under a mandate, `own/<account>/family`, `staff/<area>/family`; `parts` is the topic split
    at /."""
    match parts:
        case ["own", account, "family"]:
            return account == str(principal.account)
        case ["kin", account]:
            parent = uuid_in(account)
            return parent is not None and await store.acting(connection, principal, parent) is not None
        case ["staff", identity, "family"]:
            path = await areas.topic_path(connection, principal.district, identity)
            return hears(principal, [path])
    return False
