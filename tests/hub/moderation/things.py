"""A kind of thing to moderate, with a table of its own: what a room would be."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from hub.accounts.types import Principal
from hub.db import Connection, Database
from hub.moderation import store
from hub.moderation.actions import check, may_speak
from hub.moderation.blocks import block
from hub.moderation.cases import appeal, decide, open_case, report
from hub.moderation.types import (
    AppealCase,
    Block,
    BlockAccount,
    Checked,
    DecideCase,
    ModerationCase,
    MyCase,
    OpenCase,
    ReportThing,
    Shown,
    Target,
)
from hub.sealing import Sealer
from hub.settings import Settings
from tests.support import People, ask


class ThingTarget:
    """Notes on a board: held, shown or hidden."""

    kind = "thing"
    blind: UUID | None = None
    """Somebody to whom none of them is shown."""

    async def shown(self, tx: Connection, subject: UUID) -> Shown | None:
        row = await tx.fetchrow("SELECT * FROM things WHERE id = $1", subject)
        return (
            Shown(row["words"], tuple(row["photos"]), row["author"], row["area"], row["status"])
            if row
            else None
        )

    async def seen(
        self, connection: Connection, principal: Principal, subjects: Sequence[UUID]
    ) -> dict[UUID, str]:
        rows = await connection.fetch("SELECT id, words FROM things WHERE id = ANY ($1)", list(subjects))
        return {row["id"]: row["words"] for row in rows if principal.account != self.blind}

    async def publish(self, tx: Connection, subject: UUID) -> None:
        assert await self._set(tx, subject, "held", "shown", "")

    async def hide(self, tx: Connection, subject: UUID, reason: str) -> None:
        await tx.execute("UPDATE things SET status = 'hidden', reason = $2 WHERE id = $1", subject, reason)

    async def restore(self, tx: Connection, subject: UUID) -> None:
        assert await self._set(tx, subject, "hidden", "shown", "")

    async def redrawn(self, tx: Connection, subject: UUID) -> None:
        await tx.execute("UPDATE things SET redrawn = redrawn + 1 WHERE id = $1", subject)

    async def past(self, connection: Connection, district: UUID, days: int, limit: int) -> list[str]:
        rows = await connection.fetch(
            """SELECT words FROM things WHERE created_at > app_now() - make_interval(days => $1)
               ORDER BY created_at DESC LIMIT $2""",
            days, limit,
        )  # fmt: skip
        return [row["words"] for row in rows]

    async def _set(self, tx: Connection, subject: UUID, before: str, to: str, reason: str) -> bool:
        done = await tx.execute(
            "UPDATE things SET status = $3, reason = $4 WHERE id = $1 AND status = $2",
            subject,
            before,
            to,
            reason,
        )
        return bool(done == "UPDATE 1")


class Board:
    """A board with notes, who writes on it, and who looks after it."""

    def __init__(
        self, db: Database, owner: "asyncpg.Connection[asyncpg.Record]", people: People, settings: Settings
    ) -> None:
        self.db, self.owner, self.people, self.place = db, owner, people, people.place
        self.settings, self.sealer = settings, Sealer(settings.keys())
        self.targets: dict[str, Target] = {"thing": ThingTarget()}

    async def begin(self) -> "Board":
        await self.owner.execute(
            """CREATE TABLE things (id uuid PRIMARY KEY, area uuid, author uuid, words text, photos uuid[],
               status text CHECK (status IN ('shown', 'held', 'hidden', 'gone')), reason text DEFAULT '',
               redrawn int DEFAULT 0, created_at timestamptz DEFAULT app_now());
               GRANT SELECT, INSERT, UPDATE, DELETE ON things TO shequ_serving"""
        )
        self.an = await self.people.resident()
        self.luo = await self.people.resident("罗先生")
        self.clerk = await self.people.clerk()
        self.second = await self.people.clerk(name="周敏")
        self.far_clerk = await self.people.clerk(self.place.sibling_community, "别处")
        self.coordinator = await self.people.staff("district_coord", self.place.district, "区协调员")
        return self

    async def rule(self, text: str, reason: str = "广告") -> None:
        await self.owner.execute(
            "INSERT INTO moderation_rules (district, text, normal, reason) VALUES ($1, $2, $2, $3)",
            self.place.district, text, reason,
        )  # fmt: skip
        await self.setting("numbers = true")

    async def setting(self, change: str) -> None:
        await self.owner.execute(
            "INSERT INTO moderation_settings (district) VALUES ($1) ON CONFLICT DO NOTHING",
            self.place.district,
        )
        await self.owner.execute(f"UPDATE moderation_settings SET stamp = gen_random_uuid(), {change}")

    async def write(
        self, words: str = "楼道的灯坏了", by: Principal | None = None, photos: Sequence[UUID] = ()
    ) -> UUID:
        """As a room does it: may she, then the row, then the check."""
        who, subject = by or self.an, uuid4()
        async with self.db.transaction() as tx:
            await may_speak(tx, district=who.district, account=who.account, area=self.place.community)
            await tx.execute(
                "INSERT INTO things VALUES ($1, $2, $3, $4, $5, 'shown')",
                subject, self.place.community, who.account, words, list(photos),
            )  # fmt: skip
            found = await self.checked(tx, subject, who, words, len(photos))
            if found.held:
                await tx.execute("UPDATE things SET status = 'held' WHERE id = $1", subject)
        return subject

    async def checked(
        self, tx: Connection, subject: UUID, who: Principal, words: str, photos: int
    ) -> Checked:
        return await check(
            tx, district=who.district, area=self.place.community, kind="thing", subject=subject, author=who.account,
            words=words, photos=photos,
        )  # fmt: skip

    async def status(self, subject: UUID) -> tuple[str, str]:
        row = await self.owner.fetchrow("SELECT status, reason FROM things WHERE id = $1", subject)
        assert row is not None
        return row["status"], row["reason"]

    async def report(self, by: Principal, subject: UUID, reason: Any = "abuse", words: str = "") -> None:
        given = ReportThing(kind="thing", subject=subject, reason=reason, words=words)
        await report(self.db, self.targets, by, ask(by), given)

    async def open(self, by: Principal, subject: UUID) -> ModerationCase:
        return await open_case(self.db, self.targets, by, ask(by), OpenCase(kind="thing", subject=subject))

    async def decide(
        self,
        by: Principal,
        case: ModerationCase,
        step: Any,
        reason: str = "指名道姓骂人",
        version: int | None = None,
    ) -> ModerationCase:
        given = DecideCase(step=step, reason=reason, version=version or case.version)
        return await decide(self.db, self.targets, self.sealer, by, ask(by), case.id, given)

    async def appeal(
        self, by: Principal, case: ModerationCase | MyCase, words: str = "我只是说事，没骂人"
    ) -> MyCase:
        given = AppealCase(words=words, version=case.version)
        return await appeal(self.db, by, ask(by), case.id, given)

    async def block(self, by: Principal, account: UUID, area: UUID | None = None, days: int = 3) -> Block:
        until = await self.owner.fetchval("SELECT app_now() + make_interval(days => $1)", days)
        given = BlockAccount(
            account=account, area=area or self.place.community, reason="多次辱骂邻居", until=until
        )
        return await block(self.db, self.sealer, by, ask(by), given)

    async def case(self, subject: UUID) -> ModerationCase:
        identity = await self.owner.fetchval("SELECT id FROM moderation_cases WHERE subject = $1", subject)
        found = await store.one(self.owner, self.place.district, identity)
        assert found is not None
        return found

    async def audited(self) -> list[tuple[str, UUID | None, UUID | None]]:
        rows = await self.owner.fetch("SELECT action, actor, subject FROM audit ORDER BY number")
        return [(row["action"], row["actor"], row["subject"]) for row in rows]

    async def messages(self) -> list[str]:
        rows = await self.owner.fetch("SELECT template FROM messages ORDER BY id")
        return [row["template"] for row in rows]
