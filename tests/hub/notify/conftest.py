"""What notify's tests share: an adapter that does as it is told, an account to write to, a dispatcher."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from hub.accounts.actions import create_resident
from hub.accounts.contacts import contact_of
from hub.db import Database
from hub.notify.adapters import Adapter
from hub.notify.dispatcher import Dispatcher
from hub.notify.types import Outgoing
from hub.sealing import Sealer
from hub.settings import Settings
from tests.support import District

PHONE = "13987654321"


class Obedient:
    """Delivers to a list, or raises what it is told to."""

    def __init__(self) -> None:
        self.delivered: list[Outgoing] = []
        self.closed = False
        self.failures: list[Exception] = []

    async def deliver(self, message: Outgoing) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.delivered.append(message)

    async def close(self) -> None:
        self.closed = True


@pytest.fixture
def adapter() -> Obedient:
    return Obedient()


@pytest.fixture
def sealer(settings: Settings) -> Sealer:
    return Sealer(settings.keys())


@pytest.fixture
def dispatcher_of(db: Database, sealer: Sealer) -> Callable[[Adapter], Dispatcher]:
    return lambda adapter: Dispatcher(db, sealer, adapter, contact_of)


@pytest.fixture
async def resident(db: Database, sealer: Sealer, district: District) -> UUID:
    async with db.transaction() as tx:
        return await create_resident(tx, sealer, district=district.district, phone=PHONE, name="安女士")


@pytest.fixture
async def row(owner: asyncpg.Connection) -> Callable[[], Any]:
    """The only message as it lies in the table."""
    return lambda: owner.fetchrow("SELECT * FROM messages")
