"""The job `face_search`: who else has this face? Templates are opened one by one, in this process's memory only.

One template is a read of the store, an AES-GCM opening and 512 multiplications: the reads are what it costs, so several
are under way at once. Elders of a district number thousands; beyond that this wants an index, which would have to lie
in the clear somewhere, and is not done.
"""

import asyncio
from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec

from hub.certification.types import SEARCH, Candidates, SearchAsked, SearchHit, SearchResult
from hub.jobs.types import Job
from hub.media.objects import Objects
from hub.sealing import SealError
from models.manifest import manifest
from workers import references
from workers.certify import compare

MOST_HITS: Final = 20
AT_ONCE: Final = 16


class Search:
    """Handler of `face_search`."""

    kind = SEARCH
    width = 1
    seconds = 600.0

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    async def __call__(self, job: Job) -> SearchResult:
        """Raises `BrokenReferenceError` when the template to search with is gone: the attempt failed."""
        asked = job.asked(SearchAsked)
        accept = manifest().of("embed").bands().accept
        own = await references.load(self._objects, asked.template)
        names = await self._candidates(asked.candidates)
        hits: list[SearchHit] = []
        compared = 0
        for start in range(0, len(names), AT_ONCE):
            some = names[start : start + AT_ONCE]
            for name, cosine in zip(
                some, await asyncio.gather(*[self._like(own.vector, name) for name in some]), strict=True
            ):
                if cosine is None:
                    continue
                compared += 1
                if cosine >= accept:
                    hits.append(SearchHit(name, cosine))
        hits.sort(key=lambda hit: -hit.similarity)
        return SearchResult(
            hits=tuple(hits[:MOST_HITS]), above=len(hits), compared=compared, skipped=len(names) - compared,
            threshold=accept, model=references.current(),
        )  # fmt: skip

    async def _candidates(self, name: UUID) -> Sequence[UUID]:
        try:
            content = await self._objects.get(name, "list")
        except SealError:
            content = None
        if content is None:
            raise references.BrokenReferenceError
        return [UUID(bytes=one) for one in msgspec.msgpack.decode(content, type=Candidates).templates]

    async def _like(self, vector: bytes, name: UUID) -> float | None:
        try:
            other = await references.load(self._objects, name)
        except references.BrokenReferenceError:
            return None
        return compare(vector, other.vector) if references.comparable(other) else None

    async def close(self) -> None:
        """Holds nothing."""
