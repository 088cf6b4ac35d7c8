"""Finds faces: `python -m workers.face_child <bytes of memory> <seconds a question> <folder of models>`.

Question: `FacesAsked`. Answer: `FacesSeen`. A model that cannot be run raises, which the parent hears as such; a photo
that cannot be read is an answer. The models are loaded with the first question.
"""

import sys
import time
from functools import cache
from pathlib import Path

import msgspec
import numpy as np

from hub.errors import DomainError
from hub.media.confine import serve
from workers.asks import FacesAsked, FaceSeen, FacesSeen
from workers.face import Face, Faces


@cache
def _faces(folder: str) -> Faces:
    return Faces(Path(folder))


def look(faces: Faces, photos: tuple[bytes, ...]) -> FacesSeen:
    """Each photo's largest face; embeddings and liveness are made in one batch.

    Raises:
        ModelCorruptError: a model gave up.
    """
    began = time.perf_counter()
    found: list[Face | FaceSeen] = []
    for photo in photos:
        try:
            found.append(faces.find(photo) or FaceSeen(advice=("no_face",)))
        except DomainError:
            found.append(FaceSeen(advice=("photo_broken",)))
    there = [one for one in found if isinstance(one, Face)]
    vectors = iter(faces.embed(there).astype("<f4") if there else ())
    lives = iter(faces.live(there) if there else ())
    seen = tuple(_seen(one, next(vectors), next(lives)) if isinstance(one, Face) else one for one in found)
    return FacesSeen(seen, round(1000 * (time.perf_counter() - began)))


def _seen(face: Face, vector: "np.ndarray[tuple[int], np.dtype[np.float32]]", live: np.float32) -> FaceSeen:
    return FaceSeen(
        vector=vector.tobytes(), live=round(float(live), 4), quality=face.quality, advice=tuple(face.advice),
        box=face.box, turned=face.turned,
    )  # fmt: skip


def answer(question: bytes) -> bytes:
    asked = msgspec.msgpack.decode(question, type=FacesAsked)
    return msgspec.msgpack.encode(look(_faces(sys.argv[3]), asked.photos))


if __name__ == "__main__":
    serve(answer)
