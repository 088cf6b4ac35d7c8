"""MP4 keeps its offsets: what tells of somebody is overwritten where it lies."""

import struct

import pytest

from hub.errors import DomainError
from hub.media.sound import mp4
from tests.hub.media.sound.recordings import MP4, SECRET, box, with_box


def test_the_length_is_the_sum_of_its_fragments_and_no_date_stays() -> None:
    kept, milliseconds = mp4.clean(MP4)
    assert 600 < milliseconds < 1300
    assert len(kept) == len(MP4)
    for name in (b"mvhd", b"tkhd", b"mdhd"):
        at = kept.index(name) + 8
        assert kept[at : at + 8] == bytes(8)
    assert mp4.clean(kept) == (kept, milliseconds)


@pytest.mark.parametrize("inside", [b"moov", b"trak"])
@pytest.mark.parametrize("kind", [b"udta", b"meta", b"uuid"])
def test_what_tells_of_somebody_is_overwritten(inside: bytes, kind: bytes) -> None:
    content = with_box(MP4, inside, box(kind, box(b"\xa9xyz", SECRET)))
    kept, milliseconds = mp4.clean(content)
    assert SECRET in content
    assert SECRET not in kept
    assert len(kept) == len(content)
    assert milliseconds == mp4.clean(MP4)[1]
    behind = mp4.clean(MP4 + box(b"udta", SECRET))[0]
    assert behind == mp4.clean(MP4)[0] + box(b"free", bytes(len(SECRET)))


def test_a_whole_file_says_its_length_in_its_header() -> None:
    at = MP4.index(b"mdhd") + 4
    version, scale = MP4[at], struct.unpack_from(">I", MP4, at + 20)[0]
    assert version == 1
    content = bytearray(MP4)
    struct.pack_into(">Q", content, at + 24, 7 * scale)
    assert mp4.clean(bytes(content))[1] == 7000


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (MP4.replace(b"soun", b"vide"), "voice.kind"),
        (MP4.replace(b"Opus", b"samr", 1), "voice.kind"),
        (with_box(MP4, b"moov", box(b"trak", b"")), "voice.kind"),
        (MP4[:-5], "voice.broken"),
        (MP4 + b"<script>", "voice.broken"),
        (MP4.replace(b"url \0\0\0\1", b"url \0\0\0\0"), "voice.broken"),  # its sound lies elsewhere
    ],
)
def test_what_is_no_recording_is_refused(content: bytes, refusal: str) -> None:
    assert content != MP4
    with pytest.raises(DomainError) as caught:
        mp4.clean(content)
    assert caught.value.code == refusal
