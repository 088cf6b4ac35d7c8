"""Macros whole or not at all; many tickets as if one by one; drafts that nobody overwrites."""

import asyncio
import random
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from hub.accounts.types import Principal
from hub.db import Database
from hub.desk import actions as desk
from hub.desk import tools
from hub.desk.types import (
    Bulk,
    BulkTicket,
    Doing,
    DraftCaller,
    Macro,
    MacroBody,
    Outcomes,
    Owner,
    PutDraft,
    PutMacro,
    PutTemplate,
    ReplyTemplate,
    RunMacro,
    TemplateBody,
)
from hub.errors import DomainError
from hub.media import store as media
from hub.tickets import actions
from hub.tickets.claims import actions as claims
from hub.tickets.claims.types import Claim
from hub.tickets.types import Acknowledge, Note, Ticket
from tests.hub.desk.conftest import Bench
from tests.support import ask


async def macro(bench: Bench, *steps: Doing) -> Macro:
    given = PutMacro(
        owner=Owner("unit", bench.place.community), name=str(uuid4()), body=MacroBody(list(steps))
    )
    return await tools.add(bench.db, bench.chen, ask(bench.chen), Macro, given)


async def refused(made: Any) -> str:
    with pytest.raises(DomainError) as caught:
        await made
    return caught.value.code


def greeting(bench: Bench) -> list[Doing]:
    return [
        Doing(action="acknowledge"),
        Doing(action="note", text="{reporter_first}，{number} 已转{handler}前", audience="resident"),
        Doing(action="dispatch", organisation=bench.place.property_org, text="请今天去看"),
    ]


async def test_a_macro_takes_all_its_steps(bench: Bench) -> None:
    ticket = await bench.report()
    one = await macro(bench, *greeting(bench))
    run = RunMacro(ticket=ticket.id, version=ticket.version)
    asked = ask(bench.he)
    after = await desk.run_macro(bench.db, bench.he, asked, one.id, run)
    assert (after.state, after.version, after.holder.id) == ("dispatched", 4, bench.place.property_org)
    number = f"{ticket.number // 1000} {ticket.number % 1000:03}"
    assert await bench.steps(ticket) == [
        ("created", ""), ("acknowledged", ""), ("noted", f"安女士，{number} 已转金沙社区前"),
        ("dispatched", "请今天去看"),
    ]  # fmt: skip
    assert await desk.run_macro(bench.db, bench.he, asked, one.id, run) == after
    assert len(await bench.steps(ticket)) == 4


@pytest.mark.parametrize("bad", ["resolve", "variable", "stale"])
async def test_or_none_of_them(bench: Bench, bad: str) -> None:
    ticket = await bench.report()
    last = {
        "resolve": Doing(action="resolve", text="好了"),  # a picture is wanted
        "variable": Doing(action="note", text="{handler}{reporter_first}"),
        "stale": Doing(action="note", text="看看"),
    }[bad]
    if bad == "variable":
        await bench.owner.execute(
            "UPDATE tickets SET reporter = NULL, filed_by = $2 WHERE id = $1", ticket.id, bench.chen.account
        )
    one = await macro(bench, Doing(action="acknowledge"), Doing(action="note", text="二"), last)
    run = RunMacro(ticket=ticket.id, version=7 if bad == "stale" else None)
    code = {
        "resolve": "ticket.evidence_missing", "variable": "desk.variable_missing", "stale": "ticket.stale",
    }[bad]  # fmt: skip
    asked = ask(bench.chen)
    assert await refused(desk.run_macro(bench.db, bench.chen, asked, one.id, run)) == code
    assert await bench.steps(ticket) == [("created", "")]
    assert await bench.owner.fetchval("SELECT count(*) FROM idempotency WHERE key = $1", asked.key) == 0


async def test_a_macro_resolves_with_the_pictures_it_is_given(bench: Bench) -> None:
    ticket = await bench.report()
    one = await macro(bench, Doing(action="start"), Doing(action="resolve", text="已疏通"))
    run = RunMacro(ticket=ticket.id, photos=[await bench.photo(bench.chen)])
    assert (await desk.run_macro(bench.db, bench.chen, ask(bench.chen), one.id, run)).state == "resolved"


