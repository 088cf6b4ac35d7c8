"""A post of a neighbour becomes a ticket: what she wrote, her pictures, and herself as the reporter."""

from typing import NamedTuple
from uuid import UUID

from hub.accounts.types import Principal
from hub.db import Connection
from hub.tickets import policy, store
from hub.tickets.actions import file
from hub.tickets.callers import actions as callers
from hub.tickets.types import Actor, Create, Ticket


class Posted(NamedTuple):
    """Who wrote it, and pictures that belong to the post and are seen with the ticket, too."""

    author: UUID
    photos: tuple[UUID, ...]


async def file_post(
    tx: Connection, principal: Principal, report: Create, posted: Posted, by: Actor
) -> Ticket:
    """Files it in the caller's transaction, which has made sure that the principal may; raises as
    `tickets.actions.create`. The ticket as staff see it."""

    async def settle(tx: Connection, ticket: Ticket) -> None:
        await callers.settle_post(tx, ticket.id, principal.account, posted.author)
        await store.share_photos(tx, ticket.id, posted.photos)

    filed, _ = await file(tx, principal, report, by, by_reporter=False, settle=settle)
    return policy.for_staff(filed)
