"""Certification: `client.certification`. A photo is sent, the verdict comes live (`certification.changed`).

Every command returns how things stand after it. Photos go to `client.upload_photo` first.
"""

from typing import TypeVar
from uuid import UUID

import msgspec

from shequtong.certification_types import (
    Attempt,
    ConsentText,
    ImportReport,
    PersonDetail,
    Proposal,
    ProposalDetail,
    Proxy,
    ReviewSheet,
    RosterPerson,
    TryCode,
    Unmasked,
)
from shequtong.transport import Transport

T = TypeVar("T")


class _Persons(msgspec.Struct):
    persons: list[RosterPerson]
    next: str | None = None


class _Proxies(msgspec.Struct):
    proxies: list[Proxy]


class _Attempts(msgspec.Struct):
    attempts: list[Attempt]


class _Imports(msgspec.Struct):
    imports: list[ImportReport]


class _Proposals(msgspec.Struct):
    proposals: list[Proposal]


class _Asked(msgspec.Struct):
    asked: bool = True


_ROOM = "/api/certification"


class Certification:
    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    # --- a phone ----------------------------------------------------------------------------------

    async def mine(self) -> list[RosterPerson]:
        """Whom I may certify: myself, and those who agreed that I act for them."""
        return (await self._transport.get(f"{_ROOM}/mine", _Persons)).persons

    async def ask_proxy(self, name: str, id_number: str, relation: str) -> None:
        """Asks to act for somebody with this phone; the answer never says whether she is on a roster."""
        body = {"name": name, "id_number": id_number, "relation": relation}
        await self._transport.command(f"{_ROOM}/proxies", body, _Asked)

    async def code(self, person: UUID) -> TryCode:
        """Digits to write on paper for the next try; an earlier code is void."""
        return await self._transport.post(f"{_ROOM}/persons/{person}/code", {}, TryCode)

    async def submit(
        self, person: UUID, photo: UUID, freshness: str, *, second_photo: UUID | None = None
    ) -> Attempt:
        """`freshness`: what the photo shows of today, "newspaper" or "code"."""
        return await self._act(
            person, "attempts", Attempt, photo=photo, freshness=freshness, second_photo=second_photo
        )

    async def hand_over(self, person: UUID) -> Attempt:
        """A person shall decide instead of another photo."""
        return await self._act(person, "hand-over", Attempt)

    async def appeal(self, attempt: UUID, text: str, *, photo: UUID | None = None) -> Attempt:
        """Against a refusal, once; somebody decides who had no part in it."""
        body = {"text": text, "photo": photo}
        return await self._transport.command(f"{_ROOM}/attempts/{attempt}/appeal", body, Attempt)

    # --- either -----------------------------------------------------------------------------------

    async def consent_text(self) -> ConsentText:
        return await self._transport.get(f"{_ROOM}/consent", ConsentText)

    async def person(self, person: UUID) -> PersonDetail:
        return await self._transport.get(f"{_ROOM}/persons/{person}", PersonDetail)

    async def agree(self, person: UUID, version: int, way: str = "phone") -> RosterPerson:
        """She agrees to the text of this version; before an official `way` is "desk" or "visit"."""
        return await self._act(person, "consent", RosterPerson, version=version, way=way)

    async def withdraw(self, person: UUID) -> RosterPerson:
        """Withdraws it: template and photos go at once."""
        return await self._act(person, "consent/withdraw", RosterPerson)

    async def proxies(self, person: UUID) -> list[Proxy]:
        """Who acts for her or asks to."""
        return (await self._transport.get(f"{_ROOM}/persons/{person}/proxies", _Proxies)).proxies

    async def agree_proxy(self, person: UUID, proxy: UUID, way: str = "phone") -> list[Proxy]:
        return (await self._act(person, f"proxies/{proxy}/agree", _Proxies, way=way)).proxies

    async def end_proxy(self, person: UUID, proxy: UUID) -> list[Proxy]:
        return (await self._act(person, f"proxies/{proxy}/end", _Proxies)).proxies

    # --- staff ------------------------------------------------------------------------------------

    async def persons(
        self, *, area: UUID | None = None, which: str = "all", limit: int | None = None
    ) -> list[RosterPerson]:
        """A page of the persons of my areas, masked."""
        page = await self._transport.get(f"{_ROOM}/persons", _Persons, area=area, which=which, limit=limit)
        return page.persons

    async def find(self, id_number: str) -> list[RosterPerson]:
        """Who of my areas has this number, masked; the look is written down."""
        body = {"id_number": id_number}
        return (await self._transport.command(f"{_ROOM}/persons/find", body, _Persons)).persons

    async def in_person(
        self, person: UUID, evidence: str, *, way: str = "desk", photo: UUID | None = None
    ) -> Attempt:
        """An official saw her. `photo` becomes the reference when there is none and she agreed."""
        return await self._act(person, "in-person", Attempt, way=way, evidence=evidence, photo=photo)

    async def queue(self) -> list[Attempt]:
        """What waits for my decision, the oldest first."""
        return (await self._transport.get(f"{_ROOM}/queue", _Attempts)).attempts

    async def look(self, attempt: UUID) -> ReviewSheet:
        """Photo beside reference; the look is written down."""
        return await self._transport.command(f"{_ROOM}/attempts/{attempt}/look", {}, ReviewSheet)

    async def decide(
        self, attempt: UUID, verdict: str, note: str = "", *, version: int | None = None
    ) -> Attempt:
        """`verdict`: "pass", "retake" or "refuse"; a refusal takes two."""
        body = {"verdict": verdict, "note": note, "version": version}
        return await self._transport.command(f"{_ROOM}/attempts/{attempt}/decide", body, Attempt)

    # --- rosters from files -----------------------------------------------------------------------

    async def try_import(self, programme: UUID, table: bytes, *, name: str = "") -> ImportReport:
        """What importing this xlsx or csv would do: every bad row with its reasons. Nothing is kept."""
        path = f"{_ROOM}/imports/try"
        return await self._transport.send_file(path, table, ImportReport, programme=programme, name=name)

    async def begin_import(
        self, programme: UUID, table: bytes, *, name: str = "", photos: bytes = b""
    ) -> ImportReport:
        """Imports a table; `photos`: a zip of reference pictures named by identity number. Progress comes live
        (`certification.import`)."""
        return await self._transport.send_file(
            f"{_ROOM}/imports", table + photos, ImportReport, programme=programme, name=name,
            table_bytes=len(table),
        )  # fmt: skip

    async def imports(self) -> list[ImportReport]:
        """My imports, the newest first."""
        return (await self._transport.get(f"{_ROOM}/imports", _Imports)).imports

    async def one_import(self, identity: UUID) -> ImportReport:
        return await self._transport.get(f"{_ROOM}/imports/{identity}", ImportReport)

    async def cancel_import(self, identity: UUID) -> ImportReport:
        """No more of it; who was added stays."""
        return await self._transport.command(f"{_ROOM}/imports/{identity}/cancel", {}, ImportReport)

    # --- benefits ---------------------------------------------------------------------------------

    async def notice(self, person: UUID) -> RosterPerson:
        """Tells her that a pause may be proposed, and how to be certified still."""
        return await self._act(person, "notice", RosterPerson)

    async def propose_pause(self, person: UUID, reason: str) -> Proposal:
        """Proposes a pause to the authority, after notice and the days of waiting."""
        return await self._act(person, "proposals", Proposal, reason=reason)

    async def proposals(self, *, state: str | None = None, limit: int | None = None) -> list[Proposal]:
        """What my department decides on, or what was proposed in my areas, the newest first."""
        page = await self._transport.get(f"{_ROOM}/proposals", _Proposals, state=state, limit=limit)
        return page.proposals

    async def proposal(self, proposal: UUID) -> ProposalDetail:
        return await self._transport.get(f"{_ROOM}/proposals/{proposal}", ProposalDetail)

    async def unmask_proposal(self, proposal: UUID) -> Unmasked:
        """Whom it is about, in the clear; the look is written down."""
        return await self._transport.command(f"{_ROOM}/proposals/{proposal}/unmask", {}, Unmasked)

    async def decide_proposal(
        self, proposal: UUID, *, accept: bool, note: str = "", version: int | None = None
    ) -> Proposal:
        """The authority accepts or declines; a reason is owed for the latter."""
        body = {"accept": accept, "note": note, "version": version}
        return await self._transport.command(f"{_ROOM}/proposals/{proposal}/decide", body, Proposal)

    async def _act(self, person: UUID, action: str, answer: type[T], **body: object) -> T:
        return await self._transport.command(f"{_ROOM}/persons/{person}/{action}", body, answer)
