"""What the workers said, applied once: the intake calls this in the transaction that ends the job."""

from uuid import UUID

from hub.certification import policy, store
from hub.certification.benefits import actions as benefits
from hub.certification.changing import locked, programme_of, tell, unneeded_visits
from hub.certification.model import AnyReason, State, Step
from hub.certification.store import Known, Try
from hub.certification.twins import questions
from hub.certification.types import (
    CERTIFY,
    ENROL,
    CertifyAsked,
    CertifyResult,
    EnrolResult,
)
from hub.db import Connection
from hub.jobs.kinds import Kind
from hub.jobs.types import Job
from hub.media import actions as media
from hub.visits import actions as visits
from hub.visits.actions import Unneeded

_STEP: dict[State, Step] = {
    "passed": "passed",
    "retake": "retake",
    "review": "checked",
    "asking": "asked_gateway",
}


async def certified(tx: Connection, job: Job, found: CertifyResult) -> None:
    """Applies a verdict, unless the try ended meanwhile (consent withdrawn, seen at the desk)."""
    held = await _held(tx, job)
    if held is None:
        await _measured_again(tx, job, found)
        return
    person, tried = held
    asked = job.asked(CertifyAsked)
    programme = await programme_of(tx, person.standing)
    state, reasons = policy.outcome(programme, asked, found, person.standing.tries)
    await _renewed(tx, person, tried, found)
    await settle(tx, person, tried, state, reasons, result=found)


async def given_up(tx: Connection, job: Job) -> None:
    """The machine could not: a person decides, never a pass."""
    held = await _held(tx, job)
    if held is None:
        return
    person, tried = held
    if tried.template_out is not None:
        await tx.execute(store.q.drop_object, tried.template_out)
    await store.step(tx, tried.attempt, "review", reasons=("machine_failed",))
    await tx.execute(store.q.bump, person.standing.id)
    await tell(
        tx, "given_up", person.standing.id, job.district, attempt=tried.attempt.id, was=tried.attempt.state
    )


async def settle(
    tx: Connection, person: Known, tried: Try, state: State, reasons: tuple[AnyReason, ...], *,
    result: CertifyResult | None = None, decided_by: UUID | None = None, note: str | None = None, final: bool = False,
    step: Step | None = None,
) -> None:  # fmt: skip
    """Takes a try to its next state with all that follows: certified, photos erased, events."""
    over = state not in ("review", "asking", "refusing", "appealed")
    identity, district = person.standing.id, person.standing.path[0]
    if over:
        await media.erase(tx, tried.photos)
    await store.step(
        tx, tried.attempt, state, reasons=reasons, result=result, decided_by=decided_by, note=note, final=final,
        erased=over,
    )  # fmt: skip
    twins = policy.asks_of_two(tried.attempt)
    if twins:
        # It is about whose face it is, not about this year: two people agreeing that it is another's ends what was
        # certified by a photo; anything else changes nothing.
        await questions.decided(tx, tried.attempt)
        if state != "refused" or not await tx.fetch(store.q.uncertify, identity):
            await tx.execute(store.q.bump, identity)
    elif state == "passed":
        await tx.execute(store.q.certify, identity)
    elif state == "retake" and decided_by is not None:
        await tx.execute(store.q.tries, identity, 0)  # a person asked for another photo: a new round
    else:
        await tx.execute(store.q.bump, identity)
    unneeded: list[Unneeded] = []
    if state == "passed" and not twins:
        unneeded = await unneeded_visits(tx, person.standing, tried.attempt.way)
        await after_pass(tx, person)
    # After a refusal the next thing is hers: an appeal, or to come.
    question = await questions.ask(tx, district, identity) if over and state != "refused" else None
    await tell(
        tx, step or _STEP.get(state, "changed"), identity, district, attempt=tried.attempt.id, was=tried.attempt.state
    )  # fmt: skip
    await questions.announce(tx, district, identity, question)
    await visits.tell_certified(tx, unneeded)


