"""`shequ map`: the shapes of a district, from the command line."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import cyclopts

from hub.areas import actions as areas
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.maps import actions
from hub.settings import from_environ

T = TypeVar("T")
app = cyclopts.App(name="map", help="The shapes of the areas, as maps show them.")


@app.command
def load(file: Path) -> None:
    """Take surveyed polygons from a GeoJSON file in place of those there are; each feature has a `code` or an `id`."""
    text = file.read_bytes()
    try:
        count, unknown = asyncio.run(_in_district(lambda tx, district: actions.survey(tx, district, text)))
    except ValueError as error:
        sys.exit(f"shequ: {error}")
    print(f"{count} shapes" + (f"; no area: {', '.join(unknown)}" if unknown else ""))


@app.command
def draw() -> None:
    """Draw the areas schematically, in place of the shapes there are."""
    print(f"{asyncio.run(_in_district(actions.draw))} shapes")


async def _in_district(act: Callable[[Connection, UUID], Awaitable[T]]) -> T:
    db = await Database.open(from_environ(os.environ).database_url, max_size=1, application="map")
    try:
        async with db.transaction() as tx:
            districts = await areas.children(tx, None)
            if not districts:
                raise DomainError("area.unknown")
            return await act(tx, districts[0].id)
    finally:
        await db.close()
