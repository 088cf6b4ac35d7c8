"""The job `face_template`: a template from a reference photo."""

from hub.certification.types import ENROL, EnrolAsked, EnrolResult
from hub.jobs.types import Job
from hub.media.objects import Objects
from hub.sealing import SealError
from workers import references
from workers.eyes import CORES, BlindError, Eyes


class Enrol:
    """Handler of `face_template`. A template is made only of a good picture: all later ones are held against it."""

    kind = ENROL
    width = CORES
    seconds = 60.0

    def __init__(self, objects: Objects, eyes: Eyes) -> None:
        self._objects = objects
        self.eyes = eyes

    async def __call__(self, job: Job) -> EnrolResult:
        asked = job.asked(EnrolAsked)
        used = references.current()
        try:
            content = await self._objects.get(asked.photo, "full")
        except SealError:
            content = None
        if content is None:
            return EnrolResult(made=False, reasons=("photo_broken",))
        try:
            if asked.model not in (None, used):
                raise BlindError("another model set is asked for")
            face = (await self.eyes.faces(content)).faces[0]
        except BlindError:
            return EnrolResult(made=False, reasons=("model_failed",))
        if face.vector is None or face.advice:
            return EnrolResult(made=False, reasons=face.advice, quality=face.quality, model=used)
        await references.save(self._objects, asked.template_out, face.vector)
        return EnrolResult(made=True, quality=face.quality, model=used)

    async def close(self) -> None:
        await self.eyes.close()