async def test_a_preview_does_nothing(bench: Bench) -> None:
    ticket = await bench.report()
    one = await macro(bench, *greeting(bench))
    shown = await desk.preview_macro(bench.db, bench.chen, one.id, RunMacro(ticket=ticket.id))
    assert shown.ticket.state == "dispatched"
    assert shown.texts[1].startswith("安女士，")
    assert await bench.steps(ticket) == [("created", "")]
    assert await bench.owner.fetchval("SELECT state FROM tickets WHERE id = $1", ticket.id) == "reported"


async def test_a_macro_gives_nobody_more_rights(bench: Bench) -> None:
    ticket = await bench.report()
    one = await macro(bench, *greeting(bench))
    run = RunMacro(ticket=ticket.id)
    assert await refused(desk.run_macro(bench.db, bench.an, ask(bench.an), one.id, run)) == "forbidden"
    other = await refused(desk.run_macro(bench.db, bench.sibling, ask(bench.sibling), one.id, run))
    assert other == "desk.tool_unknown"
    assert await refused(desk.preview_macro(bench.db, bench.sibling, one.id, run)) == "desk.tool_unknown"
    wide = PutMacro(owner=Owner("district"), name="全区", body=one.body)
    shared = await tools.add(bench.db, bench.boss, ask(bench.boss), Macro, wide)
    for made in (
        desk.run_macro(bench.db, bench.sibling, ask(bench.sibling), shared.id, run),
        desk.preview_macro(bench.db, bench.sibling, shared.id, run),
    ):
        assert await refused(made) == "not_found"


async def test_a_template_is_rendered_for_who_may_see_the_ticket(bench: Bench) -> None:
    ticket = await bench.report()
    body = TemplateBody("{reporter_first}您好", "Dear {reporter_first}")
    wide = PutTemplate(owner=Owner("district"), name="问候", body=body)
    one = await tools.add(bench.db, bench.boss, ask(bench.boss), ReplyTemplate, wide)
    said = await desk.render_template(bench.db, bench.chen, one.id, ticket.id, "zh")
    assert said.text == "安女士您好"
    assert (await desk.render_template(bench.db, bench.chen, one.id, ticket.id, "en")).text == "Dear 安女士"
    made = desk.render_template(bench.db, bench.sibling, one.id, ticket.id, "zh")
    assert await refused(made) == "not_found"
    # A firm does not learn the reporter, so this text is not for it.
    firm = await bench.people.dispatcher()
    await actions.acknowledge(bench.db, bench.chen, ask(bench.chen), ticket.id, Acknowledge())
    run = await macro(bench, Doing(action="dispatch", organisation=bench.place.property_org))
    await desk.run_macro(bench.db, bench.chen, ask(bench.chen), run.id, RunMacro(ticket=ticket.id))
    made = desk.render_template(bench.db, firm, one.id, ticket.id, "zh")
    assert await refused(made) == "desk.variable_missing"


def bulk(tickets: list[Ticket], doing: Doing, **more: Any) -> Bulk:
    return Bulk(tickets=[BulkTicket(one.id) for one in tickets], doing=doing, **more)


async def test_many_at_once_each_with_its_outcome(bench: Bench) -> None:
    tickets = [await bench.report() for _ in range(3)]
    await actions.acknowledge(bench.db, bench.chen, ask(bench.chen), tickets[1].id, Acknowledge())
    given = Bulk(
        tickets=[BulkTicket(tickets[0].id), BulkTicket(tickets[1].id), BulkTicket(tickets[2].id, version=9),
                 BulkTicket(uuid4())],
        doing=Doing(action="acknowledge", text="{number} 收到"),
    )  # fmt: skip
    found = await desk.bulk(bench.db, bench.chen, ask(bench.chen), given)
    assert (found.done, [one.code for one in found.results]) == (
        1, ["", "ticket.wrong_state", "ticket.stale", "not_found"],
    )  # fmt: skip
    assert found.results[1].detail == "这件事现在的状态不能这样操作，请刷新后再看。"
    assert (await bench.steps(tickets[0]))[1][1].endswith(" 收到")
    assert (found.results[0].version, len(await bench.steps(tickets[2]))) == (2, 1)


