"""The files of models: where they are, and whether they are the right ones."""

import hashlib
from pathlib import Path

from models.manifest import Model


class ModelError(Exception):
    """This model cannot be run: whoever asks lets a person decide."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")
        self.name = name
        self.why = why


class ModelMissingError(ModelError):
    """Its file is not there."""


class ModelCorruptError(ModelError):
    """Its file is another one, or onnxruntime does not take it."""


def path_of(model: Model, folder: Path) -> Path:
    return folder / model.file


def checked(model: Model, folder: Path) -> bytes:
    """The file's bytes.

    Raises:
        ModelMissingError: it is not there.
        ModelCorruptError: its hash is not the manifest's.
    """
    try:
        content = path_of(model, folder).read_bytes()
    except OSError:
        raise ModelMissingError(model.name, "its file is not there") from None
    if hashlib.sha256(content).hexdigest() != model.sha256:
        raise ModelCorruptError(model.name, "its hash is not the manifest's")
    return content
