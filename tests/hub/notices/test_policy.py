"""Who writes, who looks, who reads and who hears: every right, and who is told that there is nothing."""

from typing import Any
from uuid import UUID

from hub.accounts.types import Principal
from hub.notices import reading
from tests.hub.notices.conftest import Board, refused


async def test_who_writes_where(board: Board) -> None:
    for who in (board.clerk, board.street, board.coordinator):
        await board.write(who)
    for who in (
        board.an,
        board.grid,
        board.other,
        await board.people.dispatcher(),
        await board.people.worker(),
    ):
        assert await refused(board.write(who)) == "notice.not_allowed"
    # Over one of two areas is not over both; of another district there is none.
    both = [board.place.community, board.place.sibling_community]
    assert await refused(board.write(board.clerk, areas=both)) == "notice.not_allowed"
    assert await refused(board.write(board.coordinator, areas=[board.place.far_community])) == "area.unknown"


async def test_a_draft_is_known_to_staff_above_it_only(board: Board) -> None:
    one = (await board.write(board.street, areas=[board.place.street])).head.id
    for who in (board.street, board.second, board.coordinator):
        assert await board.listed(who) == [one]
        assert (await board.desk(who, one)).notice.head.id == one
    for who in (board.clerk, board.grid, board.other):  # below it: from its publication on
        assert await board.listed(who) == []
        assert await refused(board.desk(who, one)) == "not_found"
        assert not await board.may(who, f"staff/notice/{one}")
    for who in (board.an, board.hu, await board.people.dispatcher()):
        assert await refused(board.desk(who, one)) == "not_found"
        assert await refused(board.page(who, one)) == "not_found"
        assert await refused(board.listed(who)) == "forbidden"
    await board.submit(board.street, one)
    await board.approve(board.second, one)
    for who in (board.clerk, board.grid, board.other):
        assert await board.listed(who) == [one]
        assert (await board.desk(who, one)).may == ()
        assert await board.may(who, f"staff/notice/{one}")


async def test_who_may_not_take_a_step(board: Board) -> None:
    one = await board.publish()
    steps: list[Any] = [
        board.submit, board.edit, board.approve, board.decline, board.correct, board.withdraw, board.clear,
    ]  # fmt: skip
    for take in steps:
        assert await refused(take(board.grid, one)) == "notice.not_allowed"  # sees it, does not write
        for stranger in (board.an, board.other, await board.people.dispatcher()):
            assert await refused(take(stranger, one)) == "not_found"


async def test_a_group_notice_reaches_its_members_only(board: Board) -> None:
    one = await board.publish(groups=["pets"])
    claimed = await board.lives(await board.people.resident("邓先生"), board.next_door, state="claimed")
    elsewhere = await board.people.resident("谢女士")
    topic = f"public/{board.place.community}/notices/pets"
    for who in (board.an, claimed, elsewhere, board.hu):
        assert not await board.may(who, topic)
    for who in (board.an, claimed, elsewhere):
        await board.declare(who)
    assert await board.mine(board.an) == [one]
    assert (await board.page(board.an, one)).notice.groups == ("pets",)
    assert await board.may(board.an, topic)
    await board.read(board.an, one)
    # Not who only says that she lives there, nor who lives elsewhere, nor who is not in the group.
    for who in (claimed, elsewhere, board.luo, board.hu):
        assert await board.mine(who) == []
        assert await refused(board.page(who, one)) == "not_found"
        assert await refused(board.read(who, one)) == "not_found"
        assert await refused(board.reached(who, one)) == "not_found"
        assert not await board.may(who, topic)
    assert topic in (await reading.mine(board.db, board.an, None)).topics
    assert topic not in (await reading.mine(board.db, board.luo, None)).topics
    # And on no other topic of readers.
    rows = await board.owner.fetch("SELECT topics FROM events WHERE type = 'notice.shown'")
    assert [row["topics"] for row in rows] == [[topic]]
    # No longer hers: gone, and her sockets are asked again.
    await board.declare(board.an, ours=False)
    assert await board.mine(board.an) == []
    assert not await board.may(board.an, topic)
    assert [told["reason"] for told in await board.told(f"access/{board.an.account}")] == ["groups", "groups"]


