"""The program a photo's child runs: `python -m hub.media.child <bytes of memory> <seconds a photo>`.

Question: one byte (1: keep the position), then the photo. Answer: `answers.Answer` in MessagePack.
"""

import msgspec

from hub.errors import DomainError
from hub.media.answers import Answer, Made, Refused
from hub.media.confine import serve
from hub.media.reencode import reencode


def answer(question: bytes) -> bytes:
    made: Answer
    try:
        made = Made(reencode(question[1:], keep_position=question[:1] == b"\1"))
    except DomainError as error:
        numbers = {name: value for name, value in error.params.items() if isinstance(value, int)}
        made = Refused(error.code, numbers)
    return msgspec.msgpack.encode(made)


if __name__ == "__main__":
    serve(answer)
