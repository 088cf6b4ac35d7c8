"""What is fetched, and what is kept of it."""

import io
import tarfile
from pathlib import Path

import pytest

from models import fetch
from models.files import ModelCorruptError, ModelError
from models.manifest import Manifest, manifest, parse
from tests.models.test_manifest import ENTRY


def only(name: str) -> Manifest:
    return Manifest({}, {name: manifest().models[name]})


def archive(place: Path, content: bytes) -> Path:
    source = manifest().of("landmark").source
    assert source is not None
    path = place / "package.tgz"
    with tarfile.open(path, "w:gz") as tar:
        info = tarfile.TarInfo(source.member)
        info.size = len(content)
        tar.addfile(info, io.BytesIO(content))
    return path


def test_what_is_there_is_not_fetched_again(model_files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert fetch.fetch(model_files) == []


def test_a_broken_file_is_replaced(
    model_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = manifest().of("landmark")
    good = (model_files / model.file).read_bytes()
    (tmp_path / model.file).write_bytes(b"half")
    monkeypatch.setattr(fetch, "pack", lambda what, place: archive(place, good))
    assert fetch.fetch(tmp_path, only("fr_landmark")) == ["fr_landmark"]
    assert (tmp_path / model.file).read_bytes() == good
    assert [path.name for path in tmp_path.iterdir()] == [model.file]


def test_nothing_is_kept_of_a_package_that_holds_something_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "pack", lambda what, place: archive(place, b"another model"))
    with pytest.raises(ModelCorruptError, match="another hash"):
        fetch.fetch(tmp_path, only("fr_landmark"))
    assert list(tmp_path.iterdir()) == []


def test_a_model_without_a_source_must_be_put_there(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="other"):
        fetch.fetch(tmp_path, parse(ENTRY))
