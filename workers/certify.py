"""The job `certify`: is this the person of the reference, alive, today?

What goes wrong here is said in the result, never raised: a model that fails means that a person decides. Only a store
that is away is a failed attempt, for it may be back at the next.
"""

import time
from collections.abc import Sequence
from typing import Final
from uuid import UUID

import numpy as np
import structlog

from hub.certification.types import (
    CERTIFY,
    CertifyAsked,
    CertifyResult,
    FreshnessFound,
    Model,
    ReviewReason,
)
from hub.jobs.types import Job
from hub.media.objects import Objects
from hub.sealing import SealError
from models.manifest import manifest
from workers import references
from workers.asks import FaceSeen, FacesSeen, ReadAsked
from workers.eyes import CORES, BlindError, Eyes
from workers.verdict import Evidence, verdict

log = structlog.get_logger("certify")

_BROKEN: Final = FaceSeen(advice=("photo_broken",))


class Certify:
    """Handler of `certify`."""

    kind = CERTIFY
    width = 2 * CORES  # while one is read from the store or waits for the reader, another is looked at
    seconds = 240.0  # four may wait for a reader that hangs twice; it is said in the result all the same

    def __init__(self, objects: Objects, eyes: Eyes) -> None:
        self._objects = objects
        self.eyes = eyes

    async def __call__(self, job: Job) -> CertifyResult:
        asked = job.asked(CertifyAsked)
        bands, live_bands = manifest().of("embed").bands(), manifest().of("live").bands()
        used = references.current()
        began = time.perf_counter()
        photos = [await self._photo(name) for name in (asked.photo, asked.second_photo) if name]
        failed: list[ReviewReason] = []
        vector: bytes | None = None
        written = False
        fresh = FreshnessFound("unasked")
        try:
            if asked.model not in (None, used):
                raise BlindError("another model set is asked for")
            seen = await self._faces(photos)
            vector, written, failed = await self._reference(asked, used)
            first = seen.faces[0]
            if asked.freshness is not None:
                fresh = await self._fresh(asked, photos, seen)
        except BlindError as error:
            log.warning("the models failed, a person decides", job=str(job.id), reason=str(error))
            return CertifyResult(
                band="review", reasons=("model_failed",), freshness=fresh, threshold=bands.accept,
                milliseconds=_since(began),
            )  # fmt: skip
        likeness = [compare(face.vector, vector) for face in seen.faces]
        best = likeness[0]
        lives = [face.live for face in seen.faces if face.live is not None]
        if len(seen.faces) == 2 and best is not None and likeness[1] is not None:
            # The second counts as evidence only when it shows the person of the first.
            together = compare(seen.faces[0].vector, seen.faces[1].vector)
            if together is not None and together >= bands.accept:
                best = max(best, likeness[1])
            else:
                failed.append("unsure")
        band, reasons = verdict(
            Evidence(
                advice=first.advice,
                similarity=best,
                bands=bands,
                live=min(lives, default=None),
                live_bands=live_bands,
                asked=asked.freshness,
                fresh=fresh,
                failed=failed,
            )
        )
        return CertifyResult(
            band=band, reasons=reasons, similarity=best, threshold=bands.accept, liveness=first.live, freshness=fresh,
            quality=first.quality, model=used, template_written=written, milliseconds=_since(began),
        )  # fmt: skip

    async def _photo(self, name: UUID) -> bytes | None:
        """The stored photo; None when it is gone or does not open."""
        try:
            return await self._objects.get(name, "full")
        except SealError:
            return None

    async def _faces(self, photos: Sequence[bytes | None]) -> FacesSeen:
        there = [photo for photo in photos if photo is not None]
        seen = await self.eyes.faces(*there) if there else FacesSeen(())
        faces = iter(seen.faces)
        return FacesSeen(tuple(_BROKEN if photo is None else next(faces) for photo in photos))

    async def _reference(
        self, asked: CertifyAsked, used: Model
    ) -> tuple[bytes | None, bool, list[ReviewReason]]:
        """The reference's vector, whether it was written anew, and why there is none."""
        why: ReviewReason = "no_reference"
        if asked.template is not None:
            try:
                template = await references.load(self._objects, asked.template)
                if references.comparable(template):
                    return template.vector, False, []
                why = "model_differs"
            except references.BrokenReferenceError:
                why = "reference_broken"
        if asked.reference_photo is None:
            return None, False, [why]
        face = (await self._faces([await self._photo(asked.reference_photo)])).faces[0]
        if face.vector is None or "many_faces" in face.advice:  # whose would it be?
            return None, False, ["reference_broken"]
        if asked.template_out is not None:
            await references.save(self._objects, asked.template_out, face.vector)
        return face.vector, asked.template_out is not None, []

    async def _fresh(
        self, asked: CertifyAsked, photos: Sequence[bytes | None], seen: FacesSeen
    ) -> FreshnessFound:
        """The first photo's newspaper or code, else the second's. Without a face nothing is read: the person is asked
        for another photo anyway."""
        assert asked.freshness is not None
        found = FreshnessFound("missing")
        for photo, face in zip(photos, seen.faces, strict=True):
            if photo is None or face.box is None:
                continue
            new = await self.eyes.read(ReadAsked(photo, asked.freshness, face.box, face.turned))
            if new.outcome == "fresh":
                return new
            found = new if found.outcome == "missing" else found
        return found

    async def close(self) -> None:
        await self.eyes.close()


def compare(one: bytes | None, other: bytes | None) -> float | None:
    """The cosine of two vectors of length 1; None when one is missing or they are no such vectors."""
    if one is None or other is None or len(one) != len(other) or len(one) % 4:
        return None
    cosine = float(np.frombuffer(one, "<f4") @ np.frombuffer(other, "<f4"))
    return round(cosine, 4) if -1.01 < cosine < 1.01 else None


def _since(began: float) -> int:
    return round(1000 * (time.perf_counter() - began))
