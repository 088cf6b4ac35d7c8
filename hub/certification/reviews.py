"""A person decides: the doubtful, the refusals of others, the appeals.

from      verdict   by                                         to
review    pass      a reviewer of the place, not her own       passed; without a picture it says how she was seen
review    retake    the same, with an advice                   retake, a new round of tries
review    refuse    the same, with a reason                    refusing
refusing  refuse    another reviewer                           refused
refusing  pass      another reviewer                           passed
refusing  retake    another reviewer                           retake
appealed  pass      a reviewer who had no part in it           passed, for good
appealed  refuse    the same                                   refused, for good

A question about two people has no photo to be taken again: it passes (two people) or is refused (one).
"""

from typing import Final
from uuid import UUID

from hub import audit
from hub.accounts.types import Principal
from hub.certification import policy, store
from hub.certification.attempts import LEAST_WORDS
from hub.certification.changing import locked, not_own, tell
from hub.certification.model import (
    Attempt,
    Attempts,
    QueueCounts,
    ReviewSheet,
    ReviewVerdict,
    State,
    Step,
    Verdict,
)
from hub.certification.store import Known, Try
from hub.certification.verdicts import settle
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.media import actions as media
from hub.media.links import view
from hub.sealing import Sealer
from hub.settings import Settings
from hub.tickets.words import line

TO: Final[dict[tuple[State, Verdict], State]] = {
    ("review", "pass"): "passed",
    ("review", "retake"): "retake",
    ("review", "refuse"): "refusing",
    ("refusing", "refuse"): "refused",
    ("refusing", "pass"): "passed",
    ("refusing", "retake"): "retake",
    ("appealed", "pass"): "passed",
    ("appealed", "refuse"): "refused",
}
_STEP: Final[dict[State, Step]] = {
    "passed": "passed", "retake": "retake", "refusing": "refusal_proposed", "refused": "refused"
}  # fmt: skip


async def queue(
    db: Database,
    principal: Principal,
    *,
    state: State | None = None,
    after: UUID | None = None,
    limit: int = 50,
) -> Attempts:
    """What waits in the reviewer's areas, the oldest first: no names, no doors, no pictures.

    Raises:
        DomainError: `forbidden`.
    """
    within = _areas(principal)
    async with db.connection() as connection:
        found = await store.queue(connection, principal.district, within, after, state, limit + 1)
        shown = [one for one, _ in found[:limit]]
        named = await store.officials(connection, principal.district, store.acted(shown))
    return Attempts(
        shown, {one.id: place for one, place in found[:limit]}, named,
        str(shown[-1].id) if len(found) > limit else None,
    )  # fmt: skip


async def counts(db: Database, principal: Principal) -> QueueCounts:
    """How many wait. Raises as `queue`."""
    within = _areas(principal)
    async with db.connection() as connection:
        row = await connection.fetchrow(store.q.queue_counts, principal.district, within)
    assert row is not None
    return QueueCounts(**dict(row))


async def look(
    db: Database, sealer: Sealer, settings: Settings, principal: Principal, asked: Command, attempt: UUID
) -> ReviewSheet:
    """Opens a try: photo beside reference, figures, reasons. The look is written down each time, before anything is
    shown, and is not kept with the command's answer.

    Raises:
        DomainError: `not_found`, `certification.own`.
    """
    async with db.transaction() as tx:
        tried = await store.attempt(tx, principal.district, attempt)
        if tried is None or not policy.reviews(principal, tried.attempt.path):
            raise DomainError("not_found")
        person = await store.known(tx, principal.district, tried.attempt.person)
        assert person is not None
        await _not_own(tx, principal, tried.attempt)
        wanted = [*tried.photos, *([person.reference_photo] if person.reference_photo else [])]
        twin = (
            await store.known(tx, principal.district, tried.attempt.twin)
            if tried.attempt.twin is not None
            else None
        )
        if twin is not None and not policy.reviews(principal, twin.standing.path):
            twin = None  # one of them moved since: a reviewer of both places sees both
        if twin is not None and twin.reference_photo:
            wanted.append(twin.reference_photo)
        shown = {info.id: view(settings, info) for info in await media.photos_of(tx, wanted)}
        earlier = [one for one in await store.attempts(tx, person.standing.id) if one.id != attempt]
        named = await store.officials(tx, principal.district, store.acted([tried.attempt, *earlier]))
        await audit.record(
            tx, district=principal.district, actor=asked.account, action="certification.looked",
            subject=person.standing.id, detail={"attempt": attempt, "pictures": len(shown)},
        )  # fmt: skip
        if twin is not None:
            await audit.record(
                tx, district=principal.district, actor=asked.account, action="certification.looked",
                subject=twin.standing.id, detail={"attempt": attempt},
            )  # fmt: skip
    photos = [shown.get(photo) for photo in tried.photos]
    return ReviewSheet(
        attempt=tried.attempt, person=store.shown(sealer, person.row),
        photo=photos[0] if photos else None, second_photo=photos[1] if len(photos) > 1 else None,
        reference=shown.get(person.reference_photo) if person.reference_photo else None,
        twin=store.shown(sealer, twin.row) if twin else None,
        twin_reference=shown.get(twin.reference_photo) if twin and twin.reference_photo else None,
        earlier=earlier, decides=_may(principal, tried.attempt), officials=named,
    )  # fmt: skip


