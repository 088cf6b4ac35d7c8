"""Held, reported, hidden, appealed, restored or final; who may, who is told, what stands in the audit log."""

from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from hub import audit
from hub.errors import DomainError
from hub.moderation import reading
from hub.moderation.cases import decide
from hub.moderation.events import MARKED, MARKED_MINE
from hub.moderation.types import DecideCase
from hub.notify.templates import render
from tests.hub.moderation.things import Board, ThingTarget
from tests.support import ask


async def refused(made: Any) -> str:
    with pytest.raises(DomainError) as caught:
        await made
    return caught.value.code


async def held(board: Board) -> UUID:
    return await board.write("找我 13800001234")


async def hidden(board: Board) -> UUID:
    subject = await board.write()
    case = await board.open(board.clerk, subject)
    await board.decide(board.clerk, case, "hidden")
    return subject


async def test_a_held_one_is_let_through(board: Board) -> None:
    subject = await held(board)
    assert await board.status(subject) == ("held", "")
    case = await board.case(subject)
    assert (case.state, case.reasons, case.advice) == ("held", ("手机号码",), ("phone",))
    after = await board.decide(board.clerk, case, "published", "")
    assert (after.state, after.version) == ("clear", 2)
    assert await board.status(subject) == ("shown", "")
    assert await board.messages() == ["moderation.published"]
    assert await board.audited() == [("moderation.published", board.clerk.account, board.an.account)]


async def test_a_held_one_is_hidden_and_its_author_reads_why(board: Board) -> None:
    subject = await held(board)
    await board.decide(board.clerk, await board.case(subject), "hidden", "留了别人的号码")
    assert await board.status(subject) == ("hidden", "留了别人的号码")
    mine = await reading.mine(board.db, board.an)
    assert [(one.state, one.reason, one.subject) for one in mine.cases] == [
        ("hidden", "留了别人的号码", subject)
    ]
    assert await board.messages() == ["moderation.hidden"]
    told = await board.owner.fetch(
        "SELECT text FROM events WHERE topics = ARRAY[$1]", f"own/{board.an.account}"
    )
    assert msgspec.json.decode(told[-1]["text"])["case"]["reason"] == "留了别人的号码"
    assert all("陈晓梅" not in row["text"] and "手机号码" not in row["text"] for row in told)


async def test_an_appeal_goes_to_somebody_else_and_restores(board: Board) -> None:
    subject = await hidden(board)
    mine = await board.appeal(board.an, await board.case(subject))
    assert (mine.state, mine.appeal) == ("appealed", "我只是说事，没骂人")
    case = await board.case(subject)
    for step in ("restored", "refused"):
        assert await refused(board.decide(board.clerk, case, step)) == "moderation.another_person"
    assert await board.status(subject) == ("hidden", "指名道姓骂人")
    after = await board.decide(board.second, case, "restored", "看过，没有指名")
    assert (after.state, after.decided_by and after.decided_by.name) == ("clear", "周敏")
    assert await board.status(subject) == ("shown", "")
    assert await board.messages() == ["moderation.hidden", "moderation.restored"]
    who = {"an": board.an.account, "clerk": board.clerk.account, "second": board.second.account}
    assert await board.audited() == [
        ("moderation.opened", who["clerk"], who["an"]), ("moderation.hidden", who["clerk"], who["an"]),
        ("moderation.appealed", who["an"], who["an"]), ("moderation.restored", who["second"], who["an"]),
    ]  # fmt: skip
    async with board.owner.transaction():
        verdict = await audit.verify(board.owner, board.place.district)
    assert (verdict.entries, verdict.broken) == (4, None)


async def test_a_refused_appeal_is_final_with_words(board: Board) -> None:
    subject = await hidden(board)
    await board.appeal(board.an, await board.case(subject))
    after = await board.decide(board.second, await board.case(subject), "refused", "确有侮辱的话")
    assert (after.state, after.decision) == ("final", "确有侮辱的话")
    assert await board.status(subject) == ("hidden", "指名道姓骂人")
    mine = await reading.mine(board.db, board.an)
    assert (mine.cases[0].state, mine.cases[0].decision) == ("final", "确有侮辱的话")
    assert await refused(board.appeal(board.an, after)) == "moderation.wrong_state"
    for step in ("restored", "undone", "published"):
        assert await refused(board.decide(board.second, after, step)) == "moderation.wrong_state"


async def test_the_table_itself_refuses_the_same_person_twice(board: Board) -> None:
    subject = await hidden(board)
    await board.appeal(board.an, await board.case(subject))
    with pytest.raises(Exception, match="moderation_cases_check"):
        await board.owner.execute(
            "UPDATE moderation_cases SET state = 'clear', decided_by = hidden_by WHERE subject = $1", subject
        )


async def test_who_hid_it_by_mistake_takes_it_back(board: Board) -> None:
    subject = await hidden(board)
    await board.decide(board.clerk, await board.case(subject), "undone", "点错了，抱歉")
    assert await board.status(subject) == ("shown", "")
    assert await board.messages() == ["moderation.hidden", "moderation.restored"]


