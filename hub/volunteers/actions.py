"""What people do with calls. A public action owns the transaction."""

import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from uuid import UUID

from hub import cursors
from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.feed import actions as feed
from hub.feed.types import PostThanks
from hub.notify import actions as notify
from hub.notify.types import About
from hub.sealing import Sealer
from hub.tickets.words import line, words
from hub.volunteers import events, policy, store
from hub.volunteers.types import (
    CallVolunteers,
    CancelCall,
    ComeToCall,
    ThankVolunteers,
    VolunteerCall,
    VolunteerCallPage,
    VolunteerCalls,
    VolunteerHours,
)

EARLY = timedelta(hours=1)
"""Before the beginning one may say that one is there."""
MOST_TRIES = 5
"""Wrong codes of one account at one call: a code has six digits."""


async def call(
    db: Database, principal: Principal, asked: Command, given: CallVolunteers
) -> VolunteerCallPage:
    """Calls for hands.

    Raises:
        DomainError: `area.unknown`, `volunteer.not_allowed`, `volunteer.time` (over already, or longer than a day),
            `ticket.text_empty`.
    """

    async def act(tx: Connection) -> VolunteerCallPage:
        place = await areas.place(tx, given.area, principal.district)
        if not policy.may_call(principal, place.ids, given.organisation):
            raise DomainError("volunteer.not_allowed")
        if not (
            given.starts_at < given.ends_at <= given.starts_at + timedelta(days=1)
            and given.ends_at > await store.now(tx)
        ):
            raise DomainError("volunteer.time")
        identity = await store.add(
            tx, principal.district, place, given, title=words(given.title), text=line(given.text),
            where=words(given.place), code=f"{secrets.randbelow(10**6):06}", by=principal.account,
        )  # fmt: skip
        kept = await _known(tx, principal.district, identity)
        await events.announce(tx, kept)
        return await _page(tx, principal, kept)

    return await once(db, asked, VolunteerCallPage, act)


async def cancel(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, identity: UUID, given: CancelCall
) -> VolunteerCallPage:
    """It does not take place; who signed up or waits is told.

    Raises:
        DomainError: `not_found`, `volunteer.not_allowed`, `volunteer.over`, `volunteer.stale`.
    """

    async def write(tx: Connection, kept: store.Kept, now: datetime) -> list[UUID]:
        if not policy.may_manage(principal, kept.call.path, kept.organisation):
            raise DomainError("volunteer.not_allowed")
        if given.version is not None and given.version != kept.call.version:
            raise DomainError("volunteer.stale")
        reason = words(given.reason)
        await store.cancel(tx, identity, reason)
        told = [one.account for one in await store.names(tx, identity) if one.state in ("signed", "waiting")]
        for account in told:
            await _tell(tx, sealer, kept.call, account, "volunteer.cancelled", reason=reason)
        return told

    return await _step(db, principal, asked, identity, write)


async def sign_up(db: Database, principal: Principal, asked: Command, identity: UUID) -> VolunteerCallPage:
    """A seat, or a place in the line when there is none.

    Raises:
        DomainError: `not_found`, `volunteer.over` (cancelled too), `volunteer.signed` (already).
    """

    async def write(tx: Connection, kept: store.Kept, now: datetime) -> list[UUID]:
        mine = await store.place(tx, identity, principal.account)
        if mine is not None and mine.state != "left":
            raise DomainError("volunteer.signed")
        free = kept.call.taken < kept.call.seats
        await store.take(tx, identity, principal.account, "signed" if free else "waiting")
        return [principal.account]

    return await _step(db, principal, asked, identity, write)


async def leave(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, identity: UUID
) -> VolunteerCallPage:
    """Gives one's place back; who waits longest gets it.

    Raises:
        DomainError: `not_found`, `volunteer.over`, `volunteer.not_signed`.
    """

    async def write(tx: Connection, kept: store.Kept, now: datetime) -> list[UUID]:
        mine = await store.place(tx, identity, principal.account)
        if mine is None or mine.state not in ("signed", "waiting"):
            raise DomainError("volunteer.not_signed")
        await store.leave(tx, identity, principal.account)
        touched = [principal.account]
        if mine.state == "signed" and (up := await store.move_up(tx, identity)) is not None:
            await _tell(tx, sealer, kept.call, up, "volunteer.moved_up")
            touched.append(up)
        return touched

    return await _step(db, principal, asked, identity, write)


async def come(
    db: Database, principal: Principal, asked: Command, identity: UUID, given: ComeToCall
) -> VolunteerCallPage:
    """One is there, says the code of the place; the hours count.

    Raises:
        DomainError: `not_found`, `volunteer.over`, `volunteer.not_signed`, `volunteer.early`, `volunteer.code`,
            `too_many` (wrong codes).
    """

    async def write(tx: Connection, kept: store.Kept, now: datetime) -> list[UUID]:
        mine = await store.place(tx, identity, principal.account)
        if mine is None or mine.state != "signed":
            raise DomainError("volunteer.not_signed")
        if now < kept.call.starts_at - EARLY:
            raise DomainError("volunteer.early")
        if await store.tries(tx, identity, principal.account) >= MOST_TRIES:
            raise DomainError("too_many")
        if not secrets.compare_digest(given.code, kept.code):
            raise DomainError("volunteer.code")
        await store.come(tx, identity, principal.account)
        return [principal.account]

    try:
        return await _step(db, principal, asked, identity, write)
    except DomainError as error:
        if error.code == "volunteer.code":  # counted although the command is not
            async with db.connection() as connection:
                await store.tried(connection, identity, principal.account)
        raise


