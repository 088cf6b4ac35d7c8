"""The object store: a local folder or anything that speaks S3, chosen by `Settings.media_url()`.

    file:///folder                                   the default, below `data_dir`
    s3://bucket/prefix?endpoint=https://…&region=…   with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY

Every object is sealed: key version (2 bytes, big endian) · nonce (12) · AES-256-GCM ciphertext and tag. Name
and variant are authenticated, so objects cannot be swapped inside the store. An object's name is a random id.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

import obstore
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from hub.errors import DomainError
from hub.media.types import VARIANTS, Kept
from hub.sealing import NONCE_BYTES, VERSION_BYTES, SealError, derive, newest_of
from hub.settings import Settings

_AWAY: Final = (BaseError, OSError)  # what obstore raises when the store is away, full or refuses us


class Objects:
    """The store of one process. A store that cannot be reached is `DomainError("unavailable")`."""

    def __init__(self, store: LocalStore | S3Store, folder: Path | None, keys: Mapping[int, bytes]) -> None:
        self._store = store
        self._folder = folder
        self._ciphers = {version: AESGCM(derive(key, "media-objects")) for version, key in keys.items()}
        self._newest = newest_of(keys)

    async def put(self, name: UUID, variant: Kept, content: bytes) -> None:
        """Seals and stores; durable when it returns."""
        sealed = self._seal(content, name, variant)
        path = _path(name, variant)
        try:
            await obstore.put_async(self._store, path, sealed, use_multipart=False)
            if self._folder is not None:
                await asyncio.to_thread(_flush, self._folder / path)
        except _AWAY as error:
            raise DomainError("unavailable", retry_after=5) from error

    async def get(self, name: UUID, variant: Kept) -> bytes | None:
        """Opens one; None when it is not there.

        Raises:
            SealError: it was altered, swapped, or sealed under an unknown key.
        """
        try:
            found = await obstore.get_async(self._store, _path(name, variant))
            sealed = bytes(await found.bytes_async())
        except FileNotFoundError:
            return None
        except _AWAY as error:
            raise DomainError("unavailable", retry_after=5) from error
        return self._open(sealed, name, variant)

    async def delete(self, name: UUID, variants: Sequence[Kept] = VARIANTS) -> None:
        """Removes the variants of a photo, or these; one that is gone already is no error."""
        for variant in variants:
            try:
                await obstore.delete_async(self._store, _path(name, variant))
            except FileNotFoundError:
                pass
            except _AWAY as error:
                raise DomainError("unavailable", retry_after=5) from error

    async def reseal(self, kept: Callable[[UUID], Awaitable[bool]], unopened: list[str]) -> int:
        """Moves every object to the newest key; how many were moved. What opens under no key is named in `unopened`.
        `kept`: whether an object is still wanted.

        Raises:
            DomainError: `unavailable`.
        """
        moved = 0
        try:
            async for page in obstore.list(self._store):
                for one in page:
                    moved += await self._reseal(one["path"], kept, unopened)
        except _AWAY as error:
            raise DomainError("unavailable", retry_after=5) from error
        return moved

    async def _reseal(self, path: str, kept: Callable[[UUID], Awaitable[bool]], unopened: list[str]) -> bool:
        try:
            head = await obstore.get_range_async(self._store, path, start=0, end=VERSION_BYTES)
        except FileNotFoundError:
            return False  # erased meanwhile
        if int.from_bytes(bytes(head), "big") == self._newest:
            return False
        name, _, variant = path.rpartition("/")[2].partition(".")
        try:
            content = await self.get(UUID(name), variant)  # type: ignore[arg-type]  # as `_path` wrote it
        except (SealError, ValueError):
            unopened.append(path)
            return False
        if content is None:
            return False
        await self.put(UUID(name), variant, content)  # type: ignore[arg-type]
        if not await kept(UUID(name)):
            # Erased while it was moved: what was written after the deletion would stay for ever.
            await self.delete(UUID(name), (variant,))  # type: ignore[arg-type]
            return False
        return True

    def _seal(self, content: bytes, name: UUID, variant: Kept) -> bytes:
        head = self._newest.to_bytes(VERSION_BYTES, "big")
        nonce = os.urandom(NONCE_BYTES)
        return head + nonce + self._ciphers[self._newest].encrypt(nonce, content, _place(head, name, variant))

    def _open(self, sealed: bytes, name: UUID, variant: Kept) -> bytes:
        head, nonce = sealed[:VERSION_BYTES], sealed[VERSION_BYTES : VERSION_BYTES + NONCE_BYTES]
        cipher = self._ciphers.get(int.from_bytes(head, "big"))
        if cipher is None:
            raise SealError("a photo's key version is unknown")
        try:
            return cipher.decrypt(nonce, sealed[VERSION_BYTES + NONCE_BYTES :], _place(head, name, variant))
        except (InvalidTag, ValueError):
            raise SealError("a photo does not open") from None


def open_objects(settings: Settings) -> Objects:
    """Opens the store the settings name, making a local folder that is missing.

    Raises:
        DomainError: `settings.invalid`, when the URL is neither kind.
    """
    return Objects(*open_store(settings), settings.keys())


def open_store(settings: Settings) -> tuple[LocalStore | S3Store, Path | None]:
    """The store itself, with its objects as they are kept; its folder when it is one of this machine.

    Raises:
        DomainError: as `open_objects`.
    """
    url = urlsplit(settings.media_url())
    if url.scheme == "file" and url.path:
        folder = Path(unquote(url.path))
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return LocalStore(folder), folder
    if url.scheme == "s3" and url.hostname:
        return _s3(url.hostname, url.path, url.query), None
    raise DomainError("settings.invalid", name="MEDIA_STORE")


def _s3(bucket: str, prefix: str, query: str) -> S3Store:
    options = {name: values[-1] for name, values in parse_qs(query).items()}
    endpoint = options.get("endpoint")
    return S3Store(
        bucket,
        prefix=prefix.strip("/") or None,
        endpoint=endpoint,
        region=options.get("region", "us-east-1"),
        client_options={
            "timeout": "10s",
            "connect_timeout": "2s",
            "allow_http": bool(endpoint and endpoint.startswith("http://")),
        },
        retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=10)},
    )


def _path(name: UUID, variant: Kept) -> str:
    return f"{name.hex[:2]}/{name.hex}.{variant}"


def _place(head: bytes, name: UUID, variant: Kept) -> bytes:
    return head + name.bytes + variant.encode()


def _flush(path: Path) -> None:
    """Brings a file and its name to disk: the store itself leaves that to the system, and a photo answered
    "received" must survive a power cut like its row does."""
    for place in (path, path.parent, path.parent.parent):
        descriptor = os.open(place, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
