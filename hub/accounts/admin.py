"""What `shequ user …` does: accounts and grants by an operator at the machine. Areas by id, code or name."""

import secrets
from typing import cast
from uuid import UUID

from hub import audit
from hub.accounts import sessions, store
from hub.accounts.actions import (
    access_changed,
    clean_username,
    create_staff,
    grant,
    hashed_password,
    home_district,
    revoke,
)
from hub.accounts.passwords import Passwords
from hub.accounts.store import StaffLine
from hub.accounts.types import Role
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.sealing import Sealer


async def add(
    db: Database,
    sealer: Sealer,
    *,
    username: str,
    name: str,
    password: str | None = None,
    phone: str | None = None,
    district: str | None = None,
) -> str:
    """Adds a staff account and returns its password: the given one, or a new one to hand over.

    Raises:
        DomainError: `account.username`, `account.taken`, `password.weak`, `phone.invalid`, `area.unknown`.
    """
    chosen = password or new_password()
    hashed = await hashed_password(Passwords(), chosen, clean_username(username))
    async with db.transaction() as tx:
        home = (await _area(tx, district))[0] if district else await home_district(tx)
        account = await create_staff(
            tx, sealer, district=home, name=name, username=username, password_hash=hashed, phone=phone
        )
        await audit.record(tx, district=home, actor=None, action="account.added", subject=account)
    return chosen


async def grant_role(
    db: Database, *, username: str, role: str, area: str, organisation: str | None = None
) -> None:
    """Grants a role on an area.

    Raises:
        DomainError: `account.unknown`, `role.unknown`, `area.unknown` (also when a name stands for several),
            `organisation.unknown`, `grant.exists`.
    """
    async with db.transaction() as tx:
        account, place, firm = await _named(tx, username, area, organisation)
        await grant(tx, account=account, role=cast(Role, role), area=place, organisation=firm)


async def revoke_role(
    db: Database, *, username: str, role: str, area: str, organisation: str | None = None
) -> None:
    """Ends a grant; its holder's sockets are checked again within a second.

    Raises:
        DomainError: `account.unknown`, `area.unknown`, `organisation.unknown`, `grant.unknown`.
    """
    async with db.transaction() as tx:
        account, place, firm = await _named(tx, username, area, organisation)
        await revoke(tx, account=account, role=cast(Role, role), area=place, organisation=firm)


async def set_password(db: Database, *, username: str, password: str | None = None) -> str:
    """Gives another password and ends all sessions; returns it.

    Raises:
        DomainError: `account.unknown`, `password.weak`.
    """
    chosen = password or new_password()
    hashed = await hashed_password(Passwords(), chosen, clean_username(username))
    async with db.transaction() as tx:
        account, district = await _account(tx, username)
        await store.set_password(tx, account, hashed)
        await sessions.end_all(tx, account)
        await audit.record(tx, district=district, actor=None, action="password.set", subject=account)
        await access_changed(tx, district, account, "password")
    return chosen


async def unbind_second_factor(db: Database, *, username: str) -> None:
    """Unbinds a lost authenticator and ends all sessions.

    Raises:
        DomainError: `account.unknown`.
    """
    async with db.transaction() as tx:
        account, district = await _account(tx, username)
        await store.drop_second_factor(tx, account)
        await sessions.end_all(tx, account)
        await audit.record(tx, district=district, actor=None, action="second_factor.unbound", subject=account)
        await access_changed(tx, district, account, "password")


async def disable(db: Database, *, username: str) -> None:
    """Closes an account and ends all its sessions.

    Raises:
        DomainError: `account.unknown`, also when it is closed already.
    """
    async with db.transaction() as tx:
        account, district = await _account(tx, username)
        if not await store.disable(tx, account):
            raise DomainError("account.unknown")
        await sessions.end_all(tx, account)
        await audit.record(tx, district=district, actor=None, action="account.disabled", subject=account)
        await access_changed(tx, district, account, "disabled")


async def list_staff(db: Database) -> list[StaffLine]:
    """All staff accounts with their roles."""
    async with db.connection() as conn:
        return await store.list_staff(conn)


def new_password() -> str:
    """16 characters of 64: 96 bits."""
    return secrets.token_urlsafe(12)


async def _account(conn: Connection, username: str) -> tuple[UUID, UUID]:
    found = await store.account_id(conn, username.strip().lower())
    if found is None:
        raise DomainError("account.unknown")
    return found


async def _area(conn: Connection, text: str) -> tuple[UUID, UUID]:
    """(area, district)."""
    rows = await store.area_named(conn, text)
    if len(rows) != 1:
        raise DomainError("area.unknown")
    return rows[0]["id"], rows[0]["district"]


async def _named(
    conn: Connection, username: str, area: str, organisation: str | None
) -> tuple[UUID, UUID, UUID | None]:
    account, district = await _account(conn, username)
    place, _ = await _area(conn, area)
    if organisation is None:
        return account, place, None
    firm = await store.organisation_named(conn, district, organisation)
    if firm is None:
        raise DomainError("organisation.unknown")
    return account, place, firm
