"""The frame is the protocol's, from either source, byte for byte."""

from datetime import datetime, timedelta

import msgspec
import pytest

from hub.db import Database
from hub.events import connect, entry
from hub.events.numbering import Numbering
from tests.hub.events.support import write
from tests.support import District


async def test_both_sources_make_the_same_frame(db: Database, database_url: str, district: District) -> None:
    home = district.district
    async with db.transaction() as tx:
        await write(tx, home, 1, data='{"文":"水\\u0000\\n"}'.encode(), topics=["staff/a/tickets", "own/b"])
        await write(tx, home, 2, area=None)
    session = await connect.postgres(database_url, "test")
    numbering = Numbering()
    rows = await numbering.number(session, home, await numbering.peek(session))
    await session.close()
    for row in rows:
        name, *fields = entry.to_stream(row)
        streamed = entry.from_stream(str(name).encode(), [str(field).encode() for field in fields])
        assert streamed == entry.from_row(row)
    first, second = (entry.from_row(row) for row in rows)
    frame = msgspec.json.decode(first.frame)
    assert list(frame) == ["op", "seq", "type", "subject", "area", "at", "data"]
    assert (frame["op"], frame["seq"], frame["area"]) == ("event", 1, str(home))
    assert frame["data"] == {"文": "水\x00\n"}
    assert msgspec.convert(frame["at"], datetime).utcoffset() == timedelta(0)
    assert first.topics == ("staff/a/tickets", "own/b")
    assert (second.area, msgspec.json.decode(second.frame)["area"]) == (None, None)


@pytest.mark.parametrize("identity", [b"7-1", b"7", b"x-0", b""])
def test_foreign_ids_are_not_numbers(identity: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        entry.seq_of(identity)


def test_a_foreign_entry_is_refused() -> None:
    with pytest.raises(ValueError, match="unpack"):
        entry.from_stream(b"1-0", [b"t", b"x"])
