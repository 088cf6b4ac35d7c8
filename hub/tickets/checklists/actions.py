"""A category's items; ticks on a ticket."""

from uuid import UUID

import msgspec

from hub.accounts.types import Principal, Role
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.tickets import policy
from hub.tickets import store as tickets
from hub.tickets.changes import Change
from hub.tickets.checklists import store
from hub.tickets.checklists.types import Check, Checklist, ItemList, PutItem, PutItems, Tick
from hub.tickets.steps import service_step
from hub.tickets.types import TO_DO_STATES, Actor, Ticket
from hub.tickets.words import line

WRITERS: tuple[Role, ...] = ("district_coord", "platform_operator")


async def items(db: Database, principal: Principal, category: str) -> ItemList:
    """The items of a category, for staff.

    Raises:
        DomainError: `forbidden`.
    """
    if principal.kind != "staff":
        raise DomainError("forbidden")
    async with db.connection() as connection:
        return ItemList(await store.items(connection, principal.district, category))


async def put_items(
    db: Database, principal: Principal, asked: Command, category: str, given: PutItems
) -> ItemList:
    """Changes what a category asks for.

    Raises:
        DomainError: `forbidden`, `ticket.category_unknown`, `checklist.item_unknown`, `input.invalid`.
    """
    if not principal.holds(*WRITERS, path=(principal.district,)):
        raise DomainError("forbidden")

    async def act(tx: Connection) -> ItemList:
        await plant(tx, principal.district, category, given.items)
        return ItemList(await store.items(tx, principal.district, category))

    return await once(db, asked, ItemList, act)


async def plant(tx: Connection, district: UUID, category: str, wanted: list[PutItem]) -> None:
    """The same in the caller's transaction; also for the seed."""
    if not await store.lock_category(tx, district, category):
        raise DomainError("ticket.category_unknown")
    kept = []
    for position, item in enumerate(wanted):
        text = line(item.text).replace("\n", " ")
        if not text:
            raise DomainError("input.invalid", fields={"text": "input.invalid"})
        clean = msgspec.structs.replace(item, text=text, text_en=line(item.text_en).replace("\n", " "))
        if (found := await store.put(tx, district, category, clean, position)) is None:
            raise DomainError("checklist.item_unknown")
        kept.append(found)
    await store.close_others(tx, district, category, kept)


async def checklist(db: Database, principal: Principal, ticket: UUID) -> Checklist:
    """A ticket's list, for who works on it. Organisations do not learn which clerk ticked.

    Raises:
        DomainError: `not_found`, `ticket.not_allowed` for the reporter.
    """
    async with db.connection() as connection:
        stands = _stands(principal, await tickets.ticket(connection, principal.district, ticket))
        return Checklist([_shown(one, stands) for one in await store.checks(connection, ticket)])


async def tick(
    db: Database, principal: Principal, asked: Command, ticket: UUID, item: UUID, given: Tick
) -> Ticket:
    """Ticks an item, or takes the tick back. What is so already stays as it is.

    Raises:
        DomainError: `not_found`, `ticket.not_allowed`, `ticket.stale`, `ticket.wrong_state`,
            `checklist.item_unknown`.
    """

    async def act(tx: Connection) -> Ticket:
        await tickets.lock(tx, principal.district, ticket)
        before = await tickets.ticket(tx, principal.district, ticket)
        stands = _stands(principal, before)
        assert before is not None
        if given.version is not None and given.version != before.version:
            raise DomainError("ticket.stale")
        if before.state not in TO_DO_STATES:
            raise DomainError("ticket.wrong_state", state=before.state)
        texts = {one.id: one.text for one in await store.checks(tx, ticket)}
        if item not in texts:
            raise DomainError("checklist.item_unknown")
        unit = before.holder.name if stands.handler else before.desk_name
        if given.done:
            changed = await store.tick(tx, ticket, item, principal.account, unit)
        else:
            changed = await store.untick(tx, ticket, item)
        if not changed:
            return policy.view(before, stands)
        after = await service_step(
            tx, principal.district, ticket, "checked" if given.done else "unchecked",
            Change(text=texts[item], audience="internal"), by=Actor(principal.name, unit),
        )  # fmt: skip
        return policy.view(after, stands)

    return await once(db, asked, Ticket, act)


def _stands(principal: Principal, ticket: Ticket | None) -> policy.Relation:
    stands = policy.relation(principal, ticket) if ticket else None
    if stands is None or not stands.sees:
        raise DomainError("not_found")
    if not stands.in_office:
        raise DomainError("ticket.not_allowed")
    return stands


def _shown(check: Check, stands: policy.Relation) -> Check:
    if stands.staff or check.done is None:
        return check
    return msgspec.structs.replace(check, done=Actor("", check.done.unit))
