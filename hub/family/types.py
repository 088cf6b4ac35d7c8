"""Mandates as clients get them, and what the commands take."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from hub.accounts.types import Tie

MandateState = Literal["asked", "agreed", "ended"]
AgreedWay = Literal["app", "code", "desk", "visit"]
MandateEnding = Literal["refused", "withdrawn", "given_up", "by_staff", "over", "unanswered"]
MandateStep = Literal["asked", "agreed", "ended"]

VISIBLE = r"^[^\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]*$"
Line = Annotated[str, msgspec.Meta(min_length=1, max_length=100, pattern=VISIBLE)]


class FamilyMandate(msgspec.Struct, frozen=True, kw_only=True):
    """Who may act for whom. `parent_name`: for the child masked (王**), and what the child wrote until she agreed;
    `parent`: for the child only once she agreed. `until`: the last day. `evidence`: how an official heard her."""

    id: UUID
    version: int
    state: MandateState
    child: UUID
    child_name: str
    parent: UUID | None
    parent_name: str
    tie: Tie
    purpose: str
    until: date
    asked_at: datetime
    agreed_at: datetime | None
    agreed_way: AgreedWay | None
    evidence: str
    ended_at: datetime | None
    ending: MandateEnding | None


class FamilyMandates(msgspec.Struct, frozen=True):
    """`acting`: those under which the reader acts, or asks to; `mine`: who acts for the reader, or asks to. The newest
    first; those that ended, for a year."""

    acting: list[FamilyMandate]
    mine: list[FamilyMandate]


class MandateList(msgspec.Struct, frozen=True):
    mandates: list[FamilyMandate]
    next: str | None = None


class AskMandate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Asks to act for somebody. `name`: hers; `phone`: hers, which gets the code; `tie`: what the asker is to her."""

    phone: Annotated[str, msgspec.Meta(max_length=40)]
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=50, pattern=VISIBLE)]
    tie: Tie
    purpose: Line
    until: date

    def __repr__(self) -> str:
        return "AskMandate(…)"


class MandateAsked(msgspec.Struct, frozen=True):
    """`expires_in`: seconds that the code on her phone is good for; the ask itself stands for a week."""

    mandate: FamilyMandate
    expires_in: int


class MandateCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The code that was sent to her phone and that she told."""

    code: Annotated[str, msgspec.Meta(pattern=r"^\s*[0-9]{6}\s*$", max_length=20)]


class AgreeMandate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`app`: she agrees herself. `desk`, `visit`: an official heard her; `evidence`: how, at least five letters."""

    way: Literal["app", "desk", "visit"] = "app"
    evidence: Annotated[str, msgspec.Meta(max_length=400)] = ""


class FindMandates(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """By her phone, for an official before whom she stands; the look is written down."""

    phone: Annotated[str, msgspec.Meta(max_length=40)]

    def __repr__(self) -> str:
        return "FindMandates(…)"


class FamilyAct(msgspec.Struct, frozen=True, kw_only=True):
    """Something done for her. `subject`: the ticket or visit; `number`: of the ticket."""

    id: UUID
    mandate: UUID
    what: str
    subject: UUID | None
    number: int | None
    at: datetime


class FamilyActs(msgspec.Struct, frozen=True):
    acts: list[FamilyAct]
    next: str | None = None
