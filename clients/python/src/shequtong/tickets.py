"""The ticket commands and lists: `client.tickets`.

Every command returns the ticket after it. `version` guards against acting on an old picture: when the ticket
has moved on, the hub answers `ticket.stale` (`Conflict`).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from shequtong.transport import Transport
from shequtong.types import Linkage, Ticket, TicketDetail, TicketPage


class Tickets:
    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def create(
        self,
        *,
        area: UUID,
        category: str,
        text: str,
        place_text: str | None = None,
        photos: Sequence[UUID] = (),
        position: Mapping[str, float] | None = None,
        call_me: bool = False,
    ) -> Ticket:
        """Report something. `area` is the nearest known place, `place_text` what the tree does not know. `call_me`:
        please call the reporter."""
        body = {
            "area": area,
            "category": category,
            "text": text,
            "place_text": place_text,
            "photos": list(photos),
            "position": position,
            "call_me": call_me,
        }
        return await self._transport.command("/api/tickets", body, Ticket)

    async def list(
        self,
        which: str,
        *,
        sort: str | None = None,
        state: str | None = None,
        category: str | None = None,
        area: UUID | None = None,
        q: str | None = None,
        number: int | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> TicketPage:
        """One page of `mine` (to do), `unit` (my unit's), `watching` or `own` (what I reported).

        `sort`: `next` (the next deadline first; mine and unit as a rule) or `new` (the newest number first).
        """
        page, as_of = await self._transport.get_as_of(
            "/api/tickets",
            TicketPage,
            list=which,
            sort=sort,
            state=state,
            category=category,
            area=area,
            q=q,
            number=number,
            after=after,
            limit=limit,
        )
        page.as_of = as_of
        return page

    async def get(self, ticket: UUID) -> TicketDetail:
        detail, as_of = await self._transport.get_as_of(f"/api/tickets/{ticket}", TicketDetail)
        detail.as_of = as_of
        return detail

    async def acknowledge(
        self, ticket: UUID, *, note: str | None = None, version: int | None = None
    ) -> Ticket:
        return await self._act(ticket, "acknowledge", note=note, version=version)

    async def dispatch(
        self,
        ticket: UUID,
        *,
        organisation: UUID | None = None,
        account: UUID | None = None,
        note: str | None = None,
        version: int | None = None,
    ) -> Ticket:
        """To an organisation, or to a person."""
        return await self._act(
            ticket, "dispatch", organisation=organisation, account=account, note=note, version=version
        )

    async def start(self, ticket: UUID, *, note: str | None = None, version: int | None = None) -> Ticket:
        return await self._act(ticket, "start", note=note, version=version)

    async def note(
        self, ticket: UUID, text: str, *, audience: str = "internal", version: int | None = None
    ) -> Ticket:
        """`audience` is "internal" or "resident"."""
        return await self._act(ticket, "notes", text=text, audience=audience, version=version)

    async def resolve(
        self, ticket: UUID, text: str, *, photos: Sequence[UUID], version: int | None = None
    ) -> Ticket:
        """With at least one photo as evidence."""
        return await self._act(ticket, "resolve", text=text, photos=list(photos), version=version)

    async def confirm(
        self,
        ticket: UUID,
        *,
        satisfaction: int | None = None,
        text: str | None = None,
        version: int | None = None,
    ) -> Ticket:
        """The reporter's word that it is done; `satisfaction` 1 to 5."""
        return await self._act(ticket, "confirm", satisfaction=satisfaction, text=text, version=version)

    async def reopen(self, ticket: UUID, reason: str, *, version: int | None = None) -> Ticket:
        return await self._act(ticket, "reopen", reason=reason, version=version)

    async def reject(
        self,
        ticket: UUID,
        reason: str,
        *,
        area: UUID | None = None,
        organisation: UUID | None = None,
        version: int | None = None,
    ) -> Ticket:
        """Not ours: `reason`, and whose it is, a desk (`area`) or an `organisation`."""
        given = {"area": area, "organisation": organisation}
        owner = {name: value for name, value in given.items() if value is not None}
        return await self._act(ticket, "reject", reason=reason, next=owner, version=version)

    async def follow(self, ticket: UUID, text: str | None = None) -> Ticket:
        """Follow what somebody else reported; changes come as `ticket.followed` on one's own topic."""
        return await self._act(ticket, "follow", text=text)

    async def following(self, *, after: str | None = None, limit: int | None = None) -> TicketPage:
        return await self._transport.get("/api/tickets/following", TicketPage, after=after, limit=limit)

    async def linkage(self, ticket: UUID) -> Linkage:
        """Units called, sub-tasks, the ticket it belongs to, and who decides."""
        return await self._transport.get(f"/api/tickets/{ticket}/linkage", Linkage)

    async def call(
        self,
        ticket: UUID,
        words: str,
        *,
        areas: Sequence[UUID] = (),
        organisations: Sequence[UUID] = (),
        report_by: datetime | None = None,
        version: int | None = None,
    ) -> Ticket:
        """Call desks (`areas`) and `organisations` together; each reports in by `report_by`."""
        units = [{"area": one} for one in areas] + [{"organisation": one} for one in organisations]
        return await self._act(
            ticket, "calls", units=units, words=words, report_by=report_by, version=version
        )

    async def report_in(
        self,
        ticket: UUID,
        *,
        words: str | None = None,
        person: str | None = None,
        arrives_at: datetime | None = None,
        version: int | None = None,
    ) -> Ticket:
        """We were called and are on it."""
        return await self._act(
            ticket, "report-in", words=words, person=person, arrives_at=arrives_at, version=version
        )

    async def finish_part(
        self, ticket: UUID, *, words: str | None = None, version: int | None = None
    ) -> Ticket:
        return await self._act(ticket, "finish-part", words=words, version=version)

    async def open_task(
        self,
        ticket: UUID,
        text: str,
        *,
        area: UUID | None = None,
        organisation: UUID | None = None,
        resolve_by: datetime | None = None,
        staff_only: bool | None = None,
        version: int | None = None,
    ) -> Ticket:
        """A part of it for a desk (`area`) or an `organisation`; the answer is the ticket it belongs to."""
        given = {"area": area, "organisation": organisation}
        to = {name: value for name, value in given.items() if value is not None}
        return await self._act(
            ticket, "tasks", text=text, to=to or None, resolve_by=resolve_by, staff_only=staff_only, version=version
        )  # fmt: skip

    async def send_back(self, task: UUID, reason: str, *, version: int | None = None) -> Ticket:
        """A sub-task that was reported done is not; the answer is the ticket it belongs to."""
        return await self._act(task, "send-back", reason=reason, version=version)

    async def escalate(self, ticket: UUID, reason: str, *, version: int | None = None) -> Ticket:
        """Hand it up to the desk above."""
        return await self._act(ticket, "escalate", reason=reason, version=version)

    async def hand_down(
        self, ticket: UUID, reason: str, *, area: UUID | None = None, version: int | None = None
    ) -> Ticket:
        return await self._act(ticket, "hand-down", reason=reason, area=area, version=version)

    async def _act(self, ticket: UUID, action: str, **body: Any) -> Ticket:
        return await self._transport.command(f"/api/tickets/{ticket}/{action}", body, Ticket)
