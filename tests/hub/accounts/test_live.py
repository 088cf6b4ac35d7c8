"""Tickets for the socket: once, within a minute, and only while their session lives."""

import asyncio

import asyncpg

from hub.accounts.keeper import Keeper
from hub.accounts.live import redeem_live_ticket
from hub.accounts.types import Principal
from tests.hub.accounts.conftest import MakeClient, People, move_clock


async def ticket(people: People, client_from: MakeClient) -> str:
    if not await people.keeper.db.pool.fetchval("SELECT count(*) FROM accounts"):
        await people.staff("wang")
    client = client_from(token=await people.token("wang"))
    answer = await client.post("/api/live-tickets")
    assert answer.status_code == 201
    assert answer.json()["expires_in"] == 60
    return str(answer.json()["ticket"])


async def redeem(keeper: Keeper, text: str) -> Principal | None:
    async with keeper.db.connection() as conn:
        return await redeem_live_ticket(conn, text)


async def test_a_ticket_works_once_even_at_the_same_moment(
    people: People, client_from: MakeClient, keeper: Keeper, owner: asyncpg.Connection
) -> None:
    text = await ticket(people, client_from)
    found = [one for one in await asyncio.gather(*(redeem(keeper, text) for _ in range(5))) if one]
    assert len(found) == 1
    assert found[0].session == await owner.fetchval("SELECT id FROM sessions")


async def test_a_ticket_lasts_a_minute(
    people: People, client_from: MakeClient, keeper: Keeper, owner: asyncpg.Connection
) -> None:
    first, second = [await ticket(people, client_from) for _ in range(2)]
    await move_clock(owner, "59 seconds")
    assert await redeem(keeper, first) is not None
    await move_clock(owner, "2 seconds")
    assert await redeem(keeper, second) is None
    await ticket(people, client_from)
    assert await owner.fetchval("SELECT count(*) FROM live_tickets") == 1


async def test_a_ticket_of_an_ended_session_opens_nothing(
    people: People, client_from: MakeClient, keeper: Keeper, owner: asyncpg.Connection
) -> None:
    text = await ticket(people, client_from)
    await owner.execute("UPDATE sessions SET ended_at = now()")
    assert await redeem(keeper, text) is None


async def test_nonsense_is_no_ticket(keeper: Keeper) -> None:
    for text in ("", "x", "x" * 5000, "\x00", "票"):
        assert await redeem(keeper, text) is None
