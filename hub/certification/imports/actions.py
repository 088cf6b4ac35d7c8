"""Trying a roster's file, importing it, looking at what came of it."""

import io
import zipfile
from typing import Final
from uuid import UUID

import msgspec
from asyncpg import Record

from hub import audit
from hub.accounts.actions import own_topic
from hub.accounts.types import Principal
from hub.certification import policy
from hub.certification import store as persons
from hub.certification.imports import store
from hub.certification.imports.check import check
from hub.certification.imports.read import MOST_ROWS
from hub.certification.imports.types import (
    BadRow,
    Good,
    ImportReport,
    ImportReports,
    Raw,
    Read,
    Unreadable,
)
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.events.append import append
from hub.media.bounded import BoundedPool, ChildLostError, PoolBusyError
from hub.media.objects import Objects
from hub.rounds import soon
from hub.sealing import Sealer

PROGRESS: Final = "certification.import"
IMPORTS: Final = "imports"
"""What the process looks for, see `hub.rounds`."""
CHILD_MEMORY: Final = 1024 * 1024 * 1024
CHILD_SECONDS: Final = 30
MOST_PHOTOS: Final = 5000
MOST_DIRECTORY: Final = MOST_PHOTOS * 300
"""Bytes of a zip's list of contents: folders and long names too."""
_END: Final = 22
"""Bytes of a zip's end, before its comment."""
MOST_PHOTO: Final = 12 * 1024 * 1024
"""Bytes of one picture, as of any upload."""


def pool() -> BoundedPool:
    """The child that reads tables; one of a process, started when first needed."""
    return BoundedPool(
        "hub.certification.imports.child", size=1, memory=CHILD_MEMORY, seconds=CHILD_SECONDS, waiting=4
    )


async def attempt(
    db: Database, children: BoundedPool, principal: Principal, programme: UUID, name: str, content: bytes
) -> ImportReport:
    """What importing this file would do; nothing is kept (dry run).

    Raises:
        DomainError: `forbidden`, `programme.unknown`, `import.*`.
    """
    _, _, report = await _checked(db, children, principal, programme, name, content)
    return report


async def begin(
    db: Database, sealer: Sealer, objects: Objects, children: BoundedPool, principal: Principal, asked: Command,
    programme: UUID, name: str, content: bytes, archive: bytes = b"",
) -> ImportReport:  # fmt: skip
    """An import begins to wait; its progress comes on `own/<account>`. Raises as `attempt`."""
    good, bad, report = await _checked(db, children, principal, programme, name, content)
    photos = pictures(archive) if archive else []
    put: UUID | None = None
    if photos:
        async with db.connection() as connection:
            put = await persons.new_object(connection, principal.district, None, "file")
        await objects.put(put, "file", archive)

    async def act(tx: Connection) -> ImportReport:
        identity: UUID = await tx.fetchval(persons.q.new_id)
        await store.add(
            tx, sealer, identity=identity, district=principal.district, account=principal.account,
            programme=programme, name=name, rows=report.rows, good=good, bad=bad, photos=len(photos), archive=put,
        )  # fmt: skip
        await audit.record(
            tx, district=principal.district, actor=principal.account, action="certification.import", subject=None,
            detail={"import": identity, "rows": report.rows, "photos": len(photos)},
        )  # fmt: skip
        row = await tx.fetchrow(store.q.one, identity, principal.account)
        assert row is not None
        await tell(tx, row)
        return store.report(row)

    kept = await once(db, asked, ImportReport, act)
    soon(IMPORTS)
    if put is not None:
        async with db.connection() as connection:
            row = await connection.fetchrow(store.q.one, kept.id, principal.account)
            if row is None or row["archive"] != put:  # sent twice: the first one stands
                await connection.execute(persons.q.drop_object, put)
    return kept


