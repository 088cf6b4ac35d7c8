"""Sealed fields: phone numbers, ID numbers and second-factor secrets, as they lie in PostgreSQL.

In goes text with the place where it will lie (`"accounts.phone"`, the row's id); out come bytes:

    key version (2 bytes, big endian) · nonce (12) · AES-256-GCM ciphertext and tag

The key of a column is HKDF-SHA256 of the versioned field key with the column's name as info. Column and row
are authenticated, so that a field copied into another row or column does not open. The newest key seals, all
known keys open; `reseal` moves a field to the newest key.

A sealed field is found through its blind index: HMAC-SHA256 under a key of its own, which is derived from the
oldest field key. That one must stay in the list until the indexes are computed anew.

What never happens: the text in an exception, a log line, a Redis key or an event.
"""

import hashlib
import hmac
import os
import unicodedata
from collections.abc import Mapping
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hub.errors import DomainError
from hub.settings import Keys

VERSION_BYTES = 2
NONCE_BYTES = 12  # NIST SP 800-38D; random, so good for 2^32 fields under one column key


class SealError(Exception):
    """A field did not open: altered, moved to another row or column, or sealed under an unknown key."""


def derive(key: bytes, purpose: str) -> bytes:
    """32 bytes for one purpose (RFC 5869, no salt: the field keys are random already)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"shequ/{purpose}".encode()).derive(key)


def newest_of(keys: Mapping[int, bytes]) -> int:
    """The version that seals."""
    return keys.newest if isinstance(keys, Keys) else max(keys)


def signing(keys: Mapping[int, bytes], purpose: str) -> tuple[bytes, ...]:
    """Keys for signatures of one purpose: the last one signs, all are good."""
    newest = newest_of(keys)
    return tuple(
        derive(keys[version], purpose) for version in sorted(keys, key=lambda one: (one == newest, one))
    )


class Sealer:
    """Seals, opens and indexes fields under the versioned keys of `Settings.keys()`."""

    def __init__(self, keys: Mapping[int, bytes]) -> None:
        if not keys:
            raise ValueError("no field keys")
        self._keys = dict(keys)
        self.newest = newest_of(keys)
        self._index_key = derive(self._keys[min(self._keys)], "blind-index")
        self._ciphers: dict[tuple[int, str], AESGCM] = {}

    def seal(self, text: str, *, column: str, row: UUID) -> bytes:
        """Seals `text` for `column` (`"table.column"`) of the row with this id."""
        return self.seal_bytes(text.encode(), column=column, row=row)

    def seal_bytes(self, content: bytes, *, column: str, row: UUID) -> bytes:
        """The same for what is no text."""
        nonce = os.urandom(NONCE_BYTES)
        head = self.newest.to_bytes(VERSION_BYTES, "big")
        cipher = self._cipher(self.newest, column)
        return head + nonce + cipher.encrypt(nonce, content, _place(head, column, row))

    def unseal(self, sealed: bytes, *, column: str, row: UUID) -> str:
        """Opens a field.

        Raises:
            SealError: it was altered, belongs to another row or column, or its key is unknown.
        """
        return self.unseal_bytes(sealed, column=column, row=row).decode()

    def unseal_bytes(self, sealed: bytes, *, column: str, row: UUID) -> bytes:
        """The same for what is no text.

        Raises:
            SealError: as `unseal`.
        """
        version = key_version(sealed)
        if version not in self._keys:
            raise SealError(f"{column}: key version {version} is unknown")
        head = sealed[:VERSION_BYTES]
        nonce = sealed[VERSION_BYTES : VERSION_BYTES + NONCE_BYTES]
        try:
            return self._cipher(version, column).decrypt(
                nonce, sealed[VERSION_BYTES + NONCE_BYTES :], _place(head, column, row)
            )
        except (InvalidTag, ValueError):
            raise SealError(f"{column} of row {row} does not open") from None

    def reseal(self, sealed: bytes, *, column: str, row: UUID) -> bytes | None:
        """The field under the newest key, or None when it already is."""
        if key_version(sealed) == self.newest:
            return None
        return self.seal_bytes(self.unseal_bytes(sealed, column=column, row=row), column=column, row=row)

    def blind(self, kind: str, text: str) -> bytes:
        """The blind index (32 bytes) of `text` among values of this `kind`, e.g. `"phone"`."""
        return hmac.digest(self._index_key, kind.encode() + b"\0" + text.encode(), hashlib.sha256)

    def _cipher(self, version: int, column: str) -> AESGCM:
        known = self._ciphers.get((version, column))
        if known is None:
            known = self._ciphers[version, column] = AESGCM(derive(self._keys[version], f"field/{column}"))
        return known


def key_version(sealed: bytes) -> int:
    """The version of the key a field was sealed under.

    Raises:
        SealError: too short to be a sealed field.
    """
    if len(sealed) < VERSION_BYTES + NONCE_BYTES + 16:
        raise SealError("not a sealed field")
    return int.from_bytes(sealed[:VERSION_BYTES], "big")


def normal_phone(text: str) -> str:
    """A mainland mobile number as 11 digits: `+86 138-0000 0000` and full-width digits are understood.

    Raises:
        DomainError: `phone.invalid`; it never repeats the number.
    """
    plain = unicodedata.normalize("NFKC", text[:40])
    digits = "".join(char for char in plain if char not in " -\t()")
    digits = digits.removeprefix("+86").removeprefix("0086")
    if not (
        len(digits) == 11
        and digits.isascii()
        and digits.isdecimal()
        and digits[0] == "1"
        and digits[1] >= "3"
    ):
        raise DomainError("phone.invalid", fields={"phone": "phone.invalid"})
    return digits


def mask_phone(phone: str) -> str:
    """`13812345678` → `138****5678`; anything shorter is hidden whole."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) == 11 else "*" * len(phone)


def mask_name(name: str) -> str:
    """`罗德全` → `罗**`; how long a name is stays untold."""
    return name[:1] + "**"


def _place(head: bytes, column: str, row: UUID) -> bytes:
    # The version is authenticated too: a downgrade to another key's number must not merely fail by luck.
    return head + row.bytes + column.encode()
