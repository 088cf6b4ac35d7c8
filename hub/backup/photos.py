"""A mirror of the store of photos. Objects are sealed and never change, so each is copied once."""

import asyncio
import shutil
from datetime import date
from pathlib import Path

import obstore
from obstore.store import LocalStore, S3Store

from hub.errors import DomainError


async def mirror(store: LocalStore | S3Store, folder: Path, today: date) -> int:
    """Copies what is new; what the store has no more moves to `gone/<today>`. Returns how many there are.

    Raises:
        DomainError: `unavailable`: the store is away; what was copied stays.
        OSError: `folder` has no room, or may not be written; what was copied stays.
    """
    media = folder / "media"
    media.mkdir(parents=True, exist_ok=True)
    there: set[str] = set()
    try:
        async for page in obstore.list(store):
            for one in page:
                there.add(one["path"])
                await _copy(store, one["path"], one["size"], media)
    except obstore.exceptions.BaseError as error:
        raise DomainError("unavailable", retry_after=5) from error
    for path in await asyncio.to_thread(_files, media):
        if path not in there:
            gone = folder / "gone" / today.isoformat() / path
            gone.parent.mkdir(parents=True, exist_ok=True)
            (media / path).replace(gone)
    return len(there)


async def _copy(store: LocalStore | S3Store, path: str, size: int, media: Path) -> None:
    copy = media / path
    if copy.exists() and copy.stat().st_size == size:
        return
    try:
        found = await obstore.get_async(store, path)
        content = bytes(await found.bytes_async())
    except FileNotFoundError:
        return  # erased meanwhile
    copy.parent.mkdir(parents=True, exist_ok=True)
    unfinished = copy.with_name(copy.name + ".new")
    try:
        await asyncio.to_thread(unfinished.write_bytes, content)
        unfinished.replace(copy)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise


def forget(folder: Path, before: date) -> None:
    """Removes for good what was erased before a day."""
    gone = folder / "gone"
    for day in sorted(gone.iterdir()) if gone.is_dir() else ():
        if day.name < before.isoformat():
            shutil.rmtree(day)


def bring_back(folder: Path, store: Path) -> int:
    """Lays every photo into a new store, those erased since the copy too: the database knows which it has.
    Returns how many."""
    count = 0
    gone = folder / "gone"
    for source in (*(sorted(gone.iterdir()) if gone.is_dir() else ()), folder / "media"):
        for path in _files(source):
            place = store / path
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / path, place)
            count += 1
    return count


def _files(folder: Path) -> list[str]:
    return [
        str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file() and one.suffix != ".new"
    ]
