"""Passwords: argon2id in a thread, few at a time, and the same work whether the account exists or not.

19 MiB and 2 passes: 39 ms a check on one core (OWASP's second recommended set). Few at a time, because
each holds its memory and a core; past a queue of some seconds people are told to wait.
"""

import asyncio
import functools
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from hub.errors import DomainError

LEAST = 12  # characters
MOST = 128
AT_ONCE = 2
MOST_WAITING = 100  # about 2 s of work ahead of the last one

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@functools.cache
def _nobodys_hash() -> str:
    """What a password is checked against when there is no account: same parameters, same time."""
    return _hasher.hash(secrets.token_urlsafe(16))


class Passwords:
    """One a process."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """The hash to store."""
        async with self._one_turn():
            return await asyncio.to_thread(_hasher.hash, password)

    async def verify(self, stored: str | None, password: str) -> bool:
        """Whether `password` is the stored one; None takes as long and is never."""
        async with self._one_turn():
            return await asyncio.to_thread(_verify, stored, password)

    def outdated(self, stored: str) -> bool:
        """Whether the hash was made with other parameters than today's."""
        return _hasher.check_needs_rehash(stored)

    @asynccontextmanager
    async def _one_turn(self) -> AsyncIterator[None]:
        if self._waiting >= MOST_WAITING:
            raise DomainError("too_many", retry_after=3)
        self._waiting += 1
        try:
            async with self._turns:
                yield
        finally:
            self._waiting -= 1


def _verify(stored: str | None, password: str) -> bool:
    try:
        return _hasher.verify(stored or _nobodys_hash(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def check_strength(password: str, username: str) -> None:
    """Refuses what a guesser tries first.

    Raises:
        DomainError: `password.weak`.
    """
    plain = password.casefold()
    if not LEAST <= len(password) <= MOST or len(set(plain)) < 5 or (username and username in plain):
        raise DomainError("password.weak", least=LEAST, fields={"password": "password.weak"})
