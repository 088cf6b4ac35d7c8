"""How often a one-time code is read that looks written by hand: `python -m tests.bench.handwriting [PHOTOS]`.

Digits in fonts that imitate handwriting (OFL, from npm), each with a size and height of its own, on a sheet in
perspective that somebody holds: leaning, blurred, noisy, as a JPEG. Fonts are no hands; the table is the one of
`models/cards/rapidocr.md`.
"""

import sys
import tarfile
import tempfile
from collections import Counter
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from hub.certification.types import OneTimeCode
from hub.scenarios.papers import held, jpeg
from hub.scenarios.portraits import portrait
from models.fetch import FOLDER, fetch, pack
from workers.asks import ReadAsked
from workers.face import Faces
from workers.reading import Reader
from workers.reading_child import look

SEED: Final = 7
PHOTOS: Final = 48
DIGITS: Final = 4
FONTS: Final = Path("build/fonts")
NAMES: Final = ("caveat", "gloria-hallelujah", "indie-flower", "kalam", "patrick-hand", "shadows-into-light")
VERSION: Final = "5.3.0"
HOLDERS: Final = ("obama", "biden")

Random = np.random.Generator


def font(name: str) -> Path:
    """The font's file, fetched once."""
    path = FONTS / f"{name}.woff"
    if not path.exists():
        FONTS.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as place:
            archive = pack(f"@fontsource/{name}@{VERSION}", Path(place))
            with tarfile.open(archive) as tar:
                found = tar.extractfile(f"package/files/{name}-latin-400-normal.woff")
                assert found is not None
                path.write_bytes(found.read())
    return path


def note(code: str, face: Path, random: Random) -> Image.Image:
    """A sheet with the code on it, seen somewhat from the side."""
    sheet = Image.new("RGB", (760, 420), (240, 238, 230))
    pen, left, size = ImageDraw.Draw(sheet), 70.0, int(random.integers(120, 170))
    for digit in code:
        letters = ImageFont.truetype(str(face), size + int(random.integers(-12, 12)))
        pen.text((left, 110 + int(random.integers(-14, 14))), digit, font=letters, fill=(25, 30, 90))
        left += letters.getlength(digit) + random.uniform(4, 20)
    corners = np.array([[0, 0], [760, 0], [760, 420], [0, 420]], np.float32)
    inwards = random.uniform(0, 0.06, (4, 2)) * [760, 420] * [[1, 1], [-1, 1], [-1, -1], [1, -1]]
    warp = cv2.getPerspectiveTransform(corners, (corners + inwards).astype(np.float32))
    return Image.fromarray(
        cv2.warpPerspective(np.asarray(sheet), warp, (760, 420), borderValue=(150, 146, 140))
    )


def photo(sheet: Image.Image, holder: str, random: Random) -> bytes:
    taken = held(
        sheet, portrait(holder), turn=float(random.uniform(-8, 8)), blur=float(random.uniform(0, 1.5)),
        wide=int(random.integers(480, 640)),
    )  # fmt: skip
    noisy = np.asarray(taken) + random.normal(0, 4, (taken.height, taken.width, 1))
    return jpeg(Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)), 80)


def main(photos: int) -> None:
    fetch(FOLDER)
    faces, reader, random = Faces(FOLDER), Reader(), np.random.default_rng(SEED)
    seen: dict[str, Counter[str]] = {name: Counter() for name in NAMES}
    for number in range(photos):
        name = NAMES[number % len(NAMES)]
        code = "".join(map(str, random.integers(0, 10, DIGITS)))
        taken = photo(note(code, font(name), random), HOLDERS[number // len(NAMES) % 2], random)
        face = faces.find(taken)
        asked = ReadAsked(taken, OneTimeCode(code), face.box if face else None, 0)
        seen[name][look(reader, asked).outcome] += 1
    outcomes = sorted({outcome for counts in seen.values() for outcome in counts})
    print("| font | " + " | ".join(outcomes) + " |\n|---|" + "---|" * len(outcomes))
    for name, counts in (*seen.items(), ("all", sum(seen.values(), Counter[str]()))):
        print(f"| {name} | " + " | ".join(str(counts[outcome]) for outcome in outcomes) + " |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PHOTOS)
