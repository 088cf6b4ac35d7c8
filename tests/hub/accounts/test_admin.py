"""What `shequ user …` does."""

import asyncpg
import pytest

from hub import audit
from hub.accounts import admin, sessions
from hub.accounts.keeper import Keeper
from hub.errors import DomainError
from tests.hub.accounts.conftest import PASSWORD, PHONE, MakeClient, People
from tests.hub.accounts.test_signing import bind_second_factor
from tests.support import District


async def test_from_nothing_to_a_working_clerk_and_back(
    people: People, keeper: Keeper, district: District
) -> None:
    db, sealer = keeper.db, keeper.sealer
    password = await admin.add(db, sealer, username="Wang", name="王", phone=PHONE, district="西区")
    await admin.grant_role(db, username="wang", role="community_clerk", area="金沙社区")
    await admin.grant_role(
        db, username="wang", role="property_dispatcher", area=str(district.estate), organisation="示例物业甲"
    )
    (line,) = await admin.list_staff(db)
    assert line.username == "wang"
    assert line.roles == "community_clerk @ 金沙社区, property_dispatcher @ 宝鼎金沙小区 / 示例物业甲"
    signed_in = await people.password_sign_in("wang", password)
    assert len(signed_in.json()["account"]["grants"]) == 2
    await admin.revoke_role(db, username="wang", role="community_clerk", area="金沙社区")
    (line,) = await admin.list_staff(db)
    assert line.roles == "property_dispatcher @ 宝鼎金沙小区 / 示例物业甲"
    async with db.transaction() as tx:
        assert (await audit.verify(tx, district.district)).entries == 5


async def test_a_new_password_ends_all_sessions(
    people: People, keeper: Keeper, owner: asyncpg.Connection
) -> None:
    await people.staff("wang")
    token = await people.token("wang")
    fresh = await admin.set_password(keeper.db, username="wang")
    async with keeper.db.connection() as conn:
        assert await sessions.principals(conn, [token]) == {}
    assert (await people.password_sign_in("wang", PASSWORD)).status_code == 401
    assert (await people.password_sign_in("wang", fresh)).status_code == 200
    assert await owner.fetchval("SELECT count(*) FROM events WHERE type = 'access.changed'") == 1


async def test_a_lost_authenticator_is_unbound(
    people: People, keeper: Keeper, client_from: MakeClient
) -> None:
    await people.staff("wang")
    await bind_second_factor(people, client_from)
    assert (await people.password_sign_in("wang")).status_code == 401
    await admin.unbind_second_factor(keeper.db, username="wang")
    assert (await people.password_sign_in("wang")).status_code == 200


async def test_a_closed_account(people: People, keeper: Keeper) -> None:
    await people.staff("wang")
    await admin.disable(keeper.db, username="wang")
    assert (await people.password_sign_in("wang")).json()["code"] == "account.disabled"
    with pytest.raises(DomainError, match="No such account"):
        await admin.disable(keeper.db, username="wang")


async def test_what_cannot_be(people: People, keeper: Keeper, district: District) -> None:
    db, sealer = keeper.db, keeper.sealer
    await people.staff("wang")
    for awaitable, code in (
        (admin.add(db, sealer, username="wang", name="王", district="西区"), "account.taken"),
        (admin.add(db, sealer, username="li", name="李", password="short", district="西区"), "password.weak"),
        (admin.add(db, sealer, username="li", name="李", district="南区"), "area.unknown"),
        (admin.set_password(db, username="nobody"), "account.unknown"),
        (admin.grant_role(db, username="nobody", role="auditor", area="西区"), "account.unknown"),
        (admin.grant_role(db, username="wang", role="auditor", area="火星"), "area.unknown"),
        (admin.grant_role(db, username="wang", role="auditor", area="炳草岗社区"), "area.unknown"),
        (admin.grant_role(db, username="wang", role="king", area="西区"), "role.unknown"),
        (
            admin.grant_role(db, username="wang", role="auditor", area="西区", organisation="没有"),
            "organisation.unknown",
        ),
        (admin.revoke_role(db, username="wang", role="auditor", area="西区"), "grant.unknown"),
    ):
        with pytest.raises(DomainError) as refused:
            await awaitable
        assert refused.value.code == code
