"""What an area and an organisation look like outside this room."""

from typing import Literal, get_args
from uuid import UUID

import msgspec

Level = Literal["district", "street", "community", "grid", "estate", "building", "unit", "dwelling"]
LEVELS: tuple[Level, ...] = get_args(Level)
LEVEL_NAMES: dict[Level, str] = {
    "district": "区", "street": "街道", "community": "社区", "grid": "网格",
    "estate": "小区", "building": "栋", "unit": "单元", "dwelling": "户",
}  # fmt: skip

OrganisationKind = Literal[
    "department", "property", "utility", "committee", "party", "volunteers", "operator"
]


class AreaName(msgspec.Struct, frozen=True):
    """An area as others mention it."""

    id: UUID
    level: Level
    name: str


class Area(msgspec.Struct, frozen=True, kw_only=True):
    """A node of the tree. `path`: ids from the district down to itself. `code`: the official code valid today."""

    id: UUID
    level: Level
    name: str
    path: tuple[UUID, ...]
    code: str | None = None


class AreaDetail(Area, frozen=True, kw_only=True):
    """With the names of its path, district first, itself left out."""

    ancestors: list[AreaName]


class Organisation(msgspec.Struct, frozen=True):
    """A department, property firm, utility … `duties` are the words the category table uses for handlers."""

    id: UUID
    kind: OrganisationKind
    name: str
    duties: list[str] = []


class Resolved(msgspec.Struct, frozen=True):
    """How far a written place could be followed down the tree: `rest` is what is not in it."""

    area: AreaDetail
    matched: str
    rest: str


class AreaList(msgspec.Struct, frozen=True):
    areas: list[Area]


class FoundAreas(msgspec.Struct, frozen=True):
    areas: list[AreaDetail]


class OrganisationList(msgspec.Struct, frozen=True):
    organisations: list[Organisation]
