"""Rows ↔ structs. Connection first; never commits."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple
from uuid import UUID

import asyncpg
import msgspec

from hub.certification.identity import mask_id
from hub.certification.model import (
    AnyReason,
    AppealMeasured,
    Attempt,
    ConsentText,
    FamilyProxy,
    FreshnessKind,
    Programme,
    PutProgramme,
    RosterPerson,
    Standing,
    State,
    Way,
)
from hub.certification.types import CertifyResult, Model
from hub.db import Connection, load_queries
from hub.sealing import Sealer, mask_name

q = load_queries(__file__)

NAME = "certification_persons.name"
ID_NUMBER = "certification_persons.id_number"
PHONE = "certification_persons.phone"
ID_KIND = "id_number"
"""Of the blind index."""


class Known(NamedTuple):
    """A person's row, still sealed."""

    standing: Standing
    row: asyncpg.Record

    @property
    def template(self) -> UUID | None:
        found: UUID | None = self.row["template"]
        return found

    @property
    def reference_photo(self) -> UUID | None:
        found: UUID | None = self.row["reference_photo"]
        return found

    @property
    def agreed(self) -> bool:
        """To the text that counts now; without it nothing is computed of her face."""
        found: bool = self.row["agreed"]
        return found


def standing(row: asyncpg.Record) -> Standing:
    return Standing(
        id=row["id"], version=row["version"], programme=row["programme"], area=row["area"], path=tuple(row["path"]),
        certified_on=row["certified_on"], certified_until=row["certified_until"], due_on=row["due_on"],
        consent=row["consent"], reference=row["template"] is not None, tries=row["tries"], benefit=row["benefit"],
        paused_on=row["paused_on"], reminded=row["reminded"], attempt=row["attempt"], left=row["left_at"] is not None,
    )  # fmt: skip


def shown(sealer: Sealer, row: asyncpg.Record, *, mine: bool = False) -> RosterPerson:
    """As it is read over HTTP: masked."""
    return RosterPerson(
        standing=standing(row),
        name=mask_name(opened(sealer, row, "name")),
        id_number=mask_id(opened(sealer, row, "id_number")),
        place=spot(row["places"]), programme_name=row["programme_name"], mine=mine,
    )  # fmt: skip


NO_PLACE: Final = ("district", "grid")
"""Levels that nobody says when she tells where somebody lives."""


def spot(places: Iterable[tuple[str, str]], *, down_to: str | None = None) -> str:
    """Where somebody lives, from the street to the door: 清香坪街道 金沙社区 宝鼎金沙小区 2栋1单元2-1.

    Args:
        places: level and name, from the district down.
        down_to: no further than this level.
    """
    said = ""
    for level, name in places:
        if level not in NO_PLACE:
            said += name if level in ("unit", "dwelling") or not said else f" {name}"
        if level == down_to:
            break
    return said


def opened(sealer: Sealer, row: asyncpg.Record, field: str) -> str:
    """A sealed field of a person's row; "" for none."""
    sealed = row[field]
    if sealed is None:
        return ""
    return sealer.unseal(sealed, column=f"certification_persons.{field}", row=row["id"])


async def programmes(connection: Connection, district: UUID) -> list[Programme]:
    return [_programme(row) for row in await connection.fetch(q.programmes, district)]


async def programme(connection: Connection, district: UUID, identity: UUID) -> Programme | None:
    row = await connection.fetchrow(q.programme, district, identity)
    return None if row is None else _programme(row)


async def put_programme(
    tx: Connection, district: UUID, key: str, given: PutProgramme, by: UUID | None
) -> Programme | None:
    """None: it was changed meanwhile, or is there already."""
    figures = (
        given.name, given.name_en, given.least_age, given.every_months, given.notice_days, given.grace_days,
        list(dict.fromkeys(given.freshness)), given.newspaper_days, given.most_tries, given.keep_reference,
        given.gateway, given.authority, given.search_purpose, by,
    )  # fmt: skip
    if given.version == 0:
        row = await tx.fetchrow(q.add_programme, district, key, *figures)
    else:
        row = await tx.fetchrow(q.put_programme, district, key, given.version, *figures)
    return None if row is None else _programme(row)


async def consent_text(connection: Connection, district: UUID) -> ConsentText | None:
    row = await connection.fetchrow(q.consent_text, district)
    return None if row is None else ConsentText(**dict(row))


async def add_consent_text(tx: Connection, district: UUID, text: str, text_en: str) -> ConsentText:
    row = await tx.fetchrow(q.add_consent_text, district, text, text_en)
    assert row is not None
    return ConsentText(**dict(row))


async def add_person(
    tx: Connection, sealer: Sealer, *, identity: UUID, programme: UUID, path: Sequence[UUID], name: str,
    id_number: str, phone: str, due_on: date | None,
) -> bool:  # fmt: skip
    """False: the number is on this roster already."""
    added = await tx.fetchval(
        q.add_person, identity, path[0], programme, path[-1], list(path),
        sealer.seal(name, column=NAME, row=identity), sealer.seal(id_number, column=ID_NUMBER, row=identity),
        sealer.blind(ID_KIND, id_number), *_phone(sealer, identity, phone), due_on,
    )  # fmt: skip
    return added is not None


