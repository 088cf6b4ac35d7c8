"""Asks the gateway about the tries that wait for it; one try at a time in a process."""

from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog
from asyncpg import Record

from hub.certification import store
from hub.certification.changing import locked
from hub.certification.gateway.adapter import GatewayAnswer, GatewayAsked
from hub.certification.model import AnyReason, State
from hub.certification.verdicts import settle
from hub.db import Database, load_queries
from hub.media import actions as media
from hub.media.objects import Objects
from hub.sealing import Sealer, SealError
from hub.settings import Settings
from hub.webhook import NoAnswerError, Webhook, asking

q = load_queries(__file__)
log = structlog.get_logger("certification")

LOOK: Final = 1.0
MOST_ASKS: Final = 5
PAUSE: Final = timedelta(seconds=20)


class Asker:
    """`gateway` None: the settings name none, so a person decides."""

    def __init__(
        self, db: Database, district: UUID, sealer: Sealer, objects: Objects, gateway: Webhook | None
    ) -> None:
        self.db, self.district, self.sealer = db, district, sealer
        self.objects, self.gateway = objects, gateway

    @classmethod
    def of(
        cls, settings: Settings, db: Database, district: UUID, sealer: Sealer, objects: Objects
    ) -> "Asker":
        gateway = Webhook.named(settings.gateway_url, settings.gateway_secret)
        return cls(db, district, sealer, objects, gateway)

    async def run(self) -> None:
        """Asks until cancelled."""
        await asking("gateway", self.gateway, self.next, LOOK)

    async def next(self) -> bool:
        """Asks about one try; False when none waits."""
        async with self.db.connection() as connection:
            row = await connection.fetchrow(q.take, self.district)
        if row is None:
            return False
        if self.gateway is None or row["asks"] > MOST_ASKS:
            await self._settle(row, "review", "gateway_away", None)
            return True
        try:
            answer = await self._ask(self.gateway, row)
        except NoAnswerError as error:
            log.warning("the gateway is away", attempt=str(row["id"]), asks=row["asks"], reason=str(error))
            if row["asks"] >= MOST_ASKS:
                await self._settle(row, "review", "gateway_away", None)
            else:
                async with self.db.connection() as connection:
                    await connection.execute(q.again, row["id"], row["asks"], PAUSE)
            return True
        if answer.same:
            await self._settle(row, "passed", None, answer)
        else:
            await self._settle(row, "review", "gateway_unlike", answer)
        return True

    async def _ask(self, gateway: Webhook, row: Record) -> GatewayAnswer:
        async with self.db.connection() as connection:
            person = await store.known(connection, self.district, row["person"])
            found = await media.objects_of(connection, [row["photo"]] if row["photo"] else [])
        if person is None or not person.agreed or row["photo"] not in found:
            raise NoAnswerError("nothing to ask about")
        try:
            photo = await self.objects.get(found[row["photo"]], "full")
        except SealError:
            photo = None
        if photo is None:
            raise NoAnswerError("nothing to ask about")
        asked = GatewayAsked(
            row["id"], store.opened(self.sealer, person.row, "name"),
            store.opened(self.sealer, person.row, "id_number"), photo,
        )  # fmt: skip
        return await gateway.ask(asked.id, asked, GatewayAnswer)

    async def _settle(
        self, row: Record, state: State, reason: AnyReason | None, answer: GatewayAnswer | None
    ) -> None:
        async with self.db.transaction() as tx:
            person = await locked(tx, self.district, row["person"])
            if await tx.fetchval(q.asks, row["id"]) != row["asks"]:
                return  # another hub asked since, or it is over
            if answer is not None:
                await tx.execute(q.score, row["id"], answer.score)
            tried = await store.attempt(tx, self.district, row["id"])
            assert tried is not None
            reasons = () if reason is None else (*tried.attempt.reasons, reason)
            await settle(tx, person, tried, state, reasons)
