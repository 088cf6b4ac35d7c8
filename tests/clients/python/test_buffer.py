"""The bounded buffer."""

import asyncio

import pytest
from shequtong import Cursor, NotSignedIn, Reset
from shequtong.buffer import Buffer, Entry

ITEM = Reset(("t",), "lagged")


def entry(number: int) -> Entry:
    return Entry(ITEM, Cursor("e", number))


async def test_entries_come_out_as_they_went_in() -> None:
    buffer = Buffer(4)
    for number in range(3):
        await buffer.put(entry(number))
    assert [await buffer.get() for _ in range(3)] == [entry(0), entry(1), entry(2)]


async def test_a_full_buffer_makes_the_writer_wait() -> None:
    buffer = Buffer(1)
    await buffer.put(entry(0))
    writing = asyncio.create_task(buffer.put(entry(1)))
    await asyncio.sleep(0)
    assert not writing.done()
    assert await buffer.get() == entry(0)
    await writing
    assert await buffer.get() == entry(1)


async def test_marks_in_a_row_are_one() -> None:
    buffer = Buffer(2)
    await buffer.put(entry(0))
    for number in range(1, 100):
        await buffer.put(Entry(None, Cursor("e", number)))
    assert len(buffer) == 2
    await buffer.get()
    assert await buffer.get() == Entry(None, Cursor("e", 99))


async def test_the_end_comes_after_what_is_left() -> None:
    buffer = Buffer(2)
    await buffer.put(entry(0))
    buffer.end(NotSignedIn("auth.required"))
    assert await buffer.get() == entry(0)
    for _ in range(2):
        with pytest.raises(NotSignedIn):
            await buffer.get()


async def test_a_waiting_reader_hears_of_the_end() -> None:
    buffer = Buffer(2)
    reading = asyncio.create_task(buffer.get())
    await asyncio.sleep(0)
    buffer.end(NotSignedIn("auth.required"))
    with pytest.raises(NotSignedIn):
        await reading
