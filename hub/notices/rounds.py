"""What a time brings: scheduled notices come out, old ones go, receipts are summed up, messages follow an alert.

Each by PostgreSQL's clock and under the notice's row lock, looked at again once it is held: any number of hubs may
look, and each may die at any point; a message is sent in the transaction that remembers it.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final, NoReturn
from uuid import UUID

import structlog

from hub.db import Connection, Database
from hub.errors import DomainError
from hub.notices import events, store
from hub.notices.actions import PATIENCE, ROUNDS
from hub.notices.steps import told
from hub.notices.store import Recipient
from hub.notices.types import NoticeCoverage, StaffNotice
from hub.notify import actions as notify
from hub.notify.types import Channel
from hub.rounds import rounds
from hub.sealing import Sealer

log = structlog.get_logger("notices")

LOOK: Final = 1.0
"""Seconds between looks: a notice for eight o'clock is read at eight."""
PAGE: Final = 100
"""Messages a transaction."""
VALID: Final = timedelta(hours=2)
"""A message about water that comes later than this frightens and helps nobody."""


class Rounds:
    """The notices of one district; one in every hub process."""

    def __init__(self, db: Database, district: UUID, sealer: Sealer) -> None:
        self.db, self.district, self.sealer = db, district, sealer
        self._told: dict[UUID, NoticeCoverage] = {}

    async def run(self) -> NoReturn:
        """Looks until cancelled, through every loss of PostgreSQL."""
        await rounds(ROUNDS, self.look, LOOK)

    async def look(self) -> bool:
        """Does what is due; whether there may be more."""
        async with self.db.connection() as connection:
            due = await store.due(connection, self.district)
            messages = await store.messages_due(connection, self.district)
            counts = await store.to_count(connection, self.district)
        for identity, what in due:
            await self._tried(identity, self._publish if what == "publish" else self._expire)
        left = False
        for identity in messages:
            left |= await self._tried(identity, self._send)
        for identity in counts:
            await self._tried(identity, self._count)
        return left

    async def _tried(self, identity: UUID, act: Callable[[Connection, StaffNotice], Awaitable[bool]]) -> bool:
        """One notice's defect keeps no other waiting."""
        try:
            async with self.db.transaction() as tx:
                if await store.lock(tx, self.district, identity) is None:
                    return False
                found = await store.one(tx, self.district, identity)
                assert found is not None
                return await act(tx, found.notice)
        except DomainError as error:
            if error.code == "unavailable":
                raise
            log.error("a notice was put off", notice=str(identity), code=error.code)
        except Exception:
            log.exception("a notice was put off", notice=str(identity))
        return False

    async def _publish(self, tx: Connection, notice: StaffNotice) -> bool:
        if (notice.head.id, "publish") in await store.due(tx, self.district):
            await store.publish(tx, notice.head.id, PATIENCE)
            await told(tx, notice, "published", None)
        return False

    async def _expire(self, tx: Connection, notice: StaffNotice) -> bool:
        if (notice.head.id, "expire") in await store.due(tx, self.district):
            await store.finish(tx, notice.head.id, "expired", "")
            await told(tx, notice, "expired", None)
        return False

    async def _count(self, tx: Connection, notice: StaffNotice) -> bool:
        await store.counted(tx, notice.head.id)  # first: what comes in from now on is counted again
        sums = await store.total(tx, notice.head.id)
        if self._told.get(notice.head.id) != sums:
            self._told[notice.head.id] = sums
            await events.tell_coverage(tx, self.district, sums)
        return False

    async def _send(self, tx: Connection, notice: StaffNotice) -> bool:
        """Messages to one page of people; whether there are more."""
        identity = notice.head.id
        if identity not in await store.messages_due(tx, self.district):
            return False
        kind = "alert" if notice.head.state == "published" else "clear"
        page = await store.recipients(tx, identity, kind, PAGE)
        for to in page:
            await self._message(tx, notice, kind, to)
        if len(page) == PAGE:
            return True
        await store.messages_done(tx, identity)
        if kind == "alert":
            await events.tell_coverage(tx, self.district, await store.total(tx, identity))
        return False

    async def _message(self, tx: Connection, notice: StaffNotice, kind: str, to: Recipient) -> None:
        channel: Channel = "voice" if to.old else "sms"
        await store.sent(tx, identity := notice.head.id, kind, to, channel)
        phone = None if to.account else await store.roster_phone(tx, self.sealer, to.id)
        await notify.send(
            tx, self.sealer, district=self.district, template=f"notice.{kind}", params=_said(notice, kind),
            account=to.id if to.account else None, phone=phone, channel=channel, valid=VALID,
        )  # fmt: skip
        log.debug("notice.message", notice=str(identity), kind=kind, channel=channel)


def _said(notice: StaffNotice, kind: str) -> dict[str, object]:
    zh = notice.head.words["zh"]
    en = notice.head.words.get("en", zh)
    ended = notice.head.ended_text
    said = {
        "unit": notice.head.unit, "title": zh.title, "title_en": en.title,
        "todo": zh.summary, "todo_en": en.summary,
    }  # fmt: skip
    return {**said, "text": ended} if kind == "clear" else {**said}
