"""The program a photo's child runs: `python -m hub.media.child <bytes of memory> <seconds a photo>`.

Question: one byte (1: keep the position), then the photo; or the byte 2, then a voice note. Answer: `answers.Answer`,
or `answers.VoiceAnswer`, in MessagePack.
"""

import msgspec

from hub.errors import DomainError
from hub.media.answers import Heard, Made, Refused
from hub.media.confine import serve
from hub.media.reencode import reencode
from hub.media.sound.clean import clean

VOICE = b"\2"


def answer(question: bytes) -> bytes:
    made: Made | Heard | Refused
    try:
        if question[:1] == VOICE:
            made = Heard(clean(question[1:]))
        else:
            made = Made(reencode(question[1:], keep_position=question[:1] == b"\1"))
    except DomainError as error:
        numbers = {name: value for name, value in error.params.items() if isinstance(value, int)}
        made = Refused(error.code, numbers)
    return msgspec.msgpack.encode(made)


if __name__ == "__main__":
    serve(answer)
