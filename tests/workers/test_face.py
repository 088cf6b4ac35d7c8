"""The models together, on real pictures of people."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from hub.errors import DomainError
from models.files import ModelCorruptError, ModelMissingError
from models.manifest import manifest
from tests.workers.pictures import jpeg, photo, pixels
from workers.face import Face, Faces, surroundings, unit
from workers.images import Pixels


@pytest.fixture(scope="module")
def faces(model_files: Path) -> Faces:
    return Faces(model_files)


def seen(faces: Faces, content: bytes) -> Face:
    face = faces.find(content)
    assert face is not None
    return face


def likeness(faces: Faces, one: bytes, other: bytes) -> float:
    vectors = faces.embed([seen(faces, one), seen(faces, other)])
    return float(vectors[0] @ vectors[1])


def test_the_same_person_is_above_the_pass_threshold_and_others_are_far_below(faces: Faces) -> None:
    bands = faces.model.bands()
    assert likeness(faces, photo("obama"), photo("obama2")) > bands.accept
    for other in ("biden", "astronaut"):
        assert likeness(faces, photo("obama"), photo(other)) < bands.refuse


@pytest.mark.parametrize("name", ["obama", "obama2", "biden", "astronaut"])
def test_good_pictures_need_no_advice_and_look_alive(faces: Faces, name: str) -> None:
    face = seen(faces, photo(name))
    assert list(face.advice) == []
    assert faces.live([face])[0] > manifest().of("live").bands().accept


def test_half_a_face_is_told_to_come_into_the_picture(faces: Faces) -> None:
    assert "face_covered" in seen(faces, photo("obama_partial_face")).advice


def test_embeddings_have_length_one_and_do_not_depend_on_the_batch(faces: Faces) -> None:
    all_of_them = [seen(faces, photo(name)) for name in ("obama", "biden", "astronaut")]
    together = faces.embed(all_of_them)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for face, vector in zip(all_of_them, together, strict=True):
        np.testing.assert_allclose(faces.embed([face])[0], vector, atol=1e-5)


def on_a_wall(scale: float, size: tuple[int, int]) -> Pixels:
    small = cv2.resize(pixels("obama"), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    wall = np.full((size[1], size[0], 3), 150, np.uint8)
    wall[40 : 40 + small.shape[0], 300 : 300 + small.shape[1]] = small
    return wall


def test_a_small_face_in_a_large_photo_is_taken_from_all_its_pixels(faces: Faces) -> None:
    far = seen(faces, jpeg(on_a_wall(0.5, (4000, 3000))))
    assert far.quality.face_pixels == pytest.approx(50, rel=0.1)
    assert list(far.advice) == []
    near = faces.embed([seen(faces, photo("obama")), far])
    assert near[0] @ near[1] > 0.9


def test_a_tiny_face_is_asked_to_come_closer(faces: Faces) -> None:
    assert "face_small" in seen(faces, jpeg(on_a_wall(0.15, (1600, 1200)))).advice


@pytest.mark.parametrize("turned", [1, 2, 3])
def test_a_photo_on_its_side_is_the_same_person(faces: Faces, turned: int) -> None:
    lying = jpeg(np.ascontiguousarray(np.rot90(pixels("obama"), turned)))
    face = seen(faces, lying)
    assert (face.turned + turned) % 4 == 0
    assert likeness(faces, photo("obama"), lying) > 0.9


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda p: cv2.GaussianBlur(p, (0, 0), 7), "blurred"),
        (lambda p: (p * 0.12).astype(np.uint8), "dark"),
        (lambda p: np.clip(p * 0.2 + 204, 0, 255).astype(np.uint8), "bright"),
        (lambda p: np.hstack([p[:, 200:], p[:, 200:]]), "many_faces"),
    ],
)
def test_each_fault_of_a_picture_is_told(faces: Faces, change: object, told: str) -> None:
    assert callable(change)
    assert told in seen(faces, jpeg(change(pixels("obama")))).advice


def test_no_face_no_answer_and_no_photo_an_error(faces: Faces) -> None:
    assert faces.find(jpeg(np.full((600, 800, 3), 150, np.uint8))) is None
    with pytest.raises(DomainError):
        faces.find(b"\xff\xd8\xff\xe0 torn")


def test_numbers_that_are_none_are_a_corrupt_model() -> None:
    for bad in (np.full((1, 4), np.nan, np.float32), np.zeros((1, 4), np.float32)):
        with pytest.raises(ModelCorruptError):
            unit(bad)


def test_surroundings_stay_inside_the_picture() -> None:
    picture = np.arange(100 * 80 * 3, dtype=np.uint8).reshape(100, 80, 3)
    for box in ((-5, -5, 20, 30), (60, 80, 90, 110), (0, 0, 80, 100), (10, 10, 10, 10)):
        assert surroundings(picture, np.array(box, np.float32), (128, 128)).shape == (128, 128, 3)


def test_without_the_files_nothing_runs(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError):
        Faces(tmp_path)
