"""The program a photo's child runs: `python -m hub.media.child <bytes of memory> <seconds a photo>`.

Question: one byte (1: keep the position), then the photo; or the byte 2, then a voice note; or the byte 3, then
`answers.RedactAsked` in MessagePack. Answer: `answers.Answer`, or `answers.VoiceAnswer`, in MessagePack.
"""

import msgspec

from hub.errors import DomainError
from hub.media.answers import Heard, Made, RedactAsked, Refused
from hub.media.confine import serve
from hub.media.redact import redact
from hub.media.reencode import reencode
from hub.media.sound.clean import clean

VOICE = b"\2"
REDACT = b"\3"


def answer(question: bytes) -> bytes:
    made: Made | Heard | Refused
    try:
        if question[:1] == VOICE:
            made = Heard(clean(question[1:]))
        elif question[:1] == REDACT:
            made = Made(redact(msgspec.msgpack.decode(question[1:], type=RedactAsked)))
        else:
            made = Made(reencode(question[1:], keep_position=question[:1] == b"\1"))
    except DomainError as error:
        numbers = {name: value for name, value in error.params.items() if isinstance(value, int)}
        made = Refused(error.code, numbers)
    return msgspec.msgpack.encode(made)


if __name__ == "__main__":
    serve(answer)
