"""An alert and its messages: who gets one, once, over which channel; sums that are told; the all-clear."""

import asyncio
from typing import Any

from hub.accounts import residences
from hub.notices import reading
from hub.notices.rounds import Rounds
from hub.notices.types import NoticeWords
from tests.hub.notices.conftest import Board

WORDS = {
    "zh": NoticeWords("暴雨红色预警", "低洼处请马上上 2 楼。", ""),
    "en": NoticeWords("Flood", "Go upstairs.", ""),
}


async def alert(board: Board, **more: Any) -> Any:
    return await board.publish(kind="alert", words=WORDS, **more)


async def recipients(board: Board, template: str = "notice.alert") -> set[Any]:
    return {account for kind, account, _, _ in await board.messages() if kind == template}


async def test_messages_go_to_those_whose_phone_was_silent(board: Board) -> None:
    deng = await board.lives(await board.people.resident("邓先生"), board.next_door, state="claimed")
    one = await alert(board)
    await board.reached(board.an, one)
    await board.later(seconds=10)
    assert await board.messages() == []  # phones have a moment to answer
    await board.later(seconds=15)
    assert await recipients(board) == {board.luo.account, deng.account}
    _, _, channel, said = (await board.messages())[0]
    assert channel == "sms"
    assert said["title"] == "暴雨红色预警"
    assert said["title_en"] == "Flood"
    coverage = (await reading.coverage(board.db, board.clerk, one)).total
    assert (coverage.people, coverage.reached, coverage.sent, coverage.read) == (3, 1, 2, 0)
    await board.later(hours=1)
    assert len(await board.messages()) == 2  # each once


async def test_whoever_is_on_the_roster_without_an_account_is_called_too(board: Board) -> None:
    async with board.db.transaction() as tx:
        for phone in ("13900000001", "13900000002"):
            await residences.add_to_roster(
                tx, board.sealer, dwelling=board.next_door, kind="family", name="老人", phone=phone
            )
    one = await alert(board)
    await board.later(seconds=21)
    sent = await board.messages()
    assert len(sent) == 4
    rows = await board.owner.fetch("SELECT id, phone FROM messages WHERE phone IS NOT NULL")
    phones = {board.sealer.unseal(row["phone"], column="messages.phone", row=row["id"]) for row in rows}
    assert phones == {"13900000001", "13900000002"}
    doors = {door.dwelling: door.sent for door in (await reading.doors(board.db, board.clerk, one)).doors}
    assert doors == {board.place.dwelling: 1, board.next_door: 3}


async def test_an_alert_for_a_group_goes_to_the_group(board: Board) -> None:
    await alert(board, groups=["tenants"])
    await board.later(seconds=21)
    assert await recipients(board) == {board.luo.account}


async def test_two_hubs_send_each_message_once(board: Board) -> None:
    for number in range(120):
        await board.lives(await board.people.resident(f"居民{number}"), board.next_door)
    one = await alert(board)
    await board.owner.execute("UPDATE app_clock SET ahead = ahead + interval '21 s'")
    hubs = [Rounds(board.db, board.place.district, board.sealer) for _ in range(2)]

    async def work(hub: Rounds) -> None:
        while await hub.look():
            pass

    await asyncio.gather(*(work(hub) for hub in hubs))
    await work(hubs[0])
    assert len(await board.messages()) == 122
    assert await board.owner.fetchval("SELECT messages_at FROM notices WHERE id = $1", one) is None


async def test_the_all_clear_reaches_who_was_told_by_message(board: Board) -> None:
    one = await alert(board)
    await board.reached(board.an, one)
    await board.later(seconds=21)
    await board.clear(board.clerk, one)
    await board.later(seconds=1)
    assert await recipients(board, "notice.clear") == {board.luo.account}
    told = (await board.told(f"public/{board.place.community}/notices"))[-1]
    assert (told["step"], told["notice"]["state"], told["notice"]["ended_text"]) == (
        "cleared",
        "cleared",
        "水已退",
    )
    assert (await board.page(board.an, one)).notice.state == "cleared"


async def test_nothing_is_sent_when_it_is_over_before(board: Board) -> None:
    one = await alert(board)
    await board.clear(board.clerk, one)
    await board.later(seconds=21)
    assert await board.messages() == []
    other = await alert(board)
    await board.withdraw(board.clerk, other)
    await board.later(seconds=21)
    assert await board.messages() == []


async def test_sums_are_told_once_however_many_read(board: Board) -> None:
    one = await board.publish(must_read=True)
    for who in (board.an, board.luo):
        await board.read(who, one)
    await board.rounds.look()
    await board.rounds.look()
    sums = [told for told in await board.told(f"staff/notice/{one}") if told["type"] == "notice.coverage"]
    assert [(told["read"], told["households_read"], told["households"]) for told in sums] == [(2, 2, 2)]
    await board.read(board.hu, one)  # lives elsewhere: the sums stay
    await board.rounds.look()
    assert (
        len([told for told in await board.told(f"staff/notice/{one}") if told["type"] == "notice.coverage"])
        == 1
    )


async def test_one_broken_notice_keeps_no_other_waiting(board: Board) -> None:
    first, second = await alert(board), await alert(board, areas=[board.place.building])
    await board.owner.execute("UPDATE notice_editions SET words = '{}' WHERE notice = $1", first)
    await board.later(seconds=21)
    rows = await board.owner.fetch("SELECT DISTINCT notice FROM notice_sends")
    assert [row["notice"] for row in rows] == [second]