async def test_reports_once_an_account_and_five_are_urgent(board: Board) -> None:
    subject = await board.write()
    for number in range(4):
        await board.report(await board.people.resident(f"邻居{number}"), subject)
    assert not (await board.case(subject)).urgent
    await board.report(board.luo, subject, words="指着门牌骂")
    assert await refused(board.report(board.luo, subject)) == "moderation.reported"
    case = await board.case(subject)
    assert (case.state, case.reports, case.urgent) == ("reported", 5, True)
    assert await board.status(subject) == ("shown", "")
    # the author hears nothing of reports, nobody who reported
    assert (await reading.mine(board.db, board.an)).cases == []
    texts = await board.owner.fetch("SELECT text, topics FROM events")
    assert all(str(board.luo.account) not in row["text"] for row in texts)
    assert not any(f"own/{board.an.account}" in row["topics"] for row in texts)
    kept = await board.decide(board.clerk, case, "kept", "")
    assert (kept.state, kept.reports, kept.urgent) == ("clear", 0, False)
    assert await board.messages() == ["moderation.report_kept"] * 5  # to who reported, none to who wrote
    assert await refused(board.report(board.luo, subject)) == "moderation.reported"


async def test_who_reported_hears_once_how_it_ended(board: Board) -> None:
    subject = await board.write()
    await board.report(board.luo, subject)
    assert await board.messages() == []
    case = await board.case(subject)
    hidden = await board.decide(board.clerk, case, "hidden")
    await board.decide(board.clerk, hidden, "undone", "点错了，抱歉")
    rows = await board.owner.fetch("SELECT account, template FROM messages ORDER BY template")
    assert [(row["account"], row["template"]) for row in rows] == [
        (board.an.account, "moderation.hidden"),
        (board.luo.account, "moderation.report_hidden"),
        (board.an.account, "moderation.restored"),
    ]
    said = render(
        "moderation.report_hidden", "zh-CN", {}
    )  # no name, no reason, not a word of what was written
    assert said == "【社区通】您举报的内容，工作人员看过了：已经隐藏。谢谢您提醒。"


async def test_reports_hold_where_the_district_wants_it(board: Board) -> None:
    await board.setting("reports_hold = true, reports_urgent = 2")
    subject = await board.write()
    await board.report(board.luo, subject)
    await board.report(await board.people.resident("邻居"), subject)
    case = await board.case(subject)
    assert (case.state, case.advice) == ("held", ("reported",))
    assert (await board.status(subject))[0] == "hidden"
    mine = await reading.my_case(board.db, board.an, case.id)
    assert (mine.state, mine.advice) == ("held", ("reported",))
    assert await refused(board.report(await board.people.resident("另一位"), subject)) == "not_found"
    await board.decide(board.clerk, case, "published", "")
    assert await board.status(subject) == ("shown", "")


