"""Accounts and grants: who may be made, what a grant tells the log and the audit."""

import asyncpg
import pytest

from hub import audit
from hub.accounts import actions, sessions
from hub.accounts.keeper import Keeper
from hub.errors import DomainError
from tests.hub.accounts.conftest import PHONE, People
from tests.support import District


async def refused(awaitable: object) -> str:
    with pytest.raises(DomainError) as error:
        await awaitable  # type: ignore[misc]
    return error.value.code


async def test_a_revoked_grant_is_gone_at_once_and_tells_the_socket(
    people: People, keeper: Keeper, district: District, owner: asyncpg.Connection
) -> None:
    wang = await people.staff("wang", "community_clerk", district.community)
    boss = await people.staff("boss", "platform_operator", district.district)
    token = await people.token("wang")
    async with keeper.db.transaction() as tx:
        await actions.revoke(
            tx, account=wang, role="community_clerk", area=district.community, revoked_by=boss
        )
    async with keeper.db.connection() as conn:
        assert (await sessions.principals(conn, [token]))[token].grants == ()
    told = await owner.fetch("SELECT topics, text FROM events WHERE subject = $1 ORDER BY id", wang)
    assert [row["topics"] for row in told] == [[f"access/{wang}"]] * 2
    assert '"granted"' in told[0]["text"]
    assert '"revoked"' in told[1]["text"]
    ended = await owner.fetchrow("SELECT ended_at, ended_by FROM grants WHERE account = $1", wang)
    assert ended["ended_at"] is not None
    assert ended["ended_by"] == boss
    async with keeper.db.transaction() as tx:
        assert (await audit.verify(tx, district.district)).entries == 3


async def test_grants_that_cannot_be(people: People, keeper: Keeper, district: District) -> None:
    wang = await people.staff("wang", "community_clerk", district.community)

    async def grant(**change: object) -> None:
        values = {"account": wang, "role": "moderator", "area": district.community, **change}
        async with keeper.db.transaction() as tx:
            await actions.grant(tx, **values)  # type: ignore[arg-type]

    assert await refused(grant(role="emperor")) == "role.unknown"
    assert await refused(grant(role="community_clerk")) == "grant.exists"
    assert await refused(grant(area=district.far_community)) == "area.unknown"
    assert await refused(grant(organisation=wang)) == "organisation.unknown"
    assert await refused(grant(account=district.district)) == "account.unknown"
    await grant(organisation=district.property_org)
    assert await refused(grant(organisation=district.property_org)) == "grant.exists"


async def test_an_ended_grant_can_be_given_again(people: People, keeper: Keeper, district: District) -> None:
    wang = await people.staff("wang", "community_clerk", district.community)
    place = {"account": wang, "role": "community_clerk", "area": district.community}
    async with keeper.db.transaction() as tx:
        await actions.revoke(tx, **place)  # type: ignore[arg-type]
    async with keeper.db.transaction() as tx:
        await actions.grant(tx, **place)  # type: ignore[arg-type]
    async with keeper.db.transaction() as tx:
        await actions.revoke(tx, **place)  # type: ignore[arg-type]

    async def again() -> None:
        async with keeper.db.transaction() as tx:
            await actions.revoke(tx, **place)  # type: ignore[arg-type]

    assert await refused(again()) == "grant.unknown"


async def test_a_phone_is_one_resident_and_perhaps_a_clerk_too(
    people: People, keeper: Keeper, district: District
) -> None:
    await people.resident("an", PHONE)
    assert await refused(people.resident("other", PHONE)) == "account.taken"
    async with keeper.db.transaction() as tx:
        await actions.create_staff(
            tx, keeper.sealer, district=district.district, name="王", username="wang", phone=PHONE
        )


async def test_the_phone_lies_sealed(people: People, owner: asyncpg.Connection) -> None:
    await people.resident("an", PHONE)
    row = await owner.fetchval("SELECT accounts::text FROM accounts")
    assert PHONE not in row
    assert PHONE.encode().hex() not in row


@pytest.mark.parametrize("name", ["w", "", "王", "-wang", "a b", "x" * 41, "wang@home", "wáng"])
def test_user_names_that_cannot_be(name: str) -> None:
    with pytest.raises(DomainError, match="user name"):
        actions.clean_username(name)


def test_user_names_are_lower_case() -> None:
    assert actions.clean_username(" Wang.Li-2 ") == "wang.li-2"


@pytest.mark.parametrize("name", ["", "  ", "x" * 51, "a\nb", "a\x00", "a\u202eb"])
def test_names_that_cannot_be(name: str) -> None:
    with pytest.raises(DomainError):
        actions.clean_name(name)
