"""The published table is reproduced; the files are written."""

from pathlib import Path
from xml.etree import ElementTree

import msgspec
import pytest

from models.manifest import manifest
from tests.workers.pictures import photo
from workers.evaluate import Evaluation, evaluate, run, table
from workers.face import Faces

ORL = [path for up in (Path(), *Path.cwd().parents) if (path := up / "shared" / "faces" / "orl").is_dir()][:1]


@pytest.mark.skipif(not ORL, reason="the ORL faces are not at ../shared/faces/orl")
def test_the_table_of_orl_is_reproduced(model_files: Path, tmp_path: Path) -> None:
    done = evaluate(Faces(model_files), ORL[0], tmp_path)
    assert (done.people, done.pictures, done.missed) == (40, 400, ())
    assert (done.same_pairs, done.different_pairs) == (1800, 78_000)
    found = {row.threshold: row for row in done.rows}
    for threshold, accepted, wrong in (
        (0.35, 0.9994, 5.4e-3),
        (0.40, 0.9983, 1.0e-3),
        (0.45, 0.9950, 7.7e-5),
        (0.50, 0.9906, 0.0),
    ):
        row = found[threshold]
        assert 1 - row.false_non_match.value == pytest.approx(accepted, abs=0.002)
        assert row.false_match.value == pytest.approx(wrong, abs=5e-4)
    bands = manifest().of("embed").bands()
    assert bands.accept >= done.proposal.threshold
    assert found[bands.refuse].false_non_match.value < 1e-3


def test_a_folder_of_people_gives_a_report_and_curves(model_files: Path, tmp_path: Path) -> None:
    people = tmp_path / "people"
    for person, names in {"one": ("obama", "obama2"), "two": ("biden",), "three": ("astronaut",)}.items():
        (people / person).mkdir(parents=True)
        for name in names:
            (people / person / f"{name}.jpg").write_bytes(photo(name))
    (people / "two" / "notes.txt").write_text("no picture")
    done = evaluate(Faces(model_files), people, tmp_path / "out")
    assert (done.people, done.pictures, done.same_pairs, done.different_pairs) == (3, 4, 1, 5)
    assert msgspec.json.decode((tmp_path / "out" / "report.json").read_bytes(), type=Evaluation) == done
    ElementTree.parse(tmp_path / "out" / "curves.svg")
    shown = table(done)
    assert "1 pairs of the same person, 5 of different people" in shown
    assert "cannot show 1e-05 by counting" in shown


def test_what_cannot_be_measured_is_said(
    model_files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path / "nowhere", model_files, tmp_path) == 1
    (tmp_path / "people" / "one").mkdir(parents=True)
    assert run(tmp_path / "people", model_files, tmp_path) == 1
    assert run(tmp_path / "people", tmp_path, tmp_path) == 1
    assert capsys.readouterr().err.count("shequ: ") == 3
