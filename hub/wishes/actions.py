"""What who asked does: asking, better words, thanks, withdrawing. A public action owns the transaction."""

from typing import Final
from uuid import UUID

from hub import audit
from hub.accounts.contacts import resident_with_phone
from hub.accounts.residences import of_account
from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.feed import actions as feed
from hub.feed.types import PostThanks
from hub.media import actions as media
from hub.moderation import actions as moderation
from hub.sealing import Sealer, normal_phone
from hub.tickets.words import line
from hub.wishes import events, policy, steps, store
from hub.wishes.entry import Entry
from hub.wishes.types import (
    AskWish,
    AskWishFor,
    EditWish,
    ThankWish,
    WishNote,
    WishReason,
    WishSeen,
    WishStep,
    WishVersion,
)  # fmt: skip
from hub.wishes.words import anonymous, words

KIND: Final = "wish"
"""What moderation calls these."""


async def ask(db: Database, sealer: Sealer, principal: Principal, asked: Command, given: AskWish) -> WishSeen:
    """A resident's own wish, from a verified dwelling of hers. Staff read it before anybody else does.

    Raises:
        DomainError: `wish.unverified`, `blocked`, `wish.too_many`, `wish.empty`, `photo.unknown`, `area.unknown`.
    """

    async def act(tx: Connection) -> WishSeen:
        if not any(
            home.state == "verified" and home.dwelling.id == given.home
            for home in await of_account(tx, principal.account)
        ):
            raise DomainError("wish.unverified")
        place = await areas.place(tx, given.home, principal.district)
        await moderation.may_speak(
            tx, district=principal.district, account=principal.account, area=place.ids[-1]
        )
        await _room_for(tx, principal.district, principal.account)
        await media.attach(tx, principal, given.photos)
        identity = await store.add(
            tx, sealer, district=principal.district, kind=given.kind, text=words(given.text), home=place,
            place_text=line(given.place_text), practice=principal.practice, asker=principal.account,
        )  # fmt: skip
        await store.add_photos(tx, identity, given.photos, "ask")
        return await _begin(tx, principal, identity, by="")

    return await once(db, asked, WishSeen, act)


async def ask_for(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, given: AskWishFor
) -> WishSeen:
    """Staff ask for somebody who agreed to it; a resident with this phone finds it among her own.

    Raises:
        DomainError: `wish.not_allowed`, `wish.too_many`, `wish.empty`, `phone.invalid`, `photo.unknown`,
            `area.unknown`, `area.level` (wider than a community).
    """
    name, phone = words(given.name), normal_phone(given.phone) if given.phone.strip() else ""

    async def act(tx: Connection) -> WishSeen:
        place = await areas.place(tx, given.home, principal.district)
        if place.at("community") is None:
            raise DomainError("area.level", expected="社区或更细")
        if principal.kind != "staff" or not principal.holds(*policy.STAFF, path=place.ids):
            raise DomainError("wish.not_allowed")
        account = await resident_with_phone(tx, sealer, principal.district, phone) if phone else None
        if account is not None:
            await _room_for(tx, principal.district, account)
        await media.attach(tx, principal, given.photos)
        identity = await store.add(
            tx, sealer, district=principal.district, kind=given.kind, text=words(given.text), home=place,
            place_text=line(given.place_text), practice=principal.practice, asker=account,
            asked_by=principal.account, consent=given.consent, name=name, phone=phone,
        )  # fmt: skip
        await store.add_photos(tx, identity, given.photos, "ask")
        await audit.record(
            tx, district=principal.district, actor=principal.account, action="wish.asked_for", subject=account,
            detail={"wish": identity, "consent": given.consent},
        )  # fmt: skip
        return await _begin(tx, principal, identity, by=principal.name)

    return await once(db, asked, WishSeen, act)


async def _room_for(tx: Connection, district: UUID, asker: UUID) -> None:
    most = (await store.rules(tx, district)).wishes_per_asker
    await store.alone(tx, "asker", asker)
    if await store.alive(tx, asker) >= most:
        raise DomainError("wish.too_many", limit=most)


