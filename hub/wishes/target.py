"""Wishes as moderation sees them: what hangs on the wall. Each runs in the transaction of who moderates."""

from collections.abc import Sequence
from uuid import UUID

from hub.accounts.types import Principal
from hub.db import Connection
from hub.errors import DomainError
from hub.moderation.types import Shown
from hub.sealing import Sealer
from hub.sight import named
from hub.wishes import policy, steps, store
from hub.wishes.actions import KIND
from hub.wishes.entry import Entry
from hub.wishes.states import SERVICE
from hub.wishes.types import WishStepKind


class WishTarget:
    """`publish` lets held thanks through: the wish itself was read by staff before it hung anywhere."""

    kind = KIND

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    async def shown(self, tx: Connection, subject: UUID) -> Shown | None:
        wish = await store.by_id(tx, subject)
        if wish is None or wish.published_by is None:
            return None
        there = policy.on_the_wall(wish)
        words = "\n".join(part for part in (wish.public_text, wish.thanks if wish.shared else "") if part)
        photos = await store.photos(tx, wish.id)
        thanks = wish.shared and wish.state == "thanked"
        return Shown(
            words=words,
            photos=tuple(one.photo for one in photos if one.shown or (thanks and one.purpose == "thanks")),
            author=wish.published_by, area=wish.community,
            status="hidden" if wish.hidden else "gone" if not there else "held" if wish.held else "shown",
        )  # fmt: skip

    async def seen(
        self, connection: Connection, principal: Principal, subjects: Sequence[UUID]
    ) -> dict[UUID, str]:
        found = {}
        for subject in subjects:
            wish = await store.one(connection, principal.district, subject)
            if wish is not None and policy.relation(principal, wish).sees:
                found[subject] = named(wish.public_text or wish.text)
        return found

    async def publish(self, tx: Connection, subject: UUID) -> None:
        await self._step(tx, subject, "let_through")

    async def hide(self, tx: Connection, subject: UUID, reason: str) -> None:
        await self._step(tx, subject, "hidden", reason)

    async def restore(self, tx: Connection, subject: UUID) -> None:
        await self._step(tx, subject, "restored")

    async def _step(self, tx: Connection, subject: UUID, kind: WishStepKind, reason: str = "") -> None:
        now = await store.lock_by_id(tx, subject)
        wish = await store.by_id(tx, subject)
        if wish is None or now is None:
            raise DomainError("not_found")
        if wish.state not in SERVICE[kind].sources:
            return  # withdrawn meanwhile: nothing hangs there

        async def write() -> None:
            await self._write(tx, wish, kind, reason)

        await steps.service_step(tx, wish, kind, now, write, reason)

    async def _write(self, tx: Connection, wish: Entry, kind: WishStepKind, reason: str) -> None:
        match kind:
            case "let_through":
                await store.show_thanks(tx, wish.id)
            case "hidden":
                await store.hide(tx, wish.id, reason)
                await steps.tell_asker(tx, self._sealer, wish, "wish.hidden", text=reason)
            case "restored":
                await store.hide(tx, wish.id, None)
