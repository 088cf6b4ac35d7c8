"""What people do who are affected by what somebody else reported."""

from uuid import UUID

from hub.accounts.types import Principal
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.media import actions as media
from hub.tickets import policy
from hub.tickets import store as tickets
from hub.tickets.changes import Change
from hub.tickets.follows import store
from hub.tickets.follows.types import Follow
from hub.tickets.lists import cursor
from hub.tickets.lists.types import TicketList
from hub.tickets.states import REOPEN_WITHIN
from hub.tickets.steps import service_step
from hub.tickets.types import StepKind, Ticket
from hub.tickets.words import line, words

TRIES = 3


class _MovedError(Exception):
    """The ticket was merged while its row was waited for; the way to the root begins anew."""


async def follow(db: Database, principal: Principal, asked: Command, ticket: UUID, given: Follow) -> Ticket:
    """Follows a ticket; words and pictures join it for those who work on it. Again adds further words. A merged
    ticket is followed where it went.

    Raises:
        DomainError: `not_found` (also: not public), `follow.own`, `forbidden` for staff, `photo.unknown`.
    """
    if principal.kind != "resident":
        raise DomainError("forbidden")
    text = words(given.text) if line(given.text) else ""

    async def act(tx: Connection) -> Ticket:
        found = await _locked(tx, principal, ticket)
        await media.attach(tx, principal, given.photos)
        await store.add_photos(tx, found.id, principal.account, given.photos)
        new = await store.add(tx, found.id, principal.account)
        if new or text or given.photos:
            found = await _step(tx, principal, found, "followed", text)
        return (await store.views(tx, [found]))[0]

    for _ in range(TRIES):
        try:
            return await once(db, asked, Ticket, act)
        except _MovedError:
            continue
    raise DomainError("ticket.stale")


async def unfollow(db: Database, principal: Principal, asked: Command, ticket: UUID) -> Ticket:
    """Follows it no more; the ticket as it was last seen.

    Raises:
        DomainError: `not_found`, when the principal does not follow it (any more), or may not know of it.
    """

    async def act(tx: Connection) -> Ticket:
        if not await tickets.lock(tx, principal.district, ticket):
            raise DomainError("not_found")
        found = await tickets.ticket(tx, principal.district, ticket)
        if found is None or not await store.may_see(tx, found, principal.account):
            raise DomainError("not_found")
        await store.remove(tx, ticket, principal.account)
        after = await _step(tx, principal, found, "unfollowed", "")
        return policy.for_follower(after, await store.place(tx, after), following=False)

    return await once(db, asked, Ticket, act)


async def page(
    db: Database, principal: Principal, *, after: str | None = None, limit: int = 50
) -> TicketList:
    """What the principal follows, newest number first. Not searched by words or places: what she may not read could
    be guessed that way.

    Raises:
        DomainError: `cursor.invalid`.
    """
    last = cursor.read(after, "new").number if after else None
    async with db.connection() as connection:
        found = await store.page(connection, principal.account, last, limit + 1)
    more = len(found) > limit
    return TicketList(found[:limit], cursor.write("new", found[limit - 1]) if more else None)


async def followers(tx: Connection, ticket: UUID) -> list[UUID]:
    """Who follows a ticket and may know of it."""
    return [account for account, sees in await store.followers(tx, ticket) if sees]


async def _locked(tx: Connection, principal: Principal, identity: UUID) -> Ticket:
    """What somebody else reported and the public may follow: open, or closed for less than it can be reopened."""
    root = await store.root(tx, principal.district, identity)
    now = await tickets.lock(tx, principal.district, root) if root else None
    found = await tickets.ticket(tx, principal.district, root) if root and now else None
    if found is None or now is None:
        raise DomainError("not_found")
    if found.merged_into is not None:
        raise _MovedError
    if policy.relation(principal, found).reporter:
        raise DomainError("follow.own")
    stale = found.closed_at is not None and now - found.closed_at > REOPEN_WITHIN
    if stale or found.practice != principal.practice or not await store.public(tx, found):
        raise DomainError("not_found")
    return found


async def _step(tx: Connection, principal: Principal, ticket: Ticket, kind: StepKind, text: str) -> Ticket:
    await store.count(tx, ticket.id)
    change = Change(text=text, subject=principal.account)
    by = policy.resident(principal)
    return await service_step(tx, principal.district, ticket.id, kind, change, by=by, by_reporter=True)
