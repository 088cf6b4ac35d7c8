"""Tries: a photo from a phone, an official's own eyes, an appeal."""

import secrets
from datetime import timedelta
from typing import Final
from uuid import UUID

from hub import audit
from hub.accounts.types import Principal
from hub.certification import policy, store
from hub.certification.benefits import actions as benefits
from hub.certification.changing import (
    consented,
    enrol,
    for_phone,
    for_staff,
    not_own,
    programme_of,
    tell,
    unneeded_visits,
)
from hub.certification.model import Appeal, Attempt, Certified, Programme, Standing, State, Submit, TryCode
from hub.certification.store import Known
from hub.certification.twins import questions
from hub.certification.types import CERTIFY, CertifyAsked, Freshness, Newspaper, OneTimeCode
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.jobs.actions import enqueue
from hub.media import actions as media
from hub.tickets.words import words
from hub.visits import actions as visits

CODE_MINUTES: Final = 15
"""An old person writes slowly."""
LEAST_WORDS: Final = 5


async def code(db: Database, principal: Principal, person: UUID) -> TryCode:
    """Digits for the next try with this phone; an earlier code is void. Asked again it is another.

    Raises:
        DomainError: `not_found`, and those of `consented` and `may_try`.
    """
    made = f"{secrets.randbelow(10_000):04}"
    async with db.transaction() as tx:
        found, _ = await for_phone(tx, principal, person)
        consented(found)
        may_try(await programme_of(tx, found.standing), found.standing)
        await store.put_code(tx, person, principal.account, made, timedelta(minutes=CODE_MINUTES))
    return TryCode(made, CODE_MINUTES * 60)


async def submit(db: Database, principal: Principal, asked: Command, person: UUID, given: Submit) -> Attempt:
    """A photo to be looked at; the worker's job is enqueued in the same transaction.

    Raises:
        DomainError: `not_found`, `photo.unknown`, `certification.freshness`, `certification.code_missing`, and those
            of `consented` and `may_try`.
    """

    async def act(tx: Connection) -> Attempt:
        found, _ = await for_phone(tx, principal, person)
        standing = found.standing
        programme = await programme_of(tx, standing)
        consented(found)
        may_try(programme, standing)
        if given.freshness not in programme.freshness:
            raise DomainError("certification.freshness")
        fresh = await _freshness(tx, principal, programme, standing, given)
        photos = [photo for photo in (given.photo, given.second_photo) if photo is not None]
        await media.attach(tx, principal, photos)
        objects = await media.objects_of(tx, [*photos, *_kept(found)])
        renewed = None
        if found.reference_photo is not None and found.reference_photo in objects:
            renewed = await store.new_object(tx, standing.path[0], person)
        look = CertifyAsked(
            photo=objects[given.photo],
            second_photo=objects[given.second_photo] if given.second_photo else None,
            template=found.template,
            reference_photo=objects[found.reference_photo] if renewed and found.reference_photo else None,
            template_out=renewed, freshness=fresh,
        )  # fmt: skip
        await tx.execute(store.q.tries, person, standing.tries + 1)
        job = await enqueue(tx, district=standing.path[0], kind=CERTIFY, payload=look, area=standing.area)
        now = await store.known(tx, principal.district, person)
        assert now is not None
        attempt = await store.add_attempt(
            tx, now.standing, state="checking", way="phone", by=principal.account, photo=given.photo,
            second_photo=given.second_photo, freshness=given.freshness, job=job, template_out=renewed,
        )  # fmt: skip
        _, shown = await tell(
            tx, "submitted", person, principal.district, attempt=attempt, also=(principal.account,)
        )
        assert shown is not None
        return policy.for_person(shown)

    return await once(db, asked, Attempt, act)


def _kept(person: Known) -> list[UUID]:
    return [person.reference_photo] if person.reference_photo else []


def may_try(programme: Programme, person: Standing) -> None:
    """Whether a photo may be sent for her now.

    Raises:
        DomainError: `certification.open`, `certification.tries_spent`.
    """
    if person.attempt is not None:
        raise DomainError("certification.open")
    if person.tries >= programme.most_tries:
        raise DomainError("certification.tries_spent", limit=programme.most_tries)


async def _freshness(
    tx: Connection, principal: Principal, programme: Programme, person: Standing, given: Submit
) -> Freshness:
    if given.freshness == "code":
        found = await store.take_code(tx, person.id, principal.account)
        if found is None:
            raise DomainError("certification.code_missing")
        return OneTimeCode(found)
    today = await store.today(tx)
    return Newspaper(today - timedelta(days=programme.newspaper_days), today)


