"""What staff do: publish without identity, give back with advice, refuse with a reason, take a claim back."""

from uuid import UUID

from hub import audit
from hub.accounts.types import Principal
from hub.commands import Command
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.sealing import Sealer
from hub.wishes import policy, steps, store
from hub.wishes.actions import doors
from hub.wishes.entry import Entry
from hub.wishes.types import PublishWish, WishAction, WishReason, WishSeen, WishState
from hub.wishes.words import anonymous, words


async def publish(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, identity: UUID, given: PublishWish
) -> WishSeen:
    """Hangs it on the wall in words that do not say who asked.

    Raises:
        DomainError: `wish.reveals`, `wish.empty`, `photo.unknown` (not one of the wish's), and those of every step.
    """

    async def write(tx: Connection, before: Entry, stands: policy.Relation) -> str:
        text = words(given.text)
        name, _ = await steps.known(tx, sealer, before)
        anonymous(text, [name], doors(before))
        own = {each.photo for each in await store.photos(tx, before.id) if each.purpose == "ask"}
        if not own.issuperset(given.photos):
            raise DomainError("photo.unknown")
        await store.show_photos(tx, before.id, given.photos)
        rules = await store.rules(tx, before.district)
        await store.publish(tx, before.id, text, rules.street_days, principal.account)
        await steps.tell_asker(tx, sealer, before, "wish.published")
        return text

    return await steps.step(db, principal, asked, identity, "publish", given.version, write)


async def give_back(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, identity: UUID, given: WishReason
) -> WishSeen:
    """Back to who asked, with advice. Raises as every step."""
    return await _no(db, sealer, principal, asked, identity, given, "returned")


async def refuse(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, identity: UUID, given: WishReason
) -> WishSeen:
    """It cannot be, and why. Raises as every step."""
    return await _no(db, sealer, principal, asked, identity, given, "refused")


async def _no(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, identity: UUID, given: WishReason,
    to: WishState,
) -> WishSeen:  # fmt: skip
    async def write(tx: Connection, before: Entry, stands: policy.Relation) -> str:
        text = words(given.text)
        await store.say_no(tx, before.id, to, text)
        await steps.tell_asker(tx, sealer, before, f"wish.{to}", text=text)
        return text

    action: WishAction = "give_back" if to == "returned" else "refuse"
    return await steps.step(db, principal, asked, identity, action, given.version, write)


async def take_back(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, identity: UUID, given: WishReason
) -> WishSeen:
    """Takes the wish from who claimed it, for a reason; it hangs on the wall again. Raises as every step."""

    async def write(tx: Connection, before: Entry, stands: policy.Relation) -> str:
        text = words(given.text)
        await store.reopen(tx, before, "taken_back")
        await audit.record(
            tx, district=before.district, actor=principal.account, action="wish.taken_back",
            subject=before.claimer, detail={"wish": before.id},
        )  # fmt: skip
        await steps.tell_claimer(tx, sealer, before, "wish.taken_back", text=text)
        await steps.tell_asker(tx, sealer, before, "wish.open_again")
        return text

    return await steps.step(db, principal, asked, identity, "take_back", given.version, write)
