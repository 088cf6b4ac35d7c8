"""The jobs of certification: real photos, the sealed store, real children."""

import asyncio
import datetime as dt
import os
import shutil
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import numpy as np
import pytest

from hub.certification.types import (
    Candidates,
    CertifyAsked,
    CertifyResult,
    EnrolAsked,
    Newspaper,
    OneTimeCode,
    SearchAsked,
    SearchHit,
    Template,
)
from hub.jobs.types import Job
from hub.media.objects import Objects, open_objects
from hub.settings import Settings
from models.manifest import manifest
from tests.support import until
from tests.workers.papers import held, note, paper, shown
from tests.workers.pictures import jpeg, photo, pixels
from workers import references
from workers.certify import Certify, compare
from workers.enrol import Enrol
from workers.eyes import Eyes
from workers.search import Search

DAY = dt.date(2026, 11, 22)
PAPER = Newspaper(DAY - dt.timedelta(3), DAY)


class Stand:
    """A worker's parts, and what it is asked."""

    def __init__(self, settings: Settings) -> None:
        self.objects: Objects = open_objects(settings)
        self.eyes = Eyes(settings)
        self.certify = Certify(self.objects, self.eyes)

    async def store(self, content: bytes) -> UUID:
        name = uuid4()
        await self.objects.put(name, "full", content)
        return name

    async def enrolled(self, who: str) -> UUID:
        name = uuid4()
        asked = EnrolAsked(photo=await self.store(photo(who)), template_out=name)
        made = await Enrol(self.objects, self.eyes)(job("face_template", asked))
        assert made.made, made.reasons
        return name

    async def ask(self, content: bytes, **more: Any) -> CertifyResult:
        return await self.certify(job("certify", CertifyAsked(photo=await self.store(content), **more)))


def job(kind: str, asked: msgspec.Struct) -> Job:
    return Job(uuid4(), uuid4(), kind, 1, msgspec.Raw(msgspec.json.encode(asked)))


@pytest.fixture
async def stand(settings: Settings, model_files: Path) -> AsyncIterator[Stand]:
    made = Stand(msgspec.structs.replace(settings, models_dir=model_files))
    yield made
    await made.eyes.close()


async def test_the_same_person_with_the_code_passes(stand: Stand) -> None:
    template = await stand.enrolled("obama2")
    found = await stand.ask(shown(held(note("483 920"))), template=template, freshness=OneTimeCode("483920"))
    assert (found.band, found.reasons) == ("pass", ())
    assert found.similarity is not None
    assert found.similarity >= (found.threshold or 1) == manifest().of("embed").bands().accept
    assert found.freshness.outcome == "fresh"
    assert (found.quality.faces, found.model) == (1, references.current())
    assert found.milliseconds > 0


async def test_the_same_person_with_todays_newspaper_passes_and_with_an_old_one_takes_another(
    stand: Stand,
) -> None:
    template = await stand.enrolled("obama2")
    found = await stand.ask(shown(held(paper(DAY))), template=template, freshness=PAPER)
    assert (found.band, found.freshness.printed, found.freshness.masthead) == ("pass", DAY, "攀枝花日报")
    old = await stand.ask(shown(held(paper(dt.date(2026, 1, 5)))), template=template, freshness=PAPER)
    assert (old.band, old.reasons) == ("retake", ("newspaper_old",))


async def test_another_person_is_looked_at_by_a_person(stand: Stand) -> None:
    found = await stand.ask(photo("biden"), template=await stand.enrolled("obama"))
    assert (found.band, found.reasons) == ("review", ("unlike",))
    assert (found.similarity or 0) < 0.35


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (lambda: jpeg(np.full((600, 800, 3), 120, np.uint8)), "no_face"),
        (lambda: b"\xff\xd8\xff\xe0 torn", "photo_broken"),
        (lambda: jpeg(np.hstack([pixels("obama"), pixels("obama")])), "many_faces"),
        (lambda: photo("obama_partial_face"), "face_covered"),
    ],
)
async def test_what_the_person_can_do_better_is_told(stand: Stand, content: Any, reason: str) -> None:
    template = await stand.enrolled("obama")
    found = await stand.ask(content(), template=template, freshness=OneTimeCode("123456"))
    assert found.band == "retake"
    assert found.reasons[0] == reason


async def test_an_erased_photo_and_an_erased_reference(stand: Stand) -> None:
    gone = await stand.certify(job("certify", CertifyAsked(photo=uuid4(), template=uuid4())))
    assert (gone.band, gone.reasons[0]) == ("retake", "photo_broken")
    found = await stand.ask(photo("obama"), template=uuid4())
    assert (found.band, found.reasons, found.similarity) == ("review", ("reference_broken",), None)
    found = await stand.ask(photo("obama"))
    assert (found.band, found.reasons) == ("review", ("no_reference",))


async def test_a_template_of_another_model_is_made_anew_from_the_photo(stand: Stand) -> None:
    old, new = uuid4(), uuid4()
    content = msgspec.msgpack.encode(Template("fr_feature", "0.0.0", b"\0" * 2048))
    await stand.objects.put(old, "template", content)
    found = await stand.ask(photo("obama"), template=old)
    assert (found.band, found.reasons) == ("review", ("model_differs",))
    kept = await stand.store(photo("obama2"))
    found = await stand.ask(photo("obama"), template=old, reference_photo=kept, template_out=new)
    assert (found.band, found.template_written) == ("pass", True)
    assert references.comparable(await references.load(stand.objects, new))
    assert (await stand.ask(photo("obama"), template=new)).band == "pass"


