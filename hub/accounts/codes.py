"""Phone codes: 6 digits, 5 minutes, 5 tries, one a phone, used once. Stored as an HMAC, sent by notify."""

import hmac
import secrets
from datetime import timedelta
from uuid import UUID

from hub.accounts.store import q
from hub.db import Connection
from hub.errors import DomainError
from hub.sealing import Sealer

CODE_SECONDS = 300
LIFETIME = timedelta(seconds=CODE_SECONDS)
TRIES = 5


async def put(tx: Connection, sealer: Sealer, district: UUID, index: bytes) -> str:
    """A new code for the phone with this blind index, in the place of an earlier one."""
    code = f"{secrets.randbelow(1_000_000):06}"
    await tx.execute(q.put_code, district, index, _hash(sealer, index, code), LIFETIME)
    return code


async def check(conn: Connection, sealer: Sealer, district: UUID, index: bytes, code: str) -> bytes:
    """Counts a try and compares. The connection must not be in a transaction: a wrong try stays counted.

    Returns what `use` needs.

    Raises:
        DomainError: `code.wrong` with the tries left; `code.expired` when none is left or time is up.
    """
    row = await conn.fetchrow(q.try_code, district, index, TRIES)
    if row is None:
        raise DomainError("code.expired")
    given = _hash(sealer, index, code)
    if not hmac.compare_digest(given, row["code_hash"]):
        left = TRIES - row["tries"]
        raise DomainError("code.wrong", left=left) if left else DomainError("code.expired")
    return given


async def use(tx: Connection, district: UUID, index: bytes, checked: bytes) -> None:
    """Uses the code up, in the transaction of the sign-in: of two requests with it one succeeds.

    Raises:
        DomainError: `code.expired`.
    """
    if not await tx.fetchval(q.use_code, district, index, checked):
        raise DomainError("code.expired")


def _hash(sealer: Sealer, index: bytes, code: str) -> bytes:
    return sealer.blind("sign_in.code", f"{index.hex()}:{code}")
