"""Proposals as clients get them."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from hub.certification.model import RosterPerson

ProposalKind = Literal["pause", "resume"]
ProposalState = Literal["open", "accepted", "declined", "lapsed"]


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """Words to the authority that pays. `months`: of arrears, for a resumption. Nothing in it names her."""

    id: UUID
    version: int
    person: UUID
    path: tuple[UUID, ...]
    authority: UUID
    kind: ProposalKind
    state: ProposalState
    reason: str
    months: int
    note: str
    proposed_by: UUID | None
    decided_by: UUID | None
    created_at: datetime
    decided_at: datetime | None


class Proposals(msgspec.Struct, frozen=True):
    """`persons`: whom they are about, masked, by id. `officials`: names of who proposed and who decided, by account."""

    proposals: list[Proposal]
    persons: dict[UUID, RosterPerson]
    officials: dict[UUID, str]
    next: str | None = None


class ProposalDetail(msgspec.Struct, frozen=True):
    """With whom it is about, masked."""

    proposal: Proposal
    person: RosterPerson


class ProposePause(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The reason, at least five letters."""

    reason: str


class DecideProposal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The authority's answer; a reason is owed for `decline`."""

    accept: bool
    note: str = ""
    version: int | None = None


class ProposalChanged(msgspec.Struct, frozen=True):
    """The state before (None: just proposed) and the proposal after."""

    was: ProposalState | None
    proposal: Proposal
