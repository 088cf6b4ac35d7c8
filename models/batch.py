"""Makes the first dimension of a model's inputs and outputs free, so that it takes batches.

What has to change is six bytes of each declared shape. They are changed when a file is loaded: no second file with a
hash of its own. Field numbers: onnx.proto3, IR version 7.
"""

from typing import Final

from models.wire import field, fields, within

_FREE: Final = b"batch"


def free(model: bytes) -> bytes:
    """The same model with a free batch; unchanged where it is free already.

    Raises:
        ValueError: it is no protobuf.
    """
    return within(model, 7, lambda graph: within(within(graph, 11, _value), 12, _value))


def _value(info: bytes) -> bytes:
    """ValueInfoProto.type → TypeProto.tensor_type → Tensor.shape → TensorShapeProto."""
    return within(info, 2, lambda kind: within(kind, 1, lambda tensor: within(tensor, 2, _shape)))


def _shape(shape: bytes) -> bytes:
    """The first dimension becomes Dimension.dim_param."""
    out = [one.whole for one in fields(shape)]
    first = next((place for place, one in enumerate(fields(shape)) if one.number == 1), None)
    if first is not None:
        out[first] = field(1, field(2, _FREE))
    return b"".join(out)
