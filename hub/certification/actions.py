"""Programmes, who is on a roster, consents and proxies. A public action owns the transaction."""

import unicodedata
from datetime import date
from uuid import UUID

from hub import audit
from hub.accounts.actions import clean_name
from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.certification import policy, store
from hub.certification.changing import enrol, for_phone, for_staff, tell
from hub.certification.identity import age, normal_id
from hub.certification.model import (
    AddPerson,
    AgreeProxy,
    AskProxy,
    Consent,
    ConsentText,
    FamilyProxies,
    PersonDetail,
    Programme,
    Programmes,
    ProxyAsked,
    PutProgramme,
    Relation,
    RosterPerson,
    RosterPersons,
    State,
    Step,
    Unmasked,
)
from hub.certification.store import Known
from hub.certification.twins import questions
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.media import actions as media
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


async def consent_text(db: Database, principal: Principal) -> ConsentText:
    """What a person agrees to.

    Raises:
        DomainError: `not_found`: the district has none yet, so nobody can agree.
    """
    async with db.connection() as connection:
        return await _text(connection, principal.district)


async def add_consent_text(tx: Connection, district: UUID, text: str, text_en: str) -> ConsentText:
    """A new version of the text; consents to an earlier one no longer count for new tries. For seed and operators."""
    return await store.add_consent_text(tx, district, text, text_en)


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
        shown = await _shown(tx, sealer, principal.district, person)
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
    """Whom this account may certify: herself, by her phone on the roster, and those who agreed."""
    async with db.connection() as connection:
        return RosterPersons(await store.mine(connection, sealer, principal.account))


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


async def agree(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, person: UUID, given: Consent
) -> RosterPerson:
    """She agrees to face recognition, on her own phone or before an official. Family cannot agree for her.

    Raises:
        DomainError: `not_found`, `certification.own_consent`, `certification.consent_old`.
    """

    async def act(tx: Connection) -> RosterPerson:
        await _heard(tx, principal, person, given.way)
        text = await _text(tx, principal.district)
        if given.version != text.version:
            raise DomainError("certification.consent_old")
        await tx.fetch(store.q.withdraw_consent, person, principal.account)
        await tx.execute(
            store.q.consent, principal.district, person, text.version, given.way, principal.account
        )
        await tx.execute(store.q.bump, person)
        await audit.record(
            tx, district=principal.district, actor=principal.account, action="certification.consented",
            subject=person, detail={"text": text.version, "way": given.way},
        )  # fmt: skip
        now = await store.known(tx, principal.district, person)
        assert now is not None
        waits = now.reference_photo is not None and now.template is None
        if now.reference_photo and waits and not await tx.fetchval(store.q.enrolling, person):
            await enrol(tx, now, now.reference_photo)
        await tell(tx, "consented", person, principal.district)
        return store.shown(sealer, now.row)

    return await once(db, asked, RosterPerson, act)


async def withdraw(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, person: UUID
) -> RosterPerson:
    """Withdraws the consent: template and photos go at once, what is under way ends. She herself, who acts for her,
    or an official she told.

    Raises:
        DomainError: `not_found`, `certification.consent_missing`.
    """

    async def act(tx: Connection) -> RosterPerson:
        found = await _either(tx, principal, person)
        if not await tx.fetch(store.q.withdraw_consent, person, principal.account):
            raise DomainError("certification.consent_missing")
        tried, was = await forget(tx, found, principal.account)
        await audit.record(
            tx, district=principal.district, actor=principal.account, action="certification.consent_withdrawn",
            subject=person,
        )  # fmt: skip
        shown = await _shown(tx, sealer, principal.district, person)
        await tell(tx, "consent_withdrawn", person, principal.district, attempt=tried, was=was)
        return shown

    return await once(db, asked, RosterPerson, act)


async def forget(tx: Connection, person: Known, by: UUID) -> tuple[UUID | None, State | None]:
    """Erases everything made of her face and ends what is under way; the try that ended and its state before."""
    identity, district = person.standing.id, person.standing.path[0]
    photos = [row["photo"] for row in await tx.fetch(store.q.end_enrolments_of, identity)]
    if person.reference_photo is not None:
        photos.append(person.reference_photo)
    tried = None
    if person.standing.attempt is not None:
        tried = await store.attempt(tx, district, person.standing.attempt)
        assert tried is not None
        photos += tried.photos
        await store.step(tx, tried.attempt, "withdrawn", decided_by=by, erased=True)
    await questions.forget(tx, person)
    await tx.execute(store.q.drop_objects_of, identity)
    await store.put_reference(tx, identity, None, None, None)
    await media.erase(tx, photos)
    return (tried.attempt.id, tried.attempt.state) if tried else (None, None)


