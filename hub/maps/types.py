"""Shapes as clients get them."""

from typing import Literal
from uuid import UUID

import msgspec

from hub.areas.types import Level

Source = Literal["schematic", "survey"]
Ring = tuple[tuple[float, float], ...]


class Shape(msgspec.Struct, frozen=True):
    """An area's outline. `path`: ids from the district down to itself. `rings`: of [x, y], filled by the even-odd
    rule."""

    id: UUID
    name: str
    level: Level
    path: tuple[UUID, ...]
    rings: tuple[Ring, ...]


class MapOrigin(msgspec.Struct, frozen=True):
    """Where the plane lies on the earth: x = 0 is at `west`, y = 0 at `north` (degrees, WGS 84); `east` and `south`:
    metres a degree of longitude and of latitude."""

    west: float
    north: float
    east: float
    south: float


class Geometry(msgspec.Struct, frozen=True):
    """The shapes in an area's subtree, itself first, then those above before those below. All on one plane with y
    downwards; its unit and origin mean nothing when `source` is `schematic`, metres otherwise. None drawn yet: no
    shapes. `origin`: None for a drawing, which lies nowhere."""

    area: UUID
    source: Source
    shapes: tuple[Shape, ...]
    origin: MapOrigin | None
