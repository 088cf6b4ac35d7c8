"""Who lives where (入驻核实): a resident claims a dwelling, the roster or a person verifies it.

| from | step | to | who |
|---|---|---|---|
| – | claim, on the roster with this phone and kind | verified | the resident |
| – | claim | claimed | the resident |
| claimed | verify | verified | grid officer or community staff of the place, not the resident's own phone |
| claimed | refuse, with a reason | refused | the same |
| claimed, verified | end (moved out) | ended | the resident, or the same |
| claimed, verified | the last day is over | ended | `sweep`; reads say so from midnight on |
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal
from uuid import UUID

import asyncpg

from hub import audit, commands
from hub.accounts import policy
from hub.accounts.events import (
    ACCESS_CHANGED,
    RESIDENCE_CHANGED,
    AccessChanged,
    ResidenceChanged,
    access_topic,
    covered_topics,
    residences_topic,
)
from hub.accounts.keeper import Keeper
from hub.accounts.types import (
    Dwelling,
    Principal,
    Residence,
    ResidenceKind,
    ResidenceList,
    ResidenceState,
)
from hub.areas import actions as areas
from hub.commands import Command
from hub.db import Connection, Database, load_queries
from hub.errors import DomainError
from hub.events.append import Draft, append_many
from hub.notify import actions as notify
from hub.notify.types import About
from hub.sealing import Sealer, normal_phone

q = load_queries(__file__, "residences.sql")

Step = Literal["verified", "refused", "ended"]
_FROM: dict[Step, tuple[ResidenceState, ...]] = {
    "verified": ("claimed",),
    "refused": ("claimed",),
    "ended": ("claimed", "verified"),
}
ROSTER_NAME, ROSTER_PHONE = "roster.name", "roster.phone"


async def claim(
    keeper: Keeper,
    principal: Principal,
    command: Command,
    *,
    dwelling: UUID,
    kind: ResidenceKind,
    until: date | None,
) -> Residence:
    """Claims a dwelling for the resident who asks.

    Raises:
        DomainError: `forbidden` for staff, `area.unknown`, `area.level` (not a dwelling), `residence.until`
            (in the past), `residence.exists`; those of `commands.once`.
    """
    if principal.kind != "resident":
        raise DomainError("forbidden")

    async def act(tx: Connection) -> Residence:
        place = await areas.place(tx, dwelling, principal.district)
        if place.level != "dwelling":
            raise DomainError("area.level", expected="户")
        if until is not None and until < await tx.fetchval(q.today):
            raise DomainError("residence.until", fields={"until": "residence.until"})
        return await enrol(tx, account=principal.account, dwelling=dwelling, kind=kind, until=until)

    return _own(await commands.once(keeper.db, command, Residence, act))


async def enrol(
    tx: Connection, *, account: UUID, dwelling: UUID, kind: ResidenceKind, until: date | None = None
) -> Residence:
    """Claims a dwelling (which the caller knows to be one) for an account; the roster may verify it at once.

    Last in its transaction: it appends events.

    Raises:
        DomainError: `residence.exists`.
    """
    ended = await _end_due(tx, account, dwelling)
    residence = await tx.fetchval(q.claim, account, dwelling, kind, until)
    if residence is None:
        raise DomainError("residence.exists")
    claimed = await _one(tx, residence)
    await _tell(tx, claimed.dwelling.path[0], [*ended, (None, claimed)])
    return claimed


async def decide(
    keeper: Keeper,
    principal: Principal,
    command: Command,
    residence: UUID,
    step: Step,
    *,
    reason: str | None = None,
) -> Residence:
    """Verifies, refuses or ends a residence.

    Raises:
        DomainError: `residence.unknown` (also: not this principal's to know of), `forbidden` (a checker's own
            residence, or the resident verifying), `residence.wrong_state`; those of `commands.once`.
    """

    async def act(tx: Connection) -> Residence:
        row = await tx.fetchrow(q.lock, residence, principal.account)
        mine = row is not None and row["account"] == principal.account
        if row is None or not (mine or policy.may_see_residences(principal, row["path"])):
            raise DomainError("residence.unknown")
        checker = policy.may_check_residence(principal, row["path"]) and not row["same_person"]
        if not (checker or (mine and step == "ended")):
            raise DomainError("forbidden")
        if row["state"] not in _FROM[step] or (row["run_out"] and step != "ended"):
            raise DomainError("residence.wrong_state")
        proof = "checked" if step == "verified" else None
        await tx.execute(q.decide, residence, step, proof, reason, principal.account)
        decided = await _one(tx, residence)
        if not mine and step != "ended":
            await _write_to_resident(tx, keeper.sealer, principal.district, decided)
        await audit.record(
            tx,
            district=principal.district,
            actor=principal.account,
            action=f"residence.{step}",
            subject=row["account"],
            detail={"residence": residence},
        )
        await _tell(tx, principal.district, [(row["state"], decided)])
        return decided

    answer = await commands.once(keeper.db, command, Residence, act)
    return _own(answer) if principal.kind == "resident" else answer


async def sweep(db: Database) -> int:
    """Ends residences whose last day is over, with their events; returns how many. For a timer of the hub."""
    count = 0
    while True:
        async with db.transaction() as tx:
            ended = await _end_due(tx, None, None)
            by_district: dict[UUID, list[tuple[ResidenceState | None, Residence]]] = {}
            for was, residence in ended:
                by_district.setdefault(residence.dwelling.path[0], []).append((was, residence))
            for district, changes in by_district.items():
                await _tell(tx, district, changes)
        count += len(ended)
        if len(ended) < 100:
            return count


async def listed(
    db: Database,
    principal: Principal,
    *,
    state: ResidenceState | None,
    area: UUID | None,
    after: UUID | None,
    limit: int,
) -> ResidenceList:
    """A resident's own, or what staff may see: of one area, or of all theirs.

    Raises:
        DomainError: `area.unknown`, when this principal may not see the residences there.
    """
    async with db.connection() as conn:
        if principal.kind == "resident":
            own = await of_account(conn, principal.account)
            return ResidenceList([one for one in own if state in (None, one.state)], None)
        within = policy.areas_seen(principal)
        if area is not None:
            path = (await areas.area(conn, area)).path
            if not policy.may_see_residences(principal, path):
                raise DomainError("area.unknown")
            within = [area]
        rows = await conn.fetch(q.within, within, state, after, limit + 1)
    found = [_residence(row) for row in rows[:limit]]
    return ResidenceList(found, str(found[-1].id) if len(rows) > limit else None)


async def of_account(conn: Connection, account: UUID) -> list[Residence]:
    """An account's residences, as it sees them itself."""
    return [_own(_residence(row)) for row in await conn.fetch(q.of_account, account)]


