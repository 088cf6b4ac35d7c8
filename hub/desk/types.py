"""What clerks keep and ask for."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from hub.tickets.lists.types import Filter, ListName, Sort
from hub.tickets.types import Audience, Photos, Ticket

ToolKind = Literal["macro", "template", "view"]
Doable = Literal["acknowledge", "dispatch", "assign", "start", "note", "resolve", "claim", "hand_back"]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=50)]
Words = Annotated[str, msgspec.Meta(max_length=800)]
Language = Literal["zh", "en"]
Column = Annotated[str, msgspec.Meta(pattern="^[a-z_]{1,40}$")]
Version = Annotated[int, msgspec.Meta(ge=0, le=10**9)]


class Owner(msgspec.Struct, frozen=True):
    """Whose it is. `id`: the account; an area or organisation; the district. A person's and the district's are known
    without it."""

    kind: Literal["person", "unit", "district"]
    id: UUID | None = None


class Doing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step of a macro or of a bulk action. `text` may hold variables. `dispatch` names an `organisation`, `assign`
    an `account` (None: whoever does it); `note` has an `audience`."""

    action: Doable
    text: Words = ""
    audience: Audience = "internal"
    organisation: UUID | None = None
    account: UUID | None = None


class MacroBody(msgspec.Struct, frozen=True):
    steps: Annotated[list[Doing], msgspec.Meta(min_length=1, max_length=10)]


class TemplateBody(msgspec.Struct, frozen=True):
    """The same in two languages, with the same variables or not; an empty one is not offered."""

    zh: Words
    en: Words = ""


class ViewBody(msgspec.Struct, frozen=True, kw_only=True):
    list: ListName
    filter: Filter
    sort: Sort | None = None
    columns: Annotated[tuple[Column, ...], msgspec.Meta(max_length=30)] = ()


class Tool(msgspec.Struct, frozen=True, kw_only=True):
    """What all three have. `mine`: the reader may change it."""

    id: UUID
    owner: Owner
    name: str
    version: int
    mine: bool


class Macro(Tool, frozen=True, kw_only=True):
    body: MacroBody


class ReplyTemplate(Tool, frozen=True, kw_only=True):
    body: TemplateBody


class View(Tool, frozen=True, kw_only=True):
    """`count`: how many tickets it shows the reader now."""

    body: ViewBody
    count: int


class PutMacro(msgspec.Struct, frozen=True, kw_only=True):
    """`version`: what was seen, when it is changed; left out when it is new."""

    owner: Owner
    name: Name
    body: MacroBody
    version: int | None = None


class PutTemplate(msgspec.Struct, frozen=True, kw_only=True):
    owner: Owner
    name: Name
    body: TemplateBody
    version: int | None = None


class PutView(msgspec.Struct, frozen=True, kw_only=True):
    owner: Owner
    name: Name
    body: ViewBody
    version: int | None = None


class MacroList(msgspec.Struct, frozen=True):
    macros: list[Macro]


class TemplateList(msgspec.Struct, frozen=True):
    """With the variables that texts may hold."""

    templates: list[ReplyTemplate]
    variables: list[str]


class ViewList(msgspec.Struct, frozen=True):
    views: list[View]


class Gone(msgspec.Struct, frozen=True):
    id: UUID


class Rendered(msgspec.Struct, frozen=True):
    text: str


class RunMacro(msgspec.Struct, frozen=True, kw_only=True):
    """`version`: of the ticket, as seen. `photos`: for its resolving step."""

    ticket: UUID
    version: int | None = None
    photos: Photos = []


class Preview(msgspec.Struct, frozen=True):
    """What a macro would do: the texts as they would be written, and the ticket after it."""

    texts: list[str]
    ticket: Ticket


class BulkTicket(msgspec.Struct, frozen=True):
    """`version`: as seen; refused as stale when it has moved on."""

    id: UUID
    version: int | None = None


class Bulk(msgspec.Struct, frozen=True, kw_only=True):
    """One step on each. A picture shows one place, so resolving many is for what words can show."""

    tickets: Annotated[list[BulkTicket], msgspec.Meta(min_length=1, max_length=200)]
    doing: Doing
    all_or_nothing: bool = False


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """Of one ticket. `code` and `detail` say why not; `version` is the ticket's after it."""

    ticket: UUID
    done: bool
    version: int | None = None
    code: str = ""
    detail: str = ""


class Outcomes(msgspec.Struct, frozen=True):
    """In the order asked. All or nothing: `done` is all of them or 0."""

    done: int
    results: list[Outcome]


class DraftCaller(msgspec.Struct, frozen=True):
    """For whom a new report is being written, as told so far."""

    name: Annotated[str, msgspec.Meta(max_length=50)] = ""
    phone: Annotated[str, msgspec.Meta(max_length=40)] = ""

    def __repr__(self) -> str:
        return "DraftCaller(…)"


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What is being written about a ticket (its id) or as a new report ("new"). `fields`: the rest of the form, as the
    page wants it back. `caller` lies sealed; names and phones of people stand nowhere else."""

    about: str
    version: int
    text: str
    fields: dict[str, Any]
    photos: list[UUID]
    caller: DraftCaller | None = None
    updated_at: datetime


class PutDraft(msgspec.Struct, frozen=True, kw_only=True):
    """`version`: the one that was seen; 0 when there was none."""

    version: Version
    text: Annotated[str, msgspec.Meta(max_length=4000)] = ""
    fields: dict[str, Any] = {}
    photos: Photos = []
    caller: DraftCaller | None = None


class DraftList(msgspec.Struct, frozen=True):
    drafts: list[Draft]
