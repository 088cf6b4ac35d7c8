"""Commands that come again: cut before their answer, or sent by an impatient client."""

import asyncio
import gzip
import json

from tests.faults.proxy import Cut
from tests.faults.stage import Stage


async def answers_cut(stage: Stage) -> None:
    """The connection ends after the commit and before the answer: asked again, the first answer comes."""
    line, load = stage.answers, stage.load
    line.swallowing = True
    for _ in range(8):
        entry = load.anything()
        seen = len(line.swallowed)
        while len(line.swallowed) == seen:
            assert await load.send(entry, line.base_url) is None
        body = line.swallowed[-1]
        first = json.loads(gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body)
        again = await load.settle(entry)
        if "code" not in first:  # a problem is no answer
            assert again == first, "another answer than the first"
    line.swallowing = False
    for _ in range(5):
        line.cuts.append(Cut(0, stage.rng.randint(0, 900)))
        entry = load.anything()
        await load.send(entry, line.base_url)
        await load.settle(entry)
        line.cut()  # the next one has a line of its own
    stage.mended()


async def sent_twice(stage: Stage) -> None:
    """An impatient client sends the same again while the first is under way."""
    load = stage.load
    for _ in range(8):
        entry = load.anything()
        await asyncio.gather(*(load.send(entry) for _ in range(3)))
        await load.settle(entry)
    stage.mended()
