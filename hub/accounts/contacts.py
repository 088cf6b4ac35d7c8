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
