"""Consents, and phones that act for somebody. A public action owns the transaction."""

import unicodedata
from uuid import UUID

from hub import audit
from hub.accounts.types import Principal
from hub.certification import policy, store
from hub.certification.changing import enrol, for_phone, for_staff, masked, tell
from hub.certification.identity import normal_id
from hub.certification.model import (
    AgreeProxy,
    AskProxy,
    Consent,
    ConsentText,
    FamilyProxies,
    ProxyAsked,
    Relation,
    RosterPerson,
    State,
    Step,
)
from hub.certification.store import Known
from hub.certification.twins import questions
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.media import actions as media
from hub.sealing import Sealer


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
        shown = await masked(tx, sealer, principal.district, person)
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


async def _text(connection: Connection, district: UUID) -> ConsentText:
    found = await store.consent_text(connection, district)
    if found is None:
        raise DomainError("not_found")
    return found
