"""What people do with offers. A public action owns the transaction."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.feed import actions as feed
from hub.feed.types import PostThanks
from hub.partners import events, policy, store
from hub.partners.store import KeptAsk, KeptOffer
from hub.partners.types import (
    AskPartner,
    CloseOffer,
    GivePartner,
    HandOverPartner,
    OfferResource,
    PartnerAct,
    PartnerAskItem,
    PartnerOfferPage,
    PartnerOffers,
    RefusePartner,
    ThankPartner,
    WithdrawPartner,
)
from hub.sealing import Sealer
from hub.tickets.words import line, words
from hub.wishes import actions as wishes


async def offer(db: Database, principal: Principal, asked: Command, given: OfferResource) -> PartnerOfferPage:
    """An organisation offers something.

    Raises:
        DomainError: `area.unknown`, `partner.not_allowed` (not of this organisation, or not active there),
            `partner.time` (over already), `ticket.text_empty`.
    """

    async def act(tx: Connection) -> PartnerOfferPage:
        paths: dict[UUID, None] = {}
        for area in given.areas:
            place = await areas.place(tx, area, principal.district)
            if not policy.may_offer(principal, given.organisation, place.ids):
                raise DomainError("partner.not_allowed")
            paths |= dict.fromkeys(place.ids)
        if given.ends_at <= await store.now(tx):
            raise DomainError("partner.time")
        identity = await store.add(
            tx, principal.district, given, list(paths), title=words(given.title), text=line(given.text),
            unit=words(given.unit), by=principal.account,
        )  # fmt: skip
        kept = await _known(tx, principal.district, identity)
        await events.announce(tx, kept)
        return await _page(tx, principal, kept)

    return await once(db, asked, PartnerOfferPage, act)


async def close(
    db: Database, principal: Principal, asked: Command, identity: UUID, given: CloseOffer
) -> PartnerOfferPage:
    """Nothing more is given; what was promised stays promised, what waits is refused with the reason.

    Raises:
        DomainError: `not_found`, `partner.not_allowed`, `partner.stale`, `partner.over` (closed already).
    """

    async def act(tx: Connection) -> PartnerOfferPage:
        await store.lock(tx, principal.district, identity)
        before = await _known(tx, principal.district, identity)
        if not policy.ours(principal, before.offer.organisation):
            raise DomainError("partner.not_allowed")
        _current(given.version, before.offer.version)
        if before.offer.state == "closed":
            raise DomainError("partner.over")
        refused = await store.close(tx, identity, words(given.reason))
        for one in refused:
            await store.touch(tx, identity, one)
        if not refused:
            await store.touch(tx, identity)
        return await _told(tx, principal, identity, refused)

    return await once(db, asked, PartnerOfferPage, act)


async def ask(
    db: Database, principal: Principal, asked: Command, identity: UUID, given: AskPartner
) -> PartnerOfferPage:
    """A community asks for some of it.

    Raises:
        DomainError: `not_found`, `area.unknown`, `partner.not_allowed` (not its staff, or not offered there),
            `partner.over`, `partner.too_much` (more than is left), `partner.wish` (money, but no wish on the wall of
            the place; or a wish for something else), `ticket.text_empty`.
    """

    async def act(tx: Connection) -> PartnerOfferPage:
        now = await store.lock(tx, principal.district, identity)
        before = await _known(tx, principal.district, identity)
        place = await areas.place(tx, given.area, principal.district)
        offered = set(place.ids) & set(before.offer.areas) or given.area in before.paths
        if not policy.is_staff(principal, place.ids) or not offered:
            raise DomainError("partner.not_allowed")
        if now is None or before.offer.state == "closed" or before.offer.ends_at <= now:
            raise DomainError("partner.over")
        _enough(before, given.amount)
        if (before.offer.kind == "money") != (given.wish is not None):
            raise DomainError("partner.wish")
        if given.wish is not None and not await wishes.waits(tx, principal.district, given.wish, given.area):
            raise DomainError("partner.wish")
        made = await store.ask(tx, identity, given, place.ids, words(given.purpose), principal.account)
        await store.touch(tx, identity)
        return await _told(tx, principal, identity, [made])

    return await once(db, asked, PartnerOfferPage, act)


async def give(
    db: Database, principal: Principal, asked: Command, identity: UUID, given: GivePartner
) -> PartnerOfferPage:
    """The organisation promises it, or a part of it.

    Raises:
        DomainError: `partner.too_much` (than was asked, or than is left), `partner.over` (closed), and those of every
            step.
    """

    async def write(tx: Connection, before: KeptAsk, of: KeptOffer) -> None:
        if of.offer.state == "closed":
            raise DomainError("partner.over")
        if given.amount > before.ask.amount or not await store.give(
            tx, before, given.amount, line(given.answer)
        ):
            raise DomainError(
                "partner.too_much", left=min(before.ask.amount, of.offer.total - of.offer.given)
            )

    return await _step(db, principal, asked, identity, "give", given.version, write)


async def refuse(
    db: Database, principal: Principal, asked: Command, identity: UUID, given: RefusePartner
) -> PartnerOfferPage:
    """The organisation cannot, and says why; also what it had promised. Raises as every step."""

    async def write(tx: Connection, before: KeptAsk, of: KeptOffer) -> None:
        await store.refuse(tx, before, words(given.reason))

    return await _step(db, principal, asked, identity, "refuse", given.version, write)


async def hand_over(
    db: Database, principal: Principal, asked: Command, identity: UUID, given: HandOverPartner
) -> PartnerOfferPage:
    """It has changed hands, says one of the two. Raises as every step."""

    async def write(tx: Connection, before: KeptAsk, of: KeptOffer) -> None:
        await store.hand_over(tx, before, line(given.note))

    return await _step(db, principal, asked, identity, "hand_over", given.version, write)


async def withdraw(
    db: Database, principal: Principal, asked: Command, identity: UUID, given: WithdrawPartner
) -> PartnerOfferPage:
    """The community does not need it any more. Raises as every step."""

    async def write(tx: Connection, before: KeptAsk, of: KeptOffer) -> None:
        await store.withdraw(tx, before)

    return await _step(db, principal, asked, identity, "withdraw", given.version, write)


async def thank(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, identity: UUID, given: ThankPartner
) -> PartnerOfferPage:
    """Thanks for what was handed over; shared ones stand in the feed, in the name of the place.

    Raises:
        DomainError: those of `feed.actions.thank`, and of every step.
    """

    async def write(tx: Connection, before: KeptAsk, of: KeptOffer) -> None:
        text = words(given.text)
        await store.thank(tx, before, text)
        if given.share:
            thanks = PostThanks("partner", before.ask.partner, before.ask.title)
            await feed.thank(tx, sealer, principal, before.ask.area, text, thanks, unit=before.ask.area_name)

    return await _step(db, principal, asked, identity, "thank", given.version, write)


async def _step(
    db: Database, principal: Principal, asked: Command, identity: UUID, act: PartnerAct, version: int | None,
    write: Callable[[Connection, KeptAsk, KeptOffer], Awaitable[None]],
) -> PartnerOfferPage:  # fmt: skip
    """One step of an ask as a command.

    Raises:
        DomainError: `not_found` (none, or none that the principal may know of), `partner.not_allowed`,
            `partner.stale`, `partner.wrong_state`; nothing is changed then.
    """

    async def run(tx: Connection) -> PartnerOfferPage:
        found = await store.ask_of(tx, principal.district, identity)
        if found is None or not policy.sees(principal, found):
            raise DomainError("not_found")
        offer = found.ask.offer
        await store.lock(tx, principal.district, offer)
        [before] = await store.asks_by_id(tx, [identity])
        if act not in policy.allowed(principal, before):
            raise DomainError("partner.not_allowed")
        _current(version, before.ask.version)
        if act not in policy.may_do(principal, before):
            raise DomainError("partner.wrong_state")
        await write(tx, before, await _known(tx, principal.district, offer))
        await store.touch(tx, offer, identity)
        return await _told(tx, principal, offer, [identity])

    return await once(db, asked, PartnerOfferPage, run)


def _current(seen: int | None, version: int) -> None:
    if seen is not None and seen != version:
        raise DomainError("partner.stale")


def _enough(kept: KeptOffer, amount: int) -> None:
    left = kept.offer.total - kept.offer.given
    if amount > left:
        raise DomainError("partner.too_much", left=left)


async def _told(
    tx: Connection, principal: Principal, identity: UUID, touched: list[UUID]
) -> PartnerOfferPage:
    after = await _known(tx, principal.district, identity)
    await events.announce(tx, after, await store.asks_by_id(tx, touched))
    return await _page(tx, principal, after)


async def page(db: Database, principal: Principal, identity: UUID) -> PartnerOfferPage:
    """One offer; with what was asked of it, for the two sides.

    Raises:
        DomainError: `not_found`.
    """
    async with db.connection() as connection:
        return await _page(connection, principal, await _known(connection, principal.district, identity))


async def _page(connection: Connection, principal: Principal, kept: KeptOffer) -> PartnerOfferPage:
    ours = policy.ours(principal, kept.offer.organisation)
    asks = await store.asks(connection, kept.offer.id, policy.staff_areas(principal), every=ours)
    may: list[PartnerAct] = []
    if kept.offer.state == "open":
        may += ["close"] if ours else []
        runs = kept.offer.ends_at > await store.now(connection) and kept.offer.given < kept.offer.total
        may += ["ask"] if runs and policy.asks_for(principal, kept) else []
    items = [PartnerAskItem(one.ask, policy.may_do(principal, one)) for one in asks]
    return PartnerOfferPage(kept.offer, items, may)


async def _known(connection: Connection, district: UUID, identity: UUID) -> KeptOffer:
    kept = await store.one(connection, district, identity)
    if kept is None:
        raise DomainError("not_found")
    return kept


async def running(
    db: Database, principal: Principal, area: UUID, *, after: UUID | None = None, limit: int = 50
) -> PartnerOffers:
    """What is offered to who lives in a place, the newest first.

    Raises:
        DomainError: `area.unknown`.
    """
    async with db.connection() as connection:
        place = await areas.place(connection, area, principal.district)
        found = await store.running(connection, principal.district, place.ids, after, limit + 1)
    return PartnerOffers(found[:limit], str(found[limit - 1].id) if len(found) > limit else None)


async def desk(
    db: Database, principal: Principal, *, after: UUID | None = None, limit: int = 50
) -> PartnerOffers:
    """What is offered in my areas or by my organisations, whatever its state, the newest first."""
    async with db.connection() as connection:
        found = await store.of_desk(
            connection, principal.district, policy.staff_areas(principal), policy.staff_paths(principal),
            principal.firms, after, limit + 1,
        )  # fmt: skip
    return PartnerOffers(found[:limit], str(found[limit - 1].id) if len(found) > limit else None)
