"""The host app vouches for a phone: once, in time, for us, with a key it publishes; else nobody is let in."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import jwt
import msgspec
import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from hub.app import Hub
from hub.settings import Settings
from tests.hub.accounts.conftest import PHONE, MakeClient

ISSUER, AUDIENCE = "https://kanxiqu.example", "shequtong"
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC = ec.generate_private_key(ec.SECP256R1())


class HostApp:
    """The host app's server: publishes keys, signs tokens. `asked`: how often its keys were."""

    def __init__(self) -> None:
        self.keys: list[dict[str, Any]] = [
            {**json.loads(RSAAlgorithm.to_jwk(RSA.public_key())), "kid": "one", "alg": "RS256"}
        ]
        self.asked = 0
        self.url = ""

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        self.asked += 1
        body = json.dumps({"keys": self.keys}).encode()
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(body), body)
        )
        await writer.drain()
        writer.close()

    def token(self, *, key: Any = RSA, kid: str = "one", alg: str = "RS256", **changes: Any) -> str:
        now = int(time.time())
        said = {
            "iss": ISSUER, "aud": AUDIENCE, "iat": now, "exp": now + 120, "jti": str(uuid4()), "sub": "u-1",
            "phone_number": PHONE, "phone_number_verified": True, "name": "安女士",
        } | changes  # fmt: skip
        left = {name: value for name, value in said.items() if value is not None}
        return jwt.encode(left, key, algorithm=alg, headers={"kid": kid})


@pytest.fixture
async def app() -> AsyncIterator[HostApp]:
    made = HostApp()
    async with contextlib.AsyncExitStack() as stack:
        server = await stack.enter_async_context(await asyncio.start_server(made.answer, "127.0.0.1", 0))
        made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/keys"
        yield made


@pytest.fixture
def settings(settings: Settings, app: HostApp) -> Settings:
    return msgspec.structs.replace(
        settings, host_issuer=ISSUER, host_audience=AUDIENCE, host_keys_url=app.url
    )


async def sign_in(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.post("/api/sign-in/host", json={"token": token})


async def test_a_token_signs_in_once(
    app: HostApp, client: httpx.AsyncClient, client_from: MakeClient
) -> None:
    token = app.token()
    first = await sign_in(client, token)
    assert first.status_code == 200
    me = first.json()["account"]
    assert me["name"] == "安女士"
    again = await sign_in(client, token)
    assert (again.status_code, again.json()["code"]) == (401, "host.refused")
    # The same phone is the same person, by whatever way she comes; and the page opens by a ticket.
    other = await sign_in(client, app.token(sub="u-2", name="别的名字"))
    assert other.json()["account"]["id"] == me["id"]
    signed_in = client_from(token=other.json()["token"])
    ticket = await signed_in.post("/api/page-tickets", json={"path": "/#/report"})
    entered = await client_from().get("/enter", params={"ticket": ticket.json()["ticket"]})
    assert (entered.status_code, entered.headers["location"]) == (303, "/#/report")
    assert app.asked == 1


async def test_of_many_with_one_token_one_gets_in(app: HostApp, client: httpx.AsyncClient) -> None:
    token = app.token()
    answers = await asyncio.gather(*(sign_in(client, token) for _ in range(8)))
    assert sorted(one.status_code for one in answers) == [200] + [401] * 7


NOW = int(time.time())
WRONG: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://evil.example"},
    "another audience": {"aud": "another"}, "no audience": {"aud": None},
    "no end": {"exp": None}, "no beginning": {"iat": None}, "no name": {"jti": None}, "a short name": {"jti": "short"},
    "over": {"exp": NOW - 60}, "too long": {"exp": NOW + 86_400}, "not begun": {"iat": NOW + 3600, "exp": NOW + 3700},
    "an end in words": {"exp": str(NOW + 60)}, "an end never": {"exp": 1e300}, "no time": {"nbf": "now"},
    "not verified": {"phone_number_verified": False}, "verified in words": {"phone_number_verified": "true"},
    "no phone": {"phone_number": None}, "a number for a phone": {"phone_number": 13987654321},
    "an unknown key": {"kid": "another"}, "somebody else's key": {"key": rsa.generate_private_key(65537, 2048)},
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
async def test_what_is_not_right_signs_nobody_in(
    app: HostApp, client: httpx.AsyncClient, owner: asyncpg.Connection, what: str
) -> None:
    answer = await sign_in(client, app.token(**WRONG[what]))
    assert (answer.status_code, answer.json()["code"]) == (401, "host.refused")
    assert await owner.fetchval("SELECT count(*) FROM accounts WHERE kind = 'resident'") == 0
    assert await owner.fetchval("SELECT count(*) FROM host_tokens") == 0


@pytest.mark.parametrize("hours", [1, -1])
async def test_the_time_is_postgresqls(app: HostApp, client: httpx.AsyncClient, hours: int) -> None:
    """A hub whose own clock is wrong lets in whose token is in time, and nobody else."""
    good, over = app.token(), app.token(iat=NOW - 1900, exp=NOW - 1800)
    early, begun = app.token(nbf=NOW + 1800, exp=NOW + 1900), app.token(nbf=NOW - 60)
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=hours)):
        answers = [(await sign_in(client, token)).status_code for token in (good, over, early, begun)]
    assert answers == [200, 401, 401, 200]


async def test_a_published_key_is_no_shared_secret(app: HostApp, client: httpx.AsyncClient) -> None:
    """The classic tricks: no signature, and the public key taken for a secret of both sides."""
    now = int(time.time())
    said = {"iss": ISSUER, "aud": AUDIENCE, "iat": now, "exp": now + 60, "jti": "12345678",
            "phone_number": PHONE, "phone_number_verified": True}  # fmt: skip
    app.keys.append(
        {"kty": "oct", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0", "kid": "both", "alg": "HS256"}
    )
    for token in (
        jwt.encode(said, None, algorithm="none", headers={"kid": "one"}),
        jwt.encode(said, "secret-secret-secret-secret-secret", algorithm="HS256", headers={"kid": "both"}),
        jwt.encode(said, "secret-secret-secret-secret-secret", algorithm="HS256", headers={"kid": "one"}),
        "x", "a.b.c", "票", "e30.e30.",
    ):  # fmt: skip
        assert (await sign_in(client, token)).status_code == 401


async def test_a_new_key_is_found_and_an_old_one_ends(
    app: HostApp, client: httpx.AsyncClient, idle: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await sign_in(client, app.token())).status_code == 200
    app.keys = [{**json.loads(ECAlgorithm.to_jwk(EC.public_key())), "kid": "two", "alg": "ES256"}]
    fresh = app.token(key=EC, kid="two", alg="ES256")
    # Not asked again at once: whoever sends nonsense does not make us ring the host app.
    assert (await sign_in(client, fresh)).status_code == 401
    monkeypatch.setattr("hub.accounts.host.AGAIN", 0.0)
    assert (await sign_in(client, fresh)).status_code == 200
    assert (await sign_in(client, app.token())).status_code == 401
    assert idle.keeper.host.configured


async def test_nobody_is_let_in_unchecked(
    app: HostApp, client: httpx.AsyncClient, settings: Settings, idle: Hub
) -> None:
    nowhere = msgspec.structs.replace(settings, host_keys_url="http://127.0.0.1:9/keys")
    object.__setattr__(idle.keeper, "host", type(idle.keeper.host)(nowhere))
    answer = await sign_in(client, app.token())
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    none = msgspec.structs.replace(settings, host_keys_url="")
    object.__setattr__(idle.keeper, "host", type(idle.keeper.host)(none))
    assert (await sign_in(client, app.token())).status_code == 404
