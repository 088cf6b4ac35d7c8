"""What who grants a wish does: claim it, get in touch, say that it is done or give it back; and whom to ask for."""

from typing import NamedTuple
from uuid import UUID

from hub import audit
from hub.accounts.neighbours import neighbours
from hub.accounts.residences import of_account
from hub.accounts.types import Principal
from hub.commands import Command
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.media import actions as media
from hub.sealing import Sealer
from hub.tickets.words import line
from hub.wishes import policy, steps, store
from hub.wishes.entry import Entry
from hub.wishes.types import (
    ClaimerKind,
    ClaimWish,
    FulfilWish,
    WishContact,
    WishPerson,
    WishReason,
    WishSeen,
    WishVersion,
)


class Standing(NamedTuple):
    """As what somebody may claim: for herself as `kind` (None: not at all), and for which organisations."""

    kind: ClaimerKind | None
    organisations: list[WishPerson]


async def standing(connection: Connection, principal: Principal) -> Standing:
    """Who may be told where somebody lives is known to the community: verified residents, volunteers, party members,
    and the people of organisations."""
    organisations = await store.organisations(connection, principal.firms)
    kind: ClaimerKind | None = None
    badges = (await neighbours(connection, [principal.account], principal.district))[principal.account].badges
    if "party" in badges:
        kind = "party"
    elif "volunteer" in badges or await store.is_volunteer(connection, principal.account):
        kind = "volunteer"
    elif any(home.state == "verified" for home in await of_account(connection, principal.account)):
        kind = "resident"
    return Standing(kind, organisations)


async def claim(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, identity: UUID, given: ClaimWish
) -> WishSeen:
    """Takes a wish off the wall to grant it. Of two who claim at once one gets it.

    Raises:
        DomainError: `wish.claimed` (somebody was faster), `wish.too_many_claims`, `wish.lapsed`, `wish.unverified`,
            `organisation.unknown`, and those of every step.
    """

    async def write(tx: Connection, before: Entry, stands: policy.Relation) -> str:
        mine = await standing(tx, principal)
        kind = mine.kind
        if given.organisation is not None:
            if all(one.id != given.organisation for one in mine.organisations):
                raise DomainError("organisation.unknown")
            kind = "organisation"
        if kind is None:
            raise DomainError("wish.unverified")
        if await store.lapsed_before(tx, before.id, principal.account, given.organisation):
            raise DomainError("wish.lapsed")
        rules = await store.rules(tx, before.district)
        most = rules.claims_per_account if given.organisation is None else rules.claims_per_organisation
        await store.alone(tx, "claimer", given.organisation or principal.account)
        if await store.open_claims(tx, principal.account, given.organisation) >= most:
            raise DomainError("wish.too_many_claims", limit=most)
        await store.claim(tx, before.id, principal.account, given.organisation, kind, rules)
        await steps.tell_asker(tx, sealer, before, "wish.claimed", days=rules.contact_days)
        return ""

    return await steps.step(db, principal, asked, identity, "claim", given.version, write)


async def contacted(
    db: Database, principal: Principal, asked: Command, identity: UUID, given: WishVersion
) -> WishSeen:
    """The claimer has spoken with her: the wish stays theirs. Raises as every step."""

    async def write(tx: Connection, before: Entry, stands: policy.Relation) -> str:
        await store.contacted(tx, before, (await store.rules(tx, before.district)).grant_days)
        return ""

    return await steps.step(db, principal, asked, identity, "contacted", given.version, write)


async def release(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, identity: UUID, given: WishReason
) -> WishSeen:
    """The claimer cannot do it after all; it hangs on the wall again. Raises as every step."""

    async def write(tx: Connection, before: Entry, stands: policy.Relation) -> str:
        await store.reopen(tx, before, "released")
        await steps.tell_asker(tx, sealer, before, "wish.open_again")
        return line(given.text)

    return await steps.step(db, principal, asked, identity, "release", given.version, write)


async def fulfil(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, identity: UUID, given: FulfilWish
) -> WishSeen:
    """It is done, says the claimer; who asked is asked whether it is.

    Raises:
        DomainError: `photo.unknown`, and those of every step.
    """

    async def write(tx: Connection, before: Entry, stands: policy.Relation) -> str:
        await media.attach(tx, principal, given.photos)
        await media.erase(tx, await store.drop_photos(tx, before.id, "done"))
        await store.add_photos(tx, before.id, given.photos, "done")
        text = line(given.text)
        rules = await store.rules(tx, before.district)
        await store.contacted(tx, before, rules.grant_days)
        await store.fulfil(tx, before.id, text, rules.close_days)
        await steps.tell_asker(tx, sealer, before, "wish.fulfilled", days=rules.close_days)
        return text

    return await steps.step(db, principal, asked, identity, "fulfil", given.version, write)


async def contact(db: Database, sealer: Sealer, principal: Principal, identity: UUID) -> WishContact:
    """Who asked and where, for the claimer while the claim lasts, and for staff. Every look is one more entry in the
    audit log; the answer is kept nowhere.

    Raises:
        DomainError: `not_found`, `wish.not_allowed`.
    """
    async with db.transaction() as tx:
        await store.lock(tx, principal.district, identity)
        wish, stands = await steps.seen(tx, principal, identity)
        if not policy.may("contact", stands, wish) or not policy.possible("contact", stands, wish):
            raise DomainError("wish.not_allowed")
        name, phone = await steps.known(tx, sealer, wish)
        await audit.record(
            tx, district=wish.district, actor=principal.account, action="wish.contact_seen", subject=wish.asker,
            detail={"wish": wish.id, "as": "staff" if stands.staff else "claimer"},
        )  # fmt: skip
    return WishContact(name, phone, " ".join(part for part in (wish.place, wish.place_text) if part))
