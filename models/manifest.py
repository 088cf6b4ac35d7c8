"""Reads `manifest.toml`: which models there are, and which does what."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

HERE = Path(__file__).parent
FILE = HERE / "manifest.toml"

Role = Literal["detect", "landmark", "embed", "live"]


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of an npm package."""

    npm: str
    version: str
    member: str


class Input(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What goes in: channels, height, width; a value v of 0–255 goes in as (v - minus) / over."""

    shape: tuple[int, int, int]
    colours: Literal["RGB", "BGR", "grey"]
    minus: float
    over: float


class Threshold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Bands of the score. At `accept` or above it speaks for the person, below `refuse` against; between
    them it says nothing. `measured`: on what, and what came out."""

    accept: float
    refuse: float
    measured: str

    def __post_init__(self) -> None:
        if self.refuse > self.accept:
            raise ValueError("refuse is above accept")


class Model(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One model. `source` None: the file is put there by hand."""

    name: str
    version: str
    file: str
    sha256: str
    licence: str
    source: Source | None = None
    input: Input
    threshold: Threshold | None = None

    @property
    def tag(self) -> str:
        """Goes with every template: only those of one tag can be compared."""
        return f"{self.name}-{self.version}-{self.sha256[:8]}"

    def bands(self) -> Threshold:
        """Its threshold.

        Raises:
            LookupError: the manifest has none, so its score decides nothing.
        """
        if self.threshold is None:
            raise LookupError(f"{self.name} has no threshold in the manifest")
        return self.threshold


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    roles: dict[Role, str]
    models: dict[str, Model]

    def of(self, role: Role) -> Model:
        """The model that does this."""
        return self.models[self.roles[role]]


def parse(text: str) -> Manifest:
    """A manifest from TOML.

    Raises:
        msgspec.ValidationError, tomllib.TOMLDecodeError: it is none.
        ValueError: a role names no model.
    """
    read: dict[str, Any] = tomllib.loads(text)
    for name, model in read.get("models", {}).items():
        model["name"] = name
    manifest = msgspec.convert(read, Manifest)
    for role, name in manifest.roles.items():
        if name not in manifest.models:
            raise ValueError(f"the role {role} names {name}, which is no model")
    return manifest


@cache
def manifest() -> Manifest:
    """The manifest that comes with the program."""
    return parse(FILE.read_text(encoding="utf-8"))
