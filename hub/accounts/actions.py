"""What seeds, the command line and other rooms do with accounts; `tx`: in the caller's transaction."""

import secrets
import unicodedata
from uuid import UUID

from hub import audit
from hub.accounts import store
from hub.accounts.events import ACCESS_CHANGED, AccessChanged, AccessReason, access_topic
from hub.accounts.events import covered_topics as covered_topics
from hub.accounts.events import own_topic as own_topic
from hub.accounts.passwords import Passwords, check_strength
from hub.accounts.residences import of_account
from hub.accounts.types import ROLES, Appearance, Locale, Me, Role
from hub.areas import actions as areas
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.events.append import append
from hub.sealing import Sealer, normal_phone

MOST_NAME = 50  # characters


async def create_resident(
    tx: Connection,
    sealer: Sealer,
    *,
    district: UUID,
    phone: str,
    name: str | None = None,
    locale: Locale = "zh-CN",
    practice: bool = False,
    demo_key: str | None = None,
    demo_note: str | None = None,
) -> UUID:
    """A resident with this phone; without a name 居民 and four random digits.

    Raises:
        DomainError: `phone.invalid`, `input.invalid` (name), `account.taken` (phone or demo key).
    """
    account = await store.add_account(
        tx,
        sealer,
        district=district,
        kind="resident",
        name=clean_name(name) if name else f"居民{secrets.randbelow(10_000):04}",
        locale=locale,
        username=None,
        password_hash=None,
        phone=normal_phone(phone),
        practice=practice,
        demo_key=demo_key,
        demo_note=demo_note,
    )
    if account is None:
        raise DomainError("account.taken")
    return account


async def create_staff(
    tx: Connection,
    sealer: Sealer,
    *,
    district: UUID,
    name: str,
    username: str | None = None,
    password_hash: str | None = None,
    phone: str | None = None,
    locale: Locale = "zh-CN",
    practice: bool = False,
    demo_key: str | None = None,
    demo_note: str | None = None,
) -> UUID:
    """A staff account, without any grant yet. `password_hash` from `Passwords.hash`.

    Raises:
        DomainError: `account.username`, `phone.invalid`, `input.invalid` (name), `account.taken`.
    """
    account = await store.add_account(
        tx,
        sealer,
        district=district,
        kind="staff",
        name=clean_name(name),
        locale=locale,
        username=None if username is None else clean_username(username),
        password_hash=password_hash,
        phone=None if phone is None else normal_phone(phone),
        practice=practice,
        demo_key=demo_key,
        demo_note=demo_note,
    )
    if account is None:
        raise DomainError("account.taken")
    return account


async def grant(
    tx: Connection,
    *,
    account: UUID,
    role: Role,
    area: UUID,
    organisation: UUID | None = None,
    granted_by: UUID | None = None,
) -> None:
    """Grants a role on an area and all below it. Last in its transaction: it appends `access.changed`.

    Raises:
        DomainError: `role.unknown`, `account.unknown`, `area.unknown` and `organisation.unknown` (also of
            another district), `grant.exists`.
    """
    if role not in ROLES:
        raise DomainError("role.unknown")
    place = await store.account_place(tx, account, area, organisation)
    if place is None:
        raise DomainError("account.unknown")
    if not place["area"]:
        raise DomainError("area.unknown")
    if not place["organisation"]:
        raise DomainError("organisation.unknown")
    if not await store.add_grant(tx, account, role, area, organisation, granted_by):
        raise DomainError("grant.exists")
    await audit.record(
        tx,
        district=place["district"],
        actor=granted_by,
        action="grant.added",
        subject=account,
        detail={"role": role, "area": area, "organisation": organisation},
    )
    await access_changed(tx, place["district"], account, "granted")


async def revoke(
    tx: Connection,
    *,
    account: UUID,
    role: Role,
    area: UUID,
    organisation: UUID | None = None,
    revoked_by: UUID | None = None,
) -> None:
    """Ends a grant. Last in its transaction: it appends `access.changed`.

    Raises:
        DomainError: `account.unknown`, `grant.unknown`.
    """
    place = await store.account_place(tx, account, area, organisation)
    if place is None:
        raise DomainError("account.unknown")
    if not await store.end_grant(tx, account, role, area, organisation, revoked_by):
        raise DomainError("grant.unknown")
    await audit.record(
        tx,
        district=place["district"],
        actor=revoked_by,
        action="grant.ended",
        subject=account,
        detail={"role": role, "area": area, "organisation": organisation},
    )
    await access_changed(tx, place["district"], account, "revoked")


async def access_changed(
    tx: Connection, district: UUID, account: UUID, reason: AccessReason, session: UUID | None = None
) -> None:
    """Tells the live socket to check this account's connections again."""
    await append(
        tx,
        district=district,
        type=ACCESS_CHANGED,
        subject=account,
        area=None,
        data=AccessChanged(reason, session),
        topics=[access_topic(account)],
    )


async def me(db: Database, account: UUID, *, binding: bool = False) -> Me:
    """The account as it sees itself. `binding`: of the session that asks."""
    async with db.connection() as conn:
        return await store.me(conn, account, await of_account(conn, account), binding=binding)


async def set_look(db: Database, asked: Command, look: Appearance) -> Appearance:
    """Keeps how the account wants its pages shown, for every device it signs in on."""

    async def act(tx: Connection) -> Appearance:
        await store.set_look(tx, asked.account, look)
        return look

    return await once(db, asked, Appearance, act)


async def home_district(conn: Connection, wanted: UUID | None = None) -> UUID:
    """The district people sign in to: the one they name, else the hub's own.

    Raises:
        DomainError: `area.unknown`.
    """
    districts = [area.id for area in await areas.children(conn, None)]
    if not districts or (wanted is not None and wanted not in districts):
        raise DomainError("area.unknown")
    return wanted or districts[0]


async def hashed_password(passwords: Passwords, password: str, username: str) -> str:
    """Checks a new password and hashes it.

    Raises:
        DomainError: `password.weak`.
    """
    check_strength(password, username)
    return await passwords.hash(password)


def clean_name(text: str) -> str:
    """A person's name, trimmed, in one line of visible characters.

    Raises:
        DomainError: `input.invalid`.
    """
    name = unicodedata.normalize("NFC", text).strip()
    if not 1 <= len(name) <= MOST_NAME or any(unicodedata.category(char).startswith("C") for char in name):
        raise DomainError("input.invalid", fields={"name": "input.invalid"})
    return name


def clean_username(text: str) -> str:
    """A user name as it is stored.

    Raises:
        DomainError: `account.username`.
    """
    name = text.strip().lower()
    inner = name.replace(".", "").replace("_", "").replace("-", "")
    if not (2 <= len(name) <= 40 and name.isascii() and inner.isalnum() and name[0].isalnum()):
        raise DomainError("account.username", fields={"username": "account.username"})
    return name
