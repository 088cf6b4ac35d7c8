"""Who may not speak where, until when, lifted early; a drain can be reported all the same."""

from datetime import timedelta
from uuid import uuid4

from hub.accounts.types import Principal
from hub.moderation import reading
from hub.moderation.blocks import lift, page
from hub.moderation.types import Block, LiftBlock
from hub.tickets.actions import create
from hub.tickets.types import Create
from tests.hub.moderation.test_cases import refused
from tests.hub.moderation.things import Board
from tests.support import ask


async def lifted(
    board: Board, by: Principal, block: Block, reason: str = "已道歉", version: int = 1
) -> Block:
    given = LiftBlock(reason=reason, version=version)
    return await lift(board.db, board.sealer, by, ask(by), block.id, given)


async def test_who_is_blocked_may_not_write_but_report_a_drain(board: Board) -> None:
    block = await board.block(board.clerk, board.an.account)
    assert await refused(board.write()) == "blocked"
    await board.write(by=board.luo)
    drain = Create(area=board.place.dwelling, category="drain_blocked", text="堵了", place_text="门口")
    assert (await create(board.db, board.an, ask(board.an), drain)).number > 0
    mine = await reading.mine(board.db, board.an)
    assert [(one.area_name, one.reason, one.until) for one in mine.blocks] == [
        ("金沙社区", "多次辱骂邻居", block.until)
    ]
    assert "moderation.blocked" in await board.messages()
    assert ("moderation.blocked", board.clerk.account, board.an.account) in await board.audited()


async def test_a_block_ends_by_itself(board: Board) -> None:
    await board.block(board.clerk, board.an.account, days=2)
    await board.owner.execute("UPDATE app_clock SET ahead = $1", timedelta(days=3))
    await board.write()
    assert (await page(board.db, board.clerk, current=True)).blocks == []
    assert len((await page(board.db, board.clerk, current=False)).blocks) == 1
    assert (await reading.mine(board.db, board.an)).blocks == []


async def test_a_block_is_lifted_early_with_a_reason(board: Board) -> None:
    block = await board.block(board.clerk, board.an.account)
    assert await refused(lifted(board, board.clerk, block, "好")) == "moderation.reason"
    assert await refused(lifted(board, board.clerk, block, version=2)) == "moderation.stale"
    after = await lifted(board, board.second, block, "当面道过歉了")
    assert (after.version, after.lift_reason, after.lifted_by and after.lifted_by.name) == (
        2, "当面道过歉了", "周敏"
    )  # fmt: skip
    await board.write()
    assert await refused(lifted(board, board.clerk, after, "再来一次", 2)) == "moderation.wrong_state"
    assert await board.messages() == ["moderation.blocked", "moderation.lifted"]
    assert [row[0] for row in await board.audited()] == ["moderation.blocked", "moderation.lifted"]
    types = [
        row["type"]
        for row in await board.owner.fetch("SELECT type FROM events WHERE type LIKE 'mod%' ORDER BY id")
    ]
    assert types == ["moderation.block", "moderation.my_block"] * 2


async def test_who_may_block_whom_and_how_long(board: Board) -> None:
    an = board.an.account
    for who in (board.far_clerk, board.luo, await board.people.dispatcher()):
        assert await refused(board.block(who, an)) == "not_found"
    assert await refused(board.block(board.clerk, an, board.place.street)) == "not_found"
    assert await refused(board.block(board.clerk, uuid4())) == "not_found"
    assert (
        await refused(board.block(board.clerk, board.second.account)) == "not_found"
    )  # staff answer to staff
    far = await board.people.resident("远方", district=board.place.far_district)
    assert await refused(board.block(board.clerk, far.account)) == "not_found"
    for days in (0, -1, 366):
        assert await refused(board.block(board.clerk, an, days=days)) == "moderation.until"
    block = await board.block(board.clerk, an)
    assert await refused(board.block(board.second, an)) == "moderation.blocked_already"
    await board.block(board.coordinator, an, board.place.district)
    assert await refused(lifted(board, board.far_clerk, block)) == "not_found"
    assert (await page(board.db, board.far_clerk, current=True)).blocks == []
    first = await page(board.db, board.coordinator, current=True, limit=1)
    assert first.next == str(first.blocks[0].id)
    rest = await page(board.db, board.coordinator, current=True, after=first.blocks[0].id)
    assert [one.id for one in rest.blocks] == [block.id]
