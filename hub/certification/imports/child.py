"""The program an import's child runs: `python -m hub.certification.imports.child <bytes of memory> <seconds>`.

Question: the file. Answer: `Read` in MessagePack.
"""

import msgspec

from hub.certification.imports.read import read
from hub.media.confine import serve


def answer(question: bytes) -> bytes:
    return msgspec.msgpack.encode(read(question))


if __name__ == "__main__":
    serve(answer)
