"""Writes exports, one at a time in a process; the lease of one that dies runs out and another process begins anew."""

import asyncio
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import structlog

from hub import audit
from hub.accounts.sessions import by_session
from hub.accounts.types import Principal
from hub.db import Database
from hub.errors import DomainError
from hub.rounds import rounds
from hub.sealing import Sealer
from hub.tickets import store as tickets
from hub.tickets.export import actions, policy, store
from hub.tickets.export.registry import Ask, Column, Exporter
from hub.tickets.export.sheet import Cell, Sheet

log = structlog.get_logger("exports")

LOOK: Final = 5.0
"""Seconds between looks at what waits."""
BEAT: Final = 0.5
"""Seconds between words on progress."""
LEASE: Final = timedelta(seconds=30)
MOST_ATTEMPTS: Final = 3
MOST_ROWS: Final = 200_000
"""A table past this is no table for a person; the file has some 15 MB then."""
SWEEP: Final = 60.0
LEFT_BEHIND: Final = 3600.0
"""Seconds after which a folder here belongs to a process that died."""


class LostError(Exception):
    """The export is another's by now, or cancelled."""


class Runner:
    """The exports of one process. `folder`: where tables lie while they are written."""

    def __init__(self, db: Database, district: UUID, sealer: Sealer, folder: Path) -> None:
        self.db = db
        self.district = district
        self.sealer = sealer
        self.folder = folder
        self._swept = 0.0

    async def run(self) -> None:
        """Writes until cancelled, through every loss of PostgreSQL."""
        await rounds(actions.EXPORTS, self._look, LOOK)

    async def _look(self) -> bool:
        if time.monotonic() - self._swept > SWEEP:
            self._swept = time.monotonic()
            await self.sweep()
        return await self.next()

    async def sweep(self) -> None:
        """Removes what has expired, and the folders of processes that died."""
        async with self.db.connection() as connection:
            await store.sweep(connection)
        await asyncio.to_thread(_tidy, self.folder)

    async def next(self) -> bool:
        """Writes one export; False when none waits."""
        async with self.db.connection() as connection:
            task = await store.take(connection, self.district, LEASE)
        if task is None:
            return False
        try:
            if task.attempt > MOST_ATTEMPTS:
                raise DomainError("export.gave_up")
            await self._write(task)
        except LostError:
            log.info("an export was taken away", export=str(task.id))
        except DomainError as error:
            if error.code == "unavailable":
                raise  # its lease runs out, and it begins anew
            await self._fail(task, error.code)
        except Exception as error:
            log.error("an export failed", export=str(task.id), exc_info=error)
            await self._fail(task, "internal")
        return True

    async def _write(self, task: store.Task) -> None:
        found = actions.exporter(task.list)
        async with self.db.connection() as connection:
            principal = (await by_session(connection, [task.session])).get(task.session)
            now = await tickets.now(connection)
            if principal is None:
                raise DomainError("auth.required")
            known = await tickets.categories(connection, principal.district)
        categories = {one.key: (one.name, one.name_en) for one in known}
        ask = Ask(policy.exporting(principal), actions.asked_of(found, task.filters), task.locale, categories)
        total = await found.total(self.db, ask)
        if total is not None and total > MOST_ROWS:
            raise DomainError("export.too_long", limit=MOST_ROWS)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            sheet = await self._rows(task, found, ask, total, Path(folder))
            about = _about(task, found, principal, now, sheet.rows)
            # The lease is renewed just before: closing packs the whole table, some seconds for the longest.
            await self._beat(task, sheet.rows, None)
            await asyncio.to_thread(sheet.close, "About" if task.locale == "en" else "说明", about)
            await self._keep(task, principal, sheet)

    async def _rows(
        self, task: store.Task, found: Exporter, ask: Ask, total: int | None, folder: Path
    ) -> Sheet:
        by_key = {column.key: column for column in found.columns}
        columns: list[Column] = [by_key[key] for key in task.columns]
        sheet = Sheet(
            folder, found.title(task.locale), [column.title(task.locale) for column in columns],
            [column.width for column in columns],
        )  # fmt: skip
        await self._beat(task, 0, total)
        told = time.monotonic()
        async for page in found.pages(self.db, ask):
            rows: list[list[Cell]] = [[row[column.key] for column in columns] for row in page]
            await asyncio.to_thread(sheet.write, rows)
            if sheet.rows > MOST_ROWS:
                raise DomainError("export.too_long", limit=MOST_ROWS)
            if time.monotonic() - told >= BEAT:
                told = time.monotonic()
                await self._beat(task, sheet.rows, None)
        return sheet

    async def _beat(self, task: store.Task, rows: int, total: int | None) -> None:
        async with self.db.transaction() as tx:
            export = await store.beat(tx, task, rows, total, LEASE)
            if export is None:
                raise LostError
            await actions.tell(tx, task.district, task.account, export)

    async def _keep(self, task: store.Task, principal: Principal, sheet: Sheet) -> None:
        async with self.db.transaction() as tx:
            export = await store.end(tx, task, "done", rows=sheet.rows, size=sheet.path.stat().st_size)
            if export is None:
                raise LostError
            with sheet.path.open("rb") as file:
                position = 0
                while piece := file.read(store.PIECE):
                    await store.add_piece(tx, self.sealer, task.id, position, piece)
                    position += 1
            await audit.record(
                tx, district=task.district, actor=principal.account, action="export.written", subject=None,
                detail={
                    "export": str(task.id), "list": task.list, "filters": _harmless(task.filters),
                    "columns": list(task.columns), "rows": sheet.rows,
                },
            )  # fmt: skip
            await actions.tell(tx, task.district, task.account, export)

    async def _fail(self, task: store.Task, reason: str) -> None:
        async with self.db.transaction() as tx:
            export = await store.end(tx, task, "failed", reason=reason)
            if export is not None:
                await actions.tell(tx, task.district, task.account, export)


def _harmless(filters: Mapping[str, Any]) -> dict[str, Any]:
    """A filter for the audit log: words that somebody looked for may be a name or a number."""
    return {name: "…" if name in ("words", "q") else value for name, value in filters.items()}


def _about(
    task: store.Task, found: Exporter, principal: Principal, now: datetime, rows: int
) -> list[tuple[str, Cell]]:
    zh = task.locale != "en"
    lines: list[tuple[str, Cell]] = [
        ("内容" if zh else "What", found.title(task.locale)),
        ("导出人" if zh else "By", principal.name),
        ("时间" if zh else "When", now),
        ("行数" if zh else "Rows", rows),
        ("编号" if zh else "Export", str(task.id)),
    ]
    lines += [(f"{'条件' if zh else 'Filter'}: {name}", str(value)) for name, value in task.filters.items()]
    notice = (
        "含居民信息，仅限工作使用，不得外传。"
        if zh
        else "Residents' data: for work only, not to be passed on."
    )
    return [*lines, ("注意" if zh else "Note", notice)]


def _tidy(folder: Path) -> None:
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if time.time() - os.stat(path).st_mtime > LEFT_BEHIND:
            shutil.rmtree(path, ignore_errors=True)
