"""One step of a notice: the row is locked, rights and state are looked at, something is written, everybody is told."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.notices import events, policy, store
from hub.notices.store import Found
from hub.notices.types import NoticeAction, NoticePerson, NoticeStepKind, StaffNotice

Write = Callable[[Connection, StaffNotice], Awaitable[NoticeStepKind]]
"""Writes what the step changes and says which step it became."""


async def seen(connection: Connection, principal: Principal, identity: UUID) -> tuple[Found, policy.Standing]:
    """A notice that the principal may know of as staff.

    Raises:
        DomainError: `not_found`.
    """
    found = await store.one(connection, principal.district, identity)
    if found is None:
        raise DomainError("not_found")
    stands = policy.standing(principal, found.notice, found.paths)
    if not stands.looks:
        raise DomainError("not_found")
    return found, stands


async def step(
    db: Database, principal: Principal, asked: Command, identity: UUID, action: NoticeAction, version: int | None,
    write: Write,
) -> StaffNotice:  # fmt: skip
    """Takes a step as a command.

    Raises:
        DomainError: `not_found`, `notice.not_allowed`, `notice.same_person`, `notice.stale`, `notice.wrong_state`, and
            what `write` raises; nothing is changed then.
    """

    async def act(tx: Connection) -> StaffNotice:
        await store.lock(tx, principal.district, identity)
        (before, _), stands = await seen(tx, principal, identity)
        if not stands.writes:
            raise DomainError("notice.not_allowed")
        if version is not None and version != before.version:
            raise DomainError("notice.stale")
        if not policy.possible(action, before):
            raise DomainError("notice.wrong_state")
        if not policy.may(action, principal, before, stands):
            raise DomainError("notice.same_person")
        kind = await write(tx, before)
        return await told(tx, before, kind, NoticePerson(principal.account, principal.name))

    return await once(db, asked, StaffNotice, act)


async def told(
    tx: Connection, before: StaffNotice, kind: NoticeStepKind, by: NoticePerson | None
) -> StaffNotice:
    """The notice after a step, which everybody has been told of."""
    after = await store.one(tx, before.above[0], before.head.id)
    assert after is not None
    await events.announce(tx, kind, before.head.state, by, after.notice)
    return after.notice


async def places(connection: Connection, district: UUID, wanted: list[UUID]) -> list[areas.Place]:
    """Open areas of a district, in their order.

    Raises:
        DomainError: `area.unknown`.
    """
    return [await areas.place(connection, area, district) for area in wanted]
