"""The same numbers, to the last bit, without PRelu."""

from pathlib import Path

import numpy as np
import onnxruntime as ort
import pytest

from models.batch import free
from models.files import checked
from models.manifest import Role, manifest
from models.prelu import replaced
from models.wire import field, fields


def prelu(kind: bytes, slopes: bytes) -> bytes:
    """A model of one PRelu: `slopes` as raw data of this type."""
    node = field(1, b"x") + field(1, b"s") + field(2, b"y") + field(4, b"PRelu")
    return field(7, field(1, node) + field(5, b"\x10" + kind + field(8, b"s") + field(9, slopes)))


def operators(model: bytes) -> list[bytes]:
    (graph,) = (one.content for one in fields(model) if one.number == 7)
    nodes = [one.content for one in fields(graph) if one.number == 1]
    return [part.content for node in nodes for part in fields(node) if part.number == 4]


@pytest.mark.parametrize("role", ["embed", "live"])
def test_a_model_without_it_says_what_it_said(role: Role, model_files: Path) -> None:
    model = manifest().of(role)
    content = free(checked(model, model_files))
    other = replaced(content)
    assert b"PRelu" in operators(content)
    assert b"PRelu" not in operators(other)
    before, after = (
        ort.InferenceSession(one, providers=["CPUExecutionProvider"]) for one in (content, other)
    )
    name = before.get_inputs()[0].name
    noise = np.random.default_rng(7).normal(size=(3, *model.input.shape)).astype(np.float32)
    for batch in (noise, noise * 60 + 127, np.zeros_like(noise)):
        for one, two in zip(before.run(None, {name: batch}), after.run(None, {name: batch}), strict=True):
            np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize(
    ("slopes", "made"),
    [
        ([0.2, -0.5, 1.0], [b"Mul", b"Max"]),
        ([0.2, 1.25, -0.5], [b"Relu", b"Sub", b"Mul", b"Add"]),
        ([0.2, np.nan], [b"PRelu"]),
    ],
)
def test_a_slope_above_one_is_no_maximum(slopes: list[float], made: list[bytes]) -> None:
    assert operators(replaced(prelu(b"\x01", np.array(slopes, "<f4").tobytes()))) == made


def test_slopes_that_are_no_floats_of_the_file_stay() -> None:
    for strange in (prelu(b"\x0a", b"\x00" * 8), prelu(b"\x01", b"").replace(b"s", b"t", 1)):
        assert replaced(strange) == strange
        assert operators(replaced(strange)) == [b"PRelu"]
