"""A notice from its draft to its end: who takes which step, what readers see of it, and what never happens."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from hub.notices import reading
from hub.notices.types import NoticeStepAsked, NoticeWords
from tests.hub.notices.conftest import WORDS, Board, refused
from tests.support import ask


async def now(board: Board) -> datetime:
    return await board.owner.fetchval("SELECT app_now()")


async def test_written_submitted_read(board: Board) -> None:
    draft = await board.write(must_read=True)
    assert (draft.head.state, draft.head.edition, draft.wide, draft.head.unit) == (
        "draft",
        0,
        False,
        "金沙社区",
    )
    assert await board.mine(board.an) == []
    published = await board.submit(board.clerk, draft.head.id, version=1)
    assert (published.head.state, published.head.edition, published.version) == ("published", 1, 2)
    assert await board.mine(board.an) == [draft.head.id]
    page = await board.page(board.an, draft.head.id)
    assert (page.words, page.receipt, page.editions) == (WORDS, None, [])
    assert (await reading.mine(board.db, board.an, None)).unread == 1
    receipt = await board.read(board.an, draft.head.id)
    assert receipt.edition == 1
    again = await board.read(board.an, draft.head.id)
    assert again == receipt
    assert (await reading.mine(board.db, board.an, None)).unread == 0


async def test_a_wide_notice_waits_for_a_second_person(board: Board) -> None:
    both = [board.place.community, board.place.sibling_community]
    one = (await board.write(board.street, areas=both)).head.id
    waiting = await board.submit(board.street, one)
    assert (waiting.head.state, waiting.wide) == ("waiting", True)
    assert await board.mine(board.an) == []
    assert await refused(board.approve(board.street, one)) == "notice.same_person"
    assert await refused(board.approve(board.clerk, one)) == "notice.not_allowed"  # over a part of it only
    sent_back = await board.decline(board.second, one)
    assert (sent_back.head.state, sent_back.declined) == ("draft", "日期不对")
    # Whoever wrote the words that stand now does not approve them, whoever began.
    await board.edit(board.second, one, areas=both)
    await board.submit(board.street, one)
    assert await refused(board.approve(board.second, one)) == "notice.same_person"
    published = await board.approve(board.street, one)
    assert (published.head.state, published.declined) == ("published", "")
    assert published.approved_by is not None
    assert published.approved_by.id == board.street.account
    assert await board.mine(board.an) == [one]


async def test_one_area_above_the_community_is_wide_too(board: Board) -> None:
    one = (await board.write(board.street, areas=[board.place.street])).head.id
    assert (await board.submit(board.street, one)).head.state == "waiting"


async def test_an_alert_does_not_wait(board: Board) -> None:
    one = await board.publish(board.street, kind="alert", areas=[board.place.street])
    assert (await board.page(board.an, one)).notice.must_read
    assert (await board.page(board.an, one)).notice.state == "published"


async def test_published_when_its_time_comes_and_gone_when_it_is_over(board: Board) -> None:
    begins = await now(board) + timedelta(hours=2)
    one = await board.publish(publish_at=begins, expires_at=begins + timedelta(hours=3))
    assert (await board.desk(board.clerk, one)).notice.head.state == "scheduled"
    await board.later(hours=1)
    assert await board.mine(board.an) == []
    await board.later(hours=1, seconds=1)
    assert await board.mine(board.an) == [one]
    # By PostgreSQL's clock, not this process's.
    assert abs((await board.page(board.an, one)).notice.published_at - begins) < timedelta(minutes=1)  # type: ignore[operator]
    await board.later(hours=3)
    assert await board.mine(board.an) == []
    assert (await board.page(board.an, one)).notice.state == "expired"
    steps = [told["step"] for told in await board.told(f"public/{board.place.community}/notices")]
    assert steps == ["published", "expired"]
    await board.later(hours=9)
    assert len(await board.told(f"staff/notice/{one}")) == 4


async def test_a_correction_keeps_the_old_words_and_asks_again_when_marked(board: Board) -> None:
    one = await board.publish(must_read=True)
    await board.read(board.an, one)
    await board.correct(board.clerk, one)
    page = await board.page(board.an, one)
    assert (page.notice.edition, page.notice.asked_edition) == (2, 1)
    assert page.words["zh"].summary == "改到周四"
    assert [edition.words for edition in page.editions] == [WORDS]
    assert (await reading.mine(board.db, board.an, None)).unread == 0
    await board.correct(board.clerk, one, ask_again=True)
    assert (await board.page(board.an, one)).notice.asked_edition == 3
    assert (await reading.mine(board.db, board.an, None)).unread == 1
    assert (await board.read(board.an, one, 3)).edition == 3
    assert (await board.read(board.an, one, 1)).edition == 3  # an old phone takes nothing back
    assert await refused(board.read(board.an, one, 4)) == "notice.stale"


async def test_a_wide_correction_waits_and_readers_see_nothing_of_it(board: Board) -> None:
    one = (await board.write(board.street, areas=[board.place.street])).head.id
    await board.submit(board.street, one)
    await board.approve(board.second, one)
    waiting = await board.correct(board.street, one)
    assert waiting.pending is not None
    assert (waiting.head.state, waiting.head.edition, waiting.pending.number) == ("published", 1, 2)
    page = await board.page(board.an, one)
    assert (page.words, page.editions) == (WORDS, [])
    assert await refused(board.approve(board.street, one)) == "notice.same_person"
    assert await refused(board.correct(board.street, one)) == "notice.wrong_state"
    declined = await board.decline(board.second, one)
    assert (declined.pending, declined.declined) == (None, "日期不对")
    await board.correct(board.street, one)
    assert (await board.approve(board.second, one)).head.edition == 2


async def test_withdrawn_is_gone_for_readers(board: Board) -> None:
    one = await board.publish()
    await board.withdraw(board.clerk, one)
    assert await board.mine(board.an) == []
    assert await refused(board.page(board.an, one)) == "not_found"
    assert (await board.desk(board.clerk, one)).notice.head.ended_text == "发错了"
    assert await refused(board.withdraw(board.clerk, one)) == "notice.wrong_state"
    # One that nobody has seen is taken back without telling anybody.
    draft = (await board.write()).head.id
    await board.withdraw(board.clerk, draft)
    assert [told["notice"]["id"] for told in await board.told(f"public/{board.place.community}/notices")] == [
        str(one)
    ] * 2


async def test_a_stale_step_changes_nothing(board: Board) -> None:
    draft = await board.write()
    await board.edit(board.clerk, draft.head.id)
    assert await refused(board.submit(board.clerk, draft.head.id, version=1)) == "notice.stale"
    assert (await board.desk(board.clerk, draft.head.id)).notice.head.state == "draft"


async def test_steps_only_from_their_states(board: Board) -> None:
    draft = (await board.write()).head.id
    for take in (board.approve, board.correct, board.clear):
        assert await refused(take(board.clerk, draft)) == "notice.wrong_state"
    await board.submit(board.clerk, draft)
    for take in (board.submit, board.edit, board.clear):
        assert await refused(take(board.clerk, draft)) == "notice.wrong_state"


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"words": {"en": NoticeWords("Water", "", "Off")}}, "notice.no_chinese"),
     ({"words": {"zh": NoticeWords("停水")}}, "notice.no_chinese"),
     ({"words": {"zh": NoticeWords(" ", "", "停水")}}, "notice.no_chinese"),
     ({"groups": ["nobody"]}, "notice.group_unknown"), ({"groups": ["pets", "pets"]}, "input.invalid"),
     ({"areas": [UUID(int=5)]}, "area.unknown"), ({"photos": [uuid4()]}, "photo.unknown"),
     ({"files": [uuid4()]}, "file.unknown"),
     ({"publish_at": datetime(2030, 1, 2, tzinfo=UTC), "expires_at": datetime(2030, 1, 1, tzinfo=UTC)}, "notice.times"),
     ({"expires_at": datetime(2030, 1, 1)}, "notice.times")],  # noqa: DTZ001
)  # fmt: skip
async def test_bad_words_leave_nothing(board: Board, changes: dict[str, Any], code: str) -> None:
    assert await refused(board.write(**changes)) == code
    assert await board.owner.fetchval("SELECT count(*) FROM notices") == 0


async def test_what_would_have_ended_is_not_published(board: Board) -> None:
    ends = await now(board) + timedelta(hours=1)
    one = (await board.write(expires_at=ends)).head.id
    await board.later(hours=2)
    assert await refused(board.submit(board.clerk, one)) == "notice.times"


async def test_sent_twice_is_one(board: Board) -> None:
    from hub.notices import actions
    from hub.notices.types import WriteNotice

    asked = ask(board.clerk)
    given = WriteNotice(kind="notice", areas=[board.place.community], words=WORDS)
    first = await actions.write(board.db, board.clerk, asked, given)
    assert await actions.write(board.db, board.clerk, asked, given) == first
    twice = ask(board.clerk)
    for _ in range(2):
        await actions.submit(board.db, board.clerk, twice, first.head.id, NoticeStepAsked())
    assert await board.owner.fetchval("SELECT count(*) FROM notices") == 1
    assert len(await board.told(f"public/{board.place.community}/notices")) == 1


async def test_a_whole_districts_offices_and_many_groups_hear_it(board: Board) -> None:
    for number in range(90):
        await board.owner.execute(
            "INSERT INTO areas (parent, level, name) VALUES ($1, 'community', $2)",
            board.place.street,
            f"社区{number}",
        )
    groups = ["over_80", "owners", "tenants", "party", "volunteers", "pets", "children", "drivers"]
    areas = [board.place.community, *[await board.dwelling(f"9-{number}") for number in range(9)]]
    one = (await board.write(board.coordinator, areas=[board.place.district], groups=groups)).head.id
    await board.submit(board.coordinator, one)
    second = await board.people.staff("district_coord", board.place.district, "另一位")
    assert (await board.approve(second, one)).head.state == "published"
    last = await board.owner.fetchval("SELECT id FROM areas WHERE name = '社区89'")
    assert [told["step"] for told in await board.told(f"staff/{last}/notices")] == ["published"]
    many = await board.publish(areas=areas, groups=groups)
    for area in areas:
        for group in groups:
            told = await board.told(f"public/{area}/notices/{group}")
            assert [one["notice"]["id"] for one in told] == [str(many)]
