"""Coverage by building, doors without a receipt, whom a choice would reach, lists."""

import random
from typing import Any
from uuid import UUID

import msgspec
import pytest

from hub.accounts.types import Principal
from hub.errors import DomainError
from hub.notices import reading
from hub.notices.export import EXPORTERS, NoticeDoorFilter
from hub.notices.types import MyNotice, NoticeHead, NoticeReceipt, StaffNotice
from hub.tickets.export.registry import Ask
from tests.hub.notices.conftest import Board, refused


async def test_coverage_counts_households_not_people(board: Board) -> None:
    wife = await board.lives(await board.people.resident("邓女士"))  # in 安女士's dwelling
    empty = await board.dwelling("1-8")
    other_building = await board.owner.fetchval(
        "INSERT INTO areas (parent, level, name) VALUES ($1, 'building', '13栋') RETURNING id",
        board.place.estate,
    )
    house = await board.dwelling("2-1", other_building)
    one = await board.publish(must_read=True)
    for who in (board.an, wife, board.hu):  # 胡女士 lives elsewhere and counts nowhere
        await board.read(who, one)
    found = await reading.coverage(board.db, board.clerk, one)
    total = found.total
    assert (total.people, total.read, total.households, total.households_read) == (3, 2, 4, 1)
    assert [(each.place, each.households, each.households_read, each.people) for each in found.buildings] == [
        ("金沙社区 宝鼎金沙小区 13栋", 1, 0, 0), ("金沙社区 宝鼎金沙小区 12栋", 3, 1, 3),
    ]  # fmt: skip
    doors = (await reading.doors(board.db, board.clerk, one)).doors
    assert {door.dwelling for door in doors} == {board.next_door, empty, house}
    assert {door.place: door.people for door in doors}["金沙社区 宝鼎金沙小区 12栋3单元1-7"] == 1
    # Asked again, hers no longer counts.
    await board.correct(board.clerk, one, ask_again=True)
    assert (await reading.coverage(board.db, board.clerk, one)).total.households_read == 0


async def test_doors_in_pages_and_each_look_written_down(board: Board) -> None:
    for number in range(8, 13):
        await board.dwelling(f"1-{number}")
    one = await board.publish()
    seen: list[str] = []
    after = None
    while True:
        page = await reading.doors(board.db, board.grid, one, after=after, limit=3)
        seen += [door.place.rpartition("单元")[2] for door in page.doors]
        if page.next is None:
            break
        after = UUID(page.next)
    assert seen == ["1-6", "1-7", "1-8", "1-9", "1-10", "1-11", "1-12"]
    rows = await board.owner.fetch("SELECT actor, detail FROM audit WHERE action = 'notice.doors_seen'")
    assert [row["actor"] for row in rows] == [board.grid.account]
    assert str(one) in rows[0]["detail"]


async def test_staff_below_see_their_own_doors(board: Board) -> None:
    one = (await board.write(board.street, areas=[board.place.street])).head.id
    await board.submit(board.street, one)
    await board.approve(board.second, one)
    assert len((await reading.doors(board.db, board.clerk, one)).doors) == 2
    assert (await reading.doors(board.db, board.other, one)).doors == []
    assert (await reading.coverage(board.db, board.other, one)).buildings == []
    assert await refused(reading.doors(board.db, board.other, one, area=board.place.building)) == "not_found"
    outsider = await board.people.clerk(board.place.other_community)
    for who in (outsider, board.an, await board.people.dispatcher()):
        assert await refused(reading.doors(board.db, who, one)) == "not_found"
        assert await refused(reading.coverage(board.db, who, one)) == "not_found"


async def test_the_doors_as_a_table(board: Board) -> None:
    one = await board.publish()
    await board.read(board.an, one)
    [exporter] = EXPORTERS
    wanted = Ask(board.clerk, NoticeDoorFilter(notice=one), "zh-CN")
    rows = [row async for page in exporter.pages(board.db, wanted) for row in page]
    assert [row["place"] for row in rows] == ["金沙社区 宝鼎金沙小区 12栋3单元1-7"]
    assert (
        await refused(exporter.total(board.db, Ask(board.other, NoticeDoorFilter(notice=one), "en")))
        == "not_found"
    )


async def test_whom_a_choice_would_reach(board: Board) -> None:
    async def reach(
        areas: list[UUID], groups: list[str], by: Principal = board.street
    ) -> tuple[int, int, bool]:
        found = await reading.reach(board.db, by, areas, groups)
        return found.households, found.people, found.wide

    assert await reach([board.place.community], []) == (2, 2, False)
    assert await reach([board.place.building, board.place.community], []) == (2, 2, False)  # each once
    assert await reach([board.place.street], ["tenants"]) == (1, 1, True)
    assert await reach([board.place.sibling_community], []) == (0, 0, False)
    assert await refused(reach([board.place.street], [], board.clerk)) == "notice.not_allowed"
    assert await refused(reach([board.place.street], [], board.an)) == "notice.not_allowed"
    assert await refused(reach([board.place.street], ["x"])) == "notice.group_unknown"


