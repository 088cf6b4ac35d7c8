"""What the liveness model says of simulated attacks: `python -m tests.bench.attacks [ORL FOLDER]`.

The attacks are drawn, not photographed: a print (less contrast, dots, a paper's border) or a screen (its cells, a
dark frame, a reflection), in perspective before a desk, then a camera (blur, noise, uneven light, JPEG). Real ones go
through the same camera. The table is the one of `models/cards/fr_liveness.md`.
"""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from hub.scenarios.portraits import PICTURES, portrait
from models.fetch import FOLDER, fetch
from models.manifest import manifest
from workers.evaluate import read
from workers.face import Faces
from workers.images import Picture, Pixels

SEED: Final = 7
SIDE: Final = 700
"""Pixels of the longer side of what is printed or shown."""
ROWS, COLUMNS = 1200, 1000
"""Of the photo that somebody takes of it."""
SHEET: Final = (240, 244, 245)
FRAME: Final = (12, 12, 12)
INK: Final = (0.26, 1.3, 0.0)
"""Angles of the dots' grids, in radians."""

Random = np.random.Generator
Attack = Callable[[Pixels, Random], Pixels]


def sized(picture: Pixels) -> Any:
    """As floats 0 … 1."""
    times = SIDE / max(picture.shape[:2])
    method = cv2.INTER_AREA if times < 1 else cv2.INTER_CUBIC
    return cv2.resize(picture, None, fx=times, fy=times, interpolation=method).astype(np.float32) / 255


def camera(picture: Pixels, random: Random) -> Pixels:
    """A photo of what is before it."""
    seen: Any = cv2.GaussianBlur(picture, (0, 0), random.uniform(0.6, 1.3)).astype(np.float32)
    seen += random.normal(0, random.uniform(1.5, 4), seen.shape)
    light = np.linspace(random.uniform(0.8, 1), random.uniform(0.9, 1.1), picture.shape[1])
    taken = bytes8(seen * light[None, :, None])
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(70, 92))]
    return np.asarray(cv2.imdecode(cv2.imencode(".jpg", taken, quality)[1], cv2.IMREAD_COLOR), np.uint8)


def printed(picture: Pixels, random: Random) -> Pixels:
    ink = sized(picture) ** random.uniform(1.1, 1.4) * random.uniform(0.75, 0.85) + 0.1
    rows, columns = np.mgrid[: ink.shape[0], : ink.shape[1]]
    pitch = random.uniform(0.35, 0.5) * np.pi
    for channel, angle in enumerate(INK):
        across, down = np.cos(angle), np.sin(angle)
        ink[..., channel] += (
            0.06
            * np.cos(pitch * (columns * across + rows * down))
            * np.cos(pitch * (rows * across - columns * down))
        )
    edge = int(random.uniform(36, 96))
    sheet = cv2.copyMakeBorder(bytes8(ink * 255), edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=SHEET)
    return camera(before_a_desk(np.asarray(sheet, np.uint8), random, cv2.INTER_AREA), random)


def on_a_screen(picture: Pixels, random: Random) -> Pixels:
    shown = sized(picture) ** random.uniform(0.75, 0.95)
    shown *= np.array([random.uniform(1.05, 1.2), 1, random.uniform(0.85, 0.95)])
    cells = np.repeat(np.repeat(shown, 3, 0), 3, 1)
    one = np.full((1, 3, 3), 0.62, np.float32)
    one[0, 0, 2] = one[0, 1, 1] = one[0, 2, 0] = 1.25
    cells *= np.tile(one, (cells.shape[0], shown.shape[1], 1))
    cells[::3] *= 0.75
    framed = cv2.copyMakeBorder(bytes8(cells * 255), 120, 120, 120, 120, cv2.BORDER_CONSTANT, value=FRAME)
    # Sampled without all of the smoothing a printer's dots would need: that makes the moiré.
    soft = np.asarray(cv2.GaussianBlur(framed, (0, 0), 0.9), np.uint8)
    seen = before_a_desk(soft, random, cv2.INTER_LINEAR)
    gleam: Any = np.zeros((ROWS, COLUMNS), np.float32)
    ends = [(int(random.uniform(0, COLUMNS)), row) for row in (0, ROWS)]
    cv2.line(gleam, ends[0], ends[1], 1, 80)
    gleam = cv2.GaussianBlur(gleam, (0, 0), 60)[..., None]
    return camera(bytes8(seen + gleam * random.uniform(0, 60)), random)


def before_a_desk(sheet: Pixels, random: Random, method: int) -> Pixels:
    """A sheet or screen in perspective, as large as the photo allows."""
    noise: Any = cv2.GaussianBlur(random.normal(0, 1, (ROWS, COLUMNS)).astype(np.float32), (0, 0), 6)
    desk = random.uniform(90, 170, 3) + noise[..., None] * 60
    rows, columns = sheet.shape[:2]
    corners = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], np.float32)
    times = min(COLUMNS / columns, ROWS / rows) * random.uniform(0.75, 0.95)
    size = np.array([columns, rows]) * times
    to = corners * times + random.uniform(-0.05, 0.05, (4, 2)) * size + (np.array([COLUMNS, ROWS]) - size) / 2
    warp = cv2.getPerspectiveTransform(corners, to.astype(np.float32))
    seen: Any = cv2.warpPerspective(sheet, warp, (COLUMNS, ROWS), flags=method)
    covered: Any = cv2.warpPerspective(np.ones((rows, columns), np.float32), warp, (COLUMNS, ROWS))[..., None]
    return bytes8(seen * covered + desk * (1 - covered))


def bytes8(values: Any) -> Pixels:
    return np.clip(values, 0, 255).astype(np.uint8)


def row(faces: Faces, name: str, pictures: Iterable[Pixels]) -> str:
    """One line of the table; pictures without a face are left out and counted."""
    every = list(pictures)
    found = [face for picture in every if (face := faces.find_in(Picture(picture, 1))) is not None]
    scores = faces.live(found)
    low, half, high = np.percentile(scores, [5, 50, 95])
    doubted = int((scores < manifest().of("live").bands().accept).sum())
    return f"| {name} | {len(found)} of {len(every)} | {low:.2f} · {half:.2f} · {high:.2f} | {doubted} |"


def main(orl: Path | None) -> None:
    fetch(FOLDER)
    faces, random = Faces(FOLDER), np.random.default_rng(SEED)
    people = [read_bytes(portrait(name)) for name in PICTURES]
    print("| | pictures with a face | score: 5 % · half · 95 % | so a person looks |\n|---|---|---|---|")
    photos = [bytes8(sized(one) * 255) for one in people]
    print(
        row(faces, "portraits, real", [*people, *(camera(one, random) for one in photos for _ in range(2))])
    )
    for name, attack in (("printed", printed), ("on a screen", on_a_screen)):
        print(row(faces, f"portraits, {name}", [attack(one, random) for one in people for _ in range(3)]))
    if orl is None:
        return
    small = [read(path).pixels for path in sorted(orl.glob("*/1.*"))[::3]]
    print(row(faces, "ORL (grey, small), real", [camera(one, random) for one in small]))
    for name, attack in (("printed", printed), ("on a screen", on_a_screen)):
        print(row(faces, f"ORL, {name}", [attack(one, random) for one in small]))


def read_bytes(content: bytes) -> Pixels:
    return np.asarray(cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR), np.uint8)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