async def move_person(
    tx: Connection, sealer: Sealer, *, identity: UUID, path: Sequence[UUID], name: str, phone: str,
    due_on: date | None,
) -> None:  # fmt: skip
    await tx.execute(
        q.move_person, identity, path[-1], list(path), sealer.seal(name, column=NAME, row=identity),
        *_phone(sealer, identity, phone), due_on,
    )  # fmt: skip


def _phone(sealer: Sealer, row: UUID, phone: str) -> tuple[bytes | None, bytes | None]:
    return (
        (sealer.seal(phone, column=PHONE, row=row), sealer.blind("phone", phone)) if phone else (None, None)
    )


async def lock(tx: Connection, district: UUID, person: UUID) -> None:
    await tx.fetchval(q.lock, district, person)


async def known(connection: Connection, district: UUID, person: UUID) -> Known | None:
    return (await known_all(connection, district, [person])).get(person)


async def known_all(connection: Connection, district: UUID, persons: Collection[UUID]) -> dict[UUID, Known]:
    rows = await connection.fetch(q.persons, district, list(persons)) if persons else []
    return {row["id"]: Known(standing(row), row) for row in rows}


async def officials(
    connection: Connection, district: UUID, accounts: Iterable[UUID | None]
) -> dict[UUID, str]:
    """What staff among these accounts is called."""
    wanted = list({account for account in accounts if account is not None})
    rows = await connection.fetch(q.officials, district, wanted) if wanted else []
    return {row["id"]: row["name"] for row in rows}


def acted(attempts: Iterable[Attempt]) -> Iterable[UUID | None]:
    """Who took part in these tries."""
    return (account for one in attempts for account in (one.by, one.proposed_by, one.decided_by))


async def mine(connection: Connection, sealer: Sealer, account: UUID) -> list[RosterPerson]:
    rows = await connection.fetch(q.persons_mine, account)
    return [shown(sealer, row, mine=row["mine"]) for row in rows]


async def within(
    connection: Connection, sealer: Sealer, district: UUID, areas: Sequence[UUID], programme: UUID | None,
    after: UUID | None, limit: int, which: str,
) -> list[RosterPerson]:  # fmt: skip
    rows = await connection.fetch(q.persons_within, district, list(areas), programme, after, limit, which)
    return [shown(sealer, row) for row in rows]


class Related(NamedTuple):
    mine: bool = False
    proxy: bool = False


async def stands_to(connection: Connection, person: UUID, account: UUID) -> Related:
    row = await connection.fetchrow(q.stands_to, person, account)
    return Related() if row is None else Related(row["mine"], row["proxy"])


async def listeners(connection: Connection, person: UUID) -> dict[UUID, bool]:
    """Accounts that hear of her, each with whether it is her own."""
    rows = await connection.fetch(q.listeners, person)
    return {row["id"]: row["hers"] for row in sorted(rows, key=lambda row: row["hers"])}


async def own_accounts(connection: Connection, person: UUID) -> list[UUID]:
    return [row["id"] for row in await connection.fetch(q.own_accounts, person)]


async def numbered(
    connection: Connection, sealer: Sealer, district: UUID, id_number: str
) -> list[asyncpg.Record]:
    return await connection.fetch(q.persons_of_number, district, sealer.blind(ID_KIND, id_number))


async def on_roster(connection: Connection, sealer: Sealer, programme: UUID, id_number: str) -> UUID | None:
    found: UUID | None = await connection.fetchval(
        q.person_of_number, programme, sealer.blind(ID_KIND, id_number)
    )
    return found


async def proxies(connection: Connection, person: UUID) -> list[FamilyProxy]:
    return [FamilyProxy(**dict(row)) for row in await connection.fetch(q.proxies, person)]


async def today(connection: Connection) -> date:
    found: date = await connection.fetchval(q.today)
    return found


async def add_attempt(
    tx: Connection, person: Standing, *, state: State, way: Way, by: UUID, photo: UUID | None = None,
    second_photo: UUID | None = None, freshness: FreshnessKind | None = None, job: UUID | None = None,
    template_out: UUID | None = None, reasons: Sequence[AnyReason] = (), note: str = "", decided: bool = False,
) -> UUID:  # fmt: skip
    identity: UUID = await tx.fetchval(
        q.add_attempt, person.path[0], person.id, list(person.path), state, way, person.tries, by, photo,
        second_photo, freshness, job, template_out, list(reasons), note, decided,
    )  # fmt: skip
    return identity


class Try(NamedTuple):
    """A try with what only the room knows of it."""

    attempt: Attempt
    photos: tuple[UUID, ...]
    template_out: UUID | None


def _result(text: str | None) -> CertifyResult | None:
    return None if text is None else msgspec.json.decode(text, type=CertifyResult)