async def cancel(db: Database, principal: Principal, asked: Command, identity: UUID) -> ImportReport:
    """No more of it; who was added stays.

    Raises:
        DomainError: `not_found`.
    """

    async def act(tx: Connection) -> ImportReport:
        before = await tx.fetchrow(store.q.one, identity, principal.account)
        if before is None:
            raise DomainError("not_found")
        row = await tx.fetchrow(store.q.finish, identity, None, "cancelled", None)
        if row is not None:
            if before["archive"] is not None:
                await tx.execute(persons.q.drop_object, before["archive"])
            await tell(tx, row)
        return store.report(row or before)

    return await once(db, asked, ImportReport, act)


async def mine(db: Database, principal: Principal) -> ImportReports:
    """The principal's own."""
    async with db.connection() as connection:
        rows = await connection.fetch(store.q.of_account, principal.account)
    return ImportReports([store.report(row) for row in rows])


async def one(db: Database, principal: Principal, identity: UUID) -> ImportReport:
    """One of the principal's own.

    Raises:
        DomainError: `not_found`.
    """
    async with db.connection() as connection:
        row = await connection.fetchrow(store.q.one, identity, principal.account)
    if row is None:
        raise DomainError("not_found")
    return store.report(row)


async def tell(tx: Connection, row: Record) -> None:
    """Tells the importer how it stands; last in a transaction."""
    await append(
        tx, district=row["district"], type=PROGRESS, subject=row["id"], area=None, data=store.progress(row),
        topics=[own_topic(row["account"])],
    )  # fmt: skip


def pictures(archive: bytes) -> list[zipfile.ZipInfo]:
    """The pictures of a zip, in its order, without folders and what systems put beside them.

    Raises:
        DomainError: `import.archive`.
    """
    if _directory_bytes(archive) > MOST_DIRECTORY:
        raise DomainError("import.archive", limit=MOST_PHOTOS)
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as found:
            inside = [
                one
                for one in found.infolist()
                if not one.is_dir() and not one.filename.rpartition("/")[2].startswith((".", "__"))
            ]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise DomainError("import.archive", limit=MOST_PHOTOS) from None
    if len(inside) > MOST_PHOTOS:
        raise DomainError("import.archive", limit=MOST_PHOTOS)
    return inside


def _directory_bytes(archive: bytes) -> int:
    """The size of a zip's list of contents, as its end says; that of more than 4 GB is none of ours. zipfile reads the
    whole list at once: 1.4 million names in 64 MB took 5 s and 640 MB of the process."""
    end = archive.rfind(b"PK\x05\x06", -_END - 0xFFFF)
    if end < 0 or archive[end - 20 : end - 16] == b"PK\x06\x07":
        return MOST_DIRECTORY + 1
    return int.from_bytes(archive[end + 12 : end + 16], "little")


async def _checked(
    db: Database, children: BoundedPool, principal: Principal, programme: UUID, name: str, content: bytes
) -> tuple[list[Good], list[BadRow], ImportReport]:
    mine = policy.areas_of(principal, policy.ROSTER)
    if not mine:
        raise DomainError("forbidden")
    async with db.connection() as connection:
        found = await persons.programme(connection, principal.district, programme)
        if found is None:
            raise DomainError("programme.unknown")
        places = await store.places(connection, principal.district, mine)
        today = await persons.today(connection)
    rows = await _read(children, content)
    good, bad = check(rows, places, found.least_age, today)
    report = ImportReport(
        id=None, name=name, programme=programme, state=None, rows=len(rows), good=len(good), bad_rows=len(bad),
        bad=tuple(bad[: store.SHOWN]),
    )  # fmt: skip
    return good, bad, report


async def _read(children: BoundedPool, content: bytes) -> list[Raw]:
    try:
        answer = await children.ask(content)
    except PoolBusyError:
        raise DomainError("import.busy", retry_after=10) from None
    except ChildLostError:
        raise DomainError("import.unreadable") from None
    found: Read = msgspec.msgpack.decode(answer, type=Read)
    if isinstance(found, Unreadable):
        raise DomainError(found.code, missing=found.missing, limit=MOST_ROWS)
    return found.rows
