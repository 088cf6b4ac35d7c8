"""The program a photo's child runs: `python -m hub.media.child <bytes of memory> <seconds a photo>`.

Question: one byte (1: keep the position), then the photo. Answer: `Answer` in MessagePack.
"""

import msgspec

from hub.errors import DomainError
from hub.media.confine import serve
from hub.media.reencode import Reencoded, reencode


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """The photo cannot be taken: a code of `hub.errors` and its parameters."""

    code: str
    params: dict[str, int]


class Made(msgspec.Struct, frozen=True, tag="made"):
    photo: Reencoded


Answer = Refused | Made


def answer(question: bytes) -> bytes:
    try:
        made: Answer = Made(reencode(question[1:], keep_position=question[:1] == b"\1"))
    except DomainError as error:
        numbers = {name: value for name, value in error.params.items() if isinstance(value, int)}
        made = Refused(error.code, numbers)
    return msgspec.msgpack.encode(made)


if __name__ == "__main__":
    serve(answer)
