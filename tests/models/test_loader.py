"""Real sessions of the real files."""

import hashlib
from pathlib import Path

import msgspec
import numpy as np
import pytest

from models.files import ModelCorruptError, ModelMissingError
from models.loader import load, load_role
from models.manifest import Role, manifest


@pytest.mark.parametrize("role", ["detect", "landmark", "embed", "live"])
def test_a_batch_gives_what_single_runs_give(role: Role, model_files: Path) -> None:
    session = load_role(role, model_files)
    batch = np.random.default_rng(7).random((5, *session.model.input.shape), np.float32)
    together = session.run(batch)
    for index in range(5):
        alone = session.run(batch[index : index + 1])
        for name in session.outputs:
            assert len(together[name]) == 5
            np.testing.assert_allclose(together[name][index], alone[name][0], atol=1e-5)


def test_pictures_become_what_the_manifest_says(model_files: Path) -> None:
    picture = np.zeros((1, 2, 2, 3), np.uint8)
    picture[..., 0] = 255  # blue
    rgb = load_role("embed", model_files).prepared(picture)
    assert rgb.shape == (1, 3, 2, 2)
    np.testing.assert_allclose(rgb[0, :, 0, 0], [-127 / 128, -127 / 128, 1.0])
    grey = load_role("landmark", model_files).prepared(np.full((1, 2, 2), 64, np.uint8))
    np.testing.assert_allclose(grey, np.full((1, 1, 2, 2), 0.25))


def test_a_file_with_another_hash_is_not_run(model_files: Path, tmp_path: Path) -> None:
    model = manifest().of("landmark")
    content = bytearray((model_files / model.file).read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / model.file).write_bytes(content)
    with pytest.raises(ModelCorruptError, match="hash"):
        load(model, tmp_path)


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError):
        load(manifest().of("embed"), tmp_path)


def test_what_onnxruntime_does_not_take_is_corrupt(tmp_path: Path) -> None:
    content = b"\x08\x06"
    (tmp_path / "m").write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    model = msgspec.structs.replace(manifest().of("embed"), file="m", sha256=sha256)
    with pytest.raises(ModelCorruptError):
        load(model, tmp_path)


def test_a_batch_of_the_wrong_shape_is_the_models_failure(model_files: Path) -> None:
    session = load_role("embed", model_files)
    with pytest.raises(ModelCorruptError):
        session.run(np.zeros((1, 3, 8, 8), np.float32))
