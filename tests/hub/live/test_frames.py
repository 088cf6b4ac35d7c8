"""Bytes of frames."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
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


@given(
    st.lists(st.one_of(st.just(0), st.integers(0, 300), st.integers(60_000, 65_535)), max_size=4), st.data()
)
def test_whole_frames_are_told_from_cut_ones(sizes: list[int], data: st.DataObject) -> None:
    each = [Frame(Opcode.TEXT, b"x" * size).serialize(mask=True) for size in sizes]
    whole = b"".join(each)
    assert frames.are_frames(whole)
    ends = {sum(map(len, each[:count])) for count in range(len(each) + 1)}
    cut = data.draw(st.integers(0, len(whole)))
    assert frames.are_frames(whole[:cut]) == (cut in ends)


def test_a_frame_longer_than_any_is_not_followed() -> None:
    assert not frames.are_frames(b"\x81\xff" + (70_000).to_bytes(8, "big") + bytes(70_004))


def test_the_answer_to_a_heartbeat_is_known() -> None:
    assert frames.is_pong(Frame(Opcode.PONG, b"").serialize(mask=True))
    for other in (Frame(Opcode.PONG, b"a"), Frame(Opcode.PING, b""), Frame(Opcode.TEXT, b"")):
        assert not frames.is_pong(other.serialize(mask=True))
