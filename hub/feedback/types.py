"""What feedback looks like outside this room, and what its commands take."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

State = Literal["new", "answered", "closed"]
Kind = Literal["praise", "complaint", "suggestion", "bug"]
StepKind = Literal["created", "answered", "closed"]
ListName = Literal["staff", "own"]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=800)]


class Person(msgspec.Struct, frozen=True):
    id: UUID
    name: str


class Feedback(msgspec.Struct, frozen=True, kw_only=True):
    """`area`: whom it is about; `path`: ids from the district down to it. `page`: where in the app it was said.
    `callback`: a phone was left. `answered_by` is None for who wrote it."""

    id: UUID
    version: int
    state: State
    kind: Kind
    text: str
    page: str
    area: UUID
    path: tuple[UUID, ...]
    area_name: str
    author: Person
    callback: bool
    answer: str
    answered_by: Person | None
    answered_at: datetime | None
    closed_at: datetime | None
    created_at: datetime
    updated_at: datetime


class FeedbackList(msgspec.Struct, frozen=True):
    """A page, the newest first; `next` is the cursor of the following page."""

    feedback: list[Feedback]
    next: str | None


class FeedbackCounts(msgspec.Struct, frozen=True):
    """How many of each state, of what the reader answers for."""

    new: int
    answered: int
    closed: int


class Say(msgspec.Struct, frozen=True, kw_only=True):
    """`area`: the community or street it is about; None: the district. `phone`: to be called back on."""

    kind: Kind
    text: Text
    area: UUID | None = None
    page: Annotated[str, msgspec.Meta(max_length=100)] = ""
    phone: Annotated[str, msgspec.Meta(max_length=40)] = ""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """`version`: what the client saw; refused as stale when it has moved on."""

    text: Text
    version: int | None = None


class Close(msgspec.Struct, frozen=True, kw_only=True):
    version: int | None = None


class Callback(msgspec.Struct, frozen=True):
    """A phone, opened; the look is written down."""

    phone: str
