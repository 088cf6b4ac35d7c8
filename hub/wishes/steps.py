"""One step of a wish: policy, row, events; in the caller's transaction or its own.

Every command on a wish is one `step` with a `write` of its own, which is called with the row locked and changes it.
`service_step` is the same for what the service does by itself.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from hub.accounts.contacts import contact_of
from hub.accounts.types import Principal
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.notify import actions as notify
from hub.notify.types import About
from hub.sealing import Sealer
from hub.wishes import events, policy, store
from hub.wishes.entry import Entry
from hub.wishes.states import SERVICE, TRANSITIONS
from hub.wishes.types import WishAction, WishSeen, WishStep, WishStepKind

Writer: TypeAlias = Callable[[Connection, Entry, policy.Relation], Awaitable[str]]
"""Changes the locked row; gives the words of the step."""


async def step(
    db: Database, principal: Principal, asked: Command, identity: UUID, action: WishAction, version: int | None,
    write: Writer,
) -> WishSeen:  # fmt: skip
    """One step as a command; the wish as the principal may see it afterwards.

    Raises:
        DomainError: `not_found` (none, or none that the principal may know of), `wish.not_allowed`, `wish.stale`,
            `wish.wrong_state`; nothing is changed then.
    """

    async def act(tx: Connection) -> WishSeen:
        now = await store.lock(tx, principal.district, identity)
        before, stands = await seen(tx, principal, identity)
        if now is None or not policy.may(action, stands, before):
            raise DomainError("wish.not_allowed")
        if version is not None and version != before.version:
            raise DomainError("wish.claimed" if _too_late(action, before) else "wish.stale")
        if not policy.possible(action, stands, before):
            raise DomainError("wish.claimed" if _too_late(action, before) else "wish.wrong_state")
        text = await write(tx, before, stands)
        by = "" if stands.asker else principal.name
        after = await taken(tx, before, TRANSITIONS[action].step, now, by=by, text=text)
        return policy.view(after, policy.relation(principal, after))

    return await once(db, asked, WishSeen, act)


def _too_late(action: WishAction, wish: Entry) -> bool:
    """Somebody else was faster: that is no mistake of who pressed."""
    return action == "claim" and wish.state in ("claimed", "fulfilled", "thanked")


async def service_step(
    tx: Connection, before: Entry, kind: WishStepKind, now: datetime, write: Callable[[], Awaitable[None]],
    text: str = "",
) -> Entry:  # fmt: skip
    """A step that the service takes; the row is locked.

    Raises:
        DomainError: `wish.wrong_state`.
    """
    if before.state not in SERVICE[kind].sources:
        raise DomainError("wish.wrong_state")
    await write()
    return await taken(tx, before, kind, now, text=text)


async def taken(
    tx: Connection, before: Entry, kind: WishStepKind, now: datetime, *, by: str = "", text: str = ""
) -> Entry:
    """Ends a step: version, events."""
    after = await store.finish(tx, before)
    await events.announce(tx, WishStep(kind=kind, at=now, by=by, text=text), before, after)
    return after


async def seen(connection: Connection, principal: Principal, identity: UUID) -> tuple[Entry, policy.Relation]:
    """The wish and how the principal stands to it.

    Raises:
        DomainError: `not_found`.
    """
    found = await store.one(connection, principal.district, identity)
    stands = policy.relation(principal, found) if found else None
    if found is None or stands is None or not stands.sees:
        raise DomainError("not_found")
    return found, stands


async def known(tx: Connection, sealer: Sealer, wish: Entry) -> tuple[str, str]:
    """Name and phone of who asked, opened; either may be empty."""
    if wish.asker is None:
        return await store.contact(tx, sealer, wish.id)
    contact = await contact_of(tx, sealer, wish.asker)
    return contact.name, contact.phone or ""


async def tell_asker(tx: Connection, sealer: Sealer, wish: Entry, template: str, **params: object) -> None:
    """A message to who asked, also when she has no account; none when there is no way to reach her."""
    phone = None
    if wish.asker is None:
        phone = (await store.contact(tx, sealer, wish.id))[1]
        if not phone:
            return
    await notify.send(
        tx, sealer, district=wish.district, template=template, params={"number": wish.number} | params,
        account=wish.asker, phone=phone, about=About("wish", wish.id),
    )  # fmt: skip


async def tell_staff(tx: Connection, sealer: Sealer, wish: Entry, template: str, **params: object) -> None:
    """A message to who hung it on the wall: theirs to see to. Every desk hears the event."""
    assert wish.published_by is not None
    await notify.send(
        tx, sealer, district=wish.district, template=template, params={"number": wish.number} | params,
        account=wish.published_by,
    )  # fmt: skip


async def tell_claimer(tx: Connection, sealer: Sealer, wish: Entry, template: str, **params: object) -> None:
    """A message to who claimed it; without anything about who asked."""
    assert wish.claimer is not None
    await notify.send(
        tx, sealer, district=wish.district, template=template, params={"number": wish.number} | params,
        account=wish.claimer, about=About("wish", wish.id),
    )  # fmt: skip
