"""Photos to be certified, while the workers that look at them are killed, stopped and restarted at random.

Every photo ends with one verdict: the one it deserves, or "a person decides" when the machine was killed under it too
often. Among them are photos that kill the child which opens them, and one that the store does not give out.
"""

import asyncio
import contextlib
import random
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec
import psutil
from PIL import Image

from hub.certification import actions, consents, store
from hub.certification.identity import check
from hub.certification.model import AddPerson, PutProgramme
from hub.db import Database
from hub.media.objects import open_objects
from hub.scenarios import papers
from hub.sealing import Sealer
from models.fetch import FOLDER
from tests.faults.play import Row
from tests.faults.poisoned_child import MAGENTA
from tests.faults.rig import Process, Rig, address, rig
from tests.support import until
from tests.workers.pictures import photo
from workers import references
from workers.face import Faces

FATHERS_A_SON = 20
WORKERS = 3
GIVEN_UP = ("review", ("machine_failed",))
BLIND = ("review", ("model_failed",))
ENDS = ("passed", "retake", "checked", "given_up")
"""Steps that are a machine's last word."""
EXPECTED = {
    "code": ("passed", ()),
    "stranger": ("review", ("unlike",)),
    "wall": ("retake", ("no_face",)),
    "poison": BLIND,
    "away": GIVEN_UP,
}


@dataclass
class Run:
    """`sent`: what kind of photo each try was; `seen`: its verdicts, as the log tells them."""

    rig: Rig
    rng: random.Random
    workers: list[Process] = field(default_factory=list)
    sent: dict[UUID, str] = field(default_factory=dict)
    blows: Counter[str] = field(default_factory=Counter)

    async def left(self) -> int:
        """Tries without a verdict."""
        [row] = await self.rig.fetch(
            "SELECT count(*) AS n FROM certification_attempts WHERE state = 'checking'"
        )
        return int(row["n"])


async def workers_killed(rng: random.Random, photos: int, blows: int) -> Row:
    """So many photos, so many blows to the workers meanwhile."""
    row = Row(f"kill -9 workers, {photos} photos to certify", rounds=1)
    async with rig(relays=1) as made, _run(made, rng) as run:
        fathers = await _fathers(made, photos)
        began = time.monotonic()
        async with asyncio.TaskGroup() as group:
            group.create_task(_send(run, fathers, _kinds(rng, photos)))
            group.create_task(_strike(run, blows))
        await until(lambda: _settled(run, photos), timeout=120 + photos, step=0.2)
        row.seconds = [time.monotonic() - began]
        await _judge(run, row)
        row.figures |= {
            "photos": dict(Counter(run.sent.values())), "blows": dict(run.blows),
            "attempts of jobs": await _attempts(made), "dead letters": await _alarms(made, row),
        }  # fmt: skip
    return row


