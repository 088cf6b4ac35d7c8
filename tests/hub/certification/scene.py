"""A roster of elders, their phones, the desk, the reviewers; verdicts as the intake applies them."""

from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest
import redis.asyncio

from hub.accounts.types import Principal
from hub.certification import actions, attempts, consents, reviews
from hub.certification.identity import check
from hub.certification.model import (
    AddPerson,
    AgreeProxy,
    Appeal,
    AskProxy,
    Attempt,
    Certified,
    Consent,
    PersonDetail,
    Programme,
    PutProgramme,
    ReviewSheet,
    ReviewVerdict,
    RosterPerson,
    Submit,
)
from hub.certification.types import (
    CertifyAsked,
    CertifyResult,
    EnrolAsked,
    EnrolResult,
    FreshnessFound,
    Model,
    Newspaper,
    Quality,
    Template,
)
from hub.certification.verdicts import KINDS
from hub.db import Database
from hub.errors import DomainError
from hub.jobs.intake import Intake
from hub.jobs.types import Done
from hub.media.actions import Media
from hub.sealing import Sealer
from hub.settings import Settings
from tests.hub.media import pictures
from tests.support import People, ask

SET = Model("faceplugin", "0.0.1")
VECTOR = b"\x00\x00\x80\x3fTEMPLATE-CANARY" * 40
NAME = "罗德全金丝雀"
PHONE = "13890010001"


def number(born: str = "19400615", order: str = "001") -> str:
    body = f"510403{born}{order}"
    return body + check(body)


ID = number()
PASS = CertifyResult(
    band="pass", similarity=0.83, threshold=0.68, liveness=0.97, freshness=FreshnessFound("fresh", confidence=0.96),
    quality=Quality(faces=1, face_pixels=80, sharpness=200, brightness=120, yaw=2, pitch=1), model=SET,
)  # fmt: skip
UNSURE = msgspec.structs.replace(PASS, band="review", reasons=("unsure",), similarity=0.6)
NEARER = msgspec.structs.replace(PASS, band="retake", reasons=("face_small",), similarity=None)


async def refused(made: Any) -> str:
    with pytest.raises(DomainError) as caught:
        await made
    return caught.value.code


