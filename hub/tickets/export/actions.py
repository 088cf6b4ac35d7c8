"""Asking for an export, looking at it, cancelling it, fetching it. `runner.py` writes it."""

from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import UUID

import msgspec

from hub import audit
from hub.accounts.actions import own_topic
from hub.accounts.types import Locale, Principal
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.events.append import append
from hub.rounds import soon
from hub.sealing import Sealer
from hub.tickets.export import policy, store
from hub.tickets.export.exporters import EXPORTERS
from hub.tickets.export.registry import Ask, Exporter
from hub.tickets.export.types import (
    AskExport,
    Export,
    ExportColumn,
    ExportListInfo,
    ExportLists,
    Exports,
)

PROGRESS = "export.progress"
EXPORTS = "exports"
"""What the process looks for, see `hub.rounds`."""
MOST_UNFINISHED = 3
"""Of one account."""


def exporter(name: str) -> Exporter:
    """Raises:
    DomainError: `export.unknown_list`.
    """
    found = EXPORTERS.get(name)
    if found is None:
        raise DomainError("export.unknown_list")
    return found


def asked_of(found: Exporter, filters: Mapping[str, Any]) -> Any:
    """The filter as its list takes it.

    Raises:
        DomainError: `input.invalid`.
    """
    try:
        return msgspec.convert(filters, found.filter, strict=False)
    except msgspec.ValidationError as error:
        place = str(error).rpartition("`$")[2].strip("`.") or "filters"
        raise DomainError("input.invalid", fields={"filters": place[:60]}) from None


async def ask(db: Database, principal: Principal, asked: Command, given: AskExport) -> Export:
    """An export begins to wait.

    Raises:
        DomainError: `forbidden`, `export.unknown_list`, `export.unknown_column`, `export.too_many`, `input.invalid`,
            and what reading the list raises when it is not the principal's.
    """
    seen = policy.exporting(principal)
    found = exporter(given.list)
    wanted = asked_of(found, given.filters)
    keys = [column.key for column in found.columns]
    columns = list(dict.fromkeys(given.columns)) if given.columns else keys
    if not set(columns) <= set(keys):
        raise DomainError("export.unknown_column")
    locale: Locale = given.locale or principal.locale
    await found.total(db, Ask(seen, wanted, locale))  # it is theirs to read

    async def act(tx: Connection) -> Export:
        if await store.unfinished(tx, principal.account) >= MOST_UNFINISHED:
            raise DomainError("export.too_many", limit=MOST_UNFINISHED)
        made = await store.add(tx, principal, given.list, msgspec.to_builtins(given.filters), columns, locale)
        await tell(tx, principal.district, principal.account, made)
        return made

    begun = await once(db, asked, Export, act)
    soon(EXPORTS)
    return begun


async def cancel(db: Database, principal: Principal, asked: Command, export: UUID) -> Export:
    """No more of it; what is finished stays as it is.

    Raises:
        DomainError: `not_found`.
    """

    async def act(tx: Connection) -> Export:
        ended = await store.cancel(tx, export, principal.account)
        if ended is not None:
            await tell(tx, principal.district, principal.account, ended)
            return ended
        found = await store.one(tx, export, principal.account)
        if found is None:
            raise DomainError("not_found")
        return found

    return await once(db, asked, Export, act)


async def mine(db: Database, principal: Principal) -> Exports:
    """The principal's own of the last day."""
    async with db.connection() as connection:
        return Exports(await store.of_account(connection, principal.account))


async def one(db: Database, principal: Principal, export: UUID) -> Export:
    """One of the principal's own.

    Raises:
        DomainError: `not_found`, also when it is another's or has expired.
    """
    async with db.connection() as connection:
        found = await store.one(connection, export, principal.account)
    if found is None:
        raise DomainError("not_found")
    return found


def lists(principal: Principal) -> ExportLists:
    """What can be exported.

    Raises:
        DomainError: `forbidden`.
    """
    policy.exporting(principal)
    locale = principal.locale
    return ExportLists(
        [
            ExportListInfo(
                one.name, one.title(locale),
                [ExportColumn(column.key, column.title(locale)) for column in one.columns],
                [field.encode_name for field in msgspec.structs.fields(one.filter)],
            )
            for one in EXPORTERS.values()
        ]
    )  # fmt: skip


async def fetch(
    db: Database, sealer: Sealer, principal: Principal, export: UUID
) -> tuple[Export, AsyncIterator[bytes]]:
    """The file, piece by piece; that it was fetched is written down.

    Raises:
        DomainError: `not_found`, `forbidden` (the right to export has ended), `export.unfinished`.
    """
    policy.exporting(principal)
    async with db.transaction() as tx:
        found = await store.one(tx, export, principal.account)
        if found is None:
            raise DomainError("not_found")
        if found.state != "done":
            raise DomainError("export.unfinished")
        await audit.record(
            tx, district=principal.district, actor=principal.account, action="export.fetched", subject=None,
            detail={"export": str(export), "list": found.list, "rows": found.rows},
        )  # fmt: skip
    return found, _pieces(db, sealer, export)


async def _pieces(db: Database, sealer: Sealer, export: UUID) -> AsyncIterator[bytes]:
    position = 0
    while True:
        async with db.connection() as connection:
            piece = await store.piece(connection, sealer, export, position)
        if piece is None:
            return
        yield piece
        position += 1


async def tell(tx: Connection, district: UUID, account: UUID, export: Export) -> None:
    """Tells the asker how it stands; last in a transaction."""
    await append(
        tx, district=district, type=PROGRESS, subject=export.id, area=None, data=export, topics=[own_topic(account)]
    )  # fmt: skip
