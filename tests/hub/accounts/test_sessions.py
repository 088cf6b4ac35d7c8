"""Sessions: stored hashed, sliding, ending; many tokens in one query."""

import hashlib

import asyncpg

from hub.accounts import sessions
from hub.accounts.keeper import Keeper
from tests.hub.accounts.conftest import PHONE, MakeClient, People, move_clock
from tests.support import District


async def alive(keeper: Keeper, *tokens: str) -> list[bool]:
    async with keeper.db.connection() as conn:
        found = await sessions.principals(conn, tokens)
    return [token in found for token in tokens]


async def test_only_the_hash_of_a_token_is_stored(people: People, owner: asyncpg.Connection) -> None:
    await people.staff("wang")
    token = await people.token("wang")
    assert len(token) == 43  # 256 bits
    stored = await owner.fetchval("SELECT token_hash FROM sessions")
    assert stored == hashlib.sha256(token.encode()).digest()


async def test_many_tokens_in_one_query_the_unknown_left_out(
    people: People, keeper: Keeper, district: District
) -> None:
    wang = await people.staff("wang", "grid_officer", district.grid)
    an = await people.resident("an", PHONE)
    tokens = [await people.token("wang"), await people.token("an"), "unknown", "", "x" * 10_000]
    async with keeper.db.connection() as conn:
        found = await sessions.principals(conn, tokens)
    assert set(found) == set(tokens[:2])
    assert found[tokens[0]].account == wang
    assert found[tokens[1]].account == an
    assert found[tokens[1]].grants == ()
    (grant,) = found[tokens[0]].grants
    assert (grant.role, grant.area, grant.path) == ("grid_officer", district.grid, district.path[:4])


async def test_a_grant_holds_below_and_not_above_or_beside(
    people: People, keeper: Keeper, district: District
) -> None:
    await people.staff("wang", "community_clerk", district.community)
    token = await people.token("wang")
    async with keeper.db.connection() as conn:
        principal = (await sessions.principals(conn, [token]))[token]
    assert principal.holds("community_clerk", path=district.path)
    assert principal.holds("community_clerk", "moderator", path=district.path[:3])
    assert not principal.holds("moderator", path=district.path)
    assert not principal.holds("community_clerk", path=district.path[:2])
    beside = (district.district, district.street, district.sibling_community)
    assert not principal.holds("community_clerk", path=beside)


async def test_staff_sessions_end_after_twelve_idle_hours_and_slide_when_used(
    people: People, keeper: Keeper, owner: asyncpg.Connection
) -> None:
    await people.staff("wang")
    used, idle = [await people.token("wang") for _ in range(2)]
    await move_clock(owner, "11 hours")
    assert await alive(keeper, used) == [True]
    await move_clock(owner, "2 hours")
    assert await alive(keeper, used, idle) == [True, False]


async def test_staff_sessions_end_after_a_day_however_used(
    people: People, keeper: Keeper, owner: asyncpg.Connection
) -> None:
    await people.staff("wang")
    token = await people.token("wang")
    for _ in range(3):
        await move_clock(owner, "7 hours")
        assert await alive(keeper, token) == [True]
    await move_clock(owner, "4 hours")
    assert await alive(keeper, token) == [False]


async def test_residents_stay_for_weeks(people: People, keeper: Keeper, owner: asyncpg.Connection) -> None:
    await people.resident("an", PHONE)
    token = await people.token("an")
    await move_clock(owner, "29 days")
    assert await alive(keeper, token) == [True]
    await move_clock(owner, "31 days")
    assert await alive(keeper, token) == [False]


async def test_an_expired_session_is_asked_to_sign_in(
    people: People, client_from: MakeClient, owner: asyncpg.Connection
) -> None:
    await people.staff("wang")
    client = client_from(token=await people.token("wang"))
    assert (await client.get("/api/me")).status_code == 200
    await move_clock(owner, "13 hours")
    answer = await client.get("/api/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "auth.required")


async def test_being_seen_is_written_at_most_once_in_five_minutes(
    people: People, keeper: Keeper, owner: asyncpg.Connection
) -> None:
    await people.staff("wang")
    token = await people.token("wang")
    row = "SELECT ctid::text || xmin::text FROM sessions"
    before = await owner.fetchval(row)
    await move_clock(owner, "299 seconds")
    assert await alive(keeper, token) == [True]
    assert await owner.fetchval(row) == before
    await move_clock(owner, "2 seconds")
    assert await alive(keeper, token) == [True]
    after = await owner.fetchval(row)
    assert after != before
    assert await alive(keeper, token) == [True]
    assert await owner.fetchval(row) == after


async def test_a_session_being_written_by_another_is_read_without_waiting(
    people: People, keeper: Keeper, owner: asyncpg.Connection
) -> None:
    await people.staff("wang")
    token = await people.token("wang")
    await move_clock(owner, "1 hour")
    async with owner.transaction():
        await owner.execute("SELECT FROM sessions FOR UPDATE")
        assert await alive(keeper, token) == [True]  # lock_timeout would raise here


async def test_a_closed_account_has_no_sessions(
    people: People, keeper: Keeper, owner: asyncpg.Connection
) -> None:
    await people.staff("wang")
    token = await people.token("wang")
    await owner.execute("UPDATE accounts SET disabled_at = now()")
    assert await alive(keeper, token) == [False]


async def test_sessions_of_long_ago_are_deleted_at_the_next_sign_in(
    people: People, owner: asyncpg.Connection
) -> None:
    await people.staff("wang")
    await people.token("wang")
    await move_clock(owner, "40 days")
    await people.token("wang")
    assert await owner.fetchval("SELECT count(*) FROM sessions") == 1


async def test_where_nothing_can_be_written_a_session_is_still_known(
    people: People, keeper: Keeper, owner: asyncpg.Connection
) -> None:
    await people.staff("wang")
    token = await people.token("wang")
    await owner.execute(
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END$$;"
        "CREATE TRIGGER full_disk BEFORE UPDATE ON sessions FOR EACH ROW EXECUTE FUNCTION full_disk()"
    )
    try:
        await move_clock(owner, "6 minutes")  # it would slide along
        assert await alive(keeper, token) == [True]
    finally:
        await owner.execute("DROP FUNCTION full_disk CASCADE")
    before = await owner.fetchval("SELECT expires_at FROM sessions")
    assert await alive(keeper, token) == [True]
    assert await owner.fetchval("SELECT expires_at FROM sessions") > before