async def test_what_cannot_be_reported(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    subject = await board.write()
    assert await refused(board.report(board.an, subject)) == "moderation.report_own"
    assert await refused(board.report(board.luo, uuid4())) == "not_found"
    assert await refused(board.report(board.luo, await held(board))) == "not_found"
    far = await board.people.resident("远方", district=board.place.far_district)
    assert await refused(board.report(far, subject)) == "not_found"
    monkeypatch.setattr(ThingTarget, "blind", board.luo.account)  # shown to others, not to him
    assert await refused(board.report(board.luo, subject)) == "not_found"
    board.targets.clear()
    assert await refused(board.report(board.luo, subject)) == "not_found"


async def test_staff_put_a_thing_on_the_desk(board: Board) -> None:
    subject = await board.write()
    assert (await board.open(board.clerk, subject)).state == "reported"
    assert (await board.open(board.second, subject)).version == 1  # it lies there already
    for who in (board.far_clerk, board.luo, await board.people.dispatcher()):
        assert await refused(board.open(who, subject)) == "not_found"


@pytest.mark.parametrize(
    ("step", "reason", "code"),
    [("hidden", " 坏 ", "moderation.reason"), ("undone", "", "moderation.reason"),
     ("kept", "", "moderation.wrong_state"), ("restored", "看过，没有", "moderation.wrong_state"),
     ("refused", "看过，没有", "moderation.wrong_state"), ("undone", "点错了", "moderation.wrong_state")],
)  # fmt: skip
async def test_steps_that_cannot_be_taken_change_nothing(
    board: Board, step: str, reason: str, code: str
) -> None:
    subject = await held(board)
    case = await board.case(subject)
    assert await refused(board.decide(board.clerk, case, step, reason)) == code
    assert await board.case(subject) == case
    assert await board.audited() == []


async def test_who_may_not_decide(board: Board) -> None:
    case = await board.case(await held(board))
    for who in (board.far_clerk, board.luo, board.an, await board.people.dispatcher()):
        assert await refused(board.decide(who, case, "published")) == "not_found"
        assert await refused(detail(board, who, case.id)) == "not_found"
    for who in (board.far_clerk, board.luo, board.clerk):
        assert await refused(reading.my_case(board.db, who, case.id)) == "not_found"
    for who in (
        board.clerk,
        board.coordinator,
        await board.people.staff("moderator", board.place.street, "巡查"),
    ):
        assert (await detail(board, who, case.id)).may_decide
    assert await refused(board.decide(board.clerk, case, "published", version=7)) == "moderation.stale"


async def test_nobody_decides_about_her_own(board: Board) -> None:
    subject = await board.write("找我 13800001234", by=board.clerk)
    case = await board.case(subject)
    for step in ("published", "hidden"):
        assert await refused(board.decide(board.clerk, case, step)) == "moderation.own"
    assert not (await detail(board, board.clerk, case.id)).may_decide
    await board.decide(board.second, case, "published", "")


async def test_nobody_else_appeals(board: Board) -> None:
    case = await board.case(await hidden(board))
    for who in (board.luo, board.clerk):
        assert await refused(board.appeal(who, case)) == "not_found"
    assert await refused(board.appeal(board.an, case, "不")) == "moderation.reason"
    await board.appeal(board.an, case)
    assert await refused(board.appeal(board.an, case)) == "moderation.wrong_state"


async def detail(board: Board, who: Any, case: UUID) -> Any:
    return await reading.detail(board.db, board.settings, board.targets, who, case)


async def test_a_look_at_what_others_do_not_see_is_written_down(board: Board) -> None:
    case = await board.case(await held(board))
    seen = await detail(board, board.clerk, case.id)
    assert (seen.words, seen.gone, [step.step for step in seen.steps]) == (
        "找我 13800001234",
        False,
        ["held"],
    )
    assert await board.audited() == [("moderation.seen", board.clerk.account, board.an.account)]
    reported = await board.write()
    await board.report(board.luo, reported, "privacy", "写了我家门牌")
    before = len(await board.audited())
    seen = await detail(board, board.clerk, (await board.case(reported)).id)
    assert [(one.reason, one.words) for one in seen.reports] == [("privacy", "写了我家门牌")]
    assert len(await board.audited()) == before  # everybody sees it


async def test_a_thing_its_room_has_no_more_is_put_away(board: Board) -> None:
    subject = await held(board)
    case = await board.case(subject)
    await board.owner.execute("DELETE FROM things")
    seen = await detail(board, board.clerk, case.id)
    assert (seen.gone, seen.words) == (True, "找我 13800001234")
    assert (await board.decide(board.clerk, case, "published", "")).state == "clear"


async def test_the_list_is_the_urgent_then_the_oldest_and_pages(board: Board) -> None:
    first, second = await held(board), await board.write("我的号码 13800009999")
    third = await board.write()
    await board.setting("reports_urgent = 1")
    await board.report(board.luo, third)
    seen: list[UUID] = []
    page = await reading.page(board.db, board.clerk, limit=1)
    seen += [one.subject for one in page.cases]
    while page.next:
        page = await reading.page(board.db, board.clerk, after=page.next, limit=1)
        seen += [one.subject for one in page.cases]
    assert seen == [third, first, second]
    counts = await reading.counts(board.db, board.clerk)
    assert (counts.held, counts.reported, counts.appealed) == (2, 1, 0)
    for who in (board.far_clerk, board.luo):
        assert (await reading.page(board.db, who)).cases == []
        assert (await reading.counts(board.db, who)).held == 0
    await board.decide(board.clerk, await board.case(first), "published", "")
    await board.decide(board.clerk, await board.case(second), "published", "")
    done = await reading.page(board.db, board.clerk, states=["clear"], limit=1)
    assert ([one.subject for one in done.cases], done.next is None) == ([second], False)
    assert done.next is not None
    done = await reading.page(board.db, board.clerk, states=["clear"], after=done.next)
    assert [one.subject for one in done.cases] == [first]
    for bad in ("x", "1_2_3", f"2.1.{first.hex}", f"1.{first.hex}"):
        assert await refused(reading.page(board.db, board.clerk, after=bad)) == "cursor.invalid"


async def test_sent_twice_is_once(board: Board) -> None:
    case = await board.case(await held(board))
    asked, given = ask(board.clerk), DecideCase(step="published", version=case.version)
    first = await decide(board.db, board.targets, board.sealer, board.clerk, asked, case.id, given)
    assert await decide(board.db, board.targets, board.sealer, board.clerk, asked, case.id, given) == first
    assert await board.messages() == ["moderation.published"]


async def test_names_and_words_are_marked_for_erasure(board: Board) -> None:
    subject = await hidden(board)
    await board.appeal(board.an, await board.case(subject))
    for row in await board.owner.fetch("SELECT type, marked FROM events WHERE type LIKE 'mod%'"):
        assert tuple(row["marked"]) == (MARKED if row["type"] == "moderation.changed" else MARKED_MINE)
