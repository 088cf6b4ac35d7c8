"""Imports over HTTP: the file is the body, its name and programme stand in the address."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from hub.certification.imports import actions
from hub.certification.imports.types import ImportReport, ImportReports
from hub.dependencies import Asked, Db, Sealing, SignedIn
from hub.errors import DomainError
from hub.media.actions import Media
from hub.media.bounded import BoundedPool

MOST_TABLE = 8 * 1024 * 1024
MOST_BODY = 64 * 1024 * 1024
"""Bytes of table and pictures together: some 200 pictures; a larger roster sends several archives."""


class ImportController(Controller):
    path = "/api/certification/imports"
    tags = ("certification",)

    @post("/try", status_code=200, request_max_body_size=MOST_TABLE)
    async def dry_run(
        self,
        request: Request[Any, Any, Any],
        db: Db,
        principal: SignedIn,
        tables: NamedDependency[BoundedPool],
        programme: FromQuery[UUID],
        name: Annotated[str, QueryParameter(name="name", max_length=120)] = "",
    ) -> ImportReport:
        """What importing this xlsx or csv (the body) would do: every bad row by number and reasons; nothing is kept."""
        return await actions.attempt(db, tables, principal, programme, name, await request.body())

    @post(status_code=201, request_max_body_size=MOST_BODY)
    async def begin(
        self,
        request: Request[Any, Any, Any],
        db: Db,
        sealer: Sealing,
        media: NamedDependency[Media],
        principal: SignedIn,
        asked: Asked,
        tables: NamedDependency[BoundedPool],
        programme: FromQuery[UUID],
        table_bytes: FromQuery[int],
        name: Annotated[str, QueryParameter(name="name", max_length=120)] = "",
    ) -> ImportReport:
        """Imports a file. The body is the table, `table_bytes` long, and behind it the zip of reference photos, named
        by identity number, where there is one."""
        body = await request.body()
        if not 0 < table_bytes <= min(len(body), MOST_TABLE):
            raise DomainError("input.invalid", fields={"table_bytes": "input.invalid"})
        return await actions.begin(
            db, sealer, media.objects, tables, principal, asked, programme, name, body[:table_bytes],
            body[table_bytes:],
        )  # fmt: skip

    @get()
    async def mine(self, db: Db, principal: SignedIn) -> ImportReports:
        """My imports, the newest first."""
        return await actions.mine(db, principal)

    @get("/{identity:uuid}")
    async def one(self, db: Db, principal: SignedIn, identity: FromPath[UUID]) -> ImportReport:
        """How one of mine stands."""
        return await actions.one(db, principal, identity)

    @post("/{identity:uuid}/cancel", status_code=200)
    async def cancel(
        self, db: Db, principal: SignedIn, asked: Asked, identity: FromPath[UUID]
    ) -> ImportReport:
        """No more of it."""
        return await actions.cancel(db, principal, asked, identity)
