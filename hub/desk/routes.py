"""The desk over HTTP."""

from typing import Annotated, Any, ClassVar, TypeAlias
from uuid import UUID

from litestar import Controller, delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from hub.dependencies import Asked, Db, Sealing, SignedIn
from hub.desk import actions, tools
from hub.desk.texts import VARIABLES
from hub.desk.types import (
    Bulk,
    Draft,
    DraftList,
    Gone,
    Language,
    Macro,
    MacroList,
    Outcomes,
    Preview,
    PutDraft,
    PutMacro,
    PutTemplate,
    PutView,
    Rendered,
    ReplyTemplate,
    RunMacro,
    TemplateList,
    View,
    ViewList,
)
from hub.tickets.types import Ticket

Tool: TypeAlias = Macro | ReplyTemplate | View
Put: TypeAlias = PutMacro | PutTemplate | PutView
"""What a kind of tool is and takes. In the signatures these are names: each controller says what they mean in it."""


class ToolController(Controller):
    """What macros, templates and views have in common."""

    tags = ("desk",)
    kind: ClassVar[type[Any]]

    def __init_subclass__(cls, kind: type[Tool], given: type[Put]) -> None:
        cls.kind, cls.signature_namespace = kind, {"Tool": kind, "Put": given}

    @post()
    async def add(self, db: Db, principal: SignedIn, asked: Asked, data: "JSONBody[Put]") -> "Tool":
        """A new one."""
        made: Tool = await tools.add(db, principal, asked, self.kind, data)
        return made

    @put("/{tool:uuid}")
    async def change(
        self, db: Db, principal: SignedIn, asked: Asked, tool: FromPath[UUID], data: "JSONBody[Put]"
    ) -> "Tool":
        """Changes one over the version that was seen; 409 `desk.tool_stale`."""
        changed: Tool = await tools.change(db, principal, asked, self.kind, tool, data)
        return changed

    @delete("/{tool:uuid}", status_code=200)
    async def drop(self, db: Db, principal: SignedIn, asked: Asked, tool: FromPath[UUID]) -> Gone:
        """Throws one away."""
        return await tools.drop(db, principal, asked, self.kind, tool)


class MacroController(ToolController, kind=Macro, given=PutMacro):
    path = "/api/desk/macros"

    @get()
    async def shown(self, db: Db, principal: SignedIn) -> MacroList:
        """Mine, my units', the district's."""
        return MacroList(await tools.shown(db, principal, Macro))

    @post("/{tool:uuid}/run", status_code=200)
    async def run(
        self, db: Db, principal: SignedIn, asked: Asked, tool: FromPath[UUID], data: JSONBody[RunMacro]
    ) -> Ticket:
        """All of its steps on a ticket, or none."""
        return await actions.run_macro(db, principal, asked, tool, data)

    @post("/{tool:uuid}/preview", status_code=200)
    async def preview(
        self, db: Db, principal: SignedIn, tool: FromPath[UUID], data: JSONBody[RunMacro]
    ) -> Preview:
        """What it would do; nothing is done."""
        return await actions.preview_macro(db, principal, tool, data)


class TemplateController(ToolController, kind=ReplyTemplate, given=PutTemplate):
    path = "/api/desk/templates"

    @get()
    async def shown(self, db: Db, principal: SignedIn) -> TemplateList:
        """Mine, my units', the district's; and the variables that texts may hold."""
        return TemplateList(await tools.shown(db, principal, ReplyTemplate), list(VARIABLES))

    @get("/{tool:uuid}/text")
    async def text(
        self,
        db: Db,
        principal: SignedIn,
        tool: FromPath[UUID],
        ticket: FromQuery[UUID],
        language: FromQuery[Language] = "zh",
    ) -> Rendered:
        """The reply for a ticket; 409 `desk.variable_missing` when the ticket lacks what it speaks of."""
        return await actions.render_template(db, principal, tool, ticket, language)


class ViewController(ToolController, kind=View, given=PutView):
    path = "/api/desk/views"

    @get()
    async def shown(self, db: Db, principal: SignedIn) -> ViewList:
        """Mine, my units', the district's, each with how many tickets it shows now."""
        return ViewList(await tools.shown(db, principal, View))


class BulkController(Controller):
    path = "/api/desk/bulk"
    tags = ("desk",)

    @post(status_code=200)
    async def bulk(self, db: Db, principal: SignedIn, asked: Asked, data: JSONBody[Bulk]) -> Outcomes:
        """One step on up to 200 tickets; of each whether it was done and why not."""
        return await actions.bulk(db, principal, asked, data)


class DraftController(Controller):
    path = "/api/desk/drafts"
    tags = ("desk",)

    @get()
    async def drafts(self, db: Db, sealer: Sealing, principal: SignedIn) -> DraftList:
        """What I am writing, the latest first."""
        return DraftList(await actions.drafts(db, sealer, principal))

    @get("/{about:str}")
    async def draft(self, db: Db, sealer: Sealing, principal: SignedIn, about: FromPath[str]) -> Draft:
        """My draft about a ticket (its id) or of a new report ("new")."""
        return await actions.draft(db, sealer, principal, about)

    @put("/{about:str}")
    async def save(
        self, db: Db, sealer: Sealing, principal: SignedIn, about: FromPath[str], data: JSONBody[PutDraft]
    ) -> Draft:
        """Keeps what I write, over the version that I saw; 409 `draft.stale` has `found.stored` and `found.sent`. A
        command sent with the header `Draft: <about>` drops it."""
        return await actions.save_draft(db, sealer, principal, about, data)

    @delete("/{about:str}")
    async def drop(
        self,
        db: Db,
        sealer: Sealing,
        principal: SignedIn,
        about: FromPath[str],
        version: Annotated[int, QueryParameter(ge=0, le=10**9)],
    ) -> None:
        """Throws it away, as I saw it."""
        await actions.drop_draft(db, sealer, principal, about, version)


controllers = [MacroController, TemplateController, ViewController, BulkController, DraftController]