async def test_groups_by_what_the_service_knows(board: Board) -> None:
    async def groups(who: Principal) -> set[str]:
        return {one.key for one in (await reading.groups(board.db, who)).groups if one.mine}

    assert (await groups(board.an), await groups(board.luo), await groups(board.hu)) == (
        {"owners"},
        {"tenants"},
        set(),
    )
    son = await board.people.resident("罗小明")
    await board.owner.execute(
        "UPDATE accounts SET phone = 'x'::bytea, phone_index = 'abcdefgh'::bytea WHERE id = $1",
        board.an.account,
    )
    programme = await board.owner.fetchval(
        """INSERT INTO certification_programmes (district, key, name, name_en, least_age, every_months, notice_days,
             grace_days, freshness)
           VALUES ($1, 'old_age', '高龄津贴', 'Old age', 80, 12, 30, 60, '{code}') RETURNING id""",
        board.place.district,
    )
    person = await board.owner.fetchval(
        """INSERT INTO certification_persons (district, programme, area, path, name, id_number, id_index, phone,
             phone_index)
           SELECT $1, $2, $3, (SELECT path FROM areas WHERE id = $3), 'n', 'i', 'x', phone, phone_index
             FROM accounts WHERE id = $4 RETURNING id""",
        board.place.district, programme, board.place.community, board.an.account,
    )  # fmt: skip
    await board.owner.execute(
        """INSERT INTO certification_proxies (district, person, account, relation, agreed_at, agreed_way)
           VALUES ($1, $2, $3, 'child', app_now(), 'desk')""",
        board.place.district, person, son.account,
    )  # fmt: skip
    assert await groups(board.an) == {"owners", "over_80"}
    assert await groups(son) == {"over_80"}
    await board.owner.execute("UPDATE certification_persons SET left_at = app_now()")
    assert await groups(board.an) == {"owners"}
    await board.owner.execute(
        "INSERT INTO badges (district, account, kind) VALUES ($1, $2, 'party')",
        board.place.district,
        board.an.account,
    )
    assert await groups(board.an) == {"owners", "party"}
    assert await refused(board.declare(board.luo, "over_80")) == "notice.group_unknown"  # not to be chosen
    assert await refused(board.declare(board.luo, "nothing")) == "notice.group_unknown"
    assert await refused(board.declare(board.clerk, "pets")) == "forbidden"


async def test_topics(board: Board) -> None:
    place = board.place
    for who in (board.an, board.hu, board.clerk):  # the notice board hangs in the street
        assert await board.may(who, f"public/{place.community}/notices")
        assert not await board.may(who, f"public/{place.far_community}/notices")
        assert not await board.may(who, f"public/{UUID(int=1)}/notices")
        assert not await board.may(who, "public/x/notices")
    for who in (board.clerk, board.grid, board.street):
        assert await board.may(who, f"staff/{place.grid}/notices")
    assert await board.may(board.street, f"staff/{place.street}/notices")
    for who in (board.clerk, board.other, board.an, await board.people.dispatcher()):
        assert not await board.may(who, f"staff/{place.street}/notices")
    assert not await board.may(board.an, f"staff/{place.dwelling}/notices")


async def test_staff_leave_no_receipts(board: Board) -> None:
    one = await board.publish()
    assert await refused(board.read(board.clerk, one)) == "forbidden"
    assert await refused(board.reached(board.clerk, one)) == "forbidden"


async def test_what_readers_get_names_nobody(board: Board) -> None:
    one = (await board.write(board.street, areas=[board.place.street])).head.id
    await board.submit(board.street, one)
    await board.approve(board.second, one)
    await board.correct(board.street, one)
    for row in await board.owner.fetch("SELECT text FROM events WHERE type = 'notice.shown'"):
        for secret in ("李志强", "王敏", str(board.street.account), "version"):
            assert secret not in row["text"]
