"""Wishes of the demo: each goes the way of a real one, in one transaction and without messages."""

from typing import Literal
from uuid import UUID

import msgspec

from hub.areas import actions as areas
from hub.db import Connection
from hub.sealing import Sealer
from hub.wishes import events, steps, store
from hub.wishes.types import ClaimerKind, WishKind, WishStep


class PlantedWish(msgspec.Struct, frozen=True, kw_only=True):
    """`state`: how far it goes. `asker`: an account; else `name` of who has none, asked for by `clerk`. `organisation`:
    for which `claimer` claims."""

    kind: WishKind
    text: str
    home: UUID
    clerk: UUID
    state: Literal["asked", "open", "claimed", "thanked"]
    asker: UUID | None = None
    name: str = ""
    public_text: str = ""
    claimer: UUID | None = None
    organisation: UUID | None = None
    thanks: str = ""


async def plant(tx: Connection, sealer: Sealer, district: UUID, wish: PlantedWish) -> UUID:
    """Keeps a wish and takes it as far as it says; gives its id."""
    place = await areas.place(tx, wish.home, district)
    own = wish.asker is not None
    identity = await store.add(
        tx, sealer, district=district, kind=wish.kind, text=wish.text, home=place, place_text="", practice=False,
        asker=wish.asker, asked_by=None if own else wish.clerk, consent=None if own else "spoken", name=wish.name,
    )  # fmt: skip
    now = await store.lock(tx, district, identity)
    at = await store.one(tx, district, identity)
    assert now is not None
    assert at is not None
    await events.announce(tx, WishStep(kind="asked", at=now), None, at)
    rules = await store.rules(tx, district)
    if wish.state == "asked":
        return identity
    await store.publish(tx, identity, wish.public_text, rules.street_days, wish.clerk)
    at = await steps.taken(tx, at, "published", now, text=wish.public_text)
    if wish.state == "open":
        return identity
    assert wish.claimer is not None
    kind: ClaimerKind = "resident" if wish.organisation is None else "organisation"
    await store.claim(tx, identity, wish.claimer, wish.organisation, kind, rules)
    at = await steps.taken(tx, at, "claimed", now)
    if wish.state == "claimed":
        return identity
    await store.contacted(tx, at, rules.grant_days)
    await store.fulfil(tx, identity, "", rules.close_days)
    at = await steps.taken(tx, at, "fulfilled", now)
    await store.thank(tx, identity, wish.thanks, shared=True, held=False)
    await store.end_claim(tx, at, "fulfilled")
    await steps.taken(tx, at, "thanked", now, text=wish.thanks)
    return identity
