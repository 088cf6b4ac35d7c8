"""A child that does what it is told: dies, hangs, eats memory, burns time, talks nonsense, looks around."""

import ctypes
import os
import tempfile
import time

from hub.media.confine import serve


def answer(question: bytes) -> bytes:
    match question:
        case b"die":
            os._exit(3)
        case b"crash":
            ctypes.string_at(0)
        case b"hang":
            time.sleep(1000)
        case b"burn":
            while True:
                pass
        case b"eat":
            return b"%d" % len(bytearray(2 * 1024**3))
        case b"raise":
            raise ValueError("secret content")
        case b"print":
            print("noise")
            return b"quiet"
        case b"nonsense":
            os.write(1, b"noise")  # standard output is no longer the protocol
            return b"fine"
        case b"environment":
            return repr(dict(os.environ)).encode()
        case b"pid":
            return b"%d" % os.getpid()
        case b"write":
            with tempfile.TemporaryFile() as file:
                file.write(b"x")
            return b"wrote"
        case _:
            return question[::-1]
    raise AssertionError


if __name__ == "__main__":
    serve(answer)
