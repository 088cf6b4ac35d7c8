"""Recovery codes: ten, for the day the authenticator is lost; shown once, each good for one sign-in.

49 random bits each and at most ten tries in a quarter of an hour: a keyed hash is enough, as for phone codes.
"""

import secrets
from uuid import UUID

from hub.accounts.store import q
from hub.db import Connection
from hub.errors import DomainError
from hub.sealing import Sealer

CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another on paper
HALF = 5


async def make(tx: Connection, sealer: Sealer, account: UUID) -> list[str]:
    """New codes (`abcde-fghjk`) in the place of earlier ones."""
    codes = ["".join(secrets.choice(LETTERS) for _ in range(2 * HALF)) for _ in range(CODES)]
    await tx.execute(q.forget_recovery_codes, account)
    await tx.execute(q.add_recovery_codes, account, [_hash(sealer, account, code) for code in codes])
    return [f"{code[:HALF]}-{code[HALF:]}" for code in codes]


async def use(tx: Connection, sealer: Sealer, account: UUID, typed: str) -> int:
    """Uses one up; how many are left.

    Raises:
        DomainError: `recovery.wrong`.
    """
    code = "".join(letter for letter in typed.lower() if letter.isalnum())
    others: int | None = await tx.fetchval(q.use_recovery_code, account, _hash(sealer, account, code))
    if others is None:
        raise DomainError("recovery.wrong")
    return others


def _hash(sealer: Sealer, account: UUID, code: str) -> bytes:
    return sealer.blind("recovery", f"{account.hex}:{code}")
