"""Phone codes in the database: hashed under a key, counted, replaced, swept."""

import asyncio
import hashlib
from uuid import UUID

import asyncpg
import pytest

from hub.accounts import codes
from hub.accounts.keeper import Keeper
from hub.errors import DomainError
from tests.hub.accounts.conftest import move_clock
from tests.support import District

INDEX = b"i" * 32


async def put(keeper: Keeper, district: UUID, index: bytes = INDEX) -> str:
    async with keeper.db.transaction() as tx:
        return await codes.put(tx, keeper.sealer, district, index)


async def check(keeper: Keeper, district: UUID, code: str) -> bytes | str:
    async with keeper.db.connection() as conn:
        try:
            return await codes.check(conn, keeper.sealer, district, INDEX, code)
        except DomainError as error:
            return error.code


async def test_a_code_cannot_be_found_from_what_is_stored(
    keeper: Keeper, district: District, owner: asyncpg.Connection
) -> None:
    await put(keeper, district.district)
    stored = await owner.fetchval("SELECT code_hash FROM phone_codes")
    every = {hashlib.sha256(f"{number:06}".encode()).digest() for number in range(1_000_000)}
    assert stored not in every


async def test_a_new_code_replaces_the_old_one_and_its_tries(keeper: Keeper, district: District) -> None:
    first = await put(keeper, district.district)
    for _ in range(4):
        await check(keeper, district.district, "wrong")
    second = await put(keeper, district.district)
    if second != first:
        assert await check(keeper, district.district, first) == "code.wrong"
    assert isinstance(await check(keeper, district.district, second), bytes)


async def test_guesses_at_the_same_moment_are_all_counted(keeper: Keeper, district: District) -> None:
    await put(keeper, district.district)
    answers = await asyncio.gather(*(check(keeper, district.district, "wrong") for _ in range(20)))
    assert sorted(map(str, answers)) == ["code.expired"] * 16 + ["code.wrong"] * 4


async def test_of_two_requests_with_the_right_code_one_signs_in(keeper: Keeper, district: District) -> None:
    code = await put(keeper, district.district)
    right = await check(keeper, district.district, code)
    assert isinstance(right, bytes)

    async def use() -> None:
        async with keeper.db.transaction() as tx:
            await codes.use(tx, district.district, INDEX, right)

    answers = await asyncio.gather(use(), use(), return_exceptions=True)
    assert [type(answer) for answer in answers].count(DomainError) == 1


async def test_a_try_is_counted_in_another_district_apart(keeper: Keeper, district: District) -> None:
    code = await put(keeper, district.district)
    assert await check(keeper, district.far_district, code) == "code.expired"


async def test_codes_of_long_ago_go(keeper: Keeper, district: District, owner: asyncpg.Connection) -> None:
    await put(keeper, district.district, b"o" * 32)
    await put(keeper, district.district)
    await move_clock(owner, "2 hours")
    await put(keeper, district.district)
    assert await owner.fetchval("SELECT count(*) FROM phone_codes") == 1


async def test_codes_have_six_digits(keeper: Keeper, district: District) -> None:
    for _ in range(20):
        code = await put(keeper, district.district)
        assert len(code) == 6
        assert code.isdecimal()


@pytest.mark.parametrize("code", ["", "000000\x00", "é" * 6])
async def test_odd_codes_are_wrong_codes(keeper: Keeper, district: District, code: str) -> None:
    await put(keeper, district.district)
    assert await check(keeper, district.district, code) == "code.wrong"
