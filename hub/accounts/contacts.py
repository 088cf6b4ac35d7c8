"""How to reach an account: for notify, which sends and forgets."""

from uuid import UUID

from hub.accounts import store
from hub.db import Connection
from hub.errors import DomainError
from hub.notify.types import Contact
from hub.sealing import Sealer


async def contact_of(conn: Connection, sealer: Sealer, account: UUID) -> Contact:
    """Name, phone (opened) and language of an account.

    Raises:
        DomainError: `account.unknown`.
    """
    found = await store.contact(conn, sealer, account)
    if found is None:
        raise DomainError("account.unknown")
    return found


async def resident_with_phone(conn: Connection, sealer: Sealer, district: UUID, phone: str) -> UUID | None:
    """The resident of a district who has this phone (11 digits); None also for a closed account."""
    found = await store.resident_by_phone(conn, district, store.phone_index(sealer, phone))
    return None if found is None or found.disabled else found.id
