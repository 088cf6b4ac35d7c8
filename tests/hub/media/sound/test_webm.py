"""WebM is written anew: the same packets at the same times, and nothing beside them."""

import struct

import pytest

from hub.errors import DomainError
from hub.media.sound import webm
from tests.hub.media.sound.recordings import SECRET, WEBM, packets


def made(name: int, body: bytes) -> bytes:
    return webm._made(name, body)


def code(content: bytes) -> str:
    with pytest.raises(DomainError) as caught:
        webm.clean(content)
    return caught.value.code


def test_the_sound_is_the_same_and_says_how_long_it_is() -> None:
    kept, milliseconds = webm.clean(WEBM)
    assert 600 < milliseconds < 1300
    blocks = [kept[one.start + 4 : one.stop] for one in webm._flat(kept) if one.id == webm.SIMPLE_BLOCK]
    assert blocks == packets()
    assert struct.pack(">d", milliseconds) in kept
    assert webm.clean(kept) == (kept, milliseconds)
    assert b"Chrom" in WEBM  # which program made it
    assert b"Chrom" not in kept


def test_what_tells_of_somebody_is_left_behind() -> None:
    tags = made(0x1254C367, made(0x7373, made(0x67C8, made(0x45A3, b"LOCATION") + made(0x4487, SECRET))))
    attached = made(0x1941A469, made(0x61A7, made(0x466E, SECRET)))
    titled = WEBM.replace(b"A_OPUS", b"A_OPUS" + made(0x536E, SECRET))  # in the track: its name
    size = WEBM.index(b"A_OPUS")
    for content in (WEBM + tags, WEBM + attached, WEBM + made(0xEC, SECRET)):
        assert SECRET in content
        assert webm.clean(content) == webm.clean(WEBM)
    assert size > 0
    assert titled != WEBM


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (WEBM.replace(b"A_OPUS", b"A_FLAC"), "voice.kind"),
        (WEBM.replace(b"webm", b"matr"), "voice.kind"),
        (WEBM.replace(b"\x83\x81\x02", b"\x83\x81\x01"), "voice.kind"),  # the track is a film
        (WEBM[: WEBM.index(b"\x1f\x43\xb6\x75")], "voice.broken"),  # no sound in it
        (WEBM[:-3], "voice.broken"),
        (WEBM + b"<script>alert(1)</script>", "voice.broken"),
        (WEBM + WEBM, "voice.kind"),
    ],
)
def test_what_is_no_recording_is_refused(content: bytes, refusal: str) -> None:
    assert content != WEBM
    assert code(content) == refusal
