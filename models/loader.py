"""A model's file, when its hash is right, as a warm session.

One thread and the sequential executor: a core has one process, and onnxruntime's parallel mode is reported to
hang under servers that fork. Sessions are not shared between threads.
"""

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from models.batch import free
from models.files import ModelCorruptError, checked
from models.manifest import Manifest, Model, Role, manifest
from models.prelu import replaced

Floats = NDArray[np.float32]


class Session:
    """One model, run with a batch of any size ≥ 1."""

    def __init__(self, model: Model, content: bytes) -> None:
        self.model = model
        try:
            self._session: Any = opened(replaced(free(content)))
        except Exception as error:  # onnxruntime's errors have no common type
            raise ModelCorruptError(model.name, type(error).__name__) from None
        self._input: str = self._session.get_inputs()[0].name
        self.outputs: tuple[str, ...] = tuple(one.name for one in self._session.get_outputs())
        self.run(np.zeros((1, *model.input.shape), np.float32))  # the first run allocates

    def run(self, batch: Floats) -> dict[str, Floats]:
        """Outputs by name, each with the batch as its first dimension.

        Args:
            batch: n × channels × height × width, as `prepared` makes them.

        Raises:
            ModelCorruptError: onnxruntime gave up.
        """
        try:
            found = self._session.run(None, {self._input: batch})
        except Exception as error:
            raise ModelCorruptError(self.model.name, type(error).__name__) from None
        # A graph may end in a reshape to (1, -1): the order of the values is the batch's all the same.
        return {
            name: value.reshape(len(batch), -1, *value.shape[2:])
            for name, value in zip(self.outputs, found, strict=True)
        }

    def prepared(self, pictures: NDArray[np.uint8]) -> Floats:
        """Pictures (n × height × width × 3 in BGR, or n × height × width in grey) as the model's batch."""
        asked = self.model.input
        out = np.empty((len(pictures), asked.shape[0], *pictures.shape[1:3]), np.float32)
        pictures = pictures.reshape(*pictures.shape[:3], -1)
        channels = {"grey": (0,), "RGB": (2, 1, 0), "BGR": (0, 1, 2)}[asked.colours]
        for place, channel in enumerate(channels):  # one by one: a third of the time of a transposed whole
            np.subtract(pictures[..., channel], np.float32(asked.minus), out=out[:, place])
        out *= np.float32(1 / asked.over)
        return out


def opened(content: bytes) -> Any:
    """onnxruntime's own session of these bytes."""
    options = ort.SessionOptions()
    options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # a free batch makes it warn of shapes
    return ort.InferenceSession(content, options, ["CPUExecutionProvider"])


def load(model: Model, folder: Path) -> Session:
    """A warm session of this model.

    Raises:
        ModelMissingError, ModelCorruptError: as `checked`.
    """
    return Session(model, checked(model, folder))


def load_role(role: Role, folder: Path, known: Manifest | None = None) -> Session:
    """The model that does this, as `load`."""
    return load((known or manifest()).of(role), folder)
