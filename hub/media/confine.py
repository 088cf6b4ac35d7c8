"""The child's side of `bounded`: sets the limits, then answers one question after the other.

On standard input and output: a question or answer is four bytes of length (big-endian), then as many bytes;
an answer's first byte is 0 (a value) or 1 (it raised; the rest names the exception's type, nothing of what it
was given).
Ends when the input ends, so it never outlives its parent by more than one question, which the limits bound.
"""

import contextlib
import os
import resource
import signal
import sys
from collections.abc import Callable
from typing import BinaryIO

VALUE = b"\0"
RAISED = b"\1"


def limit(memory: int) -> None:
    """Bounds this process for good: `memory` bytes of address space, no core dumps (they hold the photo), no
    files written. macOS refuses some of these limits; there the wall clock and the others still hold.
    """
    for kind, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (value, value))


def _allow(seconds: int) -> None:
    """Processor time for one question; and a wall clock for the case that the parent is gone too."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + seconds, hard))
    signal.alarm(2 * seconds)


def serve(answer: Callable[[bytes], bytes]) -> None:
    """Runs the loop with the limits given on the command line: bytes of memory, seconds a question."""
    memory, seconds = int(sys.argv[1]), int(sys.argv[2])
    limit(memory)
    questions, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not speak into the protocol
    while (question := _read(questions)) is not None:
        _allow(seconds)
        try:
            out = VALUE + answer(question)
        except MemoryError:
            os._exit(70)  # what was half done holds memory; a fresh child is cheaper than finding out
        except Exception as error:
            out = RAISED + type(error).__name__.encode()
        signal.alarm(0)
        answers.write(len(out).to_bytes(4, "big") + out)
        answers.flush()


def _read(stream: BinaryIO) -> bytes | None:
    size = stream.read(4)
    return stream.read(int.from_bytes(size, "big")) if len(size) == 4 else None
