"""Rows ↔ structs. Connection first; never commits."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg
import msgspec

from hub.areas.actions import Place
from hub.db import Connection, load_queries
from hub.sealing import Sealer
from hub.wishes.entry import Entry
from hub.wishes.states import ALIVE
from hub.wishes.types import (
    ClaimerKind,
    WishConsent,
    WishCounts,
    WishKind,
    WishLevel,
    WishPerson,
    WishRules,
    WishState,
    WishStep,
)  # fmt: skip

q = load_queries(__file__)

NAME, PHONE = "wishes.name", "wishes.phone"


class _Told(msgspec.Struct):
    step: WishStep


class ShownPhoto(NamedTuple):
    """A picture of a wish; `shown`: on the wall."""

    photo: UUID
    purpose: str
    shown: bool


def _entry(row: asyncpg.Record) -> Entry:
    values = {name: row[name] for name in Entry.__struct_fields__}
    values["path"] = tuple(row["path"])
    values["shown_photos"] = tuple(row["shown_photos"] or ())
    return Entry(**values)


async def rules(connection: Connection, district: UUID) -> WishRules:
    row = await connection.fetchrow(q.rules, district)
    return WishRules(**row) if row else WishRules()


async def put_rules(tx: Connection, district: UUID, rules: WishRules, by: UUID) -> None:
    await tx.execute(
        q.put_rules, district, rules.contact_days, rules.remind_days, rules.street_days, rules.district_days,
        rules.close_days, rules.claims_per_account, rules.claims_per_organisation, rules.wishes_per_asker, by,
        rules.grant_days,
    )  # fmt: skip


async def alone(tx: Connection, what: str, whose: UUID) -> None:
    """Waits until nobody else counts the same thing of the same one."""
    await tx.execute(q.alone, f"wishes:{what}:{whose}")


async def add(
    tx: Connection, sealer: Sealer, *, district: UUID, kind: WishKind, text: str, home: Place, place_text: str,
    practice: bool, asker: UUID | None, asked_by: UUID | None = None, consent: WishConsent | None = None,
    name: str = "", phone: str = "",
) -> UUID:  # fmt: skip
    """`name` and `phone`: of who has no account."""
    identity: UUID = await tx.fetchval(q.new_id)
    own = asker is None
    await tx.execute(
        q.add, identity, district, kind, text, asker, asked_by, consent,
        sealer.seal(name, column=NAME, row=identity) if own else None,
        sealer.seal(phone, column=PHONE, row=identity) if own and phone else None,
        home.ids[-1], home.label, place_text, home.at("community"), list(home.above("grid").ids), practice,
    )  # fmt: skip
    return identity


async def add_photos(
    tx: Connection, wish: UUID, photos: Sequence[UUID], purpose: str, *, shown: bool = False
) -> None:
    if photos:
        await tx.executemany(
            q.add_photo, [(wish, photo, purpose, shown, n) for n, photo in enumerate(photos)]
        )


async def photos(connection: Connection, wish: UUID) -> list[ShownPhoto]:
    return [ShownPhoto(*row) for row in await connection.fetch(q.photos, wish)]


async def show_photos(tx: Connection, wish: UUID, photos: Sequence[UUID]) -> None:
    await tx.execute(q.show_photos, wish, list(photos))


async def drop_photos(tx: Connection, wish: UUID, purpose: str) -> list[UUID]:
    return [row["photo"] for row in await tx.fetch(q.drop_photos, wish, purpose)]


async def lock(tx: Connection, district: UUID, wish: UUID) -> datetime | None:
    """Takes the row; the transaction's time, or None when there is no such wish."""
    now: datetime | None = await tx.fetchval(q.lock, district, wish)
    return now


async def one(connection: Connection, district: UUID, wish: UUID) -> Entry | None:
    row = await connection.fetchrow(q.one, district, wish)
    return _entry(row) if row else None


async def waits(connection: Connection, district: UUID, number: int, area: UUID) -> bool:
    return bool(await connection.fetchval(q.waits, district, number, area))


async def by_id(connection: Connection, wish: UUID) -> Entry | None:
    row = await connection.fetchrow(q.by_id, wish)
    return _entry(row) if row else None


async def lock_by_id(tx: Connection, wish: UUID) -> datetime | None:
    now: datetime | None = await tx.fetchval(q.lock_by_id, wish)
    return now


async def contact(connection: Connection, sealer: Sealer, wish: UUID) -> tuple[str, str]:
    """Name and phone of who has no account, opened."""
    row = await connection.fetchrow(q.contact, wish)
    assert row is not None
    phone = sealer.unseal(row["phone"], column=PHONE, row=wish) if row["phone"] else ""
    return sealer.unseal(row["name"], column=NAME, row=wish), phone


async def alive(tx: Connection, asker: UUID) -> int:
    count: int = await tx.fetchval(q.alive_of_asker, asker, list(ALIVE))
    return count


async def open_claims(tx: Connection, account: UUID, organisation: UUID | None) -> int:
    count: int = (
        await tx.fetchval(q.claims_of_account, account)
        if organisation is None
        else await tx.fetchval(q.claims_of_organisation, organisation)
    )
    return count


