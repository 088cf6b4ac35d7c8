"""What is changed of a model's bytes, and what is not."""

import pytest

from models.batch import free


def field(number: int, content: bytes) -> bytes:
    return bytes([number << 3 | 2, len(content)]) + content


def value(*dimensions: bytes) -> bytes:
    shape = b"".join(field(1, one) for one in dimensions)
    return field(1, b"name") + field(2, field(1, b"\x08\x01" + field(2, shape)))


ONE, FOUR, FREE = b"\x08\x01", b"\x08\x04", b"\x12\x05batch"


def model(first: bytes) -> bytes:
    graph = field(1, b"node") + field(11, value(first, FOUR)) + field(12, value(first))
    return b"\x08\x06" + field(7, graph) + field(8, b"opset") + b"\x11" + b"8" * 8 + b"\x15" + b"4" * 4


def test_the_first_dimension_of_inputs_and_outputs_becomes_free() -> None:
    assert free(model(ONE)) == model(FREE)


def test_a_free_one_stays() -> None:
    assert free(model(FREE)) == model(FREE)


@pytest.mark.parametrize("broken", [b"\xff" * 12, model(ONE)[:-3], b"\x0b\x00"])
def test_what_is_no_model_is_refused(broken: bytes) -> None:
    with pytest.raises(ValueError, match="no protobuf"):
        free(broken)
