"""What can be done with photos. `Media` is a process's way to them; the functions below it serve other rooms.

An upload's steps, and what a crash after each leaves:

    1  checked and re-encoded in a child     nothing
    2  row reserved (not visible)            a row, swept after a day
    3  both variants sealed in the store     the same, with its objects
    4  row visible, look enqueued, answered  the photo
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID, uuid4

import msgspec
import structlog

from hub import commands
from hub.accounts.types import Principal
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.jobs.actions import enqueue
from hub.media import links, store
from hub.media.answers import Answer, Part, RedactAsked, Reencoded, Refused
from hub.media.bounded import BoundedPool, ChildLostError, PoolBusyError
from hub.media.check import check
from hub.media.objects import Objects, open_objects
from hub.media.types import LOOK, LookAsked, Photo, PhotoInfo, Variant
from hub.sealing import SealError
from hub.settings import Settings

log = structlog.get_logger("media")

CHILDREN: Final = 2
CHILD_MEMORY: Final = 1024 * 1024 * 1024
"""Bytes of address space. 40 MP took at most 684 MB (WebP); a child without work has 50 MB."""
CHILD_SECONDS: Final = 20
"""For one photo. 40 MP took at most 1.8 s alone on a core (WebP), a 12 MP JPEG 0.3 s."""
WAITING: Final = 32
"""Photos read and waiting for a child; with `UPLOADS` it bounds memory at about 0.6 GB."""
UPLOADS: Final = 48


UNUSED: Final = timedelta(days=1)
"""How long new pixels lie in the store for a photo that does not show them yet."""


class Redraw(NamedTuple):
    """New pixels of a photo, in the store; `size` in bytes."""

    photo: UUID
    old: UUID
    new: UUID
    size: int


class Media:
    """Photos of one hub process: the store and the children that decode."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.objects: Objects = open_objects(settings)
        self.pool = BoundedPool(
            "hub.media.child", size=CHILDREN, memory=CHILD_MEMORY, seconds=CHILD_SECONDS, waiting=WAITING
        )
        self._uploads = 0

    async def close(self) -> None:
        await self.pool.close()

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """A place for one upload, held from before its body is read.

        Raises:
            DomainError: `photo.busy`.
        """
        if self._uploads >= UPLOADS:
            raise DomainError("photo.busy", retry_after=5)
        self._uploads += 1
        try:
            yield
        finally:
            self._uploads -= 1

    async def upload(
        self,
        db: Database,
        principal: Principal,
        content: bytes,
        *,
        keep_position: bool,
        key: str | None = None,
        look: bool = True,
    ) -> Photo:
        """Takes a photo. `key`: the same key, photo and wish again give the same photo. `look`: a worker measures it.

        Raises:
            DomainError: `photo.*`; `idempotency.*`; `unavailable`, when store or database is away.
        """
        made = await self._reencode(content, keep_position)
        async with db.connection() as connection:
            reserved = await store.reserve(connection, principal.district, principal.account, made)
        await self.objects.put(reserved.object, "full", made.full)
        await self.objects.put(reserved.object, "preview", made.preview)

        async def show(tx: Connection) -> UUID:
            await store.stored(tx, reserved.id)
            if look:
                asked = LookAsked(reserved.id, reserved.object)
                await enqueue(tx, district=principal.district, kind=LOOK, payload=asked)
            return reserved.id

        if key is None:
            async with db.transaction() as tx:
                photo = await show(tx)
        else:
            wish = b"\1" if keep_position else b"\0"
            asked = commands.command(principal.account, "POST /api/photos", key, wish + content)
            photo = await commands.once(db, asked, UUID, show)
        async with db.connection() as connection:
            if photo != reserved.id:  # sent twice: the first one stands
                await store.erase(connection, [reserved.id])
            found = await store.photos_of(connection, [photo])
        if not found:
            raise DomainError("photo.unknown")
        return links.view(self.settings, found[0])

    async def serve(
        self, db: Database, photo: UUID, variant: Variant, expires: int, signature: str, redacted: int = 0
    ) -> tuple[bytes, int]:
        """A variant's JPEG and the seconds its link is still good for. `redacted`: how often the link says it was.

        Raises:
            DomainError: `not_found`, `media.link_expired`, `unavailable`.
        """
        links.check_signature(self.settings, photo, variant, expires, signature, redacted)
        async with db.connection() as connection:
            found = await store.served(connection, photo)
        if found is None or found.redacted != redacted:  # a link to pixels that nobody shall see any more
            raise DomainError("not_found")
        left = links.seconds_left(expires, found.now)
        try:
            content = await self.objects.get(found.object, variant)
        except SealError:
            log.error("a photo does not open", photo=str(photo), variant=variant)
            content = None
        if content is None:
            raise DomainError("not_found")
        return content, left

    async def redraw(self, db: Database, photo: UUID, parts: Sequence[Part]) -> Redraw:
        """Makes a photo's pixels anew with parts blacked out; nobody sees them until `redrawn` has committed. What it
        leaves when it breaks off is deleted after a day.

        Raises:
            DomainError: `photo.unknown`, `photo.busy`, `photo.too_hard`, `unavailable`.
        """
        async with db.connection() as connection:
            old = (await store.objects_of(connection, [photo])).get(photo)
        try:
            content = await self.objects.get(old, "full") if old else None
        except SealError:
            log.error("a photo does not open", photo=str(photo), variant="full")
            content = None
        if old is None or content is None:
            raise DomainError("photo.unknown")
        question = msgspec.msgpack.encode(RedactAsked(tuple(parts), content))
        made = await self._ask(b"\3" + question, len(content))
        new = uuid4()
        async with db.connection() as connection:
            await store.leftover(connection, new, UNUSED)
        await self.objects.put(new, "full", made.full)
        await self.objects.put(new, "preview", made.preview)
        return Redraw(photo, old, new, len(made.full))

    async def _reencode(self, content: bytes, keep_position: bool) -> Reencoded:
        check(content)
        return await self._ask((b"\1" if keep_position else b"\0") + content, len(content))

    async def _ask(self, question: bytes, size: int) -> Reencoded:
        try:
            answer = await self.pool.ask(question)
        except PoolBusyError:
            raise DomainError("photo.busy", retry_after=5) from None
        except ChildLostError as error:
            log.warning("a photo's child was lost", why=error.why, bytes=size)
            raise DomainError("photo.too_hard") from None
        made: Answer = msgspec.msgpack.decode(answer, type=Answer)
        if isinstance(made, Refused):
            raise DomainError(made.code, retry_after=None, fields=None, **made.params)
        return made.photo


