"""Geometry over HTTP."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get
from litestar.datastructures import ResponseHeader
from litestar.di import NamedDependency
from litestar.params import FromPath, HeaderParameter

from hub.dependencies import Db, SignedIn
from hub.maps.actions import Maps
from hub.maps.types import Geometry

SECONDS = 300
"""For which a browser does not ask again."""


class MapController(Controller):
    path = "/api/areas/{area:uuid}/geometry"
    tags = ("areas",)

    @get(
        response_headers=[ResponseHeader(name="ETag", documentation_only=True)],
    )
    async def geometry(
        self,
        db: Db,
        principal: SignedIn,
        maps: NamedDependency[Maps],
        area: FromPath[UUID],
        known: Annotated[str | None, HeaderParameter(name="If-None-Match")] = None,
    ) -> Response[Geometry]:
        """The shapes of an area and of what lies in it, down to the estate. 304 for who has them already."""
        async with db.connection() as connection:
            drawn = await maps.geometry(connection, principal.district, area)
        headers = {"ETag": drawn.etag, "Cache-Control": f"private, max-age={SECONDS}"}
        if known is not None and drawn.etag in known:
            return Response(None, status_code=304, headers=headers)  # type: ignore[arg-type]
        return Response(drawn.body, media_type="application/json", headers=headers)  # type: ignore[arg-type]
