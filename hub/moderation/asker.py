"""Asks the outer service about what the rules have passed, after its commit, and puts the verdict down.

checking   pass                                      clear, and its room publishes it
checking   hold                                      held, with the service's labels
checking   away, slow, odd, or none in the settings  held: a person decides; also when a picture cannot be read
a hub that dies in between                           asked again by another after half a minute
"""

import asyncio
from collections.abc import Mapping
from typing import Final
from uuid import UUID

import structlog
from asyncpg import Record

from hub.db import Connection, Database
from hub.errors import DomainError
from hub.media import actions as media
from hub.media.objects import Objects
from hub.moderation import events, states, store
from hub.moderation.outer import TIMEOUT, OuterAsked, OuterPicture, OuterVerdict
from hub.moderation.types import CaseStep, Target
from hub.settings import Settings
from hub.webhook import NoAnswerError, Webhook, asking

log = structlog.get_logger("moderation")

LOOK: Final = 0.5
"""Seconds: somebody waits for her words to be shown."""
BATCH: Final = 8
NO_VERDICT: Final = "外部审核没有结论"
FOUND: Final = "外部审核"


class Asker:
    """`outer` None: the settings name no service, so a person decides."""

    def __init__(
        self, db: Database, district: UUID, targets: Mapping[str, Target], outer: Webhook | None,
        objects: Objects | None = None,
    ) -> None:  # fmt: skip
        self.db, self.district, self.targets, self.outer = db, district, targets, outer
        self.objects = objects

    @classmethod
    def of(
        cls, settings: Settings, db: Database, district: UUID, targets: Mapping[str, Target], objects: Objects
    ) -> "Asker":
        outer = Webhook.named(settings.content_check_url, settings.content_check_secret, TIMEOUT)
        return cls(db, district, targets, outer, objects)

    async def run(self) -> None:
        """Asks until cancelled."""
        await asking("content check", self.outer, self.next, LOOK)

    async def next(self) -> bool:
        """Asks about what waits, a few at once; False when nothing does."""
        async with self.db.connection() as connection:
            rows = await connection.fetch(store.q.take, self.district, BATCH)
        await asyncio.gather(*(self._one(row) for row in rows))
        return bool(rows)

    async def _one(self, row: Record) -> None:
        verdict: OuterVerdict | None = None
        if self.outer is not None:
            try:
                pictures = await self._pictures(row)
                asked = OuterAsked(row["id"], row["kind"], row["words"], row["photos"], pictures)
                verdict = await self.outer.ask(asked.id, asked, OuterVerdict)
            except NoAnswerError as error:
                log.warning("no verdict", case=str(row["id"]), reason=str(error))
        async with self.db.transaction() as tx:
            await self._settle(tx, row, verdict)

    async def _pictures(self, row: Record) -> tuple[OuterPicture, ...]:
        """The small copies of a thing's photos.

        Raises:
            NoAnswerError: one cannot be read; nothing passes unseen.
        """
        if not row["photos"]:
            return ()
        target = self.targets.get(row["kind"])
        async with self.db.connection() as connection:
            shown = await target.shown(connection, row["subject"]) if target else None
            if shown is None:
                return ()
            objects = await media.objects_of(connection, shown.photos)
        found = []
        for photo in shown.photos:
            try:
                copy = await self.objects.get(objects[photo], "preview") if self.objects else None
            except (DomainError, KeyError):
                copy = None
            if copy is None:
                raise NoAnswerError("a picture cannot be read")
            found.append(OuterPicture(photo, copy))
        return tuple(found)

    async def _settle(self, tx: Connection, row: Record, verdict: OuterVerdict | None) -> None:
        await store.lock(tx, self.district, row["id"])
        now = await store.one(tx, self.district, row["id"])
        if now is None or now.state != "checking" or now.version != row["version"]:
            return  # written anew, and asked about again; or another hub was quicker
        target = self.targets.get(row["kind"])
        if verdict is not None and verdict.verdict == "pass" and target is not None:
            step: CaseStep = "passed"
            if await target.shown(tx, row["subject"]) is not None:
                await target.publish(tx, row["subject"])
            await tx.execute(store.q.passed, row["id"])
        else:
            step = "held"
            reasons = (
                [f"{FOUND}：{label}" for label in verdict.labels] or [FOUND] if verdict else [NO_VERDICT]
            )
            await tx.execute(store.q.held, row["id"], reasons)
        after = states.after(step, "checking")
        await store.step(tx, row["id"], step, after)
        case = await store.one(tx, self.district, row["id"])
        assert case is not None
        await events.announce(tx, step, case, told=True)
