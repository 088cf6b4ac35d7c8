"""A digest: by choice, once a day, only when something happened; by the service's clock."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from hub.accounts.types import Principal
from hub.db import Database
from hub.errors import DomainError
from hub.follows.actions import choose, choose_times, read, standing
from hub.follows.digests import Digests
from hub.follows.types import DigestChoice, QuietHours, ReadTold, ToldChoices
from hub.notify import actions as notify
from hub.notify.types import About
from hub.settings import Settings
from tests.conftest import RunningHub
from tests.hub.notices.conftest import Board
from tests.hub.tickets.test_routes import key
from tests.support import People, ask


@pytest.fixture
async def board(db: Database, owner: Any, people: People, settings: Settings) -> Board:
    made = await Board(db, owner, people, settings).begin()
    await made.owner.execute(  # noon in Asia/Shanghai
        "UPDATE app_clock SET ahead = ahead + ((app_now() AT TIME ZONE 'Asia/Shanghai')::date + interval '36 hours')"
        " AT TIME ZONE 'Asia/Shanghai' - app_now()"
    )
    return made


async def later(board: Board, hours: float) -> None:
    await board.owner.execute(
        "UPDATE app_clock SET ahead = ahead + make_interval(secs => $1)", hours * 3600.0
    )
    while await Digests(board.db, board.place.district, board.sealer).look():
        pass


async def wants(board: Board, who: Principal, hour: int | None) -> None:
    await choose(board.db, who, ask(who), DigestChoice(hour))


async def happens(board: Board, who: Principal, template: str, thing: UUID | None = None) -> UUID:
    """Somebody's doing of which she is told without a message."""
    about = About("ticket", thing or uuid4())
    async with board.db.transaction() as tx:
        await notify.line(
            tx,
            district=who.district,
            accounts=[who.account],
            template=template,
            about=about,
            once=str(uuid4()),
        )
    return about.thing


async def said(board: Board) -> list[tuple[Any, str]]:
    return [
        (account, words["text"])
        for kind, account, _, words in await board.messages()
        if kind == "digest.daily"
    ]


async def test_once_a_day_at_her_hour_and_only_what_happened_since(board: Board) -> None:
    await wants(board, board.an, 18)
    one = await happens(board, board.an, "line.ticket.acknowledged")
    await happens(board, board.an, "line.ticket.started", one)
    await happens(board, board.an, "line.ticket.resolved")
    await happens(board, board.an, "line.commented")
    await happens(board, board.an, "line.followed.post")
    await board.publish()
    await later(board, 5.9)
    assert await said(board) == []
    await later(board, 0.2)
    first = (
        board.an.account,
        "您的事项有 2 件新进展；邻居对您说了 1 句话；您关注的有 1 条新消息；1 条新公告还没看",
    )
    assert await said(board) == [first]
    await later(board, 1)
    assert await said(board) == [first]
    await later(board, 24)
    assert await said(board) == [first]  # nothing happened since; of the notice she was told yesterday
    await happens(board, board.an, "line.followed.post")
    await read(board.db, board.an, ask(board.an), ReadTold())
    await happens(board, board.an, "line.ticket.started")
    await later(board, 24)
    assert await said(board) == [first, (board.an.account, "您的事项有 1 件新进展")]


async def test_nothing_without_her_choice(board: Board) -> None:
    await happens(board, board.luo, "line.ticket.started")
    await wants(board, board.an, 18)
    await happens(board, board.an, "line.ticket.started")
    await wants(board, board.an, None)
    await later(board, 48)
    assert await said(board) == []


async def test_it_counts_no_mention_that_a_message_told_of_and_those_she_wants_no_messages_for(
    board: Board,
) -> None:
    async def mention() -> None:
        async with board.db.transaction() as tx:
            await notify.send(
                tx, board.sealer, district=board.an.district, template="feed.mentioned",
                params={"by": "罗**", "text": "您看呢"}, account=board.an.account,
            )  # fmt: skip

    await wants(board, board.an, 18)
    await mention()
    await later(board, 6.5)
    assert await said(board) == []  # it went out at once
    await choose_times(board.db, board.an, ask(board.an), ToldChoices(None, mentions=False))
    await mention()
    assert [kind for kind, *_ in await board.messages()] == ["feed.mentioned"]
    await later(board, 24)
    assert await said(board) == [(board.an.account, "邻居对您说了 1 句话")]


async def test_it_waits_for_the_end_of_her_quiet_hours(board: Board) -> None:
    await wants(board, board.an, 13)
    await choose_times(
        board.db, board.an, ask(board.an), ToldChoices(QuietHours(12 * 60, 15 * 60), mentions=True)
    )
    await happens(board, board.an, "line.ticket.started")
    await later(board, 1.1)
    wait = await board.owner.fetchval(
        "SELECT next_at - app_now() FROM messages WHERE template = 'digest.daily'"
    )
    assert timedelta(minutes=110) < wait < timedelta(minutes=115)


async def test_two_hubs_send_it_once(board: Board) -> None:
    for who in (board.an, board.luo):
        await wants(board, who, 13)
        await happens(board, who, "line.ticket.started")
    await board.owner.execute("UPDATE app_clock SET ahead = ahead + interval '2 hours'")
    hubs = [Digests(board.db, board.place.district, board.sealer) for _ in range(3)]
    await asyncio.gather(*(hub.look() for hub in hubs))
    assert sorted(account for account, _ in await said(board)) == sorted(
        [board.an.account, board.luo.account]
    )


async def test_what_dies_before_its_commit_is_sent_later_once(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    await wants(board, board.an, 13)
    await happens(board, board.an, "line.ticket.started")

    async def dies(*_: Any, **__: Any) -> None:
        raise DomainError("not_found")

    with monkeypatch.context() as broken:
        broken.setattr("hub.follows.digests.notify.send", dies)
        await later(board, 2)
    assert await said(board) == []
    await later(board, 0)
    assert len(await said(board)) == 1


async def test_staff_have_none(board: Board) -> None:
    for made in (
        standing(board.db, board.clerk),
        choose(board.db, board.clerk, ask(board.clerk), DigestChoice(8)),
    ):
        with pytest.raises(DomainError) as caught:
            await made
        assert caught.value.code == "forbidden"


async def test_over_http(hub: RunningHub, people: People) -> None:
    async with await hub.client(await people.resident()) as phone, await hub.client() as stranger:
        assert (await phone.get("/api/digest")).json() == {"hour": None, "next_at": None}
        chosen = await phone.put("/api/digest", json={"hour": 19}, headers=key())
        assert chosen.json()["hour"] == 19
        assert (await phone.get("/api/digest")).json() == chosen.json()
        for bad in (3, 22, "x"):  # never at night
            assert (await phone.put("/api/digest", json={"hour": bad}, headers=key())).status_code == 400
        dropped = await phone.put("/api/digest", json={"hour": None}, headers=key())
        assert dropped.json() == {"hour": None, "next_at": None}
        assert (await stranger.get("/api/digest")).status_code == 401
        assert (await stranger.put("/api/digest", json={"hour": 9}, headers=key())).status_code == 401
