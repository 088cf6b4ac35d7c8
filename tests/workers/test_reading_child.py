"""Drawn newspapers and codes, held by a person, read by the real engine."""

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from hub.certification.types import FreshnessFound, Newspaper, OneTimeCode
from tests.workers.papers import held, note, paper, shown
from workers.asks import ReadAsked
from workers.face import Faces
from workers.images import Pixels
from workers.reading import Reader
from workers.reading_child import look, near

DAY = dt.date(2026, 11, 22)
PAPER = Newspaper(DAY - dt.timedelta(3), DAY)
CODE = OneTimeCode("483920")
BLANK = Image.new("RGB", (600, 400), (205, 205, 205))

pytestmark = pytest.mark.xdist_group("reading")


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.fixture(scope="module")
def faces(model_files: Path) -> Faces:
    return Faces(model_files)


def read(reader: Reader, faces: Faces, picture: Pixels, freshness: Newspaper | OneTimeCode) -> FreshnessFound:
    content = shown(picture)
    face = faces.find(content)
    assert face is not None
    return look(reader, ReadAsked(content, freshness, face.box, face.turned))


@pytest.mark.parametrize(
    "how", [{}, {"turn": 15}, {"turn": -10}, {"blur": 2}, {"wide": 350}, {"size": 2560, "who": "biden"}]
)
def test_a_newspaper_is_read_leaning_blurred_and_far(
    reader: Reader, faces: Faces, how: dict[str, Any]
) -> None:
    found = read(reader, faces, held(paper(DAY), **how), PAPER)
    assert (found.outcome, found.printed, found.masthead) == ("fresh", DAY, "攀枝花日报")
    assert (found.confidence or 0) > 0.85


def test_an_old_newspaper_is_old(reader: Reader, faces: Faces) -> None:
    found = read(reader, faces, held(paper(dt.date(2026, 10, 1))), PAPER)
    assert (found.outcome, found.printed) == ("stale", dt.date(2026, 10, 1))


def test_front_cameras_mirror(reader: Reader, faces: Faces) -> None:
    mirrored = np.ascontiguousarray(held(paper(DAY))[:, ::-1])
    assert read(reader, faces, mirrored, PAPER).outcome == "fresh"
    mirrored = np.ascontiguousarray(held(note("483 920"))[:, ::-1])
    assert read(reader, faces, mirrored, CODE).outcome == "fresh"


def test_a_photo_on_its_side_is_read(reader: Reader, faces: Faces) -> None:
    lying = np.ascontiguousarray(np.rot90(held(paper(DAY))))
    assert read(reader, faces, lying, PAPER).outcome == "fresh"


def test_no_paper_is_missing(reader: Reader, faces: Faces) -> None:
    for asked in (PAPER, CODE):
        assert read(reader, faces, held(BLANK), asked).outcome == "missing"


@pytest.mark.parametrize(
    "how", [{}, {"wide": 220}, {"turn": 20}, {"turn": -35}, {"turn": 90}, {"turn": 180}, {"blur": 4}]
)
def test_a_code_is_read_small_turned_and_blurred(reader: Reader, faces: Faces, how: dict[str, Any]) -> None:
    found = read(reader, faces, held(note("483 920"), **{"wide": 420, **how}), CODE)
    assert found.outcome == "fresh"


def test_another_code_is_wrong(reader: Reader, faces: Faces) -> None:
    assert read(reader, faces, held(note("775 120")), CODE).outcome == "stale"
    assert read(reader, faces, held(note("483 921")), CODE).outcome == "unreadable"


def test_without_a_face_the_whole_picture_is_read(reader: Reader) -> None:
    assert look(reader, ReadAsked(shown(held(note("483 920"))), CODE)).outcome == "fresh"


def test_the_part_near_a_face() -> None:
    picture = np.zeros((1000, 800, 3), np.uint8)
    assert near(picture, (0.4, 0.1, 0.6, 0.3)).shape == (900, 800, 3)
    assert near(picture, (0.0, 0.5, 0.1, 0.6)).shape == (500, 280, 3)
    assert near(picture, (0.4, 0.99, 0.6, 1.0)).shape == picture.shape
