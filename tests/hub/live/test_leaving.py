"""What a line leaves behind when it ends: nothing that waits for the collector, which a hub sends for seldom, nor for a
deadline that is over."""

import gc
import weakref
from collections.abc import Iterator

import pytest
from websockets.frames import Opcode

from hub.live import Limits
from hub.live.frames import Frames
from tests.hub.live.conftest import Hub
from tests.hub.live.raw import Raw
from tests.support import until


@pytest.fixture
def uncollected() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize("limits", [Limits(authenticate=300, close=300, header_seconds=300)])
@pytest.mark.parametrize("how", ["odd frame", "too long", "cut", "in the middle of a frame", "nobody"])
async def test_a_line_that_ends_leaves_nothing(hub: Hub, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    made: list[weakref.ref[Frames]] = []
    begin = Frames.__init__

    def beginning(self: Frames) -> None:
        made.append(weakref.ref(self))
        begin(self)

    monkeypatch.setattr(Frames, "__init__", beginning)
    raw = await Raw.open(hub, *(["Authorization: Bearer clerk"] if how != "nobody" else []))
    if how == "odd frame":
        raw.writer.write(b"\x83\x80aaaa")
        await raw.rest()
    elif how == "too long":
        raw.send(Opcode.TEXT, b"x" * 70_000)
        await raw.rest()
    elif how == "in the middle of a frame":
        raw.writer.write(b"\x81\xfe\x10\x00aaaa")
    raw.writer.transport.abort()
    await until(lambda: [one() for one in made] == [None])
