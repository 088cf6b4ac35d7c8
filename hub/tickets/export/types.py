"""What an export is, to whoever asked for it."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from hub.accounts.types import Locale

ExportState = Literal["waiting", "running", "done", "failed", "cancelled"]
Key = Annotated[str, msgspec.Meta(max_length=60)]
Keys = Annotated[list[Key], msgspec.Meta(min_length=1, max_length=60)]


class AskExport(msgspec.Struct, frozen=True, kw_only=True):
    """`list`: a name of `ExportLists`. `filters`: what that list takes. `columns`: in this order; all without it.
    `locale`: of the header row; the account's without it."""

    list: Key
    filters: dict[Key, Any] = {}
    columns: Keys | None = None
    locale: Locale | None = None


class Cancel(msgspec.Struct, frozen=True):
    """No more of it."""


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """`rows` written of about `total`; `reason`: why it failed, a code of errors. `expires_at`: until then there is
    something to fetch."""

    id: UUID
    list: str
    state: ExportState
    rows: int
    total: int | None
    bytes: int | None
    reason: str | None
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime


class Exports(msgspec.Struct, frozen=True):
    """The latest first."""

    exports: list[Export]


class ExportColumn(msgspec.Struct, frozen=True):
    key: str
    title: str


class ExportListInfo(msgspec.Struct, frozen=True):
    """A list that can be exported; `filters`: the names that it takes."""

    name: str
    title: str
    columns: list[ExportColumn]
    filters: list[str]


class ExportLists(msgspec.Struct, frozen=True):
    lists: list[ExportListInfo]
