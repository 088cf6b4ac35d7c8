"""Drawn newspapers and codes, held by a person, read by the real engine."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from hub.certification.types import FreshnessFound, Newspaper, OneTimeCode
from hub.scenarios.papers import font
from models.loader import Floats
from tests.workers.papers import held, note, paper, shown
from workers.asks import ReadAsked
from workers.face import Faces
from workers.images import Pixels
from workers.reading import BATCH, Line, Reader
from workers.reading_child import PAPER_LINES, look, near

DAY = dt.date(2026, 11, 22)
PAPER = Newspaper(DAY - dt.timedelta(3), DAY)
CODE = OneTimeCode("483920")


def full() -> Image.Image:
    """A page of many lines whose date is covered."""
    page = paper(DAY)
    draw = ImageDraw.Draw(page)
    draw.rectangle((30, 150, 880, 212), fill=(238, 235, 226))
    draw.rectangle((30, 290, 880, 640), fill=(238, 235, 226))
    for row in range(13):
        for column in range(4):
            draw.text(
                (40 + 210 * column, 296 + 26 * row), "高龄补贴办理流程", font=font(18), fill=(45, 45, 45)
            )
    return page


BLANK = Image.new("RGB", (600, 400), (205, 205, 205))


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


class Counting(Reader):
    """Counts the lines that are read, which is what costs."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def read(self, picture: Pixels, boxes: Floats) -> Iterator[Line]:
        self.count += len(boxes)
        return super().read(picture, boxes)


@pytest.fixture(scope="module")
def counting() -> Counting:
    return Counting()


@pytest.mark.parametrize(
    ("sheet", "mirror", "most", "outcome"),
    [
        (paper(DAY), False, BATCH, "fresh"),
        (paper(DAY, weekday="三"), False, BATCH, "fresh"),
        (paper(DAY), True, 2 * BATCH, "fresh"),
        (full(), False, PAPER_LINES, "unreadable"),
        (full(), True, PAPER_LINES + BATCH, "unreadable"),
    ],
    ids=["whole", "wrong weekday", "mirrored", "no date", "no date, mirrored"],
)
def test_few_lines_are_read_however_many_there_are(
    counting: Counting, faces: Faces, sheet: Image.Image, mirror: bool, most: int, outcome: str
) -> None:
    counting.count = 0
    picture = held(sheet, wide=1000)
    if mirror:
        picture = np.ascontiguousarray(picture[:, ::-1])
    assert read(counting, faces, picture, PAPER).outcome == outcome
    assert 0 < counting.count <= most


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
