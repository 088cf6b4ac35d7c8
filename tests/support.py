"""What several tests share: a small district, waiting for a condition."""

import asyncio
import contextlib
import inspect
import json
import os
import shutil
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import redis.asyncio
from websockets.asyncio.client import ClientConnection

from hub.accounts.types import Grant, Kind, Principal, Role
from hub.commands import Command, command

# Where files lie in memory, and how much must be free there (bytes): several servers at a time write some 100 MB each.
MEMORY, ROOM = Path("/dev/shm"), 2 << 30


@contextlib.contextmanager
def a_folder(name: str, *, on_disk: bool = False) -> Iterator[Path]:
    """A folder while the context is open, in memory where there is room and nobody needs the disk. `nobody` may walk
    to it: PostgreSQL runs as `nobody` when the tests run as root."""
    fast = not on_disk and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    memory = MEMORY if fast else None
    folder = Path(tempfile.mkdtemp(prefix=f"shequ-{name}-", dir=memory))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# What a demo of a test's own may see of our environment; it is not told to come again because another test is busy.
QUIET = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
QUIET["PRESSURE_PATIENCE"] = "60"


async def until(
    condition: Callable[[], object | Awaitable[object]], timeout: float = 10.0, step: float = 0.01
) -> object:
    """Waits until `condition()` (plain or async) is true and returns its value.

    Raises:
        AssertionError: it was not within `timeout` seconds.
    """
    deadline = time.monotonic() + timeout
    while True:
        value = condition()
        if inspect.isawaitable(value):
            value = await value
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout} s: {inspect.getsource(condition).strip()}")
        await asyncio.sleep(step)


@dataclass(frozen=True)
class District:
    """Ids of the planted tree; `other_*` lies in another street, `far_*` in another district."""

    district: UUID
    street: UUID
    other_street: UUID
    community: UUID
    sibling_community: UUID
    other_community: UUID
    grid: UUID
    estate: UUID
    building: UUID
    unit: UUID
    dwelling: UUID
    property_org: UUID
    other_property_org: UUID
    department: UUID
    far_district: UUID
    far_community: UUID

    @property
    def path(self) -> tuple[UUID, ...]:
        """District … dwelling."""
        return (
            self.district, self.street, self.community, self.grid,
            self.estate, self.building, self.unit, self.dwelling,
        )  # fmt: skip


async def plant_district(owner: "asyncpg.Connection[asyncpg.Record]") -> District:
    async def area(parent: UUID | None, level: str, name: str) -> UUID:
        return await owner.fetchval(
            "INSERT INTO areas (parent, level, name) VALUES ($1, $2, $3) RETURNING id", parent, level, name
        )

    async def organisation(kind: str, name: str, duties: list[str], *areas: UUID) -> UUID:
        identity = await owner.fetchval(
            "INSERT INTO organisations (district, kind, name, duties) VALUES ($1, $2, $3, $4) RETURNING id",
            district, kind, name, duties,
        )  # fmt: skip
        for served in areas:
            await owner.execute("INSERT INTO organisation_areas VALUES ($1, $2)", identity, served)
        return identity

    district = await area(None, "district", "西区")
    # The hub's own district is the first by code; the far one has none.
    await owner.execute("INSERT INTO area_codes VALUES ($1, '510403', '2023-01-01')", district)
    street = await area(district, "street", "清香坪街道")
    other_street = await area(district, "street", "玉泉街道")
    community = await area(street, "community", "金沙社区")
    sibling = await area(street, "community", "杨家坪社区")
    other = await area(other_street, "community", "巴关河社区")
    grid = await area(community, "grid", "第一网格")
    estate = await area(grid, "estate", "宝鼎金沙小区")
    building = await area(estate, "building", "12栋")
    unit = await area(building, "unit", "3单元")
    dwelling = await area(unit, "dwelling", "1-6")
    far = await area(None, "district", "东区")
    far_street = await area(far, "street", "大渡口街道")
    far_community = await area(far_street, "community", "炳草岗社区")
    return District(
        district=district, street=street, other_street=other_street, community=community,
        sibling_community=sibling, other_community=other, grid=grid, estate=estate, building=building,
        unit=unit, dwelling=dwelling,
        property_org=await organisation("property", "示例物业甲", ["物业"], estate),
        other_property_org=await organisation("property", "示例物业乙", ["物业"], sibling),
        department=await organisation("department", "区综合行政执法局", ["综合执法"], district),
        far_district=far, far_community=far_community,
    )  # fmt: skip


