"""Exports over HTTP. No rules here: routes take apart and hand on."""

from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, JSONBody
from litestar.response import Stream

from hub.dependencies import Asked, Db, Sealing, SignedIn
from hub.tickets.export import actions
from hub.tickets.export.types import AskExport, Cancel, Export, ExportLists, Exports

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExportController(Controller):
    path = "/api/exports"
    tags = ("exports",)

    @post()
    async def ask(self, db: Db, principal: SignedIn, asked: Asked, data: JSONBody[AskExport]) -> Export:
        """Begins an export; its progress comes as `export.progress` on `own/<account>`."""
        return await actions.ask(db, principal, asked, data)

    @get()
    async def mine(self, db: Db, principal: SignedIn) -> Exports:
        """My exports of the last day."""
        return await actions.mine(db, principal)

    @get("/lists")
    async def lists(self, principal: SignedIn) -> ExportLists:
        """What I can export, with columns and filters."""
        return actions.lists(principal)

    @get("/{export:uuid}")
    async def one(self, db: Db, principal: SignedIn, export: FromPath[UUID]) -> Export:
        """How one of my exports stands."""
        return await actions.one(db, principal, export)

    @post("/{export:uuid}/cancel", status_code=200)
    async def cancel(
        self, db: Db, principal: SignedIn, asked: Asked, export: FromPath[UUID], data: JSONBody[Cancel]
    ) -> Export:
        """No more of it."""
        return await actions.cancel(db, principal, asked, export)

    @get("/{export:uuid}/file", media_type=XLSX)
    async def file(self, db: Db, sealer: Sealing, principal: SignedIn, export: FromPath[UUID]) -> Stream:
        """The file, for a day after it was written."""
        found, pieces = await actions.fetch(db, sealer, principal, export)
        name = f"shequtong-{found.list.replace('.', '-')}-{found.created_at:%Y%m%d}.xlsx"
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Length": str(found.bytes),
            "Cache-Control": "private, no-store",
        }
        return Stream(pieces, media_type=XLSX, headers=headers)
