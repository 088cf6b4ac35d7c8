"""What it is, how large, how long; and what is damaged costs an answer, nothing else."""

import random

import pytest

from hub.errors import DomainError
from hub.media.answers import Sound
from hub.media.sound import webm
from hub.media.sound.clean import MAX_BYTES, clean, sniff
from tests.hub.media.pictures import jpeg
from tests.hub.media.sound.recordings import MP4, WEBM, mp3_file, ogg_file
from tests.hub.media.test_child import damaged


@pytest.mark.parametrize(
    ("content", "container"), [(WEBM, "webm"), (MP4, "mp4"), (ogg_file(), "ogg"), (mp3_file(9), "mp3")]
)
def test_the_container_comes_from_the_bytes(content: bytes, container: str) -> None:
    sound = clean(content)
    assert sound.container == container
    assert clean(sound.content) == sound


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", "voice.empty"),
        (WEBM + bytes(MAX_BYTES), "voice.too_large"),
        (jpeg(), "voice.kind"),
        (b"<!doctype html><script>alert(1)</script>", "voice.kind"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "voice.kind"),
        (b"\xff\xf1\x50\x80" + bytes(200), "voice.kind"),
        (WEBM[:4], "voice.broken"),
        (MP4[:40], "voice.broken"),
        (ogg_file()[:30], "voice.broken"),
    ],
)
def test_refusals(content: bytes, refusal: str) -> None:
    with pytest.raises(DomainError) as caught:
        clean(content)
    assert caught.value.code == refusal


def test_a_minute_is_the_most() -> None:
    def long(seconds: int) -> bytes:
        cluster = webm._made(webm.TIME, (seconds * 1000).to_bytes(4, "big"))
        return WEBM + webm._made(
            webm.CLUSTER, cluster + webm._made(webm.SIMPLE_BLOCK, b"\x81\0\0\x80" + b"\xf8" * 9)
        )

    assert clean(long(60)).milliseconds == 60_020
    with pytest.raises(DomainError) as caught:
        clean(long(66))
    assert caught.value.code == "voice.too_long"


def tried(content: bytes) -> Sound | str:
    try:
        return clean(content)
    except DomainError as error:
        return error.code


def test_nine_hundred_damaged_recordings() -> None:
    dice, kept = random.Random(20260501), 0
    for content in (WEBM, MP4, ogg_file(), mp3_file(9)):
        for _ in range(300):
            made = tried(damaged(content, dice))
            if isinstance(made, str):
                assert made.startswith("voice.")
            else:
                kept += 1
                assert len(made.content) <= 3 * len(content)
                assert sniff(made.content) == made.container
    assert kept > 50  # a packet's own bytes may be what they like


def test_numbers_as_large_as_can_be() -> None:
    huge = WEBM.replace(b"\x2a\xd7\xb1\x83\x0f\x42\x40", b"\x2a\xd7\xb1\x83\xff\xff\xff")
    assert huge != WEBM
    time, block = webm._made(webm.TIME, b"\xff" * 8), webm._made(webm.SIMPLE_BLOCK, b"\x81\0\0\x80\xf8")
    assert tried(huge + webm._made(webm.CLUSTER, time + block)) == "voice.too_long"
    at = MP4.index(b"mdhd") + 24
    assert tried(MP4[: at + 4] + b"\xff" * 8 + MP4[at + 12 :]) == "voice.too_long"
