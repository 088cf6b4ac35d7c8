"""Time-based one-time passwords (RFC 6238: SHA-1, 6 digits, 30 s), as authenticator apps make them. Pure."""

import base64
import secrets
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

STEP = 30  # seconds
SKEW = 1  # steps: a phone's clock may be half a minute off


def new_secret() -> str:
    """20 random bytes in base32, as people type them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, step: int) -> str:
    """The code of a step (seconds since 1970 // 30)."""
    return HOTP(base64.b32decode(secret), 6, SHA1()).generate(step).decode()  # noqa: S303  RFC 6238


def step_of(secret: str, code: str, now: float) -> int | None:
    """The step at most one away from `now` (seconds since 1970) whose code this is; None: of none."""
    current = int(now // STEP)
    for step in range(current - SKEW, current + SKEW + 1):
        if secrets.compare_digest(code_at(secret, step).encode(), code.encode()):
            return step
    return None


def uri(secret: str, account: str) -> str:
    """What an authenticator app scans."""
    issuer = quote("社区通")
    return f"otpauth://totp/{issuer}:{quote(account)}?secret={secret}&issuer={issuer}"