async def _not_own(tx: Connection, principal: Principal, attempt: Attempt) -> None:
    """Nor about the question whether two identities are hers."""
    for person in (attempt.person, attempt.twin):
        if person is not None:
            await not_own(tx, principal, person)


async def decide(
    db: Database, principal: Principal, asked: Command, attempt: UUID, given: ReviewVerdict
) -> Attempt:
    """A reviewer's verdict, by the table above.

    Raises:
        DomainError: `not_found`, `certification.own`, `certification.stale`, `certification.wrong_state`,
            `certification.two_people`, `certification.another_person`, `certification.reason`,
            `certification.unseen`.
    """

    async def act(tx: Connection) -> Attempt:
        tried = await store.attempt(tx, principal.district, attempt)
        if tried is None or not policy.reviews(principal, tried.attempt.path):
            raise DomainError("not_found")
        person = await locked(tx, principal.district, tried.attempt.person)
        tried = await store.attempt(tx, principal.district, attempt)
        assert tried is not None
        before = tried.attempt
        await _not_own(tx, principal, before)
        if given.version is not None and given.version != before.version:
            raise DomainError("certification.stale")
        state = TO.get((before.state, given.verdict))
        if state is None or (given.verdict == "retake" and policy.asks_of_two(before)):
            raise DomainError("certification.wrong_state")
        if before.state == "refusing" and before.proposed_by == principal.account:
            raise DomainError("certification.two_people")
        if before.state == "appealed" and principal.account in (before.proposed_by, before.decided_by):
            raise DomainError("certification.another_person")
        note = line(given.note)[:400]
        if given.verdict != "pass" and len(note) < LEAST_WORDS:
            raise DomainError("certification.reason", limit=LEAST_WORDS)
        if given.verdict == "pass" and len(note) < LEAST_WORDS and not await _pictured(tx, person, tried):
            raise DomainError("certification.unseen", limit=LEAST_WORDS)
        await audit.record(
            tx, district=principal.district, actor=principal.account, action="certification.decided",
            subject=before.person, detail={"attempt": attempt, "verdict": given.verdict, "from": before.state},
        )  # fmt: skip
        if state == "refusing":
            await store.step(tx, before, state, note=note, proposed_by=principal.account)
            await tx.execute(store.q.bump, before.person)
            await tell(
                tx, "refusal_proposed", before.person, principal.district, attempt=attempt, was=before.state
            )
        else:
            await settle(
                tx, person, tried, state, before.reasons, decided_by=principal.account, note=note or before.note,
                final=before.state == "appealed", step=_STEP[state],
            )  # fmt: skip
        after = await store.attempt(tx, principal.district, attempt)
        assert after is not None
        return after.attempt

    return await once(db, asked, Attempt, act)


async def _pictured(tx: Connection, person: Known, tried: Try) -> bool:
    """Whether there is a picture of what is decided: of the try, or of both people where the question is whether they
    are one. Else who passes it says how it was seen."""
    wanted: list[UUID | None] = list(tried.photos[:1])
    if policy.asks_of_two(tried.attempt):
        assert tried.attempt.twin is not None
        twin = await store.known(tx, person.standing.path[0], tried.attempt.twin)
        wanted = [person.reference_photo, twin.reference_photo if twin else None]
    photos = [photo for photo in wanted if photo is not None]
    return 0 < len(wanted) == len(await media.objects_of(tx, photos))


def _may(principal: Principal, attempt: Attempt) -> tuple[Verdict, ...]:
    if attempt.state == "refusing" and attempt.proposed_by == principal.account:
        return ()
    if attempt.state == "appealed" and principal.account in (attempt.proposed_by, attempt.decided_by):
        return ()
    asked = policy.asks_of_two(attempt)
    return tuple(
        verdict for state, verdict in TO if state == attempt.state and not (asked and verdict == "retake")
    )


def _areas(principal: Principal) -> list[UUID]:
    found = policy.areas_of(principal, policy.REVIEW)
    if not found:
        raise DomainError("forbidden")
    return found
