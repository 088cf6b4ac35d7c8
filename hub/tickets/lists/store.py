"""Asking for pages and counts. Connection first."""

from typing import NamedTuple

import msgspec

from hub.accounts.types import Principal
from hub.db import Connection, load_queries
from hub.tickets import policy, store
from hub.tickets.lists.cursor import Cursor
from hub.tickets.lists.types import Count, Filter, ListName, Sort
from hub.tickets.types import Ticket

q = load_queries(__file__)


class Asked(NamedTuple):
    """A list of somebody."""

    principal: Principal
    name: ListName
    filter: Filter

    def arguments(self) -> tuple[object, ...]:
        mine = policy.scope(self.principal)
        return (
            self.principal.district, self.name, self.principal.account, mine.desks, mine.organisations,
            mine.worker_organisations, mine.watched, msgspec.json.encode(self.filter).decode(),
            [grant.organisation for grant in self.principal.grants if grant.organisation],
        )  # fmt: skip


async def page(
    connection: Connection, asked: Asked, sort: Sort, after: Cursor | None, limit: int
) -> list[Ticket]:
    rows = await connection.fetch(
        q.page, *asked.arguments(), sort, after.next_by if after else None, after.number if after else None, limit
    )  # fmt: skip
    return [store.of_row(row) for row in rows]


async def count(connection: Connection, asked: Asked) -> Count:
    row = await connection.fetchrow(q.count, *asked.arguments())
    assert row is not None
    return Count(**row)
