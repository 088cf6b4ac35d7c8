"""Accounts as other rooms and clients see them."""

from collections.abc import Container
from datetime import date, datetime
from typing import Annotated, Literal, get_args
from uuid import UUID

import msgspec

from hub.areas.types import Level, OrganisationKind

Role = Literal[
    "resident",
    "family_agent",
    "grid_officer",
    "community_clerk",
    "community_secretary",
    "street_clerk",
    "dept_handler",
    "property_dispatcher",
    "property_worker",
    "committee",
    "volunteer",
    "cert_reviewer",
    "moderator",
    "district_coord",
    "official_viewer",
    "platform_operator",
    "auditor",
]
ROLES: tuple[Role, ...] = get_args(Role)
FIRM_ROLES: tuple[Role, ...] = ("dept_handler", "property_dispatcher", "committee")
"""They speak for the organisation of their grant."""
Kind = Literal["resident", "staff"]
Locale = Literal["zh-CN", "en"]
Theme = Literal["light", "dark", "system"]
Transport = Literal["cookie", "bearer"]
Tie = Literal["son", "daughter", "grandchild", "spouse", "sibling", "other"]
"""What somebody who acts for a resident is to her."""
ResidenceKind = Literal["owner", "tenant", "family"]
ResidenceState = Literal["claimed", "verified", "refused", "ended"]
Badge = Literal["party", "volunteer"]
"""党员, 志愿者."""


class Grant(msgspec.Struct, frozen=True):
    """A role on an area and all below it. `path`: ids from the district down to that area."""

    role: Role
    area: UUID
    path: tuple[UUID, ...]
    organisation: UUID | None


class Acting(msgspec.Struct, frozen=True):
    """Who really asks, where somebody acts for the principal with her consent (`hub.family`)."""

    mandate: UUID
    account: UUID
    name: str
    tie: Tie


