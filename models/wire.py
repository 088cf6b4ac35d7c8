"""Protobuf as bytes: reading a message's fields, writing new ones. ONNX files are protobuf; the few changes made to one
when it is loaded need no onnx package (9 MB, with its own protobuf) on a machine that only runs models.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

Change = Callable[[bytes], bytes]


class Field(NamedTuple):
    """`content`: of a sub-message, text or packed numbers; empty of a number written alone, which is `value`.
    `whole`: the field as it stood in the message."""

    number: int
    content: bytes
    value: int
    whole: bytes


def fields(message: bytes) -> Iterator[Field]:
    """The fields of a message, in their order.

    Raises:
        ValueError: it is no protobuf.
    """
    at = 0
    while at < len(message):
        start = at
        key, at = _varint(message, at)
        value, begin = 0, at
        match key & 7:
            case 0:
                value, at = _varint(message, at)
                begin = at
            case 1:
                at += 8
            case 5:
                at += 4
            case 2:
                size, begin = _varint(message, at)
                at = begin + size
            case _:
                raise ValueError("no protobuf")
        if at > len(message):
            raise ValueError("no protobuf")
        yield Field(key >> 3, message[begin:at], value, message[start:at])


def within(message: bytes, number: int, change: Change) -> bytes:
    """The message with every sub-message of this field changed."""
    return b"".join(
        field(number, change(one.content)) if one.number == number else one.whole for one in fields(message)
    )


def field(number: int, content: bytes) -> bytes:
    """A sub-message, or text."""
    return _bytes(number << 3 | 2) + _bytes(len(content)) + content


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(message) and shift < 70:
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
    raise ValueError("no protobuf")


def _bytes(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
