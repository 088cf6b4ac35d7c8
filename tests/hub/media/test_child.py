"""The photo's child on damaged photos of every kind: an answer, or its own end; never the pool's."""

import random

import msgspec
from PIL import Image

from hub.error_table import ERRORS
from hub.errors import DomainError
from hub.media.answers import Answer, Made, Refused
from hub.media.bounded import BoundedPool, ChildLostError
from hub.media.check import check
from hub.media.child import answer
from tests.hub.media import pictures
from tests.hub.media.pictures import encoded


def damaged(content: bytes, dice: random.Random) -> bytes:
    """Some bytes changed, cut out or put in, behind the signature."""
    out = bytearray(content)
    for _ in range(dice.choice([1, 2, 5, 20])):
        at = dice.randrange(12, len(out))
        match dice.randrange(4):
            case 0 | 1:
                out[at] = dice.randrange(256)
            case 2:
                del out[at : at + dice.randrange(1, 20)]
            case _:
                out[at:at] = dice.randbytes(dice.randrange(1, 20))
    return bytes(out)


async def test_six_hundred_damaged_photos() -> None:
    dice = random.Random(20260301)
    noise = Image.effect_noise((120, 80), 90).convert("RGB")
    exif = pictures.metadata().tobytes()
    sources = [
        encoded(noise, "JPEG", exif=exif),
        encoded(noise, "JPEG", progressive=True),
        encoded(noise, "PNG", exif=exif),
        encoded(noise, "WEBP"),
        encoded(noise, "WEBP", lossless=True),
        pictures.HEIC,
    ]
    pool = BoundedPool("hub.media.child", size=1, memory=1024**3, seconds=20, waiting=1)
    made = refused = 0
    for number in range(600):
        content = damaged(sources[number % len(sources)], dice)
        try:
            check(content)
            found = msgspec.msgpack.decode(await pool.ask(b"\1" + content), type=Answer)
        except (ChildLostError, DomainError):
            refused += 1
            continue
        if isinstance(found, Made):
            made += 1
            assert found.photo.full.startswith(b"\xff\xd8\xff")
        else:
            refused += 1
            assert found.code in ERRORS
    assert made > 100
    assert refused > 100
    whole = msgspec.msgpack.decode(await pool.ask(b"\0" + sources[0]), type=Answer)
    assert isinstance(whole, Made)
    await pool.close()


def test_the_answer_tells_the_code_and_its_numbers() -> None:
    found = msgspec.msgpack.decode(answer(b"\0" + b"\xff\xd8\xff" + bytes(13 * 1024 * 1024)), type=Answer)
    assert found == Refused("photo.too_large", {"limit": 12})
    assert msgspec.msgpack.decode(answer(b"\0"), type=Answer) == Refused("photo.empty", {})
