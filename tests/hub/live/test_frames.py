"""Bytes of frames."""

import pytest
from websockets.frames import Frame, Opcode
from websockets.protocol import OPEN

from hub.live import frames
from hub.live.frames import Frames


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65535, 65536, 70000])
def test_a_text_frame_is_what_the_library_makes(size: int) -> None:
    data = b"x" * size
    assert frames.text_frame(data) == Frame(Opcode.TEXT, data).serialize(mask=False)


def test_joined_frames_are_one_after_the_other() -> None:
    assert frames.join([b"a", b"b" * 300]) == frames.text_frame(b"a") + frames.text_frame(b"b" * 300)
    assert Frame(Opcode.PING, b"").serialize(mask=False) == frames.PING


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (Frame(Opcode.TEXT, b"x" * 65537).serialize(mask=True), 4413),
        (Frame(Opcode.TEXT, b"{}").serialize(mask=False), 4400),
        (Frame(Opcode.CONT, b"{}").serialize(mask=True), 4400),
        (b"\x83\x80\x00\x00\x00\x00", 4400),  # a reserved opcode
        (b"\xc1\x80\x00\x00\x00\x00", 4400),  # a reserved bit
        (b"\x88\x82\x00\x00\x00\x00\x00\x01", 4400),  # close code 1
    ],
    # The mask is random: named, so that every test process collects the same.
    ids=["too large", "not masked", "continues nothing", "reserved opcode", "reserved bit", "close code 1"],
)
def test_what_is_no_frame_ends_in_our_codes(data: bytes, code: int) -> None:
    parser = Frames()
    parser.receive_data(data)
    assert parser.state is not OPEN
    assert parser.close_sent is not None
    assert parser.close_sent.code == code
    assert len(parser.close_sent.reason.encode()) <= 123
