"""Makes the first dimension of a model's inputs and outputs free, so that it takes batches.

ONNX files are protobuf; what has to change is six bytes of each declared shape. They are changed here on the
wire, when a file is loaded: no second file with a hash of its own, and no onnx package (9 MB, with its own
protobuf) on a machine that only runs models. Field numbers: onnx.proto3, IR version 7.
"""

from collections.abc import Callable
from typing import Final

_FREE: Final = b"batch"

_Change = Callable[[bytes], bytes]


def free(model: bytes) -> bytes:
    """The same model with a free batch; unchanged where it is free already.

    Raises:
        ValueError: it is no protobuf.
    """
    return _within(model, 7, lambda graph: _within(_within(graph, 11, _value), 12, _value))


def _value(info: bytes) -> bytes:
    """ValueInfoProto.type → TypeProto.tensor_type → Tensor.shape → TensorShapeProto."""
    return _within(info, 2, lambda kind: _within(kind, 1, lambda tensor: _within(tensor, 2, _shape)))


def _shape(shape: bytes) -> bytes:
    first = True

    def dimension(old: bytes) -> bytes:
        nonlocal first
        if first:
            first = False
            return b"\x12" + bytes([len(_FREE)]) + _FREE  # Dimension.dim_param
        return old

    return _within(shape, 1, dimension)


def _within(message: bytes, number: int, change: _Change) -> bytes:
    """The message with every sub-message of this field changed."""
    out: list[bytes] = []
    at = 0
    while at < len(message):
        start = at
        key, at = _varint(message, at)
        match key & 7:
            case 0:
                _, at = _varint(message, at)
            case 1:
                at += 8
            case 5:
                at += 4
            case 2:
                size, at = _varint(message, at)
                if key >> 3 == number:
                    new = change(message[at : at + size])
                    out.append(_bytes(key) + _bytes(len(new)) + new)
                    start = at + size
                at += size
            case _:
                raise ValueError("no protobuf")
        if at > len(message):
            raise ValueError("no protobuf")
        out.append(message[start:at])
    return b"".join(out)


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
