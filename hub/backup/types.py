"""What a backup says of itself."""

import contextlib
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

UNFINISHED: Final = ".unfinished"
STAMP: Final = "%Y%m%dT%H%M%S.%fZ"


class Copied(msgspec.Struct, frozen=True):
    """`backup.json` of a copy. `begun` and `ended`: PostgreSQL's time; a moment that is to be restored is not before
    `ended`. `head`: number of the log's newest event when it ended. `server`: PostgreSQL's version, as `180002`."""

    begun: datetime
    ended: datetime
    head: int
    server: int
    photos: int


class Restored(msgspec.Struct, frozen=True):
    """`at`: of the newest change that was brought back; None: there was none. `head`: the log's newest event."""

    folder: Path
    at: datetime | None
    head: int
    photos: int


def copies(folder: Path) -> list[tuple[Path, Copied]]:
    """The complete copies, oldest first."""
    found = []
    for base in sorted((folder / "base").iterdir()) if (folder / "base").is_dir() else ():
        with contextlib.suppress(OSError, msgspec.DecodeError):
            found.append((base, msgspec.json.decode((base / "backup.json").read_bytes(), type=Copied)))
    return found
