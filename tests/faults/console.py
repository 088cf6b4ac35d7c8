"""A console: fetches its lists of tickets, follows its topic live, applies what is newer."""

from typing import Any
from uuid import UUID

import msgspec
from shequtong import Cursor, Event
from shequtong.types import Ticket

from tests.faults.follower import Follower


class _Changed(msgspec.Struct):
    ticket: Ticket


class Console(Follower):
    """`tickets`: what it shows."""

    def __init__(self, name: str, base_url: str, token: str, log: UUID, topic: str, *lists: str) -> None:
        super().__init__(name, base_url, token, log, [topic], *lists)
        self.topic = topic
        self.tickets: dict[UUID, Ticket] = {}
        self._fetched: dict[UUID, int] = {}

    async def fresh(self) -> dict[UUID, Ticket]:
        """All it may see, as a page that opens now would fetch it."""
        return (await self._pages())[0]

    async def _pages(self) -> tuple[dict[UUID, Ticket], Cursor]:
        tickets: dict[UUID, Ticket] = {}
        oldest: Cursor | None = None
        for name in self._lists:
            after: str | None = None
            while True:
                page = await self._client.tickets.list(name, after=after, limit=200)
                assert page.as_of is not None
                if oldest is None or page.as_of.epoch != oldest.epoch:
                    oldest = page.as_of
                for ticket in page.tickets:
                    known = tickets.get(ticket.id)
                    if known is None or known.version < ticket.version:
                        tickets[ticket.id] = ticket
                after = page.next
                if after is None:
                    break
        assert oldest is not None
        return tickets, oldest

    async def fetch(self) -> Cursor:
        tickets, as_of = await self._pages()
        for ticket in tickets.values():
            known = self.tickets.get(ticket.id)
            if known is None or known.version < ticket.version:
                self.tickets[ticket.id] = ticket
            self._fetched[ticket.id] = ticket.version
        return as_of

    def apply(self, event: Event) -> None:
        if event.type != "ticket.changed":
            return
        ticket = event.read(_Changed).ticket
        known = self.tickets.get(ticket.id)
        if known is None or known.version < ticket.version:
            self.tickets[ticket.id] = ticket
        elif ticket.version > self._fetched.get(ticket.id, 0):
            # A state fetched after a reset may hold it already; otherwise versions only grow.
            self.disordered.append(
                f"{self.name}: {ticket.number} version {ticket.version} after {known.version} (event {event.seq})"
            )


def plain(tickets: dict[UUID, Ticket]) -> dict[str, Any]:
    """What two sets of tickets are compared by: every field."""
    return {str(identity): msgspec.to_builtins(ticket) for identity, ticket in tickets.items()}