async def after_pass(tx: Connection, person: Known) -> None:
    """What follows from a certification, after its rows: proposals about the benefit, and the search for another
    identity with this face where that is switched on."""
    await benefits.certified(tx, person.standing)
    now = await store.known(tx, person.standing.path[0], person.standing.id)
    if now is not None and now.template is not None:
        programme = await programme_of(tx, person.standing)
        if programme.search_purpose is not None:
            await tx.execute(store.q.search, person.standing.path[0], person.standing.id, now.template)


async def _renewed(tx: Connection, person: Known, tried: Try, found: CertifyResult) -> None:
    """The template that was made anew takes the old one's place; a name that was not used is freed."""
    if tried.template_out is None:
        return
    if not (found.template_written and found.model is not None and person.agreed):
        await tx.execute(store.q.drop_object, tried.template_out)
        return
    if person.template is not None:
        await tx.execute(store.q.drop_object, person.template)
    await store.put_reference(tx, person.standing.id, tried.template_out, found.model, person.reference_photo)


async def _held(tx: Connection, job: Job) -> tuple[Known, Try] | None:
    """The try of a job that still waits for it, with its person, both held."""
    of = await store.attempt_of_job(tx, job.id)
    if of is None:
        return None
    person = await locked(tx, job.district, of[1])
    tried = await store.attempt(tx, job.district, of[0])
    if tried is None or tried.attempt.state != "checking":
        return None
    return person, tried


async def _measured_again(tx: Connection, job: Job, found: CertifyResult) -> None:
    """Figures of an appeal's photo, while it waits for who decides; what the machine could not say stays unsaid."""
    of = await store.appeal_of_job(tx, job.id)
    if of is None:
        return
    await locked(tx, job.district, of[1])
    tried = await store.attempt(tx, job.district, of[0])
    if tried is None or tried.attempt.state != "appealed":
        return
    await store.measured_again(tx, of[0], found)
    await tx.execute(store.q.bump, of[1])
    await tell(tx, "changed", of[1], job.district, attempt=of[0], was="appealed")


async def enrolled(tx: Connection, job: Job, found: EnrolResult) -> None:
    """A template was made, or could not be; nothing is kept without her consent to the text that counts."""
    person = await _enrolling(tx, job)
    if person is None:
        return
    ended = await store.end_enrolment(tx, job.id)
    if ended is None:
        return
    made = found.made and found.model is not None and person.agreed
    if not made:
        await tx.execute(store.q.drop_object, ended.object)
        await tx.execute(store.q.bump, ended.person)
        await tell(tx, "reference_failed", ended.person, job.district)
        return
    programme = await programme_of(tx, person.standing)
    if person.template is not None:
        await tx.execute(store.q.drop_object, person.template)
    kept = person.reference_photo if programme.keep_reference else None
    if kept is None:
        await media.erase(tx, [ended.photo])
    await store.put_reference(tx, ended.person, ended.object, found.model, kept)
    await tell(tx, "reference_made", ended.person, job.district)


async def not_enrolled(tx: Connection, job: Job) -> None:
    person = await _enrolling(tx, job)
    if person is None:
        return
    ended = await store.end_enrolment(tx, job.id)
    if ended is None:
        return
    await tx.execute(store.q.drop_object, ended.object)
    await tx.execute(store.q.bump, ended.person)
    await tell(tx, "reference_failed", ended.person, job.district)


async def _enrolling(tx: Connection, job: Job) -> Known | None:
    person: UUID | None = await tx.fetchval(store.q.enrolment_of, job.id)
    return None if person is None else await locked(tx, job.district, person)


KINDS = (
    Kind(CERTIFY, CertifyResult, certified, given_up),
    Kind(ENROL, EnrolResult, enrolled, not_enrolled),
)
"""What the hub's intake must know of this room."""