async def test_where_the_phone_stands_counts_too(board: Board) -> None:
    one = await board.publish()
    at = await reading.mine(board.db, board.hu, board.place.estate)
    assert [each.notice.id for each in at.notices] == [one]
    assert f"public/{board.place.community}/notices" in at.topics
    assert await board.mine(board.hu) == []
    assert await refused(reading.mine(board.db, board.hu, board.place.far_community)) == "area.unknown"


async def test_pages(board: Board) -> None:
    made = [await board.publish() for _ in range(5)]
    seen: list[UUID] = []
    after = None
    while True:
        page = await reading.mine(board.db, board.an, None, after=after, limit=2)
        seen += [one.notice.id for one in page.notices]
        after = page.next
        if after is None:
            break
    assert seen == made[::-1]
    for bad in ("x", "1.x", f"x.{made[0].hex}"):
        assert await refused(board.mine(board.an, after=bad)) == "cursor.invalid"
    staff = await reading.staff_page(board.db, board.clerk, limit=3)
    assert [one.head.id for one in staff.notices] == made[:1:-1]
    assert await board.listed(board.clerk, after=UUID(staff.next)) == made[1::-1]
    assert await board.listed(board.clerk, states=["draft"]) == []
    assert await board.listed(board.clerk, kind="alert") == []


@pytest.mark.parametrize("seed", range(3))
async def test_old_state_and_events_give_what_a_fresh_fetch_gives(board: Board, seed: int) -> None:
    chance = random.Random(seed)
    await board.declare(board.an)
    writers = [board.clerk, board.street, board.second, board.coordinator, board.other]
    readers = [board.an, board.luo]
    made: list[UUID] = []
    for _ in range(60):
        by, one = chance.choice(writers), chance.choice(made) if made else UUID(int=0)
        try:
            match chance.randrange(9):
                case 0 | 1:
                    draft = await board.write(
                        by, areas=[chance.choice([board.place.community, board.place.building, board.place.street])],
                        groups=chance.choice([[], [], ["pets"], ["owners"]]),
                        kind=chance.choice(["notice", "policy", "alert"]),
                    )  # fmt: skip
                    made.append(draft.head.id)
                case 2 | 3:
                    await board.submit(by, one)
                case 4:
                    await board.approve(by, one)
                case 5:
                    await chance.choice([board.withdraw, board.clear, board.decline])(by, one)
                case 6:
                    await board.correct(by, one, ask_again=chance.random() < 0.5)
                case 7:
                    await board.read(chance.choice(readers), one, chance.choice([1, 1, 2]))
                case 8:
                    await board.reached(chance.choice(readers), one)
        except DomainError as error:
            assert error.status in (403, 404, 409)  # noqa: PT017
    await _staff_know(board, [board.street, board.coordinator, board.clerk])
    for who in readers:
        await _readers_know(board, who)


async def _staff_know(board: Board, staff: list[Principal]) -> None:
    for who in staff:
        [grant] = who.grants
        known: dict[str, Any] = {}
        for told in await board.told(f"staff/{grant.area}/notices"):
            known[told["notice"]["head"]["id"]] = told["notice"]
        page = await reading.staff_page(board.db, who, limit=200)
        told_of = {UUID(key): msgspec.convert(value, StaffNotice) for key, value in known.items()}
        assert {one.head.id: one for one in page.notices} == told_of


async def _readers_know(board: Board, who: Principal) -> None:
    fresh = await reading.mine(board.db, who, None, limit=200)
    known: dict[UUID, NoticeHead] = {}
    rows = await board.owner.fetch(
        "SELECT text FROM events WHERE topics && $1 AND type = 'notice.shown' ORDER BY id", list(fresh.topics)
    )
    for row in rows:
        head = msgspec.convert(msgspec.json.decode(row["text"])["notice"], NoticeHead)
        known[head.id] = head
        if head.state not in ("published", "cleared"):
            del known[head.id]
    receipts: dict[UUID, NoticeReceipt] = {}
    for told in await board.told(f"own/{who.account}"):
        assert told.pop("type") == "notice.read"
        receipts[UUID(told["notice"])] = msgspec.convert(told, NoticeReceipt)
    assert {one.notice.id: one for one in fresh.notices} == {
        key: MyNotice(head, receipts.get(key)) for key, head in known.items()
    }
