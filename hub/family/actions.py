"""What people do with mandates. A public action owns the transaction."""

import hmac
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

import asyncpg

from hub import audit
from hub.accounts import actions as accounts
from hub.accounts.contacts import resident_with_phone
from hub.accounts.types import Principal
from hub.commands import Command, answered, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.family import events, policy, store
from hub.family.types import (
    AgreedWay,
    AgreeMandate,
    AskMandate,
    FamilyActs,
    FamilyMandate,
    FamilyMandates,
    FindMandates,
    MandateAsked,
    MandateEnding,
    MandateList,
    MandateState,
    MandateStep,
)
from hub.notify import actions as notify
from hub.sealing import Sealer, normal_phone

CODE_SECONDS = 300
TRIES = 5
LONGEST = timedelta(days=366)
EVIDENCE = 5
"""Letters, at least, of how somebody said yes."""
SHOWN = 8
"""Letters of the asker's name in the message: it goes to somebody who has agreed to nothing yet."""


class Side(NamedTuple):
    """How a principal stands to a mandate."""

    child: bool
    parent: bool
    staff: bool


async def ask(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, given: AskMandate
) -> MandateAsked:
    """Asks to act for who has this phone, and sends it a code. The answer is the same whoever has it.

    Raises:
        DomainError: `forbidden` (staff), `phone.invalid`, `input.invalid` (name), `family.own`, `family.until`,
            `family.exists` (a mandate stands).
    """
    if principal.kind != "resident":
        raise DomainError("forbidden")
    phone = normal_phone(given.phone)
    name = accounts.clean_name(given.name)
    index = sealer.blind("phone", phone)

    async def act(tx: Connection) -> MandateAsked:
        me = await tx.fetchrow(store.q.account, principal.account)
        if me is not None and me["phone_index"] == index:
            raise DomainError("family.own")
        today = await tx.fetchval(store.q.today)
        if not today <= given.until <= today + LONGEST:
            raise DomainError("family.until", fields={"until": "family.until"}, days=LONGEST.days)
        standing = await tx.fetchrow(store.q.standing, principal.account, index)
        if standing is not None and standing["state"] == "agreed":
            raise DomainError("family.exists")
        parent = await resident_with_phone(tx, sealer, principal.district, phone)
        identity: UUID = standing["id"] if standing else await tx.fetchval(store.q.new_id)
        code = f"{secrets.randbelow(1_000_000):06}"
        hashed, lifetime = _hash(sealer, identity, code), timedelta(seconds=CODE_SECONDS)
        if standing is not None:
            await tx.execute(
                store.q.ask_again, identity, parent, name, given.tie, given.purpose.strip(), given.until, hashed,
                lifetime,
            )  # fmt: skip
        elif not await store.add(
            tx, sealer, identity=identity, district=principal.district, child=principal.account, parent=parent,
            name=name, phone=phone, index=index, tie=given.tie, purpose=given.purpose.strip(), until=given.until,
            code=hashed, lifetime=lifetime,
        ):  # fmt: skip
            raise DomainError("family.exists")  # asked twice at the same moment
        await notify.send(
            tx, sealer, district=principal.district, template="family.asked", phone=phone, valid=lifetime,
            params={"name": principal.name[:SHOWN], "until": given.until, "code": code,
                    "minutes": CODE_SECONDS // 60},
        )  # fmt: skip
        shown = await _tell(tx, principal.district, identity, "asked", "asked" if standing else None)
        return MandateAsked(policy.for_child(shown), CODE_SECONDS)

    return await once(db, asked, MandateAsked, act)


async def confirm(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, mandate: UUID, code: str
) -> FamilyMandate:
    """The child gives the code that she told: she agreed. A phone without an account gets one.

    Raises:
        DomainError: `family.unknown`, `code.wrong` with the tries left, `code.expired`, `account.disabled`.
    """
    earlier = await answered(db, asked, FamilyMandate)
    if earlier is not None:
        return earlier
    given = _hash(sealer, mandate, code.strip())
    async with db.connection() as connection:
        found = await store.one(connection, principal.district, mandate)
        if found is None or found.child != principal.account:
            raise DomainError("family.unknown")
        # Not in the transaction of what follows: a wrong try stays counted.
        row = await connection.fetchrow(store.q.try_code, mandate, principal.account, TRIES)
    if row is None:
        raise DomainError("code.expired")
    if not hmac.compare_digest(given, row["code_hash"]):
        left = TRIES - row["code_tries"]
        raise DomainError("code.wrong", left=left) if left else DomainError("code.expired")

    async def act(tx: Connection) -> FamilyMandate:
        before = await _locked(tx, principal.district, mandate)
        if before["state"] != "asked" or not hmac.compare_digest(before["code_hash"] or b"", given):
            raise DomainError("code.expired")
        parent = await _parent(tx, sealer, principal.district, before)
        return policy.for_child(await _agree(tx, principal, mandate, parent, "code", parent, ""))

    return await once(db, asked, FamilyMandate, act)


async def agree(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, mandate: UUID, given: AgreeMandate
) -> FamilyMandate:
    """She agrees on her own phone; or an official writes down how she did at the desk or at home.

    Raises:
        DomainError: `family.unknown`, `family.not_allowed` (the child; an official for a relation of the official's
            own), `family.evidence`, `family.wrong_state`, `account.taken`.
    """

    async def act(tx: Connection) -> FamilyMandate:
        before = await _locked(tx, principal.district, mandate)
        side = await _side(tx, principal, before)
        if given.way == "app":
            if not side.parent:
                raise DomainError("family.not_allowed")
            _in_state(before, "asked")
            return await _agree(tx, principal, mandate, principal.account, "app", principal.account, "")
        if not side.staff:
            raise DomainError("family.not_allowed")
        evidence = given.evidence.strip()
        if len(evidence) < EVIDENCE:
            raise DomainError("family.evidence", fields={"evidence": "family.evidence"}, limit=EVIDENCE)
        _in_state(before, "asked")
        parent = await _parent(tx, sealer, principal.district, before)
        for theirs in (before["child"], parent):
            if await tx.fetchval(store.q.same_phone, principal.account, theirs):
                raise DomainError("family.not_allowed")
        return await _agree(tx, principal, mandate, parent, given.way, principal.account, evidence)

    return await once(db, asked, FamilyMandate, act)


async def end(db: Database, principal: Principal, asked: Command, mandate: UUID) -> FamilyMandate:
    """She, the child, or staff who hear consents where she lives: it is over, at once.

    Raises:
        DomainError: `family.unknown`, `family.wrong_state`.
    """

    async def act(tx: Connection) -> FamilyMandate:
        before = await _locked(tx, principal.district, mandate)
        side = await _side(tx, principal, before)
        if before["state"] == "ended":
            raise DomainError("family.wrong_state")
        ending: MandateEnding = "by_staff"
        if side.parent:
            ending = "refused" if before["state"] == "asked" else "withdrawn"
        elif side.child:
            ending = "given_up"
        after = await _finish(tx, principal.district, before, ending, principal.account)
        return policy.for_child(after) if side.child else after

    return await once(db, asked, FamilyMandate, act)


async def sweep(db: Database, district: UUID) -> int:
    """Ends what is over, and asks that nobody answered; how many. For a timer of the hub."""
    async with db.transaction() as tx:
        rows = await tx.fetch(store.q.due, district)
        for row in rows:
            ending: MandateEnding = "over" if row["state"] == "agreed" else "unanswered"
            await _finish(tx, district, row, ending, None)
    return len(rows)


async def listed(db: Database, principal: Principal) -> FamilyMandates:
    """For whom one acts, and who acts for one."""
    async with db.connection() as connection:
        acting = await connection.fetch(store.q.acting_list, principal.account)
        mine = await connection.fetch(store.q.mine_list, principal.account, principal.district)
    return FamilyMandates([policy.for_child(store.of_row(row)) for row in acting], [*map(store.of_row, mine)])


async def within(db: Database, principal: Principal, *, after: UUID | None, limit: int) -> MandateList:
    """Mandates of who lives in the principal's areas, the newest first."""
    async with db.connection() as connection:
        areas = policy.areas_of(principal)
        found = await store.within(connection, principal.district, areas, after, limit + 1)
    return MandateList(found[:limit], str(found[limit - 1].id) if len(found) > limit else None)


async def find(db: Database, sealer: Sealer, principal: Principal, given: FindMandates) -> MandateList:
    """What waits or stands for who has this phone; the look is written down. Who never said where she lives may come to
    any community; of who did, only her own learns.

    Raises:
        DomainError: `forbidden`, `phone.invalid`.
    """
    index = sealer.blind("phone", normal_phone(given.phone))
    if not policy.areas_of(principal):
        raise DomainError("forbidden")
    async with db.transaction() as tx:
        rows = await tx.fetch(store.q.of_phone, principal.district, index)
        seen = [row for row in rows if policy.hears(principal, await store.homes(tx, row["parent"]))]
        for row in seen:
            await audit.record(
                tx, district=principal.district, actor=principal.account, action="family.found",
                subject=row["parent"], detail={"mandate": row["id"]},
            )  # fmt: skip
    return MandateList([*map(store.of_row, seen)])


async def acts(
    db: Database, principal: Principal, mandate: UUID, *, after: UUID | None, limit: int
) -> FamilyActs:
    """What was done under a mandate, for the two of them.

    Raises:
        DomainError: `family.unknown`.
    """
    async with db.connection() as connection:
        found = await store.one(connection, principal.district, mandate)
        if found is None or principal.account not in (found.child, found.parent):
            raise DomainError("family.unknown")
        rows = await connection.fetch(store.q.acts, mandate, after, limit + 1)
    shown = [store.act_of_row(row) for row in rows[:limit]]
    return FamilyActs(shown, str(shown[-1].id) if len(rows) > limit else None)


async def plant(
    tx: Connection, sealer: Sealer, *, district: UUID, child: UUID, phone: str, given: AskMandate
) -> UUID:
    """An ask without a message, for the seed."""
    index = sealer.blind("phone", normal_phone(phone))
    parent = await resident_with_phone(tx, sealer, district, normal_phone(phone))
    identity: UUID = await tx.fetchval(store.q.new_id)
    await store.add(
        tx, sealer, identity=identity, district=district, child=child, parent=parent, name=given.name,
        phone=normal_phone(phone), index=index, tie=given.tie, purpose=given.purpose, until=given.until,
        code=secrets.token_bytes(32), lifetime=timedelta(0),
    )  # fmt: skip
    return identity


async def _parent(tx: Connection, sealer: Sealer, district: UUID, row: asyncpg.Record) -> UUID:
    """Her account; a phone that has none yet gets one under the name that the child wrote."""
    if row["parent"] is not None:
        known: UUID = row["parent"]
        return known
    phone = sealer.unseal(row["phone"], column=store.PHONE, row=row["id"])
    found = await resident_with_phone(tx, sealer, district, phone)
    if found is not None:
        return found
    return await accounts.create_resident(tx, sealer, district=district, phone=phone, name=row["name"])


async def _agree(
    tx: Connection, principal: Principal, mandate: UUID, parent: UUID, way: AgreedWay, by: UUID, evidence: str
) -> FamilyMandate:
    await tx.execute(store.q.agree, mandate, parent, way, by, evidence)
    await audit.record(
        tx, district=principal.district, actor=principal.account, action="family.agreed", subject=parent,
        detail={"mandate": mandate, "way": way},
    )  # fmt: skip
    after = await _tell(tx, principal.district, mandate, "agreed", "asked")
    await accounts.access_changed(tx, principal.district, after.child, "family")
    return after


async def _finish(
    tx: Connection, district: UUID, before: asyncpg.Record, ending: MandateEnding, by: UUID | None
) -> FamilyMandate:
    await tx.execute(store.q.finish, before["id"], by, ending)
    await audit.record(
        tx, district=district, actor=by, action="family.ended", subject=before["child"],
        detail={"mandate": before["id"], "ending": ending},
    )  # fmt: skip
    after = await _tell(tx, district, before["id"], "ended", before["state"])
    await accounts.access_changed(tx, district, after.child, "family")
    return after


async def _tell(
    tx: Connection, district: UUID, mandate: UUID, step: MandateStep, was: MandateState | None
) -> FamilyMandate:
    after = await store.one(tx, district, mandate)
    assert after is not None
    await events.announce(tx, district, step, was, after, await store.homes(tx, after.parent))
    return after


async def _locked(tx: Connection, district: UUID, mandate: UUID) -> asyncpg.Record:
    row = await tx.fetchrow(store.q.lock, mandate, district)
    if row is None:
        raise DomainError("family.unknown")
    return row


async def _side(tx: Connection, principal: Principal, row: asyncpg.Record) -> Side:
    side = Side(
        child=row["child"] == principal.account,
        parent=bool(await tx.fetchval(store.q.is_parent, row["id"], principal.account)),
        staff=policy.hears(principal, await _homes(tx, row)),
    )
    if not any(side):
        raise DomainError("family.unknown")
    return side


async def _homes(tx: Connection, row: asyncpg.Record) -> Sequence[Sequence[UUID]]:
    return await store.homes(tx, row["parent"])


def _in_state(row: asyncpg.Record, state: str) -> None:
    if row["state"] != state or row["run_out"]:
        raise DomainError("family.wrong_state")


def _hash(sealer: Sealer, mandate: UUID, code: str) -> bytes:
    return sealer.blind("family.code", f"{mandate}:{code}")