def _kinds(rng: random.Random, photos: int) -> list[str]:
    """Three in ten are to be read, one in ten is somebody else, two poison, one out of reach."""
    kinds = ["poison", "poison", "away"]
    kinds += ["code"] * (3 * photos // 10) + ["stranger"] * (photos // 10)
    kinds += ["wall"] * (photos - len(kinds))
    rng.shuffle(kinds)
    return kinds


@contextlib.asynccontextmanager
async def _run(made: Rig, rng: random.Random) -> AsyncIterator[Run]:
    settings = msgspec.structs.replace(made.settings, models_dir=FOLDER.resolve())
    run = Run(made, rng)
    try:
        for number in range(WORKERS):
            one = Process(
                f"worker-{number}", [], settings, made.folder, module="tests.faults.poisoned_worker"
            )
            run.workers.append(one)
            one.start()
        yield run
    finally:
        for one in run.workers:
            one.end()


@dataclass(frozen=True)
class Father:
    person: UUID
    token: str
    son: int


async def _fathers(made: Rig, count: int) -> list[Father]:
    """People on a roster, with consent, a sealed reference and a son each who acts for them."""
    sealer, objects = Sealer(made.settings.keys()), open_objects(made.settings)
    models = Faces(FOLDER.resolve())
    face = models.find(photo("obama2"))
    assert face is not None
    vector = models.embed([face])[0].astype("<f4").tobytes()
    place = made.place
    clerk = await made.people.clerk()
    database = await Database.open(made.settings.database_url, max_size=2)
    fathers: list[Father] = []
    try:
        async with database.transaction() as tx:
            programme = await actions.add_programme(
                tx, place.district, "elders", PutProgramme(version=0, name="高龄津贴", name_en="Old age")
            )
            await consents.add_consent_text(tx, place.district, "同意人脸认证。", "I agree.")
        son = await made.people.resident("罗先生")
        for number in range(count):
            if number % FATHERS_A_SON == 0:
                son = await made.people.resident(f"儿子{number}")
                token = await made.token(son)
            body = f"510403{1930 + number // 900:04}0101{number % 900 + 100:03}"
            given = AddPerson(
                programme=programme.id,
                area=place.dwelling,
                name=f"老人{number}",
                id_number=body + check(body),
            )
            async with database.transaction() as tx:
                person = await actions.enlist(tx, sealer, place.district, given, place.path)
                await consents.plant_consent(tx, place.district, person, heard_by=clerk.account)
                await consents.plant_proxy(
                    tx, place.district, person, son.account, "child", heard_by=clerk.account
                )
                name = await store.new_object(tx, place.district, person)
                await store.put_reference(tx, person, name, references.current(), None)
            await references.save(objects, name, vector)
            fathers.append(Father(person, token, number // FATHERS_A_SON))
    finally:
        await database.close()
    return fathers


async def _send(run: Run, fathers: list[Father], kinds: list[str]) -> None:
    """Through the API, as phones do."""
    async with httpx.AsyncClient(base_url=run.rig.hub.base_url, trust_env=False, timeout=60) as client:
        for father, kind in zip(fathers, kinds, strict=True):
            headers = {"Authorization": f"Bearer {father.token}", "X-Forwarded-For": address(father.son)}

            async def post(path: str, headers: dict[str, str] = headers, **body: Any) -> Any:
                answer = await client.post(path, headers={**headers, "Idempotency-Key": str(uuid4())}, **body)
                assert answer.is_success, answer.text
                return answer.json()

            person = f"/api/certification/persons/{father.person}"
            digits = (await post(f"{person}/code"))["code"]
            content = await asyncio.to_thread(_photo, kind, digits)
            stored = await post("/api/photos", files={"photo": ("photo", content, "image/jpeg")})
            if kind == "away":
                await _out_of_reach(run.rig, UUID(stored["id"]))
            tried = await post(f"{person}/attempts", json={"photo": stored["id"], "freshness": "code"})
            run.sent[UUID(tried["id"])] = kind


def _photo(kind: str, digits: str) -> bytes:
    if kind in ("code", "stranger"):
        who = photo("obama" if kind == "code" else "biden")
        return papers.jpeg(papers.held(papers.note(digits), who, size=1200))
    colour = tuple(reversed(MAGENTA)) if kind == "poison" else (120, 120, 120)
    return papers.jpeg(Image.new("RGB", (640, 480), colour))


async def _out_of_reach(made: Rig, stored: UUID) -> None:
    """The store answers with an error for this one: its file leads to itself."""
    [row] = await made.fetch("SELECT object FROM photos WHERE id = $1", stored)
    [path] = Path(made.settings.data_dir).rglob(f"{row['object'].hex}.full")
    path.unlink()
    path.symlink_to(path)


async def _strike(run: Run, blows: int) -> None:
    """kill -9 of a worker, of its children, a stop for longer than a lease, a restart in order."""
    rng = run.rng
    for _ in range(blows):
        await asyncio.sleep(rng.uniform(0.5, 3))
        worker = rng.choice(run.workers)
        blow = rng.choice(("kill", "kill", "kill", "child", "stop", "restart"))
        run.blows[blow] += 1
        if blow == "kill":
            await asyncio.to_thread(worker.kill)
            worker.start()
        elif blow == "restart":
            await asyncio.to_thread(worker.end)
            worker.start()
        elif blow == "child":
            with contextlib.suppress(psutil.NoSuchProcess):
                for child in psutil.Process(worker.pid).children():
                    child.kill()
        else:
            worker.send(signal.SIGSTOP)
            await asyncio.sleep(18)  # more than a lease: what it does then comes too late
            worker.send(signal.SIGCONT)


async def _settled(run: Run, photos: int) -> bool:
    return len(run.sent) == photos and await run.left() == 0


async def _judge(run: Run, row: Row) -> None:
    """One verdict each, in the tables and in the log; of the kind it deserves or given to a person."""
    told: Counter[UUID] = Counter()
    for one in await run.rig.fetch(
        "SELECT text FROM events WHERE type = 'certification.changed' AND topics @> ARRAY[$1]",
        f"staff/{run.rig.place.community}/certification",
    ):
        changed = msgspec.json.decode(one["text"])
        if changed["attempt"] and changed["step"] in ENDS:
            told[UUID(changed["attempt"]["id"])] += 1
    ends = await run.rig.fetch("SELECT id, state, reasons FROM certification_attempts")
    row.lost = len(run.sent) - len(ends) + sum(told[tried] == 0 for tried in run.sent)
    row.repeated = sum(count > 1 for count in told.values())
    for one in ends:
        end = (one["state"], tuple(one["reasons"]))
        if end not in (EXPECTED[run.sent[one["id"]]], GIVEN_UP, BLIND):
            row.wrong += 1
            row.said.append(f"{run.sent[one['id']]}: {end}")
    for kind, expected in EXPECTED.items():
        if kind in ("poison", "away"):
            continue
        as_expected = sum(
            (one["state"], tuple(one["reasons"])) == expected for one in ends if run.sent[one["id"]] == kind
        )
        row.figures[f"{kind} as deserved"] = as_expected
    [open_jobs] = await run.rig.fetch(
        "SELECT count(*) AS n FROM jobs WHERE kind = 'certify' AND status = 'pending'"
    )
    row.wrong += open_jobs["n"]


async def _attempts(made: Rig) -> dict[int, int]:
    rows = await made.fetch(
        "SELECT attempt, count(*) AS n FROM jobs WHERE kind = 'certify' GROUP BY 1 ORDER BY 1"
    )
    return {row["attempt"]: row["n"] for row in rows}


async def _alarms(made: Rig, row: Row) -> int:
    """Every dead letter raised the alarm once."""
    [dead] = await made.fetch("SELECT count(*) AS n FROM jobs WHERE kind = 'certify' AND status = 'dead'")
    [rung] = await made.fetch(
        "SELECT count(DISTINCT subject) AS jobs, count(*) AS n FROM events "
        "WHERE type = 'job.dead' AND text LIKE '%certify%'"
    )
    if not dead["n"] == rung["n"] == rung["jobs"] or dead["n"] < 1:
        row.wrong += 1
        row.said.append(f"{dead['n']} dead letters, {rung['n']} alarms")
    return int(dead["n"])
