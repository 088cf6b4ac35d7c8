"""Macros, reply templates and saved views: kept, changed, thrown away; alike but for what they hold."""

from typing import Any, TypeVar
from uuid import UUID

import msgspec

from hub.accounts.types import Principal
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.desk import policy, store, texts
from hub.desk.types import (
    Gone,
    Macro,
    MacroBody,
    Owner,
    PutMacro,
    PutTemplate,
    PutView,
    ReplyTemplate,
    TemplateBody,
    ToolKind,
    View,
    ViewBody,
)
from hub.errors import DomainError
from hub.tickets.lists import actions as lists
from hub.tickets.words import line

MOST = 100
"""Of one kind, for one owner."""

Shown = Macro | ReplyTemplate | View
Put = PutMacro | PutTemplate | PutView
S = TypeVar("S", Macro, ReplyTemplate, View)

KINDS: dict[type[Any], ToolKind] = {Macro: "macro", ReplyTemplate: "template", View: "view"}
BODIES: dict[ToolKind, type[Any]] = {"macro": MacroBody, "template": TemplateBody, "view": ViewBody}


async def shown(db: Database, principal: Principal, kind: type[S]) -> list[S]:
    """What the principal sees of a kind.

    Raises:
        DomainError: `forbidden` for residents.
    """
    policy.check_staff(principal)
    async with db.connection() as connection:
        rows = await store.tools(connection, principal.district, KINDS[kind], policy.owners(principal))
        return [await _shown(connection, principal, kind, row) for row in rows]


async def find(connection: Connection, principal: Principal, kind: type[S], identity: UUID) -> S:
    """One that the principal sees.

    Raises:
        DomainError: `forbidden`, `desk.tool_unknown`.
    """
    policy.check_staff(principal)
    row = await store.tool(connection, principal.district, KINDS[kind], identity)
    if row is None or row.owner.id not in policy.owners(principal):
        raise DomainError("desk.tool_unknown")
    return await _shown(connection, principal, kind, row)


async def add(db: Database, principal: Principal, asked: Command, kind: type[S], given: Put) -> S:
    """A new one.

    Raises:
        DomainError: `forbidden`, `desk.tool_exists`, `desk.too_many`, `desk.variable_unknown`, `desk.braces`.
    """
    policy.check_staff(principal)
    owner = policy.named(principal, given.owner)
    name, body = _checked(given)

    async def act(tx: Connection) -> S:
        if not policy.may_change(principal, owner):
            raise DomainError("forbidden")
        if await store.tool_count(tx, owner.id, KINDS[kind]) >= MOST:
            raise DomainError("desk.too_many", limit=MOST)
        row = await store.add_tool(tx, principal.district, KINDS[kind], owner, name, body, principal.account)
        if row is None:
            raise DomainError("desk.tool_exists")
        return await _shown(tx, principal, kind, row)

    return await once(db, asked, kind, act)


async def change(
    db: Database, principal: Principal, asked: Command, kind: type[S], identity: UUID, given: Put
) -> S:
    """Changes one, also whose it is.

    Raises:
        DomainError: `desk.tool_unknown`, `desk.tool_stale` and those of `add`.
    """
    policy.check_staff(principal)
    owner = policy.named(principal, given.owner)
    name, body = _checked(given)

    async def act(tx: Connection) -> S:
        row = await _locked(tx, principal, kind, identity)
        if not policy.may_change(principal, owner):
            raise DomainError("forbidden")
        if given.version is not None and given.version != row.version:
            raise DomainError("desk.tool_stale")
        changed = await store.change_tool(tx, identity, owner, name, body)
        if changed is None:
            raise DomainError("desk.tool_exists")
        return await _shown(tx, principal, kind, changed)

    return await once(db, asked, kind, act)


async def drop(db: Database, principal: Principal, asked: Command, kind: type[S], identity: UUID) -> Gone:
    """Throws one away.

    Raises:
        DomainError: `forbidden`, `desk.tool_unknown`.
    """
    policy.check_staff(principal)

    async def act(tx: Connection) -> Gone:
        await _locked(tx, principal, kind, identity)
        await store.drop_tool(tx, identity)
        return Gone(identity)

    return await once(db, asked, Gone, act)


async def _locked(tx: Connection, principal: Principal, kind: type[Shown], identity: UUID) -> store.Row:
    row = await store.lock_tool(tx, principal.district, KINDS[kind], identity)
    if row is None or row.owner.id not in policy.owners(principal):
        raise DomainError("desk.tool_unknown")
    if not policy.may_change(principal, row.owner):
        raise DomainError("forbidden")
    return row


async def _shown(connection: Connection, principal: Principal, kind: type[S], row: store.Row) -> S:
    body: Any = msgspec.json.decode(row.body, type=BODIES[KINDS[kind]])
    known: dict[str, Any] = {}
    if isinstance(body, ViewBody):
        known["count"] = (await lists.count(connection, principal, body.list, body.filter)).all
    mine = policy.may_change(principal, row.owner)
    return kind(
        id=row.id, owner=row.owner, name=row.name, version=row.version, mine=mine, body=body, **known
    )  # fmt: skip


async def plant(tx: Connection, district: UUID, name: str, body: MacroBody | TemplateBody) -> None:
    """A macro or template of the district; for the seed. One that is there stays."""
    kind: ToolKind = "macro" if isinstance(body, MacroBody) else "template"
    owner = Owner("district", district)
    await store.add_tool(
        tx, district, kind, owner, name, msgspec.json.encode(_checked_body(body)).decode(), None
    )


def _checked(given: Put) -> tuple[str, str]:
    """The name and the body as they are stored."""
    name = line(given.name).replace("\n", " ")
    if not name:
        raise DomainError("input.invalid", fields={"name": "input.invalid"})
    return name, msgspec.json.encode(_checked_body(given.body)).decode()


def _checked_body(body: MacroBody | TemplateBody | ViewBody) -> MacroBody | TemplateBody | ViewBody:
    match body:
        case MacroBody():
            return MacroBody(
                [msgspec.structs.replace(one, text=texts.check(line(one.text))) for one in body.steps]
            )
        case TemplateBody():
            return TemplateBody(texts.check(line(body.zh)), texts.check(line(body.en)))
    return body
