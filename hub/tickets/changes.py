"""What a step changes, and what else happens because of it: the words that steps and reactions share."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import NamedTuple, Protocol, TypeAlias
from uuid import UUID

from hub.db import Connection
from hub.tickets.types import Action, Audience, Holder, State, Step, StepKind, Ticket


class Change(NamedTuple):
    """What a step changes beyond the state of the table; the defaults leave holder and assignee as they are.

    `next`: whom the step names without giving the ticket to them. `to`: the state, where the table leaves it open.
    `unit`: as which unit it is taken, where that is neither the holder nor the ticket's desk.
    """

    text: str = ""
    audience: Audience = "resident"
    holder: Holder | None = None
    assignee: UUID | None = None
    keep_assignee: bool = True
    refusals: int = 0
    satisfaction: int | None = None
    evidence: tuple[UUID, ...] = ()
    to: State | None = None
    next: Holder | None = None
    due: datetime | None = None
    subject: UUID | None = None
    units: tuple[Holder, ...] = ()
    unit: str | None = None


class Again(Protocol):
    """A step that the service takes on a ticket, in the same transaction; see `steps.service_step`."""

    async def __call__(
        self, tx: Connection, district: UUID, ticket: UUID, kind: StepKind, change: Change
    ) -> Ticket: ...


class Turn(NamedTuple):
    """One step that has been taken: `before` is None for a new ticket; `after` as the step left it. `again`: for a
    step on another ticket that follows from this one. `account`: who took it, None: the service."""

    before: Ticket | None
    after: Ticket
    step: Step
    again: Again
    account: UUID | None = None


Guard: TypeAlias = Callable[[Connection, Ticket, Action], Awaitable[None]]
"""Raises a DomainError when a step must not be taken now; the ticket is locked."""
Reaction: TypeAlias = Callable[[Connection, Turn], Awaitable[bool]]
"""What follows from a step, in its transaction, before its events are written. It may change what `store.ticket` gives,
and says whether it may have: the ticket is read again then.

Locks: a sub-task before the ticket it belongs to; otherwise the smaller id first."""
