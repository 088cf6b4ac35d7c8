"""Accounts and grants as rows. Connection first; never commits."""

from typing import NamedTuple
from uuid import UUID

import asyncpg

from hub.accounts.types import (
    Appearance,
    DemoSignIn,
    DistrictName,
    GrantArea,
    Kind,
    Locale,
    Me,
    MyGrant,
    OrganisationName,
    Residence,
    Role,
)
from hub.db import Connection, load_queries
from hub.notify.types import Contact
from hub.sealing import Sealer

q = load_queries(__file__)

PHONE, TOTP = "accounts.phone", "accounts.totp_secret"


class Known(NamedTuple):
    """An account found by somebody who is signing in."""

    id: UUID
    kind: Kind
    district: UUID
    disabled: bool


class StaffLine(NamedTuple):
    """A staff account as the command line lists it."""

    username: str | None
    name: str
    disabled: bool
    second_factor: bool
    roles: str


def phone_index(sealer: Sealer, phone: str) -> bytes:
    return sealer.blind("phone", phone)


async def add_account(
    tx: Connection,
    sealer: Sealer,
    *,
    district: UUID,
    kind: Kind,
    name: str,
    locale: Locale,
    username: str | None,
    password_hash: str | None,
    phone: str | None,
    practice: bool,
    demo_key: str | None,
    demo_note: str | None,
) -> UUID | None:
    """The new account, or None when its user name, demo key or resident's phone is taken."""
    account: UUID = await tx.fetchval(q.new_id)
    added: UUID | None = await tx.fetchval(
        q.add_account,
        account,
        district,
        kind,
        name,
        locale,
        username,
        password_hash,
        None if phone is None else sealer.seal(phone, column=PHONE, row=account),
        None if phone is None else phone_index(sealer, phone),
        practice,
        demo_key,
        demo_note,
    )
    return added


def _known(row: asyncpg.Record | None) -> Known | None:
    return None if row is None else Known(row["id"], row["kind"], row["district"], row["disabled"])


async def resident_by_phone(conn: Connection, district: UUID, index: bytes) -> Known | None:
    return _known(await conn.fetchrow(q.resident_by_phone, district, index))


async def resident_by_wechat(conn: Connection, district: UUID, index: bytes) -> Known | None:
    return _known(await conn.fetchrow(q.resident_by_wechat, district, index))


async def by_username(conn: Connection, username: str) -> tuple[Known | None, asyncpg.Record | None]:
    """The account, and beside it the row with its secrets."""
    row = await conn.fetchrow(q.account_by_username, username)
    return _known(row), row


async def by_demo_key(conn: Connection, key: str) -> Known | None:
    return _known(await conn.fetchrow(q.account_by_demo_key, key))


async def demo_sign_ins(conn: Connection) -> list[DemoSignIn]:
    return [
        DemoSignIn(row["demo_key"], row["name"], row["role"], row["note"])
        for row in await conn.fetch(q.demo_accounts)
    ]


async def contact(conn: Connection, sealer: Sealer, account: UUID) -> Contact | None:
    row = await conn.fetchrow(q.contact, account)
    if row is None:
        return None
    sealed = row["phone"]
    phone = None if sealed is None else sealer.unseal(sealed, column=PHONE, row=account)
    return Contact(row["name"], phone, row["locale"])


async def set_password(tx: Connection, account: UUID, password_hash: str) -> None:
    await tx.execute(q.set_password, account, password_hash)


async def disable(tx: Connection, account: UUID) -> bool:
    return await tx.fetchval(q.disable, account) is not None


async def begin_second_factor(tx: Connection, sealer: Sealer, account: UUID, secret: str) -> bool:
    sealed = sealer.seal(secret, column=TOTP, row=account)
    return await tx.fetchval(q.begin_second_factor, account, sealed) is not None


async def second_factor(conn: Connection, account: UUID) -> asyncpg.Record | None:
    return await conn.fetchrow(q.second_factor, account)


def totp_secret(sealer: Sealer, account: UUID, sealed: bytes) -> str:
    return sealer.unseal(sealed, column=TOTP, row=account)


async def use_step(tx: Connection, account: UUID, step: int) -> bool:
    return await tx.fetchval(q.use_step, account, step) is not None


async def drop_second_factor(tx: Connection, account: UUID) -> None:
    await tx.execute(q.drop_second_factor, account)
    await tx.execute(q.forget_recovery_codes, account)


async def account_place(
    conn: Connection, account: UUID, area: UUID, organisation: UUID | None
) -> asyncpg.Record | None:
    return await conn.fetchrow(q.account_place, account, area, organisation)


async def add_grant(
    tx: Connection, account: UUID, role: Role, area: UUID, organisation: UUID | None, granted_by: UUID | None
) -> bool:
    return await tx.fetchval(q.add_grant, account, role, area, organisation, granted_by) is not None


async def end_grant(
    tx: Connection, account: UUID, role: Role, area: UUID, organisation: UUID | None, ended_by: UUID | None
) -> bool:
    return await tx.fetchval(q.end_grant, account, role, area, organisation, ended_by) is not None


async def account_id(conn: Connection, username: str) -> tuple[UUID, UUID] | None:
    """(account, district) of a user name."""
    row = await conn.fetchrow(q.account_id, username)
    return None if row is None else (row["id"], row["district"])


async def area_named(conn: Connection, text: str) -> list[asyncpg.Record]:
    return await conn.fetch(q.area_named, text)


async def organisation_named(conn: Connection, district: UUID, name: str) -> UUID | None:
    found: UUID | None = await conn.fetchval(q.organisation_named, district, name)
    return found


async def list_staff(conn: Connection) -> list[StaffLine]:
    return [StaffLine(**row) for row in await conn.fetch(q.list_staff)]


async def me(conn: Connection, account: UUID, residences: list[Residence], *, binding: bool) -> Me:
    row = await conn.fetchrow(q.me, account)
    assert row is not None  # a session refers to it
    grants = [
        MyGrant(
            grant["role"],
            GrantArea(grant["id"], grant["level"], grant["name"], tuple(grant["path"])),
            grant["organisation"]
            and OrganisationName(
                grant["organisation"], grant["organisation_kind"], grant["organisation_name"]
            ),
        )
        for grant in await conn.fetch(q.my_grants, account)
    ]
    return Me(
        id=row["id"],
        kind=row["kind"],
        name=row["name"],
        locale=row["locale"],
        practice=row["practice"],
        second_factor=row["second_factor"],
        district=DistrictName(row["district"], row["district_name"]),
        grants=grants,
        residences=residences,
        look=None if row["theme"] is None else Appearance(elder=row["elder"], theme=row["theme"]),
        binding=binding,
    )


async def set_look(tx: Connection, account: UUID, look: Appearance) -> None:
    await tx.execute(q.set_look, account, look.elder, look.theme)
