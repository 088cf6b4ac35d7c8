"""What the resident says after it is closed. A public action owns the transaction."""

from uuid import UUID

from hub.accounts.types import Principal
from hub.commands import Command
from hub.db import Connection, Database
from hub.tickets.changes import Change
from hub.tickets.closing import store
from hub.tickets.closing.types import Rate, StillGood
from hub.tickets.steps import step
from hub.tickets.types import Holder, Ticket
from hub.tickets.words import line, words


async def rate(db: Database, principal: Principal, asked: Command, ticket: UUID, given: Rate) -> Ticket:
    """How satisfied she is, after it was closed without a word; once.

    Raises:
        DomainError: those of every step.
    """

    async def change(tx: Connection, before: Ticket) -> Change:
        return Change(text=line(given.text), satisfaction=given.satisfaction)

    return await step(db, principal, asked, ticket, "rate", given, change)


async def still_good(
    db: Database, principal: Principal, asked: Command, ticket: UUID, given: StillGood
) -> Ticket:
    """The answer after four weeks; *no* puts it back on the desk with its history.

    Raises:
        DomainError: `ticket.text_empty` when it is not good and nothing is said; those of every step.
    """

    async def change(tx: Connection, before: Ticket) -> Change:
        await store.answer(tx, before.id, given.good)
        if given.good:
            return Change(text=line(given.text))
        desk = Holder("desk", before.desk, before.desk_name)
        return Change(text=words(given.text), holder=desk, keep_assignee=False)

    return await step(db, principal, asked, ticket, "still_good" if given.good else "recur", given, change)
