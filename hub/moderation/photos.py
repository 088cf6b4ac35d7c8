"""Parts of a photo blacked out by staff. The pixels as they were are gone for everybody: links to them end with the
commit, and the store forgets them seconds later. There is no way back; the page says so before."""

from uuid import UUID

from hub import audit, commands
from hub.accounts.types import Principal
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.media import actions as media
from hub.media.actions import Media
from hub.media.answers import Part
from hub.moderation import events, policy, store
from hub.moderation.cases import Targets
from hub.moderation.types import REASON, ModerationCase, RedactPhoto, Redrawn, Shown, Target
from hub.tickets.words import line


async def redact(
    db: Database, files: Media, targets: Targets, principal: Principal, asked: Command, identity: UUID, photo: UUID,
    given: RedactPhoto,
) -> ModerationCase:  # fmt: skip
    """Blacks rectangles out of a photo of a case's thing.

    Raises:
        DomainError: `not_found`, `photo.unknown`, `moderation.own`, `moderation.reason`, `photo.busy`, `unavailable`.
    """
    reason = line(given.reason)
    if len(reason) < REASON:
        raise DomainError("moderation.reason", limit=REASON)
    if (done := await commands.answered(db, asked, ModerationCase)) is not None:
        return done
    async with db.connection() as connection:
        await _seen(connection, targets, principal, identity, photo)
    # The pixels are made outside of the transaction: a child takes its time.
    parts = [Part(each.x, each.y, each.width, each.height) for each in given.rectangles]
    made = await files.redraw(db, photo, parts)

    async def act(tx: Connection) -> ModerationCase:
        await store.lock(tx, principal.district, identity)
        before, target, _ = await _seen(tx, targets, principal, identity, photo)
        await media.redrawn(tx, made)
        await tx.execute(store.q.touched, identity)
        await store.step(tx, identity, "redacted", before.state, principal.account, reason)
        if isinstance(target, Redrawn):
            await target.redrawn(tx, before.subject)
        after = await store.one(tx, principal.district, identity)
        assert after is not None
        await audit.record(
            tx, district=principal.district, actor=principal.account, action="moderation.redacted",
            subject=before.author.id, detail={"case": identity, "photo": photo, "parts": len(parts)},
        )  # fmt: skip
        told = await store.told(tx, identity) and before.state != "reported"
        await events.announce(tx, "redacted", after, told=told)
        return after

    return await once(db, asked, ModerationCase, act)


async def _seen(
    connection: Connection, targets: Targets, principal: Principal, identity: UUID, photo: UUID
) -> tuple[ModerationCase, Target, Shown]:
    case = await store.one(connection, principal.district, identity)
    if case is None or not policy.may_moderate(principal, case.path):
        raise DomainError("not_found")
    if case.author.id == principal.account:
        raise DomainError("moderation.own")
    target = targets.get(case.kind)
    shown = await target.shown(connection, case.subject) if target else None
    if target is None or shown is None or photo not in shown.photos:
        raise DomainError("photo.unknown")
    return case, target, shown