async def lapsed_before(tx: Connection, wish: UUID, account: UUID, organisation: UUID | None) -> bool:
    return bool(await tx.fetchval(q.lapsed_before, wish, account, organisation))


async def edit(tx: Connection, wish: UUID, kind: WishKind, text: str) -> None:
    await tx.execute(q.edit, wish, kind, text)


async def publish(tx: Connection, wish: UUID, text: str, days: int, by: UUID) -> None:
    await tx.execute(q.publish, wish, text, days, by)


async def say_no(tx: Connection, wish: UUID, state: WishState, advice: str) -> None:
    await tx.execute(q.say_no, wish, state, advice)


async def claim(
    tx: Connection, wish: UUID, account: UUID, organisation: UUID | None, kind: ClaimerKind, rules: WishRules
) -> None:
    await tx.execute(q.claim, wish, account, organisation, kind, rules.remind_days, rules.contact_days)


async def contacted(tx: Connection, wish: Entry, days: int) -> None:
    """They have spoken; from the first time on so many days are left to grant it."""
    await tx.execute(q.contacted, wish.claim, days)


async def reminded(tx: Connection, wish: Entry) -> None:
    await tx.execute(q.reminded, wish.claim)


async def end_claim(tx: Connection, wish: Entry, ended: str) -> None:
    await tx.execute(q.end_claim, wish.claim, ended)


async def reopen(tx: Connection, wish: Entry, ended: str) -> None:
    """Ends the claim; the wish hangs on the wall again."""
    await end_claim(tx, wish, ended)
    await tx.execute(q.reopen, wish.id)


async def fulfil(tx: Connection, wish: UUID, note: str, days: int) -> None:
    await tx.execute(q.fulfil, wish, note, days)


async def not_yet(tx: Connection, wish: UUID, days: int) -> None:
    """It is not done; so many days are left again."""
    await tx.execute(q.not_yet, wish, days)


async def thank(tx: Connection, wish: UUID, thanks: str, *, shared: bool, held: bool) -> None:
    await tx.execute(q.thank, wish, thanks, shared, held)


async def hold(tx: Connection, wish: UUID) -> None:
    await tx.execute(q.hold, wish)


async def show_thanks(tx: Connection, wish: UUID) -> None:
    await tx.execute(q.show_thanks, wish)


async def withdraw(tx: Connection, wish: UUID) -> None:
    await tx.execute(q.withdraw, wish)


async def raise_to(tx: Connection, wish: UUID, level: WishLevel, days: int | None) -> None:
    await tx.execute(q.raise_to, wish, level, days)


async def hide(tx: Connection, wish: UUID, reason: str | None) -> None:
    await tx.execute(q.hide, wish, reason)


async def finish(tx: Connection, wish: Entry) -> Entry:
    """The wish after the step."""
    await tx.execute(q.finish, wish.id)
    after = await one(tx, wish.district, wish.id)
    assert after is not None
    return after


async def due(connection: Connection, district: UUID, limit: int) -> list[UUID]:
    return [row["id"] for row in await connection.fetch(q.due, district, limit)]


async def take(tx: Connection, wish: UUID) -> datetime | None:
    now: datetime | None = await tx.fetchval(q.take, wish)
    return now


async def put_off(connection: Connection, wish: UUID) -> None:
    await connection.execute(q.put_off, wish)


async def wall(
    connection: Connection, path: Sequence[UUID], *, states: Sequence[str], kind: WishKind | None,
    after: UUID | None, limit: int,
) -> list[Entry]:  # fmt: skip
    rows = await connection.fetch(q.wall, list(path), list(states), kind, after, limit)
    return [_entry(row) for row in rows]


async def of_asker(connection: Connection, account: UUID, after: UUID | None, limit: int) -> list[Entry]:
    return [_entry(row) for row in await connection.fetch(q.of_asker, account, after, limit)]


async def of_claimer(
    connection: Connection, account: UUID, organisations: Sequence[UUID], after: UUID | None, limit: int
) -> list[Entry]:
    rows = await connection.fetch(q.of_claimer, account, list(organisations), after, limit)
    return [_entry(row) for row in rows]


async def of_areas(
    connection: Connection, district: UUID, areas: Sequence[UUID], *, states: Sequence[WishState] | None,
    kind: WishKind | None, raised: bool, after: UUID | None, limit: int,
) -> list[Entry]:  # fmt: skip
    rows = await connection.fetch(
        q.of_areas, district, list(areas), list(states) if states else None, kind, raised, after, limit
    )
    return [_entry(row) for row in rows]


async def counts(connection: Connection, areas: Sequence[UUID]) -> WishCounts:
    row = await connection.fetchrow(q.counts, list(areas))
    assert row is not None
    return WishCounts(**row)


async def steps(connection: Connection, wish: UUID, kind: str, topic: str) -> list[WishStep]:
    rows = await connection.fetch(q.steps, wish, kind, topic)
    return [msgspec.json.decode(row["text"], type=_Told).step for row in rows]


async def organisations(connection: Connection, identities: Sequence[UUID]) -> list[WishPerson]:
    if not identities:
        return []
    return [WishPerson(row["id"], row["name"]) for row in await connection.fetch(q.organisations, identities)]


async def is_volunteer(connection: Connection, account: UUID) -> bool:
    return bool(await connection.fetchval(q.is_volunteer, account))