async def ask_proxy(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, given: AskProxy
) -> ProxyAsked:
    """Asks to act for somebody with this phone. The answer is the same whether or not she is on a roster.

    Raises:
        DomainError: `forbidden` (staff), `id_number.invalid`.
    """
    if principal.kind != "resident":
        raise DomainError("forbidden")
    number = normal_id(given.id_number)
    name = unicodedata.normalize("NFC", given.name).strip()

    async def act(tx: Connection) -> ProxyAsked:
        for row in await store.numbered(tx, sealer, principal.district, number):
            if store.opened(sealer, row, "name") != name:
                continue
            await store.lock(tx, principal.district, row["id"])
            if await tx.fetchval(
                store.q.ask_proxy, principal.district, row["id"], principal.account, given.relation
            ):
                await tx.execute(store.q.bump, row["id"])
                await tell(tx, "proxy_asked", row["id"], principal.district)
        return ProxyAsked()

    return await once(db, asked, ProxyAsked, act)


async def proxies(db: Database, principal: Principal, person: UUID) -> FamilyProxies:
    """Who acts for her or asks to: for herself and for staff.

    Raises:
        DomainError: `not_found`.
    """
    async with db.connection() as connection:
        found = await store.known(connection, principal.district, person)
        if found is None:
            raise DomainError("not_found")
        if not policy.sees(principal, found.standing.path):
            _, related = await for_phone(connection, principal, person, lock=False)
            if not related.mine:
                raise DomainError("not_found")
        return FamilyProxies(await store.proxies(connection, person))


async def agree_proxy(
    db: Database, principal: Principal, asked: Command, person: UUID, proxy: UUID, given: AgreeProxy
) -> FamilyProxies:
    """She agrees that this phone acts for her: on her own phone, or before an official.

    Raises:
        DomainError: `not_found`, `certification.own_consent`, `proxy.unknown`.
    """

    async def act(tx: Connection) -> FamilyProxies:
        await _heard(tx, principal, person, given.way)
        account = await tx.fetchval(store.q.agree_proxy, person, proxy, given.way, principal.account)
        if account is None:
            raise DomainError("proxy.unknown")
        if account == principal.account:
            raise DomainError("certification.own_consent")
        return await _proxied(tx, principal, person, "proxy_agreed", account, {"way": given.way})

    return await once(db, asked, FamilyProxies, act)


async def end_proxy(
    db: Database, principal: Principal, asked: Command, person: UUID, proxy: UUID
) -> FamilyProxies:
    """This phone no longer acts for her: she, staff, or who acted.

    Raises:
        DomainError: `not_found`, `proxy.unknown`.
    """

    async def act(tx: Connection) -> FamilyProxies:
        await _either(tx, principal, person)
        mine = {one.id: one for one in await store.proxies(tx, person)}.get(proxy)
        related = await store.stands_to(tx, person, principal.account)
        if mine is None or (related.proxy and not related.mine and mine.account != principal.account):
            raise DomainError("proxy.unknown")
        account = await tx.fetchval(store.q.end_proxy, person, proxy)
        return await _proxied(tx, principal, person, "proxy_ended", account, {})

    return await once(db, asked, FamilyProxies, act)


async def plant_consent(tx: Connection, district: UUID, person: UUID, *, heard_by: UUID) -> None:
    """A consent that an official heard at the desk; for the seed."""
    text = await _text(tx, district)
    await tx.execute(store.q.consent, district, person, text.version, "desk", heard_by)


async def plant_proxy(
    tx: Connection, district: UUID, person: UUID, account: UUID, relation: Relation, *, heard_by: UUID
) -> None:
    """A phone that may act for her, as an official heard at the desk; for the seed."""
    proxy = await tx.fetchval(store.q.ask_proxy, district, person, account, relation)
    await tx.fetchval(store.q.agree_proxy, person, proxy, "desk", heard_by)


async def _proxied(
    tx: Connection, principal: Principal, person: UUID, step: Step, account: UUID,
    detail: dict[str, object],
) -> FamilyProxies:  # fmt: skip
    await tx.execute(store.q.bump, person)
    await audit.record(
        tx, district=principal.district, actor=principal.account, action=f"certification.{step}", subject=person,
        detail={"account": account, **detail},
    )  # fmt: skip
    shown = FamilyProxies(await store.proxies(tx, person))
    await tell(tx, step, person, principal.district, also=(account,))
    return shown


async def _heard(tx: Connection, principal: Principal, person: UUID, way: str) -> Known:
    """Her own word: on her own phone, or before an official at the desk or at home."""
    if way == "phone":
        found, related = await for_phone(tx, principal, person)
        if not related.mine:
            raise DomainError("certification.own_consent")
        return found
    found = await for_staff(tx, principal, person)
    if not policy.at_desk(principal, found.standing.path):
        raise DomainError("certification.not_allowed")
    if found.standing.left:
        raise DomainError("not_found")
    return found


async def _either(tx: Connection, principal: Principal, person: UUID) -> Known:
    """For her, for who acts for her, and for the desk."""
    await store.lock(tx, principal.district, person)
    found = await store.known(tx, principal.district, person)
    if found is not None and policy.at_desk(principal, found.standing.path):
        return found
    found, _ = await for_phone(tx, principal, person, lock=False)
    return found


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


async def _text(connection: Connection, district: UUID) -> ConsentText:
    found = await store.consent_text(connection, district)
    if found is None:
        raise DomainError("not_found")
    return found


async def _shown(connection: Connection, sealer: Sealer, district: UUID, person: UUID) -> RosterPerson:
    found = await store.known(connection, district, person)
    assert found is not None
    return store.shown(sealer, found.row)
