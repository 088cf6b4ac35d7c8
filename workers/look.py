"""The job `photo_look`: a stored photo's sharpness, brightness and fingerprint."""

import msgspec

from hub.jobs.types import Job
from hub.media.bounded import BoundedPool
from hub.media.objects import Objects
from hub.media.types import LOOK, LookAsked, LookResult

MEMORY = 512 * 1024 * 1024
"""Bytes of address space of the child; a photo of ours is at most 2560 pixels long."""
SECONDS = 10
"""For one photo; 30 ms is usual."""


class Look:
    """Handler of `photo_look`."""

    kind = LOOK
    width = 1
    seconds = 30.0

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self.pool = BoundedPool(
            "workers.look_child", size=self.width, memory=MEMORY, seconds=SECONDS, waiting=8
        )

    async def __call__(self, job: Job) -> LookResult:
        content = await self._objects.get(job.asked(LookAsked).object, "full")
        if content is None:  # erased since: nothing to say, and nothing went wrong
            return LookResult(None, None, None)
        return msgspec.json.decode(await self.pool.ask(content), type=LookResult)

    async def close(self) -> None:
        await self.pool.close()