async def _begin(tx: Connection, principal: Principal, identity: UUID, *, by: str) -> WishSeen:
    wish = await store.one(tx, principal.district, identity)
    assert wish is not None
    await events.announce(tx, WishStep(kind="asked", at=wish.created_at, by=by), None, wish)
    return policy.view(wish, policy.relation(principal, wish))


async def edit(
    db: Database, principal: Principal, asked: Command, identity: UUID, given: EditWish
) -> WishSeen:
    """Better words, to be read again.

    Raises:
        DomainError: `wish.empty`, and those of every step.
    """

    async def write(tx: Connection, before: Entry, stands: policy.Relation) -> str:
        await store.edit(tx, before.id, given.kind, words(given.text))
        return ""

    return await steps.step(db, principal, asked, identity, "edit", given.version, write)


async def not_yet(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, identity: UUID, given: WishReason
) -> WishSeen:
    """It is not done yet, whatever the claimer says. Raises as every step."""

    async def write(tx: Connection, before: Entry, stands: policy.Relation) -> str:
        text = words(given.text)
        await store.not_yet(tx, before.id, (await store.rules(tx, before.district)).grant_days)
        await steps.tell_claimer(tx, sealer, before, "wish.not_yet")
        return text

    return await steps.step(db, principal, asked, identity, "not_yet", given.version, write)


async def thank(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, identity: UUID, given: ThankWish
) -> WishSeen:
    """It is granted: thanks, and a photo. Shared ones hang on the wall; she may post her words in the feed, too.

    Raises:
        DomainError: `wish.reveals` (shared words that say who she is), `photo.unknown`, `wish.not_allowed` (a post, but
            not by herself), `wish.empty` (a post without words), those of `feed.actions.thank`, and of every step.
    """

    async def write(tx: Connection, before: Entry, stands: policy.Relation) -> str:
        text: WishNote = line(given.text)
        if given.share and text:
            name, _ = await steps.known(tx, sealer, before)
            anonymous(text, [name], doors(before))
        await media.attach(tx, principal, given.photos)
        await store.add_photos(tx, before.id, given.photos, "thanks", shown=False)
        await store.thank(tx, before.id, text, shared=given.share, held=False)
        if given.share:
            await _check(tx, before, text, given.photos)
        await store.end_claim(tx, before, "fulfilled")
        await steps.tell_claimer(tx, sealer, before, "wish.thanked")
        if given.post:
            if not stands.asker:
                raise DomainError("wish.not_allowed")
            thanks = PostThanks("wish", before.organisation_name or "", before.public_text)
            await feed.thank(tx, sealer, principal, before.community, words(text), thanks)
        return text

    return await steps.step(db, principal, asked, identity, "thank", given.version, write)


async def _check(tx: Connection, wish: Entry, text: str, photos: list[UUID]) -> None:
    """Shared thanks, before others see them. The author of what hangs there is, for who moderates, who published the
    wish: her own name is no business of the moderators."""
    assert wish.published_by is not None
    checked = await moderation.check(
        tx, district=wish.district, area=wish.community, kind=KIND, subject=wish.id, author=wish.published_by,
        words=text, photos=len(photos),
    )  # fmt: skip
    if checked.held:
        await store.hold(tx, wish.id)
    else:
        await store.show_thanks(tx, wish.id)


async def withdraw(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, identity: UUID, given: WishVersion
) -> WishSeen:
    """She does not need it any more; who claimed it is told. Raises as every step."""

    async def write(tx: Connection, before: Entry, stands: policy.Relation) -> str:
        if before.claim is not None:
            await store.end_claim(tx, before, "withdrawn")
            await steps.tell_claimer(tx, sealer, before, "wish.withdrawn")
        await store.withdraw(tx, before.id)
        return ""

    return await steps.step(db, principal, asked, identity, "withdraw", given.version, write)


async def waits(tx: Connection, district: UUID, number: int, area: UUID) -> bool:
    """Whether a wish of this number is on the wall and not granted, and lies in an area."""
    return await store.waits(tx, district, number, area)


def doors(wish: Entry) -> list[str]:
    """How her door may be written: the finest part of the place, and what was added to it."""
    return [part for part in (wish.place.rpartition(" ")[2], wish.place_text) if part != wish.community_name]