async def test_all_or_nothing(bench: Bench) -> None:
    tickets = [await bench.report() for _ in range(3)]
    await actions.acknowledge(bench.db, bench.chen, ask(bench.chen), tickets[1].id, Acknowledge())
    given = bulk(tickets, Doing(action="acknowledge"), all_or_nothing=True)
    found = await desk.bulk(bench.db, bench.chen, ask(bench.chen), given)
    assert (found.done, [one.done for one in found.results]) == (0, [False] * 3)
    assert [one.code for one in found.results] == ["", "ticket.wrong_state", ""]
    assert len(await bench.steps(tickets[0])) == 1
    noted = bulk(tickets, Doing(action="note", text="都看看"), all_or_nothing=True)
    asked = ask(bench.chen)
    whole = await desk.bulk(bench.db, bench.chen, asked, noted)
    assert whole.done == 3
    assert await desk.bulk(bench.db, bench.chen, asked, noted) == whole
    assert len(await bench.steps(tickets[0])) == 2


async def test_sent_again_after_being_cut_off_nothing_is_done_twice(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    tickets = [await bench.report() for _ in range(4)]
    given, asked = bulk(tickets, Doing(action="note", text="看看")), ask(bench.chen)
    done = 0
    real = desk.do

    async def dying(*arguments: Any, **more: Any) -> Ticket:
        nonlocal done
        if done == 2:
            raise DomainError("unavailable")
        done += 1
        return await real(*arguments, **more)

    monkeypatch.setattr(desk, "do", dying)
    assert await refused(desk.bulk(bench.db, bench.chen, asked, given)) == "unavailable"
    monkeypatch.setattr(desk, "do", real)
    both = await asyncio.gather(
        *[desk.bulk(bench.db, bench.chen, asked, given) for _ in range(3)], return_exceptions=True
    )
    answers = [one for one in both if isinstance(one, Outcomes)]
    assert answers
    assert all(one == answers[0] for one in answers)
    assert answers[0].done == 4
    for ticket in tickets:
        assert [kind for kind, _ in await bench.steps(ticket)] == ["created", "noted"]
    other = bulk(tickets[:1], Doing(action="note", text="别的"))
    changed = ask(bench.chen, b"other", asked.key)
    assert await refused(desk.bulk(bench.db, bench.chen, changed, other)) == "idempotency.mismatch"


async def test_residents_do_nothing_in_bulk(bench: Bench) -> None:
    ticket = await bench.report()
    given = bulk([ticket], Doing(action="note", text="x"))
    assert await refused(desk.bulk(bench.db, bench.an, ask(bench.an), given)) == "forbidden"
    bad = bulk([ticket], Doing(action="note", text="{phone}"))
    assert await refused(desk.bulk(bench.db, bench.chen, ask(bench.chen), bad)) == "desk.variable_unknown"


DOINGS = [
    Doing(action="acknowledge", text="收到"), Doing(action="start"), Doing(action="note", text="看 {number}"),
    Doing(action="claim"), Doing(action="hand_back"), Doing(action="assign"),
]  # fmt: skip
BEFORE = ["acknowledge", "claim", "claimed by another", "nothing"]


@pytest.mark.parametrize("seed", range(4))
async def test_many_at_once_are_the_sum_of_singles(bench: Bench, seed: int) -> None:
    chance = random.Random(seed)
    for doing in DOINGS:
        before = [chance.choice(BEFORE) for _ in range(chance.randrange(2, 5))]
        await sum_of_singles(bench, doing, before, chance.random() < 0.5)


async def sum_of_singles(bench: Bench, doing: Doing, before: list[str], by_colleague: bool) -> None:
    who = bench.he if by_colleague else bench.chen
    together = [await prepared(bench, state) for state in before]
    single = [await prepared(bench, state) for state in before]
    found = await desk.bulk(bench.db, who, ask(who), bulk(together, doing))
    codes = []
    for ticket in single:
        one = await desk.bulk(bench.db, who, ask(who), bulk([ticket], doing))
        codes.append((one.results[0].code, one.results[0].version))
    assert [(one.code, one.version) for one in found.results] == codes
    assert found.done == sum(code == "" for code, _ in codes)
    for left, right in zip(together, single, strict=True):
        assert [kind for kind, _ in await bench.steps(left)] == [kind for kind, _ in await bench.steps(right)]
        same = "SELECT state, version, assignee, holder FROM tickets WHERE id = $1"
        assert await bench.owner.fetchrow(same, left.id) == await bench.owner.fetchrow(same, right.id)


async def prepared(bench: Bench, state: str) -> Ticket:
    ticket = await bench.report()
    match state:
        case "acknowledge":
            await actions.acknowledge(bench.db, bench.chen, ask(bench.chen), ticket.id, Acknowledge())
        case "claim":
            await claims.claim(bench.db, bench.chen, ask(bench.chen), ticket.id, Claim())
        case "claimed by another":
            await claims.claim(bench.db, bench.he, ask(bench.he), ticket.id, Claim())
    return ticket


async def save(bench: Bench, who: Principal, version: int, text: str, about: str = "new", **more: Any) -> Any:
    return await desk.save_draft(
        bench.db, bench.sealer, who, about, PutDraft(version=version, text=text, **more)
    )


async def test_two_windows_never_overwrite_each_other(bench: Bench) -> None:
    first = await save(bench, bench.an, 0, "下水道", fields={"category": "drain_blocked"})
    second = await save(bench, bench.an, first.version, "下水道堵了")
    assert (first.version, second.version) == (1, 2)
    with pytest.raises(DomainError) as caught:
        await save(bench, bench.an, first.version, "另一个窗口写的")
    assert (caught.value.code, caught.value.status) == ("draft.stale", 409)
    found: Any = caught.value.found
    assert (found["stored"].text, found["sent"].text) == ("下水道堵了", "另一个窗口写的")
    assert (await desk.draft(bench.db, bench.sealer, bench.an, "new")).text == "下水道堵了"
    assert await refused(save(bench, bench.an, 0, "第三个窗口")) == "draft.stale"


async def test_of_many_windows_at_once_one_is_kept(bench: Bench) -> None:
    answers = await asyncio.gather(
        *[save(bench, bench.an, 0, f"窗口{n}") for n in range(6)], return_exceptions=True
    )
    kept = [one for one in answers if not isinstance(one, BaseException)]
    assert len(kept) == 1
    assert (await desk.draft(bench.db, bench.sealer, bench.an, "new")).text == kept[0].text


async def test_the_same_again_is_no_conflict(bench: Bench) -> None:
    first = await save(bench, bench.an, 0, "下水道")
    again = await save(bench, bench.an, 0, "下水道")
    assert again.version == first.version


async def test_others_updates_leave_a_draft_alone_and_sending_drops_it(bench: Bench, db: Database) -> None:
    ticket = await bench.report()
    await save(bench, bench.chen, 0, "我在写的回复", about=str(ticket.id))
    await actions.note(bench.db, bench.he, ask(bench.he), ticket.id, Note(text="同事先写了"))
    assert (await desk.draft(bench.db, bench.sealer, bench.chen, str(ticket.id))).text == "我在写的回复"
    asked = ask(bench.chen)
    sent = type(asked)(asked.account, asked.route, asked.key, asked.fingerprint, str(ticket.id))
    stale = Note(text="我在写的回复", version=ticket.version)
    assert await refused(actions.note(bench.db, bench.chen, sent, ticket.id, stale)) == "ticket.stale"
    assert (await desk.draft(bench.db, bench.sealer, bench.chen, str(ticket.id))).text == "我在写的回复"
    await actions.note(bench.db, bench.chen, sent, ticket.id, Note(text="我在写的回复"))
    assert await refused(desk.draft(bench.db, bench.sealer, bench.chen, str(ticket.id))) == "draft.unknown"
    # A window that has not noticed does not bring it back to life.
    late = save(bench, bench.chen, 1, "我在写的回复，还有", about=str(ticket.id))
    assert await refused(late) == "draft.stale"


async def test_drafts_are_ones_own(bench: Bench) -> None:
    await save(bench, bench.an, 0, "我的")
    assert await refused(desk.draft(bench.db, bench.sealer, bench.chen, "new")) == "draft.unknown"
    assert await desk.drafts(bench.db, bench.sealer, bench.chen) == []
    assert [one.text for one in await desk.drafts(bench.db, bench.sealer, bench.an)] == ["我的"]


async def test_for_whom_it_is_written_lies_sealed(bench: Bench) -> None:
    said = DraftCaller("王阿姨", "13800000123")
    first = await save(bench, bench.chen, 0, "水管裂了", caller=said)
    again = await save(bench, bench.chen, 0, "水管裂了", caller=said)
    assert (first.caller, again.version) == (said, first.version)
    assert (await desk.draft(bench.db, bench.sealer, bench.chen, "new")).caller == said
    stored = str(tuple(await bench.owner.fetchrow("SELECT d, d.caller FROM drafts d")))
    assert said.phone not in stored
    assert said.name not in stored
    assert said.phone not in repr(first)
    fuller = DraftCaller("王阿姨", "13800000124")
    assert await refused(save(bench, bench.chen, 0, "水管裂了", caller=fuller)) == "draft.stale"
    assert (await save(bench, bench.chen, 1, "水管裂了", caller=fuller)).version == 2


async def test_dropping_is_for_what_was_seen(bench: Bench) -> None:
    await save(bench, bench.an, 0, "一")
    await save(bench, bench.an, 1, "二")
    assert await refused(desk.drop_draft(bench.db, bench.sealer, bench.an, "new", 1)) == "draft.stale"
    await desk.drop_draft(bench.db, bench.sealer, bench.an, "new", 2)
    assert await refused(desk.drop_draft(bench.db, bench.sealer, bench.an, "new", 2)) == "draft.unknown"


async def test_limits_of_drafts(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    big = save(bench, bench.an, 0, "", fields={"x": "长" * 6000})
    assert await refused(big) == "input.too_large"
    for about in ("other", "../new", str(uuid4()).upper()):
        assert await refused(save(bench, bench.an, 0, "x", about=about)) == "draft.unknown"
    monkeypatch.setattr(desk, "DRAFTS", 1)
    await save(bench, bench.an, 0, "一\0")
    assert await refused(save(bench, bench.an, 0, "x", about=str(uuid4()))) == "desk.too_many"


async def test_kept_thirty_days_with_its_pictures(bench: Bench) -> None:
    photo, loose = await bench.photo(bench.an), await bench.photo(bench.an)
    theirs = await bench.photo(bench.chen)
    await save(bench, bench.an, 0, "有照片", photos=[photo, theirs])

    async def gone() -> set[Any]:
        async with bench.db.connection() as connection:
            await media.erase_loose(connection)
        return {
            row["id"] for row in await bench.owner.fetch("SELECT id FROM photos WHERE gone_at IS NOT NULL")
        }

    await bench.owner.execute("UPDATE app_clock SET ahead = $1", timedelta(days=29))
    await desk.sweep(bench.db)
    assert (await desk.draft(bench.db, bench.sealer, bench.an, "new")).photos == [photo, theirs]
    assert await gone() == {loose, theirs}
    await bench.owner.execute("UPDATE app_clock SET ahead = $1", timedelta(days=31))
    await desk.sweep(bench.db)
    assert await refused(desk.draft(bench.db, bench.sealer, bench.an, "new")) == "draft.unknown"
