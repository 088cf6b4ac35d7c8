"""Programmes, and who is on a roster. A public action owns the transaction."""

from datetime import date
from uuid import UUID

from hub import audit
from hub.accounts.actions import clean_name
from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.certification import policy, store
from hub.certification.changing import for_phone, for_staff, masked, tell
from hub.certification.consents import forget
from hub.certification.identity import age, normal_id
from hub.certification.model import (
    AddPerson,
    FindPerson,
    PersonDetail,
    Programme,
    Programmes,
    PutProgramme,
    RosterPerson,
    RosterPersons,
    Unmasked,
)
from hub.certification.twins import questions
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.sealing import Sealer, normal_phone


async def programmes(db: Database, principal: Principal) -> Programmes:
    """What is certified in the principal's district."""
    async with db.connection() as connection:
        return Programmes(await store.programmes(connection, principal.district))


async def put_programme(
    db: Database, principal: Principal, asked: Command, key: str, given: PutProgramme
) -> Programme:
    """Adds or changes a programme; that "one face, two people" is switched on or off is written down.

    Raises:
        DomainError: `forbidden`, `programme.stale`, `programme.authority`.
    """
    if not policy.programmes(principal):
        raise DomainError("forbidden")

    async def act(tx: Connection) -> Programme:
        return await add_programme(tx, principal.district, key, given, principal.account)

    return await once(db, asked, Programme, act)


async def add_programme(
    tx: Connection, district: UUID, key: str, given: PutProgramme, by: UUID | None = None
) -> Programme:
    """The same in the caller's transaction, for the seed. Raises as `put_programme`."""
    if given.authority is not None:
        try:
            found = await areas.organisation(tx, given.authority, district)
        except DomainError:
            raise DomainError("programme.authority") from None
        if found.kind != "department":
            raise DomainError("programme.authority")
    before = {one.key: one for one in await store.programmes(tx, district)}.get(key)
    made = await store.put_programme(tx, district, key, given, by)
    if made is None:
        raise DomainError("programme.stale")
    if made.search_purpose != (before.search_purpose if before else None):
        on = made.search_purpose is not None
        if not on:
            await questions.forget_programme(tx, made.id)
        await audit.record(
            tx, district=district, actor=by, subject=None, detail={"programme": made.id},
            action="certification.search_on" if on else "certification.search_off",
        )  # fmt: skip
    return made


async def add_person(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, given: AddPerson
) -> RosterPerson:
    """Puts somebody on a roster.

    Raises:
        DomainError: `not_found`, `programme.unknown`, `area.unknown`, `id_number.invalid`, `phone.invalid`,
            `certification.too_young`, `certification.listed`, `input.invalid` (name).
    """

    async def act(tx: Connection) -> RosterPerson:
        place = await areas.place(tx, given.area, principal.district)
        if not policy.enrols(principal, place.ids):
            raise DomainError(
                "not_found" if not policy.sees(principal, place.ids) else "certification.not_allowed"
            )
        person = await enlist(tx, sealer, principal.district, given, place.ids)
        await audit.record(
            tx, district=principal.district, actor=principal.account, action="certification.listed", subject=person,
            detail={"programme": given.programme},
        )  # fmt: skip
        shown = await masked(tx, sealer, principal.district, person)
        await tell(tx, "listed", person, principal.district)
        return shown

    return await once(db, asked, RosterPerson, act)


async def enlist(
    tx: Connection, sealer: Sealer, district: UUID, given: AddPerson, path: tuple[UUID, ...]
) -> UUID:
    """A new person in the caller's transaction, without an event; for the seed and the import too.

    Raises:
        DomainError: as `add_person`.
    """
    programme = await store.programme(tx, district, given.programme)
    if programme is None:
        raise DomainError("programme.unknown")
    number = normal_id(given.id_number)
    check_age(programme, number, await store.today(tx))
    phone = normal_phone(given.phone) if given.phone.strip() else ""
    identity: UUID = await tx.fetchval(store.q.new_id)
    if not await store.add_person(
        tx, sealer, identity=identity, programme=programme.id, path=path, name=clean_name(given.name),
        id_number=number, phone=phone, due_on=given.due_on,
    ):  # fmt: skip
        raise DomainError("certification.listed")
    return identity


def check_age(programme: Programme, number: str, today: date) -> None:
    """Raises:
    DomainError: `certification.too_young`.
    """
    if programme.least_age is not None and age(number, today) < programme.least_age:
        raise DomainError("certification.too_young", age=programme.least_age)


