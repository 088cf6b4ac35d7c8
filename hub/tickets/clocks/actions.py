"""Asking the resident something, and the answer. A public action owns the transaction."""

from datetime import timedelta
from uuid import UUID

from hub.accounts.types import Principal
from hub.commands import Command
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.media import actions as media
from hub.tickets import store as tickets
from hub.tickets import timers
from hub.tickets.changes import Change
from hub.tickets.clocks import running, store
from hub.tickets.clocks.types import Answer, Question
from hub.tickets.closing.gentle import gentle
from hub.tickets.steps import step
from hub.tickets.types import Ticket
from hub.tickets.words import words

REMIND_AFTER, UNANSWERED_AFTER = timedelta(days=3), timedelta(days=7)


async def question(
    db: Database, principal: Principal, asked: Command, ticket: UUID, given: Question
) -> Ticket:
    """The holder asks the resident something; the clocks stand still until she answers, at most a week.

    Raises:
        DomainError: `ticket.nobody_to_ask` (a report among staff), and those of every step.
    """

    async def change(tx: Connection, before: Ticket) -> Change:
        if before.staff_only:
            raise DomainError("ticket.nobody_to_ask")
        now = await tickets.now(tx)
        await store.wait(tx, before.id)
        await running.stop(tx, before.id)
        if before.reporter is not None:
            await timers.put(tx, before.id, running.TELL, gentle(now))
            await timers.put(tx, before.id, running.REMIND, gentle(now + REMIND_AFTER))
        await timers.put(tx, before.id, running.UNANSWERED, gentle(now + UNANSWERED_AFTER))
        return Change(text=words(given.text))

    return await step(db, principal, asked, ticket, "question", given, change)


async def answer(db: Database, principal: Principal, asked: Command, ticket: UUID, given: Answer) -> Ticket:
    """The resident answers, or the holder writes down what she said on the phone; the clocks go on.

    Raises:
        DomainError: `ticket.text_empty` (neither words nor pictures), `photo.unknown`, and those of every step.
    """
    text = words(given.text) if given.text.strip() or not given.photos else ""

    async def change(tx: Connection, before: Ticket) -> Change:
        await media.attach(tx, principal, given.photos)
        await tickets.add_photos(tx, before.id, given.photos, "report", before.photo_count)
        await store.pictures(tx, before.id, len(given.photos))
        await running.answered(tx, before.id)
        return Change(text=text)

    return await step(db, principal, asked, ticket, "answer", given, change)
