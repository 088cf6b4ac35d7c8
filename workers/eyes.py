"""The worker's side of its children: faces in one pool, reading in another.

Both are bounded, for a photo may be poison. A child that dies, hangs, or cannot run its models is `BlindError`: then a
person decides.
"""

import os
from typing import Final

import msgspec

from hub.certification.types import FreshnessFound
from hub.media.bounded import BoundedPool, ChildLostError
from hub.settings import Settings
from workers.asks import FacesAsked, FacesSeen, ReadAsked

FACE_MEMORY: Final = 1536 * 1024 * 1024
"""Bytes of address space; 40 MP are decoded at 120 MB, the models take 150 MB."""
FACE_SECONDS: Final = 10
"""For up to three photos; 15 ms each is usual, 0.4 s the first time, when the models are loaded."""
READ_MEMORY: Final = 3 * 1024 * 1024 * 1024
"""650 MB are resident."""
READ_SECONDS: Final = 20
"""For one photo; 1 s is usual, 3 s the first time."""
CORES: Final = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
_WAITING: Final = 64


class BlindError(Exception):
    """The models did not answer."""


class Eyes:
    """Two pools, each child started when first needed: a face child a core, one that reads."""

    def __init__(self, settings: Settings) -> None:
        folder = str(settings.models_dir.resolve())
        self.faces_pool = BoundedPool(
            "workers.face_child", size=CORES, memory=FACE_MEMORY, seconds=FACE_SECONDS, waiting=_WAITING,
            arguments=(folder,),
        )  # fmt: skip
        self.reading_pool = BoundedPool(
            "workers.reading_child", size=1, memory=READ_MEMORY, seconds=READ_SECONDS, waiting=_WAITING
        )

    async def faces(self, *photos: bytes) -> FacesSeen:
        """The largest face of each.

        Raises:
            BlindError: a model is missing, corrupt or hung, or a photo killed the child.
        """
        return msgspec.msgpack.decode(
            await _ask(self.faces_pool, msgspec.msgpack.encode(FacesAsked(photos))), type=FacesSeen
        )

    async def read(self, asked: ReadAsked) -> FreshnessFound:
        """What shows that a photo is of today.

        Raises:
            BlindError: as `faces`.
        """
        return msgspec.msgpack.decode(
            await _ask(self.reading_pool, msgspec.msgpack.encode(asked)), type=FreshnessFound
        )

    async def close(self) -> None:
        """Ends the children; asked again, new ones are started."""
        await self.faces_pool.close()
        await self.reading_pool.close()


async def _ask(pool: BoundedPool, question: bytes) -> bytes:
    try:
        return await pool.ask(question)
    except ChildLostError as error:
        raise BlindError(str(error)) from None