async def leave(db: Database, principal: Principal, asked: Command, person: UUID) -> None:
    """Takes her off the roster (she died, moved away): template, photos and what is under way go at once.

    Raises:
        DomainError: `not_found`, `certification.not_allowed`.
    """

    async def act(tx: Connection) -> None:
        found = await for_staff(tx, principal, person)
        if not policy.enrols(principal, found.standing.path):
            raise DomainError("certification.not_allowed")
        tried, was = await forget(tx, found, principal.account)
        await tx.execute(store.q.leave, person)
        await audit.record(
            tx,
            district=principal.district,
            actor=principal.account,
            action="certification.left",
            subject=person,
        )
        await tell(tx, "left", person, principal.district, attempt=tried, was=was)

    await once(db, asked, type(None), act)


async def mine(db: Database, sealer: Sealer, principal: Principal) -> RosterPersons:
    """Whom this account may certify: herself, by her phone on the roster, and those who agreed. Who acts for
    her under a mandate learns of herself alone: the others agreed to her."""
    async with db.connection() as connection:
        found = await store.mine(connection, sealer, principal.account)
    return RosterPersons([one for one in found if one.mine or principal.acting is None])


async def within(
    db: Database, sealer: Sealer, principal: Principal, *, programme: UUID | None, which: str,
    area: UUID | None = None, after: UUID | None = None, limit: int = 50,
) -> RosterPersons:  # fmt: skip
    """A page of the persons of the principal's areas, masked.

    Raises:
        DomainError: `area.unknown`.
    """
    seen = policy.areas_of(principal, policy.SEES)
    async with db.connection() as connection:
        if area is not None:
            place = await areas.place(connection, area, principal.district)
            if not policy.sees(principal, place.ids):
                raise DomainError("area.unknown")
            seen = [area]
        found = await store.within(
            connection, sealer, principal.district, seen, programme, after, limit + 1, which
        )
    shown = found[:limit]
    return RosterPersons(shown, str(shown[-1].standing.id) if len(found) > limit else None)


async def find(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, given: FindPerson
) -> RosterPersons:
    """Who of the principal's areas has this number, masked; empty for a number of elsewhere as for one of nobody. That
    somebody looked is written down, the number is not; it is not kept with the command's answer either.

    Raises:
        DomainError: `forbidden`, `id_number.invalid`.
    """
    if not policy.areas_of(principal, policy.SEES):
        raise DomainError("forbidden")
    number = normal_id(given.id_number)
    async with db.transaction() as tx:
        rows = await store.numbered(tx, sealer, principal.district, number)
        found = await store.known_all(tx, principal.district, [row["id"] for row in rows])
        mine = [one for one in found.values() if policy.sees(principal, one.standing.path)]
        looked_at: list[UUID | None] = [one.standing.id for one in mine]
        for person in looked_at or [None]:
            await audit.record(
                tx, district=principal.district, actor=asked.account, action="certification.number_sought",
                subject=person,
            )  # fmt: skip
    return RosterPersons([store.shown(sealer, one.row) for one in mine])


async def detail(db: Database, sealer: Sealer, principal: Principal, person: UUID) -> PersonDetail:
    """A person and her tries, as the reader may see them.

    Raises:
        DomainError: `not_found`.
    """
    async with db.connection() as connection:
        found = await store.known(connection, principal.district, person)
        if found is None:
            raise DomainError("not_found")
        tries = await store.attempts(connection, person)
        if policy.sees(principal, found.standing.path):
            return PersonDetail(
                person=store.shown(sealer, found.row), attempts=tries,
                officials=await store.officials(connection, principal.district, store.acted(tries)),
            )  # fmt: skip
        _, related = await for_phone(connection, principal, person, lock=False)
        return PersonDetail(
            person=store.shown(sealer, found.row, mine=related.mine),
            attempts=[policy.for_person(one) for one in tries],
        )


async def unmask(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, person: UUID
) -> Unmasked:
    """Name, number and phone in the clear; the look is written down. It is not kept with the command's answer.

    Raises:
        DomainError: `not_found`, `certification.not_allowed`.
    """
    async with db.transaction() as tx:
        found = await for_staff(tx, principal, person, lock=False)
        if not policy.at_desk(principal, found.standing.path):
            raise DomainError("certification.not_allowed")
        await audit.record(
            tx,
            district=principal.district,
            actor=asked.account,
            action="certification.number_seen",
            subject=person,
        )
    return Unmasked(
        name=store.opened(sealer, found.row, "name"), id_number=store.opened(sealer, found.row, "id_number"),
        phone=store.opened(sealer, found.row, "phone"),
    )  # fmt: skip
