"""What happens to a wish when a time comes: a reminder, back to the wall, one level up, taken as granted.

Each in a transaction of its own under the wish's row lock, so that it happens once, however many hubs look. What
fails is tried again a minute later; nothing is dropped.
"""

from collections import Counter
from datetime import datetime
from uuid import UUID

import structlog

from hub.db import Connection, Database
from hub.errors import DomainError
from hub.rounds import rounds
from hub.sealing import Sealer
from hub.wishes import steps, store
from hub.wishes.entry import Entry
from hub.wishes.types import WishLevel, WishStepKind

log = structlog.get_logger("wishes")

PAGE = 50
LOOK = 10.0
"""Seconds between looks: promises here count in days."""
ABOVE: dict[WishLevel, WishLevel] = {"community": "street", "street": "district"}


def due(wish: Entry, now: datetime) -> WishStepKind | None:
    """What has to happen to a wish now."""
    match wish.state:
        case "claimed" if wish.contacted_at is None and wish.contact_by and wish.remind_at:
            if wish.contact_by <= now:
                return "lapsed"
            return "reminded" if wish.reminded_at is None and wish.remind_at <= now else None
        case "claimed" if wish.grant_by is not None and wish.grant_by <= now:
            return "ungranted"
        case "open" if wish.hidden is None and wish.raise_at is not None and wish.raise_at <= now:
            return "raised" if wish.level in ABOVE else None
        case "fulfilled" if wish.close_at is not None and wish.close_at <= now:
            return "closed"
    return None


class WishWatch:
    """Does what is due; one in every hub process."""

    def __init__(self, db: Database, district: UUID, sealer: Sealer) -> None:
        self.db = db
        self.district = district
        self.sealer = sealer
        self.done: Counter[str] = Counter()

    async def run(self) -> None:
        """Looks until cancelled, through every loss of PostgreSQL."""
        await rounds("wishes", self.look, LOOK)

    async def look(self) -> bool:
        """Does one page of what is due; whether there may be more."""
        async with self.db.connection() as connection:
            found = await store.due(connection, self.district, PAGE)
        for wish in found:
            try:
                await self._do(wish)
            except DomainError as error:
                if error.code == "unavailable":
                    raise
                await self._put_off(wish, error)
            except Exception as error:
                await self._put_off(wish, error)
        return len(found) == PAGE

    async def _do(self, identity: UUID) -> None:
        async with self.db.transaction() as tx:
            now = await store.take(tx, identity)
            wish = await store.one(tx, self.district, identity) if now else None
            if wish is None or now is None:
                return  # another is at it, or it has moved on
            kind = due(wish, now)
            if kind is None:
                raise DomainError("wish.wrong_state")

            async def write() -> None:
                await self._write(tx, wish, kind)

            await steps.service_step(tx, wish, kind, now, write)
        self.done[kind] += 1

    async def _write(self, tx: Connection, wish: Entry, kind: WishStepKind) -> None:
        rules = await store.rules(tx, wish.district)
        match kind:
            case "reminded":
                await store.reminded(tx, wish)
                left = max(1, rules.contact_days - rules.remind_days)
                await steps.tell_claimer(tx, self.sealer, wish, "wish.remind", days=left)
            case "lapsed":
                await store.reopen(tx, wish, "lapsed")
                await steps.tell_claimer(tx, self.sealer, wish, "wish.lapsed")
                await steps.tell_asker(tx, self.sealer, wish, "wish.open_again")
            case "ungranted":
                await store.reopen(tx, wish, "ungranted")
                await steps.tell_claimer(tx, self.sealer, wish, "wish.ungranted")
                await steps.tell_asker(tx, self.sealer, wish, "wish.open_again")
                await steps.tell_staff(tx, self.sealer, wish, "wish.staff_ungranted", days=rules.grant_days)
            case "raised":
                above = ABOVE[wish.level]
                days = rules.district_days if above in ABOVE else None
                await store.raise_to(tx, wish.id, above, days)
            case "closed":
                await store.thank(tx, wish.id, "", shared=False, held=False)
                await store.end_claim(tx, wish, "fulfilled")
                await steps.tell_claimer(tx, self.sealer, wish, "wish.closed")

    async def _put_off(self, wish: UUID, error: Exception) -> None:
        log.error("put off", wish=str(wish), exc_info=error)
        async with self.db.connection() as connection:
            await store.put_off(connection, wish)