async def add_to_roster(
    tx: Connection, sealer: Sealer, *, dwelling: UUID, kind: ResidenceKind, name: str, phone: str
) -> None:
    """Puts a person on a dwelling's roster, sealed. For the seed and the import.

    Raises:
        DomainError: `phone.invalid`; `area.level`: not a dwelling.
    """
    number = normal_phone(phone)
    row: UUID = await tx.fetchval(q.new_id)
    added = await tx.fetchval(
        q.add_to_roster,
        row,
        dwelling,
        kind,
        sealer.seal(name, column=ROSTER_NAME, row=row),
        sealer.seal(number, column=ROSTER_PHONE, row=row),
        sealer.blind("phone", number),
    )
    if added is None:
        raise DomainError("area.level", expected="户")


async def _end_due(
    tx: Connection, account: UUID | None, dwelling: UUID | None
) -> list[tuple[ResidenceState | None, Residence]]:
    ended: list[tuple[ResidenceState | None, Residence]] = []
    for row in await tx.fetch(q.due, account, dwelling):
        await tx.execute(q.decide, row["id"], "ended", None, None, None)
        ended.append((row["state"], await _one(tx, row["id"])))
    return ended


async def _write_to_resident(tx: Connection, sealer: Sealer, district: UUID, residence: Residence) -> None:
    params = {"place": residence.dwelling.place, "reason": residence.reason or ""}
    await notify.send(
        tx,
        sealer,
        district=district,
        account=residence.account,
        template=f"residence.{residence.state}",
        params=params,
        about=About("residence", residence.id),
    )


async def _tell(
    tx: Connection, district: UUID, changes: Sequence[tuple[ResidenceState | None, Residence]]
) -> None:
    """Two forms of each change: for those who check, with the name; for the resident, without."""
    drafts = []
    for was, residence in changes:
        assert residence.account is not None
        if residence.state in (
            "ended",
            "refused",
        ):  # what neighbours write there is not hers to hear any more
            drafts.append(
                Draft(
                    type=ACCESS_CHANGED, subject=residence.account, area=None,
                    topics=[access_topic(residence.account)], data=AccessChanged("moved_out"),
                )
            )  # fmt: skip
        for topics, shown in (
            ([residences_topic(area) for area in residence.dwelling.path], residence),
            (covered_topics(residence.account), _own(residence)),
        ):
            drafts.append(
                Draft(
                    type=RESIDENCE_CHANGED,
                    subject=residence.id,
                    area=residence.dwelling.id,
                    topics=topics,
                    data=ResidenceChanged(was, shown),
                    marked=("/residence/account_name", "/residence/reason"),
                )
            )
    await append_many(tx, district, drafts)


async def _one(conn: Connection, residence: UUID) -> Residence:
    row = await conn.fetchrow(q.by_id, residence)
    assert row is not None
    return _residence(row)


def _residence(row: asyncpg.Record) -> Residence:
    place = areas.Place(row["level"], tuple(row["path"]), tuple(row["names"]), tuple(row["levels"]))
    return Residence(
        id=row["id"],
        dwelling=Dwelling(row["dwelling"], row["name"], tuple(row["path"]), place.label),
        kind=row["kind"],
        state=row["state"],
        since=row["since"],
        until=row["until"],
        proof=row["proof"],
        reason=row["reason"],
        version=row["version"],
        account=row["account"],
        account_name=row["account_name"],
    )


def _own(residence: Residence) -> Residence:
    """Without whose it is: for the resident, who knows."""
    values = {name: getattr(residence, name) for name in residence.__struct_fields__}
    return Residence(**{**values, "account": None, "account_name": None})
