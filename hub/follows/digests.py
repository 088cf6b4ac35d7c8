"""Sending digests: each once a day, whichever hub looks."""

from datetime import timedelta
from typing import Final, NoReturn
from uuid import UUID

import structlog

from hub.db import Connection, Database
from hub.errors import DomainError
from hub.follows.actions import q
from hub.follows.types import DigestSums
from hub.notices import actions as notices
from hub.notify import actions as notify
from hub.notify import lines
from hub.rounds import rounds
from hub.sealing import Sealer

log = structlog.get_logger("follows")

LOOK: Final = 30.0
"""Seconds between looks: an hour is meant, not a minute."""
PAGE: Final = 100
VALID: Final = timedelta(hours=4)
"""Later than this it is no longer today's."""


class Digests:
    """The digests of one district; one in every hub process."""

    def __init__(self, db: Database, district: UUID, sealer: Sealer) -> None:
        self.db, self.district, self.sealer = db, district, sealer

    async def run(self) -> NoReturn:
        """Looks until cancelled, through every loss of PostgreSQL."""
        await rounds("digests", self.look, LOOK)

    async def look(self) -> bool:
        """One page of what is due; whether there may be more."""
        async with self.db.connection() as connection:
            due = [row["account"] for row in await connection.fetch(q.due, self.district, PAGE)]
        for account in due:
            try:
                async with self.db.transaction() as tx:
                    await self._send(tx, account)
            except DomainError as error:
                if error.code == "unavailable":
                    raise
                log.error("a digest was put off", code=error.code)
        return len(due) == PAGE

    async def _send(self, tx: Connection, account: UUID) -> None:
        row = await tx.fetchrow(q.take, account)
        if row is None:
            return  # another hub has sent it, or it was changed
        news = await lines.undigested(tx, account, row["since"])
        came_out = await notices.came_out(tx, self.district, account, row["since"])
        sums = DigestSums(news.tickets, news.neighbours, news.followed, came_out)
        await tx.execute(q.done, account)
        if sums.nothing:
            return
        await notify.send(
            tx, self.sealer, district=self.district, template="digest.daily", params=_said(sums), account=account,
            valid=VALID,
        )  # fmt: skip


def _said(sums: DigestSums) -> dict[str, object]:
    """Only what there is something of."""
    zh = [
        f"您的事项有 {sums.tickets} 件新进展" if sums.tickets else "",
        f"邻居对您说了 {sums.neighbours} 句话" if sums.neighbours else "",
        f"您关注的有 {sums.followed} 条新消息" if sums.followed else "",
        f"{sums.notices} 条新公告还没看" if sums.notices else "",
    ]
    en = [
        f"{sums.tickets} of your reports have news" if sums.tickets else "",
        f"neighbours spoke to you {sums.neighbours} times" if sums.neighbours else "",
        f"there is news of what you follow ({sums.followed})" if sums.followed else "",
        f"{sums.notices} new notices are unread" if sums.notices else "",
    ]
    return {"text": "；".join(filter(None, zh)), "text_en": "; ".join(filter(None, en))}
