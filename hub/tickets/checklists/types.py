"""Items and ticks."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from hub.tickets.types import Actor, Versioned

ItemText = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """Something to be done. `required`: before it is resolved."""

    id: UUID
    text: str
    text_en: str
    required: bool


class Check(Item, frozen=True, kw_only=True):
    """On one ticket: by whom it was ticked, and when. The name is empty for who may not know it."""

    done: Actor | None
    done_at: datetime | None


class Checklist(msgspec.Struct, frozen=True):
    items: list[Check]


class ItemList(msgspec.Struct, frozen=True):
    items: list[Item]


class PutItem(msgspec.Struct, frozen=True, kw_only=True):
    """`id`: of one that the category has; a new one has none."""

    id: UUID | None = None
    text: ItemText
    text_en: Annotated[str, msgspec.Meta(max_length=100)] = ""
    required: bool = False


class PutItems(msgspec.Struct, frozen=True):
    """A category's whole list, in its order; what is not in it goes."""

    items: Annotated[list[PutItem], msgspec.Meta(max_length=20)]


class Tick(Versioned, frozen=True, kw_only=True):
    done: bool = True
