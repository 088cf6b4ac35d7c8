"""What people do with notices. A public action owns the transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from hub.accounts.types import Principal
from hub.areas.actions import Place
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.media import actions as media
from hub.media import files
from hub.notices import events, policy, store
from hub.notices.steps import places, step
from hub.notices.types import (
    ClearNotice,
    CorrectNotice,
    DeclineNotice,
    EditNotice,
    NoticePerson,
    NoticeStepAsked,
    NoticeStepKind,
    NoticeTexts,
    NoticeWords,
    StaffNotice,
    WithdrawNotice,
    WriteNotice,
)
from hub.rounds import soon
from hub.tickets.words import line

PATIENCE: Final = timedelta(seconds=20)
"""How long an alert waits for phones to say that it stands on them, before messages go to all others."""
ROUNDS: Final = "notices"
"""What the process looks for, see `hub.rounds`."""


async def write(db: Database, principal: Principal, asked: Command, given: WriteNotice) -> StaffNotice:
    """A new draft.

    Raises:
        DomainError: `notice.not_allowed` (not over all its areas), `area.unknown`, `notice.group_unknown`,
            `notice.no_chinese`, `notice.times`, `photo.unknown`, `file.unknown`.
    """

    async def act(tx: Connection) -> StaffNotice:
        where = await _checked(tx, principal, given)
        identity = await store.add(
            tx, principal.district, given, above=_above(where), unit=_unit(principal, where), wide=policy.wide(where),
            by=principal.account,
        )  # fmt: skip
        await _attach(tx, principal, given.photos, given.files, ())
        await store.put_edition(
            tx, identity, 1, _texts(given.words), given.photos, given.files, principal.account, ask_again=False
        )  # fmt: skip
        after = await store.one(tx, principal.district, identity)
        assert after is not None
        by = NoticePerson(principal.account, principal.name)
        await events.announce(tx, "written", None, by, after.notice)
        return after.notice

    return await once(db, asked, StaffNotice, act)


async def edit(
    db: Database, principal: Principal, asked: Command, identity: UUID, given: EditNotice
) -> StaffNotice:
    """The draft anew, whole. Raises as `write` and as every step."""

    async def change(tx: Connection, before: StaffNotice) -> NoticeStepKind:
        where = await _checked(tx, principal, given)
        await store.edit(
            tx, identity, given, above=_above(where), unit=_unit(principal, where), wide=policy.wide(where)
        )
        [old] = await store.editions(tx, identity)
        await _attach(tx, principal, given.photos, given.files, [old])
        await media.erase(tx, [one for one in old.photos if one not in given.photos])
        await files.erase(tx, [one for one in old.files if one not in given.files])
        await store.put_edition(
            tx, identity, 1, _texts(given.words), given.photos, given.files, principal.account, ask_again=False
        )  # fmt: skip
        return "edited"

    return await step(db, principal, asked, identity, "edit", given.version, change)


async def submit(
    db: Database, principal: Principal, asked: Command, identity: UUID, given: NoticeStepAsked
) -> StaffNotice:
    """Publishes it, now or when its time comes; what reaches more than one community waits for a second person.

    Raises:
        DomainError: `notice.times` (it would have ended already), and those of every step.
    """

    async def change(tx: Connection, before: StaffNotice) -> NoticeStepKind:
        if before.wide and before.head.kind != "alert":
            await store.move(tx, identity, "waiting")
            return "submitted"
        return await _out(tx, before, "submitted")

    after = await step(db, principal, asked, identity, "submit", given.version, change)
    soon(ROUNDS)
    return after


async def approve(
    db: Database, principal: Principal, asked: Command, identity: UUID, given: NoticeStepAsked
) -> StaffNotice:
    """The second person agrees: it is published, or scheduled; a waiting correction is shown.

    Raises:
        DomainError: `notice.same_person`, and those of every step.
    """

    async def change(tx: Connection, before: StaffNotice) -> NoticeStepKind:
        assert before.pending is not None
        await store.approve(tx, identity, before.pending.number, principal.account)
        if before.head.edition > 0:
            await store.publish(tx, identity, PATIENCE)
            return "corrected"
        return await _out(tx, before, "approved")

    after = await step(db, principal, asked, identity, "approve", given.version, change)
    soon(ROUNDS)
    return after


async def decline(
    db: Database, principal: Principal, asked: Command, identity: UUID, given: DeclineNotice
) -> StaffNotice:
    """Sends it back with a reason: the draft to who wrote it; of a correction nothing is left. Raises as every step."""

    async def change(tx: Connection, before: StaffNotice) -> NoticeStepKind:
        assert before.pending is not None
        if before.head.edition > 0:
            await store.drop_edition(tx, identity, before.pending.number)
            await store.move(tx, identity, before.head.state, line(given.reason))
        else:
            await store.move(tx, identity, "draft", line(given.reason))
        return "declined"

    return await step(db, principal, asked, identity, "decline", given.version, change)


async def correct(
    db: Database, principal: Principal, asked: Command, identity: UUID, given: CorrectNotice
) -> StaffNotice:
    """Other words for what readers see: the old ones stay readable behind them. Of a wide one they wait for a second
    person. Raises as `write` and as every step."""

    async def change(tx: Connection, before: StaffNotice) -> NoticeStepKind:
        old = await store.editions(tx, identity)
        await _attach(tx, principal, given.photos, given.files, old)
        await store.put_edition(
            tx, identity, before.head.edition + 1, _texts(given.words), given.photos, given.files, principal.account,
            ask_again=given.ask_again,
        )  # fmt: skip
        if before.wide and before.head.kind != "alert":
            await store.touch(tx, identity)
            return "submitted"
        await store.publish(tx, identity, PATIENCE)
        return "corrected"

    return await step(db, principal, asked, identity, "correct", given.version, change)


async def clear(
    db: Database, principal: Principal, asked: Command, identity: UUID, given: ClearNotice
) -> StaffNotice:
    """The all-clear (解除) of an alert: live, and by message to who had got one. Raises as every step."""

    async def change(tx: Connection, before: StaffNotice) -> NoticeStepKind:
        await store.finish(tx, identity, "cleared", line(given.text))
        return "cleared"

    after = await step(db, principal, asked, identity, "clear", given.version, change)
    soon(ROUNDS)
    return after


async def withdraw(
    db: Database, principal: Principal, asked: Command, identity: UUID, given: WithdrawNotice
) -> StaffNotice:
    """Takes it back: readers see it no more, staff why. Raises as every step."""

    async def change(tx: Connection, before: StaffNotice) -> NoticeStepKind:
        await store.finish(tx, identity, "withdrawn", line(given.reason))
        return "withdrawn"

    return await step(db, principal, asked, identity, "withdraw", given.version, change)


async def came_out(connection: Connection, district: UUID, account: UUID, since: datetime) -> int:
    """How many notices for an account where it lives came out since then, those that it has not read; at most 99."""
    return await store.unread(connection, district, account, await store.homes(connection, account), since)


async def _out(tx: Connection, before: StaffNotice, otherwise: NoticeStepKind) -> NoticeStepKind:
    now = await store.lock(tx, before.above[0], before.head.id)
    assert now is not None
    if before.head.expires_at is not None and before.head.expires_at <= now:
        raise DomainError("notice.times")
    if before.publish_at is not None and before.publish_at > now:
        await store.move(tx, before.head.id, "scheduled")
        return otherwise
    await store.publish(tx, before.head.id, PATIENCE)
    return "published"


async def _checked(tx: Connection, principal: Principal, given: WriteNotice) -> list[Place]:
    if len(set(given.areas)) != len(given.areas) or len(set(given.groups)) != len(given.groups):
        raise DomainError("input.invalid", fields={"areas": "twice"})
    where = await places(tx, principal.district, given.areas)
    if not policy.may_write(principal, [place.ids for place in where]):
        raise DomainError("notice.not_allowed")
    if given.groups and not await store.known_groups(tx, given.groups):
        raise DomainError("notice.group_unknown")
    _ordered(given.publish_at, given.expires_at)
    return where


def _ordered(begins: datetime | None, ends: datetime | None) -> None:
    for moment in (begins, ends):
        if moment is not None and moment.tzinfo is None:
            raise DomainError("notice.times")
    if begins is not None and ends is not None and ends <= begins:
        raise DomainError("notice.times")


def _above(where: Sequence[Place]) -> list[UUID]:
    """All areas on the way, the district first."""
    return list(dict.fromkeys(area for place in where for area in place.ids))


def _unit(principal: Principal, where: Sequence[Place]) -> UUID:
    """In whose name: the widest of the writer's areas over the first."""
    mine = set(policy.writing_over(principal))
    return next(area for area in where[0].ids if area in mine)


def _texts(words: NoticeTexts) -> dict[str, NoticeWords]:
    if "zh" not in words:
        raise DomainError("notice.no_chinese")
    kept = {
        tag: msgspec.structs.replace(
            one, title=line(one.title), summary=line(one.summary), text=line(one.text)
        )
        for tag, one in words.items()
    }
    if not all(one.title for one in kept.values()) or not (kept["zh"].text or kept["zh"].summary):
        raise DomainError("notice.no_chinese")
    return {"zh": kept.pop("zh"), **kept}


async def _attach(
    tx: Connection, principal: Principal, photos: Sequence[UUID], documents: Sequence[UUID],
    earlier: Sequence[store.Stored],
) -> None:  # fmt: skip
    """Takes what is new; what an earlier edition shows may stay."""
    shown = {one for edition in earlier for one in (*edition.photos, *edition.files)}
    await media.attach(tx, principal, [one for one in photos if one not in shown])
    await files.attach(tx, principal, [one for one in documents if one not in shown])
