"""Ogg keeps its pages of sound; its comments are empty, its checksums right."""

import struct

import pytest

from hub.errors import DomainError
from hub.media.sound import ogg
from tests.hub.media.sound.recordings import SECRET, ogg_file, packets


def test_the_comments_go_and_the_sound_stays() -> None:
    content = ogg_file()
    kept, milliseconds = ogg.clean(content)
    assert SECRET in content
    assert SECRET not in kept
    assert b"phone" not in kept
    assert milliseconds == 20 * len(packets())
    assert [page.body for page in ogg._pages(kept)][2:] == packets()
    assert ogg.clean(kept) == (kept, milliseconds)


def test_comments_over_several_pages_go_too_and_pages_are_numbered_anew() -> None:
    kept, _ = ogg.clean(ogg_file(SECRET * 8000))
    assert kept == ogg.clean(ogg_file())[0]
    numbers, at = [], 0
    while at < len(kept):
        head = ogg.HEAD.unpack_from(kept, at)
        blank = kept[at : at + 22] + bytes(4) + kept[at + 26 : at + 27]
        end = at + ogg.HEAD.size + head[7] + sum(kept[at + ogg.HEAD.size : at + ogg.HEAD.size + head[7]])
        assert head[6] == ogg._checksum(blank + kept[at + 27 : end])
        numbers.append(head[5])
        at = end
    assert numbers == list(range(len(numbers)))


def test_the_checksum_is_the_one_of_ogg() -> None:
    """From RFC 3533's polynomial: the standard check value of CRC-32 without reflection, start or end value."""
    assert ogg._checksum(b"123456789") == 0x89A1897F


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (ogg_file(first=b"\x01vorbis"), "voice.kind"),
        (ogg_file()[:-5], "voice.broken"),
        (ogg_file() + b"OggS", "voice.broken"),
        (ogg_file() + ogg_file(), "voice.broken"),
    ],
)
def test_what_is_no_recording_is_refused(content: bytes, refusal: str) -> None:
    with pytest.raises((DomainError, struct.error)) as caught:
        ogg.clean(content)
    assert getattr(caught.value, "code", "voice.broken") == refusal