async def in_person(
    db: Database, principal: Principal, asked: Command, person: UUID, given: Certified
) -> Attempt:
    """An official saw her, at the desk or at home: certified. A photo becomes the reference when there is none and
    she agreed; without her consent to the text that counts now a photo is refused, not kept.

    Raises:
        DomainError: `not_found`, `certification.not_allowed`, `certification.own`, `certification.evidence`,
            `photo.unknown`, and those of `consented` with a photo.
    """

    async def act(tx: Connection) -> Attempt:
        found = await for_staff(tx, principal, person)
        standing = found.standing
        if not policy.at_desk(principal, standing.path):
            raise DomainError("certification.not_allowed")
        if standing.left:
            raise DomainError("not_found")
        await not_own(tx, principal, person)
        evidence = words(given.evidence)
        if len(evidence) < LEAST_WORDS:
            raise DomainError("certification.evidence", limit=LEAST_WORDS)
        if given.photo is not None:
            consented(found)
        ended, was = await _supersede(tx, principal, standing)
        reference = given.photo if given.photo is not None and found.template is None else None
        if given.photo is not None:
            await media.attach(tx, principal, [given.photo])
            if reference is None:  # there is one: this photo proves nothing more than the official does
                await media.erase(tx, [given.photo])
        await tx.execute(store.q.certify, person)
        now = await store.known(tx, principal.district, person)
        assert now is not None
        attempt = await store.add_attempt(
            tx, now.standing, state="passed", way=given.way, by=principal.account, note=evidence, decided=True
        )
        if reference is not None:
            if found.reference_photo is not None:
                await media.erase(tx, [found.reference_photo])
            await store.put_reference(tx, person, None, None, reference)
        await audit.record(
            tx, district=principal.district, actor=principal.account, action="certification.in_person",
            subject=person, detail={"way": given.way, "attempt": attempt},
        )  # fmt: skip
        unneeded = await unneeded_visits(tx, standing, given.way)
        if reference is not None:
            fresh = await store.known(tx, principal.district, person)
            assert fresh is not None
            await enrol(tx, fresh, reference)
        await benefits.certified(tx, standing)
        question = await questions.ask(tx, principal.district, person)
        if ended is not None:
            await tell(tx, "changed", person, principal.district, attempt=ended.id, was=was)
        _, shown = await tell(tx, "passed", person, principal.district, attempt=attempt)
        assert shown is not None
        await questions.announce(tx, principal.district, person, question)
        await visits.tell_certified(tx, unneeded)
        return shown

    return await once(db, asked, Attempt, act)


async def _supersede(
    tx: Connection, principal: Principal, person: Standing
) -> tuple[Attempt | None, State | None]:
    """What was under way is over: she stood before an official. But whether somebody else is she too was not seen."""
    if person.attempt is None:
        return None, None
    tried = await store.attempt(tx, principal.district, person.attempt)
    assert tried is not None
    if policy.asks_of_two(tried.attempt):
        return None, None
    await store.step(tx, tried.attempt, "withdrawn", decided_by=principal.account, erased=True)
    await media.erase(tx, tried.photos)
    if tried.template_out is not None:
        await tx.execute(store.q.drop_object, tried.template_out)
    return tried.attempt, tried.attempt.state


async def hand_over(db: Database, principal: Principal, asked: Command, person: UUID) -> Attempt:
    """She would rather have a person decide than try again: the latest retake goes to the reviewers.

    Raises:
        DomainError: `not_found`, `certification.wrong_state`.
    """

    async def act(tx: Connection) -> Attempt:
        found, _ = await for_phone(tx, principal, person)
        tries = await store.attempts(tx, person, 1)
        if found.standing.attempt is not None or not tries or tries[0].state != "retake":
            raise DomainError("certification.wrong_state")
        reasons = (*tries[0].reasons, "asked_for_person")
        await store.step(tx, tries[0], "review", reasons=reasons)
        await tx.execute(store.q.bump, person)
        _, shown = await tell(
            tx, "handed_over", person, principal.district, attempt=tries[0].id, was="retake"
        )
        assert shown is not None
        return policy.for_person(shown)

    return await once(db, asked, Attempt, act)


async def _measure(tx: Connection, person: Known, photo: UUID | None) -> UUID | None:
    """Has an appeal's photo measured as the first one was, for the reviewer to see beside it; it decides nothing.
    Only with her consent to the text that counts now, and only where there is something to compare it with."""
    if photo is None or person.template is None or not person.agreed:
        return None
    objects = await media.objects_of(tx, [photo, *_kept(person)])
    reference = person.reference_photo
    asked = CertifyAsked(
        photo=objects[photo], template=person.template,
        reference_photo=objects.get(reference) if reference else None,
    )  # fmt: skip
    standing = person.standing
    return await enqueue(tx, district=standing.path[0], kind=CERTIFY, payload=asked, area=standing.area)


async def appeal(db: Database, principal: Principal, asked: Command, attempt: UUID, given: Appeal) -> Attempt:
    """Against a refusal, once, to somebody who had no part in it.

    Raises:
        DomainError: `not_found`, `certification.wrong_state`, `certification.appeal_final`, `certification.open`,
            `certification.consent_missing` (with a photo), `photo.unknown`, `ticket.text_empty`, `ticket.text_long`.
    """

    async def act(tx: Connection) -> Attempt:
        tried = await store.attempt(tx, principal.district, attempt)
        if tried is None:
            raise DomainError("not_found")
        found, _ = await for_phone(tx, principal, tried.attempt.person)
        tried = await store.attempt(tx, principal.district, attempt)
        assert tried is not None
        if tried.attempt.final:
            raise DomainError("certification.appeal_final")
        if tried.attempt.state != "refused":
            raise DomainError("certification.wrong_state")
        if found.standing.attempt is not None:
            raise DomainError("certification.open")
        if given.photo is not None:
            if found.standing.consent is None:
                raise DomainError("certification.consent_missing")
            await media.attach(tx, principal, [given.photo])
        measures = await _measure(tx, found, given.photo)
        await store.appeal(tx, attempt, words(given.text), principal.account, given.photo, measures)
        await tx.execute(store.q.bump, tried.attempt.person)
        _, shown = await tell(
            tx, "appealed", tried.attempt.person, principal.district, attempt=attempt, was="refused"
        )
        assert shown is not None
        return policy.for_person(shown)

    return await once(db, asked, Attempt, act)