def _again(found: CertifyResult | None) -> AppealMeasured | None:
    if found is None:
        return None
    return AppealMeasured(
        reasons=found.reasons, similarity=found.similarity, threshold=found.threshold, liveness=found.liveness,
        quality=found.quality, model=found.model,
    )  # fmt: skip


def _try(row: asyncpg.Record) -> Try:
    result = _result(row["result"])
    return Try(
        Attempt(
            id=row["id"], version=row["version"], person=row["person"], path=tuple(row["path"]), state=row["state"],
            way=row["way"], number=row["try"], freshness=row["freshness"], reasons=tuple(row["reasons"]),
            note=row["note"], appeal=row["appeal"], final=row["final"], photo=row["photo"] is not None,
            created_at=row["created_at"], verdict_at=row["verdict_at"],
            similarity=result.similarity if result else None, threshold=result.threshold if result else None,
            liveness=result.liveness if result else None, found=result.freshness if result else None,
            quality=result.quality if result else None, model=result.model if result else None,
            gateway_score=None if row["gateway_score"] is None else round(row["gateway_score"], 4), twin=row["twin"],
            twin_similarity=None if row["twin_similarity"] is None else round(row["twin_similarity"], 4),
            again=_again(_result(row["appeal_result"])),
            by=row["by"], proposed_by=row["proposed_by"], decided_by=row["decided_by"],
        ),
        tuple(photo for photo in (row["photo"], row["second_photo"]) if photo is not None),
        row["template_out"],
    )  # fmt: skip


async def attempt(connection: Connection, district: UUID, identity: UUID) -> Try | None:
    row = await connection.fetchrow(q.attempt, district, identity)
    return None if row is None else _try(row)


async def attempt_of_job(connection: Connection, job: UUID) -> tuple[UUID, UUID] | None:
    """The try and its person."""
    row = await connection.fetchrow(q.attempt_of_job, job)
    return None if row is None else (row["id"], row["person"])


async def attempts(connection: Connection, person: UUID, limit: int = 20) -> list[Attempt]:
    return [_try(row).attempt for row in await connection.fetch(q.attempts, person, limit)]


async def queue(
    connection: Connection, district: UUID, areas: Sequence[UUID], after: UUID | None, state: State | None,
    limit: int,
) -> list[tuple[Attempt, str]]:  # fmt: skip
    """Each with its community."""
    rows = await connection.fetch(q.queue, district, list(areas), after, state, limit)
    return [(_try(row).attempt, spot(row["places"], down_to="community")) for row in rows]


async def step(
    tx: Connection, before: Attempt, state: State, *, reasons: Sequence[AnyReason] | None = None,
    note: str | None = None, result: CertifyResult | None = None, decided_by: UUID | None = None,
    proposed_by: UUID | None = None, final: bool = False, erased: bool = False,
) -> None:  # fmt: skip
    await tx.execute(
        q.step, before.id, state, list(before.reasons if reasons is None else reasons),
        before.note if note is None else note,
        None if result is None else msgspec.json.encode(result).decode(), decided_by, proposed_by,
        before.final or final, erased,
    )  # fmt: skip


async def appeal(
    tx: Connection, attempt: UUID, text: str, by: UUID, photo: UUID | None, job: UUID | None
) -> None:
    """`job`: measures the photo."""
    await tx.execute(q.appeal, attempt, text, by, photo, job)


async def appeal_of_job(connection: Connection, job: UUID) -> tuple[UUID, UUID] | None:
    """The try and its person."""
    row = await connection.fetchrow(q.appeal_of_job, job)
    return None if row is None else (row["id"], row["person"])


async def measured_again(tx: Connection, attempt: UUID, found: CertifyResult) -> None:
    await tx.execute(q.measured_again, attempt, msgspec.json.encode(found).decode())


async def put_reference(
    tx: Connection, person: UUID, template: UUID | None, model: Model | None, photo: UUID | None
) -> None:
    await tx.execute(
        q.put_reference,
        person,
        template,
        model.name if model else None,
        model.version if model else None,
        photo,
    )


async def new_object(tx: Connection, district: UUID, person: UUID | None, variant: str = "template") -> UUID:
    name: UUID = await tx.fetchval(q.new_object, district, person, variant)
    return name


async def put_code(tx: Connection, person: UUID, account: UUID, code: str, valid: timedelta) -> None:
    await tx.execute(q.put_code, person, account, code, valid)


async def take_code(tx: Connection, person: UUID, account: UUID) -> str | None:
    code: str | None = await tx.fetchval(q.take_code, person, account)
    return code


class Enrolment(NamedTuple):
    person: UUID
    photo: UUID
    object: UUID


async def end_enrolment(tx: Connection, job: UUID) -> Enrolment | None:
    row = await tx.fetchrow(q.end_enrolment, job)
    return None if row is None else Enrolment(row["person"], row["photo"], row["object"])


def _programme(row: asyncpg.Record) -> Programme:
    names = Programme.__struct_fields__
    return Programme(**{**{name: row[name] for name in names}, "freshness": tuple(row["freshness"])})
