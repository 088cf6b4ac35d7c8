"""A face child that a photo all in magenta kills, as a photo might that finds a hole in a decoder."""

import os
import signal

import msgspec
import numpy as np

from hub.media.confine import serve
from workers import face_child
from workers.asks import FacesAsked
from workers.images import decode

MAGENTA = (255, 0, 255)


def answer(question: bytes) -> bytes:
    for photo in msgspec.msgpack.decode(question, type=FacesAsked).photos:
        mean = decode(photo, 64).pixels.reshape(-1, 3).mean(axis=0)
        if np.abs(mean - MAGENTA).max() < 8:
            os.kill(os.getpid(), signal.SIGKILL)
    return face_child.answer(question)


if __name__ == "__main__":
    serve(answer)
