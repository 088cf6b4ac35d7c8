"""The accounts' and notify's routes over the real database and Redis, without a port."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
import redis.asyncio

from hub.accounts import actions
from hub.accounts.contacts import contact_of
from hub.accounts.keeper import Keeper
from hub.app import Hub
from hub.db import Database
from hub.notify.adapters import InboxAdapter
from hub.notify.dispatcher import Dispatcher
from hub.settings import Settings
from tests.support import District

PHONE = "13987654321"
PASSWORD = "correct horse battery"
ORIGIN = "http://pages.example"


@pytest.fixture
async def idle(
    settings: Settings, db: Database, district: District, redis_client: redis.asyncio.Redis
) -> AsyncIterator[Hub]:
    """A hub whose background work does not run and that has no port."""
    made = Hub(settings, db, district.district)
    yield made
    await made.close()


@pytest.fixture
def keeper(idle: Hub) -> Keeper:
    return idle.keeper


MakeClient = Callable[..., httpx.AsyncClient]


@pytest.fixture
async def client_from(idle: Hub) -> AsyncIterator[MakeClient]:
    """Makes clients: `client_from("10.0.0.2", token=…)`."""
    made: list[httpx.AsyncClient] = []

    def make(address: str = "10.0.0.1", token: str | None = None, **headers: str) -> httpx.AsyncClient:
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=idle.app, client=(address, 1234)),
            base_url="http://hub.example",
            headers=headers,
        )
        made.append(client)
        return client

    yield make
    for client in made:
        await client.aclose()


@pytest.fixture
def client(client_from: MakeClient) -> httpx.AsyncClient:
    return client_from()


class People:
    """Makes accounts, signs them in, reads their messages."""

    def __init__(self, keeper: Keeper, district: District, client: httpx.AsyncClient) -> None:
        self.keeper = keeper
        self.district = district
        self.client = client

    async def staff(self, username: str, role: Any = None, area: UUID | None = None) -> UUID:
        hashed = await self.keeper.passwords.hash(PASSWORD)
        async with self.keeper.db.transaction() as tx:
            account = await actions.create_staff(
                tx,
                self.keeper.sealer,
                district=self.district.district,
                name=f"张{username}",
                username=username,
                password_hash=hashed,
                demo_key=username,
            )
            if role is not None and area is not None:
                await actions.grant(tx, account=account, role=role, area=area)
        return account

    async def resident(self, key: str, phone: str) -> UUID:
        async with self.keeper.db.transaction() as tx:
            return await actions.create_resident(
                tx,
                self.keeper.sealer,
                district=self.district.district,
                phone=phone,
                name=f"安{key}",
                demo_key=key,
            )

    async def token(self, key: str) -> str:
        """A bearer session of a demo key, which is also each test account's."""
        answer = await self.client.post("/api/demo/sign-in", json={"key": key, "transport": "bearer"})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["token"])

    async def code(self, phone: str = PHONE) -> str:
        """Asks for a code and reads it from the inbox."""
        asked = {"phone": phone, "district": str(self.district.district)}
        answer = await self.client.post("/api/sign-in/codes", json=asked)
        assert answer.status_code == 202, answer.text
        await self.deliver()
        inbox = (await self.client.get("/api/demo/inbox")).json()["messages"]
        return str(inbox[0]["text"].split("验证码 ")[1][:6])

    async def deliver(self) -> None:
        adapter = InboxAdapter(self.keeper.db, self.keeper.sealer)
        await Dispatcher(self.keeper.db, self.keeper.sealer, adapter, contact_of).round()

    def phone_sign_in(self, code: str, phone: str = PHONE, **more: str) -> Awaitable[httpx.Response]:
        body = {"phone": phone, "code": code, "district": str(self.district.district), **more}
        return self.client.post("/api/sign-in/phone", json=body)

    def password_sign_in(
        self, username: str, password: str = PASSWORD, **more: str
    ) -> Awaitable[httpx.Response]:
        body = {"username": username, "password": password, **more}
        return self.client.post("/api/sign-in/password", json=body)


@pytest.fixture
def people(keeper: Keeper, district: District, client: httpx.AsyncClient) -> People:
    return People(keeper, district, client)


@pytest.fixture
def key() -> Callable[[], dict[str, str]]:
    """A fresh Idempotency-Key header."""
    return lambda: {"Idempotency-Key": str(uuid4())}


async def move_clock(owner: asyncpg.Connection, interval: str) -> None:
    await owner.execute("UPDATE app_clock SET ahead = ahead + $1::text::interval", interval)