class Scene:
    """罗先生 acts for his father of 83, who has a phone of his own on the roster."""

    programme: Programme

    def __init__(
        self, db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People, settings: Settings,
        media: Media, redis_client: redis.asyncio.Redis,
    ) -> None:  # fmt: skip
        self.db, self.owner, self.people, self.settings = db, owner, people, settings
        self.place, self.media, self.sealer = people.place, media, Sealer(settings.keys())
        self.intake = Intake(
            db, redis_client, self.place.district, {kind.name: kind for kind in KINDS}, "test"
        )

    async def begin(self) -> "Scene":
        self.luo = await self.people.resident("罗先生")
        self.father = await self.people.resident("罗老")
        await self.give_phone(self.father, PHONE)
        self.clerk = await self.people.clerk()
        self.other_clerk = await self.people.clerk(self.place.other_community, "周敏")
        self.street = await self.people.staff("street_clerk", self.place.street, "李志强")
        self.reviewer = await self.people.staff("cert_reviewer", self.place.street, "审核甲")
        self.second = await self.people.staff("cert_reviewer", self.place.district, "审核乙")
        self.third = await self.people.staff("cert_reviewer", self.place.district, "审核丙")
        self.coordinator = await self.people.staff("district_coord", self.place.district, "区协调员")
        async with self.db.transaction() as tx:
            self.programme = await actions.add_programme(
                tx, self.place.district, "elders",
                PutProgramme(version=0, name="高龄津贴", name_en="Old-age allowance", least_age=80),
            )  # fmt: skip
            await consents.add_consent_text(tx, self.place.district, "同意人脸认证。", "I agree.")
        self.person = (await self.enlist()).standing.id
        return self

    async def give_phone(self, who: Principal, phone: str) -> None:
        await self.owner.execute(
            "UPDATE accounts SET phone = $2, phone_index = $3 WHERE id = $1", who.account,
            self.sealer.seal(phone, column="accounts.phone", row=who.account), self.sealer.blind("phone", phone),
        )  # fmt: skip

    async def enlist(self, by: Principal | None = None, **changes: Any) -> RosterPerson:
        who = by or self.street
        given: dict[str, Any] = {
            "programme": self.programme.id, "area": self.place.dwelling, "name": NAME, "id_number": ID, "phone": PHONE
        }  # fmt: skip
        return await actions.add_person(self.db, self.sealer, who, ask(who), AddPerson(**(given | changes)))

    async def programme_with(self, **changes: Any) -> Programme:
        fields = {name: getattr(self.programme, name) for name in PutProgramme.__struct_fields__}
        given = PutProgramme(**(fields | changes))
        self.programme = await actions.put_programme(
            self.db, self.coordinator, ask(self.coordinator), "elders", given
        )
        return self.programme

    async def agree(self, by: Principal | None = None, way: Any = "phone", version: int = 1) -> RosterPerson:
        who = by or self.father
        return await consents.agree(self.db, self.sealer, who, ask(who), self.person, Consent(version, way))

    async def new_text(self) -> None:
        """What was agreed to before no longer counts."""
        async with self.db.transaction() as tx:
            await consents.add_consent_text(tx, self.place.district, "新的说明。", "New.")

    async def withdraw(self, by: Principal | None = None) -> RosterPerson:
        who = by or self.father
        return await consents.withdraw(self.db, self.sealer, who, ask(who), self.person)

    async def leave(self, person: UUID) -> None:
        await actions.leave(self.db, self.street, ask(self.street), person)

    async def proxy(self, by: Principal | None = None) -> None:
        who = by or self.luo
        await consents.ask_proxy(
            self.db, self.sealer, who, ask(who), AskProxy(name=NAME, id_number=ID, relation="child")
        )
        found = await consents.proxies(self.db, self.father, self.person)
        [asked] = [one for one in found.proxies if one.account == who.account and not one.agreed]
        await consents.agree_proxy(
            self.db, self.father, ask(self.father), self.person, asked.id, AgreeProxy()
        )

    async def photo(self, by: Principal) -> UUID:
        return (await self.media.upload(self.db, by, pictures.jpeg(), keep_position=False, look=False)).id

    async def submit(self, by: Principal | None = None, **changes: Any) -> Attempt:
        who = by or self.father
        given: dict[str, Any] = {"freshness": "newspaper"} | changes
        if "photo" not in given:
            given["photo"] = await self.photo(who)
        return await attempts.submit(self.db, who, ask(who), self.person, Submit(**given))

    async def verdict(self, attempt: Attempt, found: CertifyResult) -> None:
        """As the intake hears it from a worker; a fresh newspaper is of the last day that was asked for."""
        row = await self.owner.fetchrow(
            "SELECT id, attempt, payload FROM jobs"
            " WHERE id = (SELECT job FROM certification_attempts WHERE id = $1)",
            attempt.id,
        )
        assert row is not None
        wanted = msgspec.json.decode(row["payload"], type=CertifyAsked).freshness
        if isinstance(wanted, Newspaper) and found.freshness.outcome == "fresh":
            read = msgspec.structs.replace(found.freshness, printed=wanted.latest)
            found = msgspec.structs.replace(found, freshness=read)
        await self.said(row["id"], row["attempt"], found)

    async def said(self, job: UUID, attempt: int, found: msgspec.Struct) -> None:
        await self.intake._done(Done(job, attempt, msgspec.Raw(msgspec.json.encode(found))))

    async def asked(self, kind: str = "certify") -> CertifyAsked:
        text = await self.owner.fetchval(
            "SELECT payload FROM jobs WHERE kind = $1 ORDER BY id DESC LIMIT 1", kind
        )
        return msgspec.json.decode(text, type=CertifyAsked)

    async def in_person(
        self, by: Principal | None = None, way: Any = "desk", photo: UUID | None = None
    ) -> Attempt:
        who = by or self.clerk
        given = Certified(way=way, evidence="核对身份证原件，本人到场", photo=photo)
        return await attempts.in_person(self.db, who, ask(who), self.person, given)

    async def enrolled(self, made: bool = True) -> UUID:
        """The worker makes the template that the last enrolment asked for; its object."""
        row = await self.owner.fetchrow(
            "SELECT id, attempt, payload FROM jobs WHERE kind = 'face_template' AND status = 'pending' ORDER BY id DESC"
        )
        assert row is not None
        asked = msgspec.json.decode(row["payload"], type=EnrolAsked)
        assert await self.media.objects.get(asked.photo, "full") is not None
        if made:
            template = Template(SET.name, SET.version, VECTOR)
            await self.media.objects.put(asked.template_out, "template", msgspec.msgpack.encode(template))
        await self.said(row["id"], row["attempt"], EnrolResult(made=made, model=SET if made else None))
        return asked.template_out

    async def reference(self) -> UUID:
        """Consent, a first desk enrolment, a template."""
        await self.agree()
        await self.in_person(photo=await self.photo(self.clerk))
        return await self.enrolled()

    async def doubtful(self, by: Principal | None = None) -> Attempt:
        tried = await self.submit(by)
        await self.verdict(tried, UNSURE)
        return tried

    async def decide(
        self, by: Principal, attempt: Attempt, verdict: Any, note: str = "照片不是本人", **more: Any
    ) -> Attempt:
        given = ReviewVerdict(verdict=verdict, note=note, **more)
        return await reviews.decide(self.db, by, ask(by), attempt.id, given)

    async def look(self, by: Principal, attempt: Attempt) -> ReviewSheet:
        return await reviews.look(self.db, self.sealer, self.settings, by, ask(by), attempt.id)

    async def appeal(self, by: Principal, attempt: Attempt, photo: UUID | None = None) -> Attempt:
        return await attempts.appeal(self.db, by, ask(by), attempt.id, Appeal(text="就是我本人", photo=photo))

    async def detail(self, by: Principal | None = None) -> PersonDetail:
        return await actions.detail(self.db, self.sealer, by or self.clerk, self.person)

    async def latest(self, by: Principal | None = None) -> Attempt:
        return (await self.detail(by)).attempts[0]

    async def ahead(self, interval: str) -> None:
        """Moves PostgreSQL's clock."""
        await self.owner.execute("UPDATE app_clock SET ahead = ahead + $1::text::interval", interval)

    def stored(self) -> list[Path]:
        """Every file of the store."""
        return [path for path in (self.settings.data_dir / "media").rglob("*") if path.is_file()]

    async def told(self, topic: str) -> list[dict[str, Any]]:
        rows = await self.owner.fetch("SELECT text FROM events WHERE topics @> ARRAY[$1] ORDER BY id", topic)
        return [msgspec.json.decode(row["text"]) for row in rows]