async def test_a_reference_photo_of_two_is_no_reference(stand: Stand) -> None:
    kept, out = await stand.store(jpeg(np.hstack([pixels("obama"), pixels("obama")]))), uuid4()
    found = await stand.ask(photo("obama"), reference_photo=kept, template_out=out)
    assert (found.band, found.reasons, found.template_written) == ("review", ("reference_broken",), False)
    assert await stand.objects.get(out, "template") is None


async def test_a_second_photo_helps_only_when_it_shows_the_same_person(stand: Stand) -> None:
    template = await stand.enrolled("obama2")
    second = await stand.store(photo("obama2"))
    better = await stand.ask(photo("obama"), template=template, second_photo=second)
    assert better.band == "pass"
    assert better.similarity == pytest.approx(1, abs=0.01)
    other = await stand.ask(photo("biden"), template=template, second_photo=second)
    assert other.band == "review"
    assert "unlike" in other.reasons
    assert (other.similarity or 0) < 0.35


@pytest.mark.parametrize("damage", ["missing", "corrupt"])
async def test_without_its_models_a_person_decides(
    settings: Settings, model_files: Path, tmp_path: Path, damage: str
) -> None:
    folder = tmp_path / "models"
    shutil.copytree(model_files, folder)
    file = folder / manifest().of("embed").file
    if damage == "missing":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:-1] + b"!")
    stand = Stand(msgspec.structs.replace(settings, models_dir=folder))
    try:
        found = await stand.ask(photo("obama"), template=uuid4())
        assert (found.band, found.reasons, found.model) == ("review", ("model_failed",), None)
        made = await Enrol(stand.objects, stand.eyes)(
            job("face_template", EnrolAsked(photo=await stand.store(photo("obama")), template_out=uuid4()))
        )
        assert (made.made, made.reasons) == (False, ("model_failed",))
    finally:
        await stand.eyes.close()


async def test_a_hung_model_is_ended_and_the_next_photo_is_looked_at(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = await stand.enrolled("obama2")
    (child,) = stand.eyes.faces_pool.pids()
    monkeypatch.setattr(stand.eyes.faces_pool, "_seconds", 1)
    os.kill(child, signal.SIGSTOP)
    found = await stand.ask(photo("obama"), template=template)
    assert (found.band, found.reasons) == ("review", ("model_failed",))
    monkeypatch.undo()
    assert (await stand.ask(photo("obama"), template=template)).band == "pass"
    assert child not in stand.eyes.faces_pool.pids()


async def test_a_reader_that_dies_leaves_it_to_a_person(stand: Stand) -> None:
    template = await stand.enrolled("obama2")
    asked = stand.ask(shown(held(paper(DAY))), template=template, freshness=PAPER)
    looking = asyncio.create_task(asked)
    await until(lambda: bool(stand.eyes.reading_pool.pids()))
    os.kill(stand.eyes.reading_pool.pids()[0], signal.SIGKILL)
    found = await looking
    assert (found.band, found.reasons) == ("review", ("model_failed",))


async def test_a_result_holds_no_photo_no_template_and_no_code(stand: Stand) -> None:
    template = await stand.enrolled("obama2")
    found = await stand.ask(shown(held(note("483 920"))), template=template, freshness=OneTimeCode("483920"))
    said = msgspec.json.encode(found)
    assert len(said) < 1000
    assert b"483920" not in said


async def test_enrolment_wants_a_good_picture(stand: Stand) -> None:
    out = uuid4()
    name = await stand.store(photo("obama_partial_face"))
    made = await Enrol(stand.objects, stand.eyes)(
        job("face_template", EnrolAsked(photo=name, template_out=out))
    )
    assert (made.made, made.reasons) == (False, ("face_covered",))
    assert await stand.objects.get(out, "template") is None


async def test_a_template_lies_sealed(stand: Stand, settings: Settings) -> None:
    name = await stand.enrolled("obama")
    vector = (await references.load(stand.objects, name)).vector
    assert len(vector) == 4 * 512
    files = [path for path in settings.data_dir.rglob("*.template") if path.is_file()]
    assert len(files) == 1
    assert vector[:64] not in files[0].read_bytes()
    assert compare(vector, vector) == pytest.approx(1, abs=1e-3)


async def test_the_search_names_who_else_has_this_face(stand: Stand) -> None:
    own, same, other = [await stand.enrolled(who) for who in ("obama", "obama2", "biden")]
    old, gone, listed = uuid4(), uuid4(), uuid4()
    await stand.objects.put(
        old, "template", msgspec.msgpack.encode(Template("fr_feature", "0.0.0", b"\0" * 2048))
    )
    names = Candidates(tuple(name.bytes for name in (other, same, old, gone)))
    await stand.objects.put(listed, "list", msgspec.msgpack.encode(names))
    found = await Search(stand.objects)(job("face_search", SearchAsked(template=own, candidates=listed)))
    assert found.hits == (SearchHit(same, found.hits[0].similarity),)
    assert (found.above, found.compared, found.skipped) == (1, 2, 2)
    with pytest.raises(references.BrokenReferenceError):
        await Search(stand.objects)(job("face_search", SearchAsked(template=gone, candidates=listed)))


def test_what_are_no_vectors_is_not_compared() -> None:
    one = np.float32([1, 0]).tobytes()
    assert compare(one, one) == 1.0
    for other in (
        None,
        b"",
        one[:4],
        one[:7],
        np.float32([9, 9]).tobytes(),
        np.float32([np.nan, 0]).tobytes(),
    ):
        assert compare(one, other) is None
