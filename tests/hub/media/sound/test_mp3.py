"""MP3 keeps its frames; what stands before and behind them goes."""

import pytest

from hub.errors import DomainError
from hub.media.sound import mp3
from tests.hub.media.sound.recordings import SECRET, mp3_file, mp3_frame


def id3(text: bytes, *, footer: bool = False) -> bytes:
    size = bytes([len(text) >> 21 & 127, len(text) >> 14 & 127, len(text) >> 7 & 127, len(text) & 127])
    return (
        b"ID3\x04\0" + (b"\x10" if footer else b"\0") + size + text + (b"3DI" + bytes(7) if footer else b"")
    )


def test_the_tags_go_and_the_sound_stays() -> None:
    sound = mp3_file(50)
    note = mp3_frame()[:21] + b"Info" + b"\0" * 20 + b"LAME of her phone"
    content = (
        id3(SECRET * 300) + id3(SECRET, footer=True) + note.ljust(len(mp3_frame()), b"\0") + sound
        + b"TAG" + SECRET.ljust(125, b"\0")
    )  # fmt: skip
    kept, milliseconds = mp3.clean(content)
    assert kept == sound
    assert milliseconds == 50 * 36  # 576 samples at 16 kHz
    assert mp3.clean(kept) == (kept, milliseconds)


@pytest.mark.parametrize(
    ("head", "length", "milliseconds"),
    [
        (b"\xff\xf3\x48\xc4", 144, 36),  # MPEG-2, 32 kbit/s, 16 kHz, one channel: what WeChat records
        (b"\xff\xfb\x90\x64", 417, 26),  # MPEG-1, 128 kbit/s, 44.1 kHz
        (b"\xff\xfb\x92\x64", 418, 26),  # the same, with its one byte of padding
        (b"\xff\xe3\x18\xc4", 72, 72),  # MPEG-2.5, 8 kbit/s, 8 kHz
    ],
)
def test_how_long_a_frame_is(head: bytes, length: int, milliseconds: int) -> None:
    frame = head + bytes(length - 4)
    assert mp3.clean(frame * 10) == (frame * 10, pytest.approx(milliseconds * 10, abs=2))


def test_what_was_cut_off_is_heard_as_far_as_it_goes() -> None:
    assert mp3.clean(mp3_file(3) + mp3_frame()[:-7]) == mp3.clean(mp3_file(3))
    assert mp3.clean(mp3_file(3) + b"\xff\xf3\x48") == mp3.clean(mp3_file(3))
    assert mp3.clean(mp3_file(3) + b"\0" * 40) == mp3.clean(mp3_file(3))


@pytest.mark.parametrize(
    "content",
    [
        mp3_file(3) + b"<!doctype html>" + SECRET,
        mp3_file(3) + b"\xff\xfb\x90\x64" + bytes(413),  # another rate
        id3(b""), id3(SECRET)[:8], b"ID3\x04\0\0\xff\0\0\0", b"\xff\xf3",
        b"\xff\xf3\xf8\xc4" + bytes(200), b"\xff\xf3\x4c\xc4" + bytes(200), b"\xff\xeb\x48\xc4" + bytes(200),
    ],
)  # fmt: skip
def test_what_is_no_recording_is_refused(content: bytes) -> None:
    with pytest.raises(DomainError) as caught:
        mp3.clean(content)
    assert caught.value.code == "voice.broken"
