"""Signing in with the host app's token (看西区APP): a JWT that its server signed, checked against its published keys.

In: a token of a few minutes, and the address of the host app's key set (RFC 7517). Out: whose phone it speaks of.

    alg    RS256, PS256, ES256 or EdDSA; the key of this `kid`
    iss    `HOST_ISSUER`, exactly          aud  holds `HOST_AUDIENCE`
    exp    not over, at most ten minutes after `iat`; `iat`, and `nbf` where there is one, not to come
    jti    not seen before: a token signs in once
    phone_number, phone_number_verified: true (OpenID Connect Core 5.1)
    name   optional, for an account that is new

What is over is told by PostgreSQL's time, like everything that ends: `use_host_token`.

The keys are kept for ten minutes and asked for again when a token names one we do not know, at most once in ten
seconds. When they cannot be had the answer is 503: nobody is let in unchecked.
"""

import asyncio
import time
from datetime import timedelta
from typing import Any, Final, NamedTuple

import httpx
import jwt
import structlog

from hub.errors import DomainError
from hub.settings import Settings

log = structlog.get_logger("host")

ALGORITHMS: Final = ("RS256", "PS256", "ES256", "EdDSA")
LONGEST_TOKEN: Final = 4096
LONGEST_LIFE: Final = 600
LEEWAY: Final = timedelta(seconds=30)
"""By so much the host app's clock may be wrong."""
KEPT: Final = 600.0
AGAIN: Final = 10.0
_MOST_KEYS: Final = 64 * 1024
_LAST: Final = 2**33


class HostClaims(NamedTuple):
    """What a token says. `jti` is its own name, `begins` and `expires` seconds since 1970."""

    jti: str
    begins: float
    expires: float
    phone: str
    name: str | None


class HostKeys:
    """The host app's published keys, as last fetched. One a process."""

    def __init__(self, settings: Settings) -> None:
        self._issuer, self._audience = settings.host_issuer, settings.host_audience
        self._url = settings.host_keys_url
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched = self._tried = float("-inf")
        self._lock = asyncio.Lock()

    @property
    def configured(self) -> bool:
        return bool(self._url and self._issuer and self._audience)

    async def claims(self, token: str) -> HostClaims:
        """What a token says that is meant for us; whether it is in time and unused is the caller's matter.

        Raises:
            DomainError: `host.refused`, `host.unknown` (no host app is configured), `unavailable` (its keys are).
        """
        if not self.configured:
            raise DomainError("host.unknown")
        if len(token) > LONGEST_TOKEN:
            raise DomainError("host.refused")
        try:
            head = jwt.get_unverified_header(token)
            key = await self._key(str(head.get("kid", "")))
            if key is None or head.get("alg") not in ALGORITHMS:
                raise DomainError("host.refused")
            said: dict[str, Any] = jwt.decode(
                token, key, algorithms=list(ALGORITHMS), issuer=self._issuer, audience=self._audience,
                options={"require": ["exp", "iat", "iss", "aud", "jti"],
                         "verify_exp": False, "verify_iat": False, "verify_nbf": False},
            )  # fmt: skip
        except jwt.PyJWTError as error:
            log.info("a host token was refused", reason=type(error).__name__)
            raise DomainError("host.refused") from None
        return _claims(said)

    async def _key(self, kid: str) -> jwt.PyJWK | None:
        now = time.monotonic()
        if now - self._fetched > KEPT or (kid not in self._keys and now - self._tried > AGAIN):
            async with self._lock:
                if self._tried < now:  # nobody did meanwhile
                    await self._fetch()
        return self._keys.get(kid)

    async def _fetch(self) -> None:
        self._tried = time.monotonic()
        try:
            async with httpx.AsyncClient(timeout=5, follow_redirects=False, trust_env=False) as client:
                answer = await client.get(self._url)
                answer.raise_for_status()
            if len(answer.content) > _MOST_KEYS:
                raise ValueError("too long")
            found = jwt.PyJWKSet.from_dict(answer.json())
        except (httpx.HTTPError, jwt.PyJWTError, ValueError, AttributeError) as error:
            log.warning("the host app's keys were not had", reason=type(error).__name__)
            if not self._keys or time.monotonic() - self._fetched > 6 * KEPT:
                raise DomainError("unavailable", retry_after=10) from None
            return
        # A key of both sides' knowledge (HS256) is no proof of who signed.
        self._keys = {key.key_id: key for key in found.keys if key.key_id and key.key_type != "oct"}
        self._fetched = time.monotonic()


def _claims(said: dict[str, Any]) -> HostClaims:
    jti, phone, name = said["jti"], said.get("phone_number"), said.get("name")
    times = said["iat"], said.get("nbf", said["iat"]), said["exp"]
    good = (
        all(type(one) in (int, float) and 0 <= one < _LAST for one in times) and
        isinstance(jti, str) and 8 <= len(jti) <= 200
        and isinstance(phone, str) and said.get("phone_number_verified") is True
        and said["exp"] - said["iat"] <= LONGEST_LIFE
    )  # fmt: skip
    if not good:
        raise DomainError("host.refused")
    return HostClaims(
        str(jti), max(times[:2]), times[2], str(phone), name[:50] if isinstance(name, str) and name else None
    )
