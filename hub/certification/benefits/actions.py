"""Notice, proposals, the authority's decision."""

from typing import Final
from uuid import UUID

import asyncpg

from hub import audit
from hub.accounts.types import Principal
from hub.certification import policy, store
from hub.certification.benefits.calendar import q, say
from hub.certification.benefits.types import (
    DecideProposal,
    Proposal,
    ProposalChanged,
    ProposalDetail,
    ProposalKind,
    Proposals,
    ProposalState,
    ProposePause,
)
from hub.certification.changing import for_staff, locked, not_own, programme_of, tell
from hub.certification.model import RosterPerson, Standing, Unmasked
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.events.append import append
from hub.sealing import Sealer
from hub.tickets.words import line

CHANGED: Final = "certification.proposal"
MARKED: Final = ("/proposal/reason", "/proposal/note")
NOTICE_DAYS: Final = 15
LEAST_WORDS: Final = 5


async def notice(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, person: UUID
) -> RosterPerson:
    """Tells her that a pause may be proposed, and how to be certified still.

    Raises:
        DomainError: `not_found`, `certification.not_allowed`, `certification.own`, `proposal.not_overdue`.
    """

    async def act(tx: Connection) -> RosterPerson:
        found = await for_staff(tx, principal, person)
        if not policy.enrols(principal, found.standing.path):
            raise DomainError("certification.not_allowed")
        await not_own(tx, principal, person)
        programme = await programme_of(tx, found.standing)
        state = await tx.fetchrow(q.overdue, person, NOTICE_DAYS)
        assert state is not None
        if found.standing.left or not state["overdue"] or found.standing.benefit == "paused":
            raise DomainError("proposal.not_overdue")
        await tx.execute(q.noticed, person)
        await audit.record(
            tx,
            district=principal.district,
            actor=principal.account,
            action="certification.noticed",
            subject=person,
        )
        after = await store.known(tx, principal.district, person)
        assert after is not None
        params: dict[str, object] = {"programme": programme.name, "days": NOTICE_DAYS}
        await say(tx, sealer, principal.district, person, "certification.notice", params, "noticed")
        return store.shown(sealer, after.row)

    return await once(db, asked, RosterPerson, act)


async def propose(
    db: Database, principal: Principal, asked: Command, person: UUID, given: ProposePause
) -> Proposal:
    """Proposes a pause to the authority, after notice and the days of waiting.

    Raises:
        DomainError: `not_found`, `certification.not_allowed`, `certification.own`, `certification.reason`,
            `proposal.not_overdue`, `proposal.early`, `proposal.exists`, `proposal.no_authority`.
    """

    async def act(tx: Connection) -> Proposal:
        found = await for_staff(tx, principal, person)
        if not policy.enrols(principal, found.standing.path):
            raise DomainError("certification.not_allowed")
        await not_own(tx, principal, person)
        reason = line(given.reason)[:400]
        if len(reason) < LEAST_WORDS:
            raise DomainError("certification.reason", limit=LEAST_WORDS)
        state = await tx.fetchrow(q.overdue, person, NOTICE_DAYS)
        assert state is not None
        if found.standing.left or not state["overdue"] or found.standing.benefit == "paused":
            raise DomainError("proposal.not_overdue")
        if not state["noticed"]:
            raise DomainError("proposal.early", days=NOTICE_DAYS)
        if await tx.fetchrow(q.open, person):
            raise DomainError("proposal.exists")
        authority = (await programme_of(tx, found.standing)).authority
        if authority is None:
            raise DomainError("proposal.no_authority")
        await audit.record(
            tx, district=principal.district, actor=principal.account, action="certification.pause_proposed",
            subject=person,
        )  # fmt: skip
        return await _propose(tx, found.standing, authority, "pause", reason, 0, principal.account)

    return await once(db, asked, Proposal, act)


async def certified(tx: Connection, person: Standing) -> None:
    """She was certified: a pause that waits lapses; a benefit that is paused is proposed to be paid again."""
    row = await tx.fetchrow(q.open, person.id)
    if row is not None:
        if row["kind"] == "resume":
            return
        ended = await tx.fetchrow(q.end, row["id"], "lapsed", "", None)
        assert ended is not None
        await _announce(tx, "open", _proposal(ended))
    if person.benefit == "paused":
        authority = (await programme_of(tx, person)).authority
        if authority is not None:
            months = await tx.fetchval(q.months_paused, person.id)
            await _propose(tx, person, authority, "resume", "已通过认证", months, None)