async def redrawn(tx: Connection, made: Redraw) -> None:
    """The photo shows its new pixels when `tx` commits; links to the old ones end with it, and seconds later they are
    deleted from the store.

    Raises:
        DomainError: `photo.unknown`, also when somebody else has redrawn it meanwhile.
    """
    if not await store.redrawn(tx, made.photo, made.old, made.new, made.size):
        raise DomainError("photo.unknown")


async def attach(tx: Connection, principal: Principal, photos: Sequence[UUID]) -> list[PhotoInfo]:
    """Marks the principal's own loose photos as referred to, in the order given; twice the same counts once.

    Raises:
        DomainError: `photo.unknown`, when one is not there, not theirs, or attached already.
    """
    wanted = list(dict.fromkeys(photos))
    if not wanted:
        return []
    found = {info.id: info for info in await store.attach(tx, wanted, principal.account, principal.district)}
    if len(found) != len(wanted):
        raise DomainError("photo.unknown")
    return [found[photo] for photo in wanted]


async def photos_of(connection: Connection, photos: Sequence[UUID]) -> list[PhotoInfo]:
    """Photos by id, in the order given, without those that are gone. The caller knows who may see them."""
    return await store.photos_of(connection, photos) if photos else []


async def objects_of(connection: Connection, photos: Sequence[UUID]) -> dict[UUID, UUID]:
    """The names in the store of photos that are there, for jobs; the caller knows who may see them."""
    return await store.objects_of(connection, photos)


async def keep(tx: Connection, principal: Principal, photos: Sequence[UUID], time: timedelta) -> None:
    """Keeps the principal's own photos for `time`, though nothing refers to them yet. Others' are passed over."""
    await store.keep(tx, photos, principal.account, time)


async def erase(tx: Connection, photos: Sequence[UUID]) -> None:
    """Takes photos away: unseen when `tx` commits, deleted from the store seconds later."""
    await store.erase(tx, photos)


async def sweep(db: Database, objects: Objects) -> int:
    """Erases photos nobody attached within a day and deletes what is gone; the number deleted.

    Raises:
        DomainError: `unavailable`; the rest goes next time.
    """
    async with db.connection() as connection:
        await store.erase_loose(connection)
    return await delete_gone(db, objects)


async def delete_gone(db: Database, objects: Objects) -> int:
    """Deletes from the store what nobody sees any more; the number deleted. With nothing to do it costs one look at
    an empty index, so it is done every few seconds: what was erased is gone soon, not some time.

    Objects go before rows, so that a crash in between leaves nothing unknown.

    Raises:
        DomainError: `unavailable`; the rest goes next time.
    """
    deleted = 0
    while True:
        async with db.connection() as connection:
            batch = await store.gone(connection)
            left = await store.leftovers(connection)
        if not batch and not left:
            return deleted
        for name in left:
            await objects.delete(name)
        for photo in batch:
            await objects.delete(photo.object)
        async with db.connection() as connection:
            await store.forget(connection, [photo.id for photo in batch])
            await store.forget_leftovers(connection, left)
        deleted += len(batch) + len(left)