class People:
    """Makes accounts and the principals that stand for them, straight in the database."""

    def __init__(self, owner: "asyncpg.Connection[asyncpg.Record]", place: District) -> None:
        self.owner = owner
        self.place = place

    async def resident(
        self, name: str = "安女士", *, district: UUID | None = None, practice: bool = False
    ) -> Principal:
        return await self._principal("resident", name, district or self.place.district, [], practice)

    async def staff(
        self, role: Role, area: UUID, name: str = "陈晓梅", *, organisation: UUID | None = None
    ) -> Principal:
        path = await self.owner.fetchval("SELECT path FROM areas WHERE id = $1", area)
        grant = Grant(role, area, tuple(path), organisation)
        principal = await self._principal("staff", name, path[0], [grant], False)
        await self.owner.execute(
            "INSERT INTO grants (district, account, role, area, organisation) VALUES ($1, $2, $3, $4, $5)",
            path[0], principal.account, role, area, organisation,
        )  # fmt: skip
        return principal

    async def clerk(self, area: UUID | None = None, name: str = "陈晓梅") -> Principal:
        return await self.staff("community_clerk", area or self.place.community, name)

    async def dispatcher(self, organisation: UUID | None = None) -> Principal:
        organisation = organisation or self.place.property_org
        return await self.staff("property_dispatcher", self.place.estate, "吴强", organisation=organisation)

    async def worker(self) -> Principal:
        return await self.staff(
            "property_worker", self.place.estate, "马师傅", organisation=self.place.property_org
        )

    async def _principal(
        self, kind: Kind, name: str, district: UUID, grants: list[Grant], practice: bool
    ) -> Principal:
        account = await self.owner.fetchval(
            "INSERT INTO accounts (district, kind, name, practice) VALUES ($1, $2, $3, $4) RETURNING id",
            district, kind, name, practice,
        )  # fmt: skip
        return Principal(
            account=account, session=uuid4(), district=district, kind=kind, name=name, practice=practice,
            locale="zh-CN", grants=tuple(grants), expires_at=datetime.now(UTC) + timedelta(hours=1),
        )  # fmt: skip


async def plant_categories(tx: "asyncpg.Connection[asyncpg.Record]", district: UUID) -> None:
    """Two categories: one of hours, one of days."""
    await tx.execute(
        """INSERT INTO ticket_categories VALUES
           ($1, 'drain_blocked', '设施报修', 'Repairs', '下水道堵塞', 'Blocked drain', 15, 4, 'h', '物业', NULL, 1),
           ($1, 'gas_smell', '安全隐患', 'Safety', '燃气异味', 'Smell of gas', 5, 1, 'h', '燃气',
            '{"text": "先离开", "text_en": "Leave first", "phones": ["119"]}', 2),
           ($1, 'noise_or_fumes', '邻里矛盾', 'Neighbours', '噪音油烟', 'Noise', 30, 3, 'd', '综合执法', NULL, 3)""",
        district,
    )
    await tx.execute("UPDATE ticket_categories SET offered = true WHERE key = 'drain_blocked'")
    await tx.execute(
        "UPDATE ticket_categories SET urgent = true, respond_amount = 1, respond_unit = 'h' WHERE key = 'gas_smell'"
    )


async def plant_photo(owner: "asyncpg.Connection[asyncpg.Record]", district: UUID, account: UUID) -> UUID:
    """The row of a photo of an account, as if it were stored."""
    photo: UUID = await owner.fetchval(
        """INSERT INTO photos (district, owner, width, height, bytes, stored_at)
           VALUES ($1, $2, 10, 10, 10, app_now()) RETURNING id""",
        district, account,
    )  # fmt: skip
    return photo


def ask(principal: Principal, body: bytes = b"{}", key: str | None = None) -> Command:
    """A command with a key of its own."""
    return command(principal.account, "POST /test", key or str(uuid4()), body)


async def next_event(live: ClientConnection) -> dict[str, Any]:
    """The next `event` message on a socket; marks and the like in between are passed over."""
    while True:
        message: dict[str, Any] = json.loads(await asyncio.wait_for(live.recv(), 10))
        if message["op"] == "event":
            return message


async def everything(redis_client: redis.asyncio.Redis) -> bytes:
    """Every name and value in Redis, to search in."""
    seen = b""
    async for name in redis_client.scan_iter():
        seen += name + b"\n"
        with contextlib.suppress(redis.asyncio.RedisError):
            seen += (await redis_client.dump(name)) or b""
    return seen


async def tables(owner: "asyncpg.Connection[asyncpg.Record]") -> dict[str, bytes]:
    """Every row of every table as text, by the table's name, to search in."""
    found: dict[str, bytes] = {}
    for row in await owner.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
        lines = await owner.fetch(f'SELECT t::text AS line FROM "{row["tablename"]}" t')
        found[f"table {row['tablename']}"] = "\n".join(one["line"] or "" for one in lines).encode()
    return found
