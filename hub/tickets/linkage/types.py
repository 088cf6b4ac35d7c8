"""What linkage shows and takes."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from hub.tickets.types import Holder, NextOwner, ShortText, State, Text, Ticket, Versioned

Line = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Reason = Literal["calls_overdue", "refused", "overdue", "hung", "many_units"]
CallState = Literal["called", "arrived", "done", "declined", "ended"]


class Call(Versioned, frozen=True, kw_only=True):
    """Units to call together. `report_by`: when each must have reported in; without it half an hour for what is
    urgent, a day for the rest."""

    units: Annotated[list[NextOwner], msgspec.Meta(min_length=1, max_length=8)]
    words: Line
    report_by: datetime | None = None


class ReportIn(Versioned, frozen=True, kw_only=True):
    """We are on it: who comes and when, if it is known."""

    words: ShortText = ""
    person: Annotated[str, msgspec.Meta(max_length=20)] = ""
    arrives_at: datetime | None = None


class TurnDown(Versioned, frozen=True, kw_only=True):
    """Not ours: why, and who should be called instead."""

    reason: Line
    instead: NextOwner


class FinishPart(Versioned, frozen=True, kw_only=True):
    words: ShortText = ""


class OpenTask(Versioned, frozen=True, kw_only=True):
    """A part of the ticket for somebody else. Without `to`: for the desk of its place; without `area`, `category`: the
    ticket's. `staff_only`: residents do not learn of it."""

    text: Text
    to: NextOwner | None = None
    area: UUID | None = None
    category: Annotated[str, msgspec.Meta(min_length=1, max_length=50)] | None = None
    place_text: ShortText = ""
    resolve_by: datetime | None = None
    staff_only: bool = True


class SendBack(Versioned, frozen=True, kw_only=True):
    """`reason`: what is not done. `version`: of the sub-task."""

    reason: Text


class Escalate(Versioned, frozen=True, kw_only=True):
    reason: Text


class HandDown(Versioned, frozen=True, kw_only=True):
    """`area`: a street or community below; without it the next on the ticket's path."""

    reason: Text
    area: UUID | None = None


Tasks = Annotated[list[OpenTask], msgspec.Meta(max_length=8)]


class PutOn(Versioned, frozen=True, kw_only=True):
    reason: Text


class TakeOff(Versioned, frozen=True, kw_only=True):
    reason: Text


class Settle(Versioned, frozen=True, kw_only=True):
    """What the joint meeting said. `tasks`: who does what by when; `holder`: whom it gives the ticket to, who does not
    refuse it any more."""

    outcome: Text
    holder: NextOwner | None = None
    tasks: Tasks = msgspec.field(default_factory=list)


class JointItem(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket on the joint meeting's list. `by_hand`: somebody put it there; `why`: what they said last. `outcome`:
    what the meeting said last time."""

    ticket: Ticket
    reasons: list[Reason]
    by_hand: bool
    why: str
    outcome: str
    met_at: datetime | None


class JointList(msgspec.Struct, frozen=True):
    """A page, newest number first; `next` is the cursor of the following page."""

    items: list[JointItem]
    next: str | None


class CallView(msgspec.Struct, frozen=True, kw_only=True):
    """One unit that was called. `overdue`: it did not report in by `due_at`."""

    unit: Holder
    state: CallState
    called_by: str
    words: str
    called_at: datetime
    due_at: datetime
    overdue: bool
    answered_at: datetime | None
    answer: str
    person: str
    arrives_at: datetime | None
    instead: Holder | None
    done_at: datetime | None


class SubTask(msgspec.Struct, frozen=True, kw_only=True):
    """A sub-task or the ticket it belongs to; other organisations than its holder do not read the text.
    `may_send_back`: it is said to be done, and the reader may say that it is not."""

    id: UUID
    number: int
    state: State
    holder: Holder
    text: str
    resolve_by: datetime
    closed_at: datetime | None
    may_send_back: bool = False


class Linkage(msgspec.Struct, frozen=True, kw_only=True):
    """Who works on a ticket beside its holder. `decider`: the desk that decides who does it."""

    calls: list[CallView]
    children: list[SubTask]
    parent: SubTask | None
    decider: Holder
