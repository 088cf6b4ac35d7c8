"""One step of a macro or of a bulk action: the command of `hub.tickets` that it stands for."""

from collections.abc import Sequence
from uuid import UUID

from hub.accounts.types import Principal
from hub.commands import Command
from hub.db import Database
from hub.desk import texts
from hub.desk.types import Doing
from hub.errors import DomainError
from hub.tickets import actions as tickets
from hub.tickets.claims import actions as claims
from hub.tickets.claims.types import Claim, HandBack
from hub.tickets.lists import actions as lists
from hub.tickets.types import Acknowledge, Dispatch, Note, Resolve, Start, Ticket

SHORT = 100
"""Letters of what stands beside a step; notes and results have 800."""


async def rendered(db: Database, principal: Principal, ticket: UUID, doing: Doing) -> str:
    """Its text for a ticket.

    Raises:
        DomainError: `not_found`, `desk.variable_missing`, `ticket.text_long`.
    """
    text = doing.text
    if "{" in text or "}" in text:
        async with db.connection() as connection:
            text = texts.render(text, await lists.one(connection, principal, ticket), principal)
    if len(text) > (800 if doing.action in ("note", "resolve") else SHORT):
        raise DomainError("ticket.text_long")
    return text


async def do(
    db: Database, principal: Principal, asked: Command, ticket: UUID, doing: Doing, text: str,
    *, version: int | None = None, photos: Sequence[UUID] = (),
) -> Ticket:  # fmt: skip
    """Takes the step with its rendered text. Raises what the command raises."""
    match doing.action:
        case "acknowledge":
            return await tickets.acknowledge(
                db, principal, asked, ticket, Acknowledge(note=text, version=version)
            )
        case "dispatch":
            to = Dispatch(organisation=doing.organisation, note=text, version=version)
            return await tickets.dispatch(db, principal, asked, ticket, to)
        case "assign":
            to = Dispatch(account=doing.account or principal.account, note=text, version=version)
            return await tickets.dispatch(db, principal, asked, ticket, to)
        case "start":
            return await tickets.start(db, principal, asked, ticket, Start(note=text, version=version))
        case "note":
            note = Note(text=text, audience=doing.audience, version=version)
            return await tickets.note(db, principal, asked, ticket, note)
        case "resolve":
            done = Resolve(text=text, photos=list(photos), version=version)
            return await tickets.resolve(db, principal, asked, ticket, done)
        case "claim":
            return await claims.claim(db, principal, asked, ticket, Claim(version=version))
        case "hand_back":
            return await claims.hand_back(db, principal, asked, ticket, HandBack(version=version))
