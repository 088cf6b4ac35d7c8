"""B7: certification, photos a second on two cores, beside the bare time of the same models.

Ours: JPEGs of 1 to 2 MP, one question each, through the worker's own path: the pool of bounded children, decoding,
detection, landmarks, alignment, quality, embedding, liveness. Beside: `others/bare.py`, as many processes, which run
the same models, the files as they are shipped, on the very inputs that those photos lead to, and nothing else. We load
them without PRelu (`models/prelu.py`), which is part of what we do better; so the same is measured with them as we load
them, too, to show what everything around the models costs. No newspaper is read in either.

`face_recognition` (dlib) is measured beside it when it is installed; there are no wheels of dlib.
"""

import asyncio
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Literal

import cv2
import numpy as np

from hub.settings import Settings
from models.fetch import FOLDER, fetch
from tests.bench.report import Result
from tests.bench.scale import Scale
from tests.workers.pictures import jpeg, pixels
from workers.eyes import CORES, Eyes

BAR = 0.8
PEOPLE = ("obama", "obama2", "biden", "astronaut")
SIZES = (1.0, 1.5, 2.0)
"""Megapixels."""
HERE = Path(__file__).parent


def photos() -> list[bytes]:
    """Portraits before a wall, three by four, at each size."""
    made = []
    for who in PEOPLE:
        person = pixels(who)
        for size in SIZES:
            width = round((size * 1e6 * 3 / 4) ** 0.5)
            height = width * 4 // 3
            scale = min(0.9 * width / person.shape[1], 0.8 * height / person.shape[0])
            small = cv2.resize(person, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            wall = np.random.default_rng(7).integers(135, 165, (height, width, 1), np.uint8).repeat(3, axis=2)
            wall = cv2.GaussianBlur(wall, (0, 0), 2)
            left = (width - small.shape[1]) // 2
            wall[-small.shape[0] :, left : left + small.shape[1]] = small
            made.append(jpeg(np.asarray(wall, np.uint8), 85))
    return made


async def run(scale: Scale) -> Result:
    fetch(FOLDER)
    pictures = photos()
    seconds = scale.seconds * 2
    eyes = Eyes(
        Settings(database_url="", redis_url="", field_keys="1:" + "A" * 43 + "=", models_dir=FOLDER.resolve())
    )
    ours: list[float] = []
    bare: list[float] = []
    loaded: list[float] = []
    try:
        began = time.perf_counter()
        await eyes.faces(pictures[0])
        cold = time.perf_counter() - began
        warm = []
        for picture in pictures:
            began = time.perf_counter()
            seen = await eyes.faces(picture)
            warm.append(time.perf_counter() - began)
            if seen.faces[0].vector is None:
                raise RuntimeError("a photo has no face")
        await _ours(eyes, pictures, min(seconds, 1.0))  # the second child starts
        for _ in range(scale.rounds):
            ours.append(await _ours(eyes, pictures, seconds))
            bare.append(await _bare(pictures, seconds, "shipped"))
            loaded.append(await _bare(pictures, seconds, "loaded"))
    finally:
        await eyes.close()
    ratio = median(a / b for a, b in zip(ours, bare, strict=True))
    return Result(
        name="B7", title="certification, photos of 1 to 2 MP", unit="photos/s", ours=median(ours),
        bar=f"≥ {BAR} × bare onnxruntime", met=ratio >= BAR,
        beside={
            "bare onnxruntime, the same inputs": median(bare),
            "bare onnxruntime, models as we load them": median(loaded),
            "face_recognition (dlib)": _dlib(pictures, seconds),
        },
        more={
            "ours / bare": ratio,
            "ours / bare as we load them": median(a / b for a, b in zip(ours, loaded, strict=True)),
            "processes": CORES, "cold start": cold * 1e3, "one photo p50": median(warm) * 1e3,
            "runs of ours": ours, "runs of bare": bare,
            "runs of bare as we load them": loaded,
        },
    )  # fmt: skip


async def _ours(eyes: Eyes, pictures: list[bytes], seconds: float) -> float:
    """Photos a second with a photo under way for each child and one waiting."""
    until = time.perf_counter() + seconds
    done = 0

    async def ask(number: int) -> None:
        nonlocal done
        while time.perf_counter() < until:
            await eyes.faces(pictures[number % len(pictures)])
            number += 1
            done += 1

    began = time.perf_counter()
    await asyncio.gather(*[ask(number) for number in range(2 * CORES)])
    return done / (time.perf_counter() - began)


async def _bare(pictures: list[bytes], seconds: float, which: Literal["shipped", "loaded"]) -> float:
    with tempfile.TemporaryDirectory(prefix="shequ-bare-") as folder:
        for number, picture in enumerate(pictures):
            (Path(folder) / f"{number:03}.jpg").write_bytes(picture)
        running = [
            await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.bench.others.bare", folder, str(FOLDER), str(seconds), which,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )
            for _ in range(CORES)
        ]  # fmt: skip
        for one in running:
            assert one.stdout is not None
            if await one.stdout.readline() != b"ready\n":
                raise RuntimeError("the bare models did not start")
        rates = await asyncio.gather(*[one.communicate(b"go\n") for one in running])
    return sum(float(said) for said, _ in rates)


def _dlib(pictures: list[bytes], seconds: float) -> float | str:
    """One process of it, times the cores: it has no batch and holds the interpreter's lock."""
    if find_spec("face_recognition") is None or find_spec("face_recognition_models") is None:
        return "not measured: not installed (dlib has no wheels)"
    import face_recognition  # type: ignore[import-not-found]

    decoded = [
        cv2.cvtColor(cv2.imdecode(np.frombuffer(one, np.uint8), 1), cv2.COLOR_BGR2RGB) for one in pictures
    ]
    done, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        face_recognition.face_encodings(decoded[done % len(decoded)])
        done += 1
    return CORES * done / (time.perf_counter() - began)
