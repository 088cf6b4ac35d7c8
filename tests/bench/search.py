"""What "one face, two people" costs: `python -m tests.bench.search [TEMPLATES …]`.

One process does what the worker does for one search: a template against each of a list, sealed one by one in a store
on disk, opened in memory. Vectors are random; nothing hits, and a hit would cost nothing more.
"""

import asyncio
import base64
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from uuid import UUID, uuid4

import msgspec
import numpy as np

from hub.certification.types import Candidates, SearchAsked
from hub.jobs.types import Job
from hub.media.objects import Objects, open_objects
from hub.settings import Settings
from workers import references
from workers.search import Search

RUNS = 5


async def plant(objects: Objects, count: int) -> list[UUID]:
    """That many sealed templates of the current set."""
    random = np.random.default_rng(7)
    names = [uuid4() for _ in range(count)]
    for start in range(0, count, 32):
        vectors = random.standard_normal((32, 512)).astype("<f4")
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        some = zip(names[start : start + 32], vectors, strict=False)
        await asyncio.gather(*[references.save(objects, name, vector.tobytes()) for name, vector in some])
    return names


async def measure(folder: Path, count: int) -> tuple[list[float], list[float]]:
    """Seconds of each run by the wall clock, and of processor time of this process."""
    objects = open_objects(
        Settings(
            database_url="",
            redis_url="",
            field_keys="1:" + base64.b64encode(bytes(32)).decode(),
            data_dir=folder,
        )
    )
    own, *others = await plant(objects, count + 1)
    listed, search = uuid4(), Search(objects)
    await objects.put(listed, "list", msgspec.msgpack.encode(Candidates(tuple(one.bytes for one in others))))
    payload = msgspec.Raw(msgspec.json.encode(SearchAsked(template=own, candidates=listed)))
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(RUNS):
        began, used = time.perf_counter(), time.process_time()
        found = await search(Job(uuid4(), uuid4(), Search.kind, 1, payload))
        took[0].append(time.perf_counter() - began)
        took[1].append(time.process_time() - used)
        assert (found.compared, found.skipped, found.hits) == (count, 0, ())
    return took


def main() -> None:
    for count in [int(one) for one in sys.argv[1:]] or [1000, 10000]:
        with tempfile.TemporaryDirectory() as folder:
            wall, used = asyncio.run(measure(Path(folder), count))
        thousands = count / 1000
        print(
            f"{count} templates, {RUNS} runs, load {os.getloadavg()[0]:.1f}: "
            f"{1000 * median(wall) / thousands:.0f} ms per 1,000 ({1000 * min(wall) / thousands:.0f} to "
            f"{1000 * max(wall) / thousands:.0f}), {1000 * median(used) / thousands:.0f} ms of processor time"
        )


if __name__ == "__main__":
    main()
