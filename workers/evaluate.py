"""`shequ models evaluate FOLDER`: what the models get wrong on pictures of people whose names are known.

In: a folder with a folder for each person. Out: rates with intervals on the screen and in `report.json`, curves in
`curves.svg`. Nothing else of the pictures is written; templates live in memory only.

Pictures below 200 pixels are taken for faces cut out beforehand: they are enlarged three times (cubic) and their
edges repeated outwards, 100 pixels up and down and 150 sideways, so that a detector has something to look at.
"""

import sys
from pathlib import Path
from typing import Final

import cv2
import msgspec
import numpy as np

from models.accuracy import (
    LEVEL,
    People,
    Proposal,
    Rate,
    Scores,
    equal_error,
    false_matches,
    false_non_matches,
    propose,
)
from models.drawing import draw
from models.files import ModelError
from workers.face import Face, Faces
from workers.images import Picture

KINDS: Final = frozenset({".jpg", ".jpeg", ".png", ".pgm", ".bmp", ".webp"})
THRESHOLDS: Final = (0.35, 0.40, 0.45, 0.50)
_CUT_OUT: Final = 200
_BATCH: Final = 32


class Row(msgspec.Struct, frozen=True):
    threshold: float
    false_match: Rate
    false_non_match: Rate


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """`missed`: pictures in which no face was found. Pairs are of those in which one was."""

    model: str
    people: int
    pictures: int
    missed: tuple[str, ...]
    same_pairs: int
    different_pairs: int
    equal_error: float
    rows: tuple[Row, ...]
    proposal: Proposal


def read(path: Path) -> Picture | None:
    """A picture of a set, None when it is none."""
    pixels = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if pixels is None:
        return None
    if max(pixels.shape[:2]) < _CUT_OUT:
        pixels = cv2.resize(pixels, None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC)
        pixels = cv2.copyMakeBorder(pixels, 100, 100, 150, 150, cv2.BORDER_REPLICATE)
    return Picture(np.asarray(pixels, np.uint8), 1)


def scores(faces: Faces, folder: Path) -> tuple[Scores, People, People, list[str], list[str]]:
    """The cosine of every pair; whose faces they are (two numbers a pair); the people; the pictures without a face."""
    people = sorted(path.name for path in folder.iterdir() if path.is_dir())
    found: list[Face] = []
    whose: list[int] = []
    missed: list[str] = []
    for number, name in enumerate(people):
        for path in sorted((folder / name).iterdir()):
            picture = read(path) if path.suffix.lower() in KINDS else None
            if picture is None:
                continue
            face = faces.find_in(picture)
            if face is None:
                missed.append(f"{name}/{path.name}")
            else:
                found.append(face)
                whose.append(number)
    vectors = np.concatenate(
        [faces.embed(found[at : at + _BATCH]) for at in range(0, len(found), _BATCH)]
        or [np.empty((0, 1), np.float32)]
    ).astype(np.float64)
    one, other = np.triu_indices(len(vectors), 1)
    names = np.array(whose, np.int64)
    return (vectors @ vectors.T)[one, other], names[one], names[other], people, missed


def evaluate(faces: Faces, folder: Path, output: Path) -> Evaluation:
    """Measures, writes `report.json` and `curves.svg` into `output`.

    Raises:
        ValueError: fewer than two people, or nobody with two pictures.
    """
    values, one, other, people, missed = scores(faces, folder)
    alike = one == other
    same, different = values[alike], values[~alike]
    if not len(same) or not len(different):
        raise ValueError("two people and two pictures of one of them are the least")
    proposal = propose(different, one[~alike], other[~alike])
    bands = faces.model.threshold
    marks = sorted({*THRESHOLDS, proposal.threshold, *((bands.accept, bands.refuse) if bands else ())})
    done = Evaluation(
        model=faces.model.tag, people=len(people), missed=tuple(missed), same_pairs=len(same),
        pictures=len(missed) + int((1 + np.sqrt(1 + 8 * len(values))) / 2), different_pairs=len(different),
        equal_error=equal_error(same, different), proposal=proposal,
        rows=tuple(Row(t, false_matches(different, t), false_non_matches(same, t)) for t in marks),
    )  # fmt: skip
    output.mkdir(parents=True, exist_ok=True)
    (output / "report.json").write_bytes(msgspec.json.format(msgspec.json.encode(done), indent=2) + b"\n")
    title = f"{done.model}: {done.people} people, {done.pictures} pictures"
    (output / "curves.svg").write_text(
        draw(same, different, sorted({proposal.threshold, *((bands.accept,) if bands else ())}), title),
        encoding="utf-8",
    )
    return done


def table(done: Evaluation) -> str:
    """What is shown on the screen."""
    lines = [
        f"{done.model}: {done.people} people, {done.pictures} pictures, no face found in {len(done.missed)}",
        f"{done.same_pairs:,} pairs of the same person, {done.different_pairs:,} of different people; "
        f"equal error rate {done.equal_error:.2%}",
        "",
        f"threshold  true accept  FNMR ({LEVEL:.0%})                      FMR ({LEVEL:.0%})",
    ]
    lines += [
        f"{row.threshold:9.2f}  {1 - row.false_non_match.value:11.4f}  {_shown(row.false_non_match):<30}"
        f"  {_shown(row.false_match)}"
        for row in done.rows
    ]
    what = done.proposal
    lines += [
        "",
        f"for FMR ≤ {what.rate:g}: {what.estimate:.3f} ({what.low:.3f} … {what.high:.3f}); "
        f"proposed threshold {what.threshold:.2f}",
        "Intervals of rates: Clopper–Pearson, as if pairs were independent. The threshold's: an exponential tail, "
        "people drawn anew 500 times.",
    ]
    least = 3.69 / done.different_pairs
    if least > what.rate:
        lines.append(
            f"{done.different_pairs:,} pairs cannot show {what.rate:g} by counting (none wrong still leaves "
            f"{least:.1e}): the threshold is drawn out from the tail."
        )
    return "\n".join([*lines, *(f"no face: {name}" for name in done.missed)])


def _shown(one: Rate) -> str:
    return f"{one.value:.1e} ({one.low:.1e} … {one.high:.1e})"


def run(folder: Path, models: Path, output: Path) -> int:
    """For the command line."""
    try:
        print(table(evaluate(Faces(models), folder, output)))
    except (ModelError, ValueError, OSError) as error:
        print(f"shequ: {error}", file=sys.stderr)
        return 1
    print(f"Curves: {output / 'curves.svg'}, figures: {output / 'report.json'}")
    return 0
