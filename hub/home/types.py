"""What the first page is made of."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec

from hub.areas.types import Level

State = Literal["open", "soon", "hidden"]
Key = Annotated[str, msgspec.Meta(pattern="^[a-z_]{1,40}$")]
Address = Annotated[str, msgspec.Meta(pattern="^(/[a-z0-9/_-]*)?$", max_length=100)]


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """One tile. `icon`: the name of one of the pages' icons. `address`: within the phone's app; empty unless open.
    `area`: whose row it is; None: the one that holds everywhere."""

    key: str
    position: int
    icon: str
    name: str
    name_en: str
    state: State
    address: str
    area: UUID | None = None


class Sections(msgspec.Struct, frozen=True):
    """In their order."""

    sections: list[Section]


class PutSection(msgspec.Struct, frozen=True, kw_only=True):
    """A section as an area wants it, whole."""

    position: Annotated[int, msgspec.Meta(ge=0, le=999)]
    icon: Key
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=12)]
    name_en: Annotated[str, msgspec.Meta(min_length=1, max_length=30)]
    state: State
    address: Address = ""


class HomeChanged(msgspec.Struct, frozen=True):
    """The sections of this area and of what lies below it are to be fetched again."""

    area: UUID


class MakeDoor(msgspec.Struct, frozen=True):
    """A code for the door of an estate, a building, a unit or a dwelling."""

    area: UUID


class MakeDoors(msgspec.Struct, frozen=True):
    """Codes for a whole estate."""

    estate: UUID


class Door(msgspec.Struct, frozen=True, kw_only=True):
    """Where the code hangs. Its address on the phone is `/#/at/<code>`."""

    code: str
    area: UUID
    level: Level
    place: str


class DoorSheet(msgspec.Struct, frozen=True):
    """The codes of an estate, its buildings and its units, as one walks past them."""

    estate: UUID
    name: str
    doors: list[Door]