async def decide(
    db: Database, principal: Principal, asked: Command, proposal: UUID, given: DecideProposal
) -> Proposal:
    """The authority accepts or declines; only then anything changes.

    Raises:
        DomainError: `not_found`, `certification.own`, `certification.stale`, `proposal.decided`,
            `certification.reason`.
    """

    async def act(tx: Connection) -> Proposal:
        seen = await tx.fetchrow(q.one, principal.district, proposal)
        if seen is None or seen["authority"] not in policy.authorities(principal):
            raise DomainError("not_found")
        await locked(tx, principal.district, seen["person"])
        await not_own(tx, principal, seen["person"])
        seen = await tx.fetchrow(q.one, principal.district, proposal)
        assert seen is not None
        if seen["state"] != "open":
            raise DomainError("proposal.decided")
        if given.version is not None and given.version != seen["version"]:
            raise DomainError("certification.stale")
        note = line(given.note)[:400]
        if not given.accept and len(note) < LEAST_WORDS:
            raise DomainError("certification.reason", limit=LEAST_WORDS)
        state: ProposalState = "accepted" if given.accept else "declined"
        row = await tx.fetchrow(q.end, proposal, state, note, principal.account)
        assert row is not None
        person = row["person"]
        if given.accept:
            await tx.execute(q.pause if row["kind"] == "pause" else q.resume, person)
        await audit.record(
            tx, district=principal.district, actor=principal.account, action=f"certification.proposal_{state}",
            subject=person, detail={"proposal": proposal, "kind": row["kind"]},
        )  # fmt: skip
        after = _proposal(row)
        await _announce(tx, "open", after)
        if given.accept:
            await tell(tx, "paused" if row["kind"] == "pause" else "resumed", person, principal.district)
        return after

    return await once(db, asked, Proposal, act)


async def page(
    db: Database, sealer: Sealer, principal: Principal, *, state: ProposalState | None, after: UUID | None,
    limit: int,
) -> Proposals:  # fmt: skip
    """What the authority decides on; for officials, what was proposed in their areas. The newest first."""
    mine, areas = policy.authorities(principal), policy.areas_of(principal, policy.SEES)
    async with db.connection() as connection:
        rows = (
            await connection.fetch(q.of_authority, principal.district, mine, state, after, limit + 1)
            if mine
            else await connection.fetch(q.of_areas, principal.district, areas, state, after, limit + 1)
        )
        shown = [_proposal(row) for row in rows[:limit]]
        about = await store.known_all(connection, principal.district, {one.person for one in shown})
        acted = (account for one in shown for account in (one.proposed_by, one.decided_by))
        named = await store.officials(connection, principal.district, acted)
    return Proposals(
        shown, {person: store.shown(sealer, found.row) for person, found in about.items()}, named,
        str(shown[-1].id) if len(rows) > limit else None,
    )  # fmt: skip


async def one(db: Database, sealer: Sealer, principal: Principal, proposal: UUID) -> ProposalDetail:
    """One with whom it is about, masked.

    Raises:
        DomainError: `not_found`.
    """
    async with db.connection() as connection:
        row = await connection.fetchrow(q.one, principal.district, proposal)
        if row is None or not (
            row["authority"] in policy.authorities(principal) or policy.sees(principal, row["path"])
        ):
            raise DomainError("not_found")
        person = await store.known(connection, principal.district, row["person"])
        assert person is not None
        return ProposalDetail(_proposal(row), store.shown(sealer, person.row))


async def unmask(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, proposal: UUID
) -> Unmasked:
    """Whom the authority decides about, in the clear; the look is written down.

    Raises:
        DomainError: `not_found`.
    """
    async with db.transaction() as tx:
        row = await tx.fetchrow(q.one, principal.district, proposal)
        if row is None or row["authority"] not in policy.authorities(principal):
            raise DomainError("not_found")
        person = await store.known(tx, principal.district, row["person"])
        assert person is not None
        await audit.record(
            tx, district=principal.district, actor=asked.account, action="certification.number_seen",
            subject=row["person"], detail={"proposal": proposal},
        )  # fmt: skip
    return Unmasked(
        name=store.opened(sealer, person.row, "name"), id_number=store.opened(sealer, person.row, "id_number"), phone=""
    )  # fmt: skip


async def _propose(
    tx: Connection,
    person: Standing,
    authority: UUID,
    kind: ProposalKind,
    reason: str,
    months: int,
    by: UUID | None,
) -> Proposal:
    row = await tx.fetchrow(
        q.propose, person.path[0], person.id, list(person.path), authority, kind, reason, months, by
    )
    assert row is not None
    made = _proposal(row)
    await _announce(tx, None, made)
    return made


async def _announce(tx: Connection, was: ProposalState | None, after: Proposal) -> None:
    await append(
        tx, district=after.path[0], type=CHANGED, subject=after.id, area=after.path[-1],
        data=ProposalChanged(was, after), marked=MARKED,
        topics=[f"org/{after.authority}/certification", *(f"staff/{area}/certification" for area in after.path)],
    )  # fmt: skip


def _proposal(row: asyncpg.Record) -> Proposal:
    return Proposal(
        **{**{name: row[name] for name in Proposal.__struct_fields__}, "path": tuple(row["path"])}
    )