async def thank(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, identity: UUID, given: ThankVolunteers
) -> VolunteerCallPage:
    """When it is done: thanks to who came, by message; shared ones stand in the feed, in the name of the unit.

    Raises:
        DomainError: `not_found`, `volunteer.not_allowed`, `volunteer.stale`, `volunteer.not_over` (or cancelled),
            `volunteer.thanked` (already), and those of `feed.actions.thank`.
    """

    async def write(tx: Connection, kept: store.Kept, now: datetime) -> list[UUID]:
        call = kept.call
        if given.version is not None and given.version != call.version:
            raise DomainError("volunteer.stale")
        if call.thanks:
            raise DomainError("volunteer.thanked")
        text = words(given.text)
        await store.thank(tx, identity, text)
        came = [one.account for one in await store.names(tx, identity) if one.state == "present"]
        for account in came:
            await _tell(tx, sealer, call, account, "volunteer.thanked", text=text)
        if given.share:
            thanks = PostThanks("volunteers", "", call.title)
            await feed.thank(tx, sealer, principal, call.area, text, thanks, unit=call.unit)
        return came

    return await _step(db, principal, asked, identity, write, thanks=True)


async def _step(
    db: Database, principal: Principal, asked: Command, identity: UUID,
    write: Callable[[Connection, store.Kept, datetime], Awaitable[list[UUID]]], *, thanks: bool = False,
) -> VolunteerCallPage:  # fmt: skip
    """`thanks`: the one step of what is over, of who called."""

    async def act(tx: Connection) -> VolunteerCallPage:
        now = await store.lock(tx, principal.district, identity)
        before = await _known(tx, principal.district, identity)
        if thanks and not policy.may_manage(principal, before.call.path, before.organisation):
            raise DomainError("volunteer.not_allowed")
        if now is None or before.call.state != "open" or (before.call.ends_at <= now) != thanks:
            raise DomainError("volunteer.not_over" if thanks else "volunteer.over")
        touched = await write(tx, before, now)
        await store.touch(tx, identity)
        after = await _known(tx, principal.district, identity)
        await events.announce(tx, after, touched)
        return await _page(tx, principal, after)

    return await once(db, asked, VolunteerCallPage, act)


async def page(db: Database, principal: Principal, identity: UUID) -> VolunteerCallPage:
    """One call; with names and code for who called.

    Raises:
        DomainError: `not_found`.
    """
    async with db.connection() as connection:
        return await _page(connection, principal, await _known(connection, principal.district, identity))


async def _page(connection: Connection, principal: Principal, kept: store.Kept) -> VolunteerCallPage:
    manages = policy.may_manage(principal, kept.call.path, kept.organisation)
    mine = await store.place(connection, kept.call.id, principal.account)
    return VolunteerCallPage(
        call=kept.call, mine=mine if mine is not None and mine.state != "left" else None,
        code=kept.code if manages else None,
        names=await store.names(connection, kept.call.id) if manages else [],
    )  # fmt: skip


async def _known(connection: Connection, district: UUID, identity: UUID) -> store.Kept:
    kept = await store.one(connection, district, identity)
    if kept is None:
        raise DomainError("not_found")
    return kept


async def _tell(
    tx: Connection, sealer: Sealer, call: VolunteerCall, account: UUID, template: str, **params: object
) -> None:
    await notify.send(
        tx, sealer, district=call.path[0], template=template, params={"title": call.title} | params, account=account,
        about=About("call", call.id),
    )  # fmt: skip


async def coming(
    db: Database, principal: Principal, area: UUID, *, after: str | None = None, limit: int = 50
) -> VolunteerCalls:
    """Calls for who lives in a place that are not over, what begins first in front.

    Raises:
        DomainError: `area.unknown`, `cursor.invalid`.
    """
    async with db.connection() as connection:
        place = await areas.place(connection, area, principal.district)
        found = await store.coming(
            connection, principal.district, place.ids, cursors.read(after, None), limit + 1
        )
        shown = found[:limit]
        mine = await store.places_of(connection, principal.account, [one.id for one in shown])
    return VolunteerCalls(
        shown, mine, cursors.at(shown[-1].starts_at, shown[-1].id) if len(found) > limit else None
    )


async def mine(
    db: Database, principal: Principal, *, after: UUID | None = None, limit: int = 50
) -> VolunteerCalls:
    """Calls that I have a place in, or was at."""
    async with db.connection() as connection:
        found = await store.of_account(connection, principal.account, after, limit + 1)
        shown = found[:limit]
        places = await store.places_of(connection, principal.account, [one.id for one in shown])
    return VolunteerCalls(shown, places, str(shown[-1].id) if len(found) > limit else None)


async def desk(
    db: Database, principal: Principal, *, after: UUID | None = None, limit: int = 50
) -> VolunteerCalls:
    """Calls in my areas or of my organisations, the newest first."""
    async with db.connection() as connection:
        found = await store.of_desk(
            connection, principal.district, policy.staff_areas(principal), principal.firms, after,
            limit + 1,
        )  # fmt: skip
    shown = found[:limit]
    return VolunteerCalls(shown, [], str(shown[-1].id) if len(found) > limit else None)


async def hours(db: Database, principal: Principal) -> VolunteerHours:
    """What I have done so far."""
    async with db.connection() as connection:
        return await store.hours(connection, principal.account)