class Principal(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks: the account behind a session, with its grants as they are now.

    `acting`: somebody else, who acts for that account; it has no grants then, and `session` is the other's.
    `binding`: its session may do nothing but bind a second factor.
    """

    account: UUID
    session: UUID
    district: UUID
    kind: Kind
    name: str
    practice: bool
    locale: Locale
    grants: tuple[Grant, ...]
    expires_at: datetime
    acting: Acting | None = None
    binding: bool = False

    def holds(self, *roles: Role, path: Container[UUID]) -> bool:
        """Whether one of `roles` is granted on an area of `path`, i.e. on the place or an ancestor of it."""
        return any(grant.role in roles and grant.area in path for grant in self.grants)

    @property
    def firms(self) -> list[UUID]:
        """The organisations this principal speaks for."""
        return list(
            dict.fromkeys(
                grant.organisation
                for grant in self.grants
                if grant.organisation is not None and grant.role in FIRM_ROLES
            )
        )


class DistrictName(msgspec.Struct, frozen=True):
    id: UUID
    name: str


class GrantArea(msgspec.Struct, frozen=True):
    id: UUID
    level: Level
    name: str
    path: tuple[UUID, ...]


class OrganisationName(msgspec.Struct, frozen=True):
    id: UUID
    kind: OrganisationKind
    name: str


class MyGrant(msgspec.Struct, frozen=True):
    """A grant with names, for the page."""

    role: Role
    area: GrantArea
    organisation: OrganisationName | None


class Dwelling(msgspec.Struct, frozen=True):
    """Where somebody lives. `place` is what people write: 金沙社区 宝鼎金沙小区 12栋3单元1-6."""

    id: UUID
    name: str
    path: tuple[UUID, ...]
    place: str


class Residence(msgspec.Struct, frozen=True, kw_only=True, rename={"since": "from"}):
    """Who lives where. `until` is the last day; `account` and its name stand in what staff see only."""

    id: UUID
    dwelling: Dwelling
    kind: ResidenceKind
    state: ResidenceState
    since: date
    until: date | None
    proof: Literal["roster", "checked"] | None
    reason: str | None
    version: int
    account: UUID | None = None
    account_name: str | None = None


class ResidenceList(msgspec.Struct, frozen=True):
    residences: list[Residence]
    next: str | None


class Neighbour(msgspec.Struct, frozen=True, kw_only=True):
    """How somebody is shown to neighbours of an area. `name`: to everybody who may read there; `neighbour_name`: to
    verified neighbours. `verified` (真实邻居): her dwelling there has been checked. `badges`: those that hold."""

    account: UUID
    name: str
    neighbour_name: str
    verified: bool
    badges: tuple[Badge, ...]


class NeighbourName(msgspec.Struct, frozen=True, kw_only=True):
    """How somebody wants to be called by neighbours. `display_name` "": by her masked name. `real_name`: verified
    neighbours may read the name of the account."""

    display_name: Annotated[str, msgspec.Meta(max_length=20)] = ""
    real_name: bool = False


class BadgeHeld(msgspec.Struct, frozen=True):
    """A badge that holds. `by`: who gave it; empty: it was there from the beginning."""

    kind: Badge
    by: str
    at: datetime


class BadgeHolder(msgspec.Struct, frozen=True):
    """A resident with her badges; `place`: where she lives, from the community down."""

    account: UUID
    name: str
    place: str
    badges: list[BadgeHeld]


class BadgeHolders(msgspec.Struct, frozen=True):
    """A page, the newest accounts first; `next` is the cursor of the following page."""

    people: list[BadgeHolder]
    next: str | None


class BadgeGiven(msgspec.Struct, frozen=True, kw_only=True):
    """A badge of an account."""

    account: UUID
    kind: Badge


class BadgeList(msgspec.Struct, frozen=True):
    """The badges of an account that hold."""

    account: UUID
    kinds: tuple[Badge, ...]


class Appearance(msgspec.Struct, frozen=True, kw_only=True):
    """How somebody wants the phone's pages shown: 长辈版 (large, plain) and light or dark."""

    elder: bool
    theme: Theme


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """The signed-in account. `second_factor`: an authenticator is bound. `binding`: this
    session may do nothing but bind one. `look`: None until one was chosen."""

    id: UUID
    kind: Kind
    name: str
    locale: Locale
    practice: bool
    second_factor: bool
    district: DistrictName
    grants: list[MyGrant]
    residences: list[Residence]
    look: Appearance | None = None
    binding: bool = False


class SessionInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A fresh session. `token` only for `transport: bearer`; a cookie's token never is in a body."""

    account: Me
    expires_at: datetime
    token: str | None = None


class WechatStanding(msgspec.Struct, frozen=True):
    """Signing in by WeChat: whether the hub offers it to this account, and since when she has bound hers."""

    offered: bool
    since: datetime | None


class CodeSent(msgspec.Struct, frozen=True):
    """`expires_in` seconds."""

    expires_in: int


class LiveTicket(msgspec.Struct, frozen=True):
    """A single-use ticket for the socket. `expires_in` seconds."""

    ticket: str
    expires_in: int


class PageTicket(msgspec.Struct, frozen=True):
    """A single-use ticket for a page in a web-view: `/enter?ticket=…`. `expires_in` seconds."""

    ticket: str
    expires_in: int


class SecondFactor(msgspec.Struct, frozen=True):
    """A new authenticator secret: base32 to type in, `otpauth://` to scan. Shown once."""

    secret: str
    uri: str


class RecoveryCodes(msgspec.Struct, frozen=True):
    """In the place of the authenticator's code on the day it is lost; each works once. Shown once."""

    codes: list[str]


class DemoSignIn(msgspec.Struct, frozen=True):
    key: str
    name: str
    role: Role
    note: str


class DemoSignIns(msgspec.Struct, frozen=True):
    sign_ins: list[DemoSignIn]
