"""A wish as it lies in the database; it never leaves the room. What others see is made of it in `policy`."""

from datetime import datetime
from uuid import UUID

import msgspec

from hub.wishes.types import ClaimerKind, WishConsent, WishKind, WishLevel, WishState


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """`path`: district, street, community, grid. `claim` and what follows it: the claim it has, or the one that
    granted it."""

    id: UUID
    district: UUID
    number: int
    version: int
    state: WishState
    kind: WishKind
    text: str
    public_text: str
    advice: str
    asker: UUID | None
    asked_by: UUID | None
    asked_by_name: str | None
    consent: WishConsent | None
    home: UUID
    place: str
    place_text: str
    community: UUID
    community_name: str
    path: tuple[UUID, ...]
    level: WishLevel
    note: str
    thanks: str
    shared: bool
    held: bool
    hidden: str | None
    practice: bool
    photo_count: int
    shown_photos: tuple[UUID, ...]
    created_at: datetime
    updated_at: datetime
    published_by: UUID | None
    published_at: datetime | None
    raise_at: datetime | None
    fulfilled_at: datetime | None
    close_at: datetime | None
    closed_at: datetime | None
    claim: UUID | None
    claimer: UUID | None
    claimer_name: str | None
    claimer_kind: ClaimerKind | None
    organisation: UUID | None
    organisation_name: str | None
    claimed_at: datetime | None
    remind_at: datetime | None
    contact_by: datetime | None
    reminded_at: datetime | None
    contacted_at: datetime | None
    grant_by: datetime | None

    @property
    def public_path(self) -> tuple[UUID, ...]:
        """District, street, community: nothing finer is told to everybody."""
        return self.path[:3]
