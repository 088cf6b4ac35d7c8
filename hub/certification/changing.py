"""What every step on a person shares: her row is locked first, her phones are looked up, the events come last."""

from uuid import UUID

from hub.accounts.types import Principal
from hub.certification import events, policy, store
from hub.certification.model import Attempt, Programme, RosterPerson, Standing, State, Step, Way
from hub.certification.store import Known, Try
from hub.certification.types import ENROL, EnrolAsked
from hub.db import Connection
from hub.errors import DomainError
from hub.jobs.actions import enqueue
from hub.media import actions as media
from hub.sealing import Sealer
from hub.visits import actions as visits
from hub.visits.actions import Unneeded


async def locked(tx: Connection, district: UUID, person: UUID) -> Known:
    """A person, held until the end of the transaction.

    Raises:
        DomainError: `not_found`.
    """
    await store.lock(tx, district, person)
    found = await store.known(tx, district, person)
    if found is None:
        raise DomainError("not_found")
    return found


async def for_staff(tx: Connection, principal: Principal, person: UUID, *, lock: bool = True) -> Known:
    """A person of the principal's areas.

    Raises:
        DomainError: `not_found`, also for a person of others.
    """
    if lock:
        await store.lock(tx, principal.district, person)
    found = await store.known(tx, principal.district, person)
    if found is None or not policy.sees(principal, found.standing.path):
        raise DomainError("not_found")
    return found


async def for_phone(
    tx: Connection, principal: Principal, person: UUID, *, lock: bool = True
) -> tuple[Known, store.Related]:
    """A person the account is, or acts for. Who acts for the account under a mandate has to do with itself alone:
    others agreed to her, not to who helps her.

    Raises:
        DomainError: `not_found`.
    """
    if lock:
        await store.lock(tx, principal.district, person)
    found = await store.known(tx, principal.district, person)
    related = await store.stands_to(tx, person, principal.account)
    if (
        found is None
        or found.standing.left
        or not (related.mine or (related.proxy and principal.acting is None))
    ):
        raise DomainError("not_found")
    return found, related


def consented(person: Known) -> None:
    """Raises:
    DomainError: `certification.consent_missing`, `certification.consent_old`: nothing may be computed of her face.
    """
    if person.standing.consent is None:
        raise DomainError("certification.consent_missing")
    if not person.agreed:
        raise DomainError("certification.consent_old")


async def not_own(tx: Connection, principal: Principal, person: UUID) -> None:
    """Nobody decides about herself or somebody she acts for.

    Raises:
        DomainError: `certification.own`.
    """
    related = await store.stands_to(tx, person, principal.account)
    if related.mine or related.proxy:
        raise DomainError("certification.own")


async def programme_of(connection: Connection, person: Standing) -> Programme:
    found = await store.programme(connection, person.path[0], person.programme)
    assert found is not None
    return found


async def tell(
    tx: Connection, step: Step, person: UUID, district: UUID, *, attempt: UUID | None = None,
    was: State | None = None, also: tuple[UUID, ...] = (),
) -> tuple[Standing, Attempt | None]:  # fmt: skip
    """Appends the step's events, read from the rows as they are now. `also`: accounts that hear of it once more."""
    after = await store.known(tx, district, person)
    assert after is not None
    tried: Try | None = None if attempt is None else await store.attempt(tx, district, attempt)
    listeners = await store.listeners(tx, person)
    accounts = [*listeners, *also]
    hers = [account for account, own in listeners.items() if own]
    shown = None if tried is None else tried.attempt
    await events.announce(tx, step, after.standing, accounts, hers, shown, was)
    return after.standing, shown


async def unneeded_visits(tx: Connection, person: Standing, way: Way) -> list[Unneeded]:
    """Home visits that nobody need make, because she was certified on a phone or at the desk. Who saw her at home says
    so by the visit itself."""
    if way == "visit":
        return []
    accounts = await store.own_accounts(tx, person.id)
    return await visits.certified(tx, person.path[0], person.id, accounts, way)


async def enrol(tx: Connection, person: Known, photo: UUID) -> None:
    """Has a template made of a reference photo, if she agreed to the text that counts now. Writes an event: call it
    late."""
    if not person.agreed:
        return
    district = person.standing.path[0]
    found = await media.objects_of(tx, [photo])
    if photo not in found:
        return
    name = await store.new_object(tx, district, person.standing.id)
    asked = EnrolAsked(photo=found[photo], template_out=name)
    job = await enqueue(tx, district=district, kind=ENROL, payload=asked, area=person.standing.area)
    await tx.execute(store.q.add_enrolment, job, person.standing.id, photo, name)


async def masked(connection: Connection, sealer: Sealer, district: UUID, person: UUID) -> RosterPerson:
    """A person as she is now, as answers show her."""
    found = await store.known(connection, district, person)
    assert found is not None
    return store.shown(sealer, found.row)
