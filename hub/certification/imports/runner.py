"""Imports what waits, a batch a transaction; the lease of one that dies runs out and another process goes on."""

import asyncio
import io
import zipfile
from pathlib import PurePosixPath
from typing import Final
from uuid import UUID

import msgspec
import structlog
from asyncpg import Record

from hub.accounts.types import Principal
from hub.certification import store as persons
from hub.certification.changing import enrol, tell
from hub.certification.identity import normal_id
from hub.certification.imports import actions, store
from hub.certification.imports.types import BadRow, Good, RowReason
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.media import actions as media
from hub.media.actions import Media
from hub.rounds import rounds
from hub.sealing import Sealer

log = structlog.get_logger("imports")

LOOK: Final = 5.0
BATCH: Final = 100
MOST_ATTEMPTS: Final = 5


class LostError(Exception):
    """It is another's by now, or cancelled."""


class Runner:
    """The imports of one process, one at a time."""

    def __init__(self, db: Database, district: UUID, sealer: Sealer, media: Media) -> None:
        self.db, self.district, self.sealer, self.media = db, district, sealer, media

    async def run(self) -> None:
        """Imports until cancelled, through every loss of PostgreSQL."""
        await rounds(actions.IMPORTS, self.next, LOOK)

    async def next(self) -> bool:
        """Imports one file; False when none waits."""
        async with self.db.connection() as connection:
            row = await connection.fetchrow(store.q.take, self.district, store.LEASE)
        if row is None:
            return False
        try:
            if row["attempt"] > MOST_ATTEMPTS:
                raise DomainError("internal")
            row = await self._rows(row)
            row = await self._photos(row)
            await self._finish(row, "done", None)
        except LostError:
            log.info("an import was taken away", subject=str(row["id"]))
        except DomainError as error:
            if error.code == "unavailable":
                raise  # its lease runs out, and it goes on where it was
            await self._finish(row, "failed", error.code)
        except Exception as error:
            log.error("an import failed", subject=str(row["id"]), exc_info=error)
            await self._finish(row, "failed", "internal")
        return True

    async def _rows(self, row: Record) -> Record:
        good = store.content(self.sealer, row)
        while row["at"] < len(good):
            batch = good[row["at"] : row["at"] + BATCH]
            async with self.db.transaction() as tx:
                told = await self._batch(tx, row, batch)
                row = await self._beat(tx, row, at=row["at"] + len(batch), figures=told)
        return row

    async def _batch(self, tx: Connection, row: Record, batch: list[Good]) -> dict[str, int]:
        indexes = {self.sealer.blind(persons.ID_KIND, one.id_number): one for one in batch}
        known = {
            found["id_index"]: found
            for found in await tx.fetch(store.q.known, row["programme"], list(indexes))
        }
        paths = {
            found["id"]: tuple(found["path"])
            for found in await tx.fetch(store.q.paths, list({one.area for one in batch}))
        }
        figures = {"added": 0, "changed": 0, "same": 0}
        touched: list[tuple[UUID, bool]] = []
        for index, one in indexes.items():
            before = known.get(index)
            if before is None:
                identity: UUID = await tx.fetchval(persons.q.new_id)
                if await persons.add_person(
                    tx, self.sealer, identity=identity, programme=row["programme"], path=paths[one.area],
                    name=one.name, id_number=one.id_number, phone=one.phone, due_on=one.due_on,
                ):  # fmt: skip
                    figures["added"] += 1
                    touched.append((identity, True))
                continue
            if self._like(before, one):
                figures["same"] += 1
                continue
            phone = one.phone or persons.opened(self.sealer, before, "phone")
            await persons.move_person(
                tx, self.sealer, identity=before["id"], path=paths[one.area], name=one.name, phone=phone,
                due_on=one.due_on,
            )  # fmt: skip
            figures["changed"] += 1
            touched.append((before["id"], False))
        for identity, new in touched:
            await tell(tx, "listed" if new else "changed", identity, row["district"])
        return figures

    def _like(self, before: Record, one: Good) -> bool:
        """Whether the file says nothing new of somebody. What it leaves empty stays."""
        return (
            before["area"] == one.area
            and persons.opened(self.sealer, before, "name") == one.name
            and one.phone in ("", persons.opened(self.sealer, before, "phone"))
            and (one.due_on is None or before["due_on"] is not None)
        )

    async def _photos(self, row: Record) -> Record:
        if row["archive"] is None:
            return row
        archive = await self.media.objects.get(row["archive"], "file")
        if archive is None:
            raise DomainError("import.archive", limit=actions.MOST_PHOTOS)
        inside = actions.pictures(archive)
        for place in range(row["photos_at"], len(inside)):
            reason = await self._photo(row, archive, inside[place])
            bad = [] if reason is None else [BadRow(place + 1, (reason,), photo=True)]
            async with self.db.transaction() as tx:
                row = await self._beat(tx, row, photos_at=place + 1, kept=int(reason is None), bad=bad)
        return row

    async def _photo(self, row: Record, archive: bytes, entry: zipfile.ZipInfo) -> RowReason | None:
        """One reference photo, sealed; nothing is made of it here. The reason why it was left out otherwise."""
        try:
            number = normal_id(PurePosixPath(entry.filename).stem)
        except DomainError:
            return "photo_unmatched"
        async with self.db.connection() as connection:
            person = await persons.on_roster(connection, self.sealer, row["programme"], number)
            found = None if person is None else await persons.known(connection, row["district"], person)
        if person is None or found is None:
            return "photo_unmatched"
        if found.reference_photo is not None or found.template is not None:
            return "photo_has_reference"
        content = await asyncio.to_thread(_extract, archive, entry)
        if content is None:
            return "photo_invalid"
        importer = _importer(row)
        try:
            photo = await self.media.upload(self.db, importer, content, keep_position=False, look=False)
        except DomainError as error:
            if error.code in ("unavailable", "photo.busy"):
                raise DomainError("unavailable") from None
            return "photo_invalid"
        async with self.db.transaction() as tx:
            await persons.lock(tx, row["district"], person)
            if not await tx.fetchval(store.q.refer, person, photo.id):
                await media.erase(tx, [photo.id])
                return "photo_twice"
            await media.attach(tx, importer, [photo.id])
            now = await persons.known(tx, row["district"], person)
            assert now is not None
            await enrol(tx, now, photo.id)
            await tell(tx, "changed", person, row["district"])
        return None

    async def _beat(
        self, tx: Connection, row: Record, *, at: int | None = None, figures: dict[str, int] | None = None,
        photos_at: int | None = None, kept: int = 0, bad: list[BadRow] | None = None,
    ) -> Record:  # fmt: skip
        new = figures or {}
        after = await tx.fetchrow(
            store.q.beat, row["id"], row["attempt"], row["at"] if at is None else at, new.get("added", 0),
            new.get("changed", 0), new.get("same", 0), row["photos_at"] if photos_at is None else photos_at, kept,
            msgspec.json.encode(bad or []).decode(), store.LEASE,
        )  # fmt: skip
        if after is None:
            raise LostError
        await actions.tell(tx, after)
        return after

    async def _finish(self, row: Record, state: str, reason: str | None) -> None:
        async with self.db.transaction() as tx:
            ended = await tx.fetchrow(store.q.finish, row["id"], row["attempt"], state, reason)
            if ended is None:
                return
            if row["archive"] is not None:
                await tx.execute(persons.q.drop_object, row["archive"])
            await actions.tell(tx, ended)


def _importer(row: Record) -> Principal:
    """Whose photos these are: the importer's, whose session may be over by now."""
    return Principal(
        account=row["account"], session=row["id"], district=row["district"], kind="staff", name="", practice=False,
        locale="zh-CN", grants=(), expires_at=row["created_at"],
    )  # fmt: skip


def _extract(archive: bytes, entry: zipfile.ZipInfo) -> bytes | None:
    """One picture, read no further than a picture may be long, whatever its entry says."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as found, found.open(entry) as stream:
            content = stream.read(actions.MOST_PHOTO + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError):
        return None
    return content if 0 < len(content) <= actions.MOST_PHOTO else None
