"""Macros, templates and views: whose they are, who sees and changes them."""

from typing import Any

import msgspec
import pytest

from hub.accounts.types import Principal
from hub.desk import tools
from hub.desk.types import (
    Doing,
    Macro,
    MacroBody,
    Owner,
    PutMacro,
    PutTemplate,
    PutView,
    ReplyTemplate,
    TemplateBody,
    View,
    ViewBody,
)
from hub.errors import DomainError
from hub.tickets.lists.types import Filter
from tests.hub.desk.conftest import Bench
from tests.support import ask


def template(
    owner: Owner, name: str = "已收到", zh: str = "{reporter_first}，收到", **more: Any
) -> PutTemplate:
    return PutTemplate(owner=owner, name=name, body=TemplateBody(zh), **more)


async def add(bench: Bench, who: Principal, given: PutTemplate) -> ReplyTemplate:
    return await tools.add(bench.db, who, ask(who), ReplyTemplate, given)


async def seen(bench: Bench, who: Principal) -> list[tuple[str, bool]]:
    return [(one.name, one.mine) for one in await tools.shown(bench.db, who, ReplyTemplate)]


async def refused(made: Any) -> str:
    with pytest.raises(DomainError) as caught:
        await made
    return caught.value.code


async def test_who_sees_and_who_changes(bench: Bench) -> None:
    unit = Owner("unit", bench.place.community)
    mine = await add(bench, bench.chen, template(Owner("person"), "我的"))
    ours = await add(bench, bench.chen, template(unit, "本社区"))
    wide = await add(bench, bench.boss, template(Owner("district"), "全区"))
    assert (mine.owner.id, wide.owner.id) == (bench.chen.account, bench.place.district)
    assert await seen(bench, bench.chen) == [("全区", False), ("我的", True), ("本社区", True)]
    assert await seen(bench, bench.he) == [("全区", False), ("本社区", True)]
    assert await seen(bench, bench.sibling) == [("全区", False)]
    for who, one, code in (
        (bench.he, mine, "desk.tool_unknown"), (bench.sibling, ours, "desk.tool_unknown"),
        (bench.chen, wide, "forbidden"),
    ):  # fmt: skip
        changed = template(one.owner, "改")
        assert await refused(tools.change(bench.db, who, ask(who), ReplyTemplate, one.id, changed)) == code
        assert await refused(tools.drop(bench.db, who, ask(who), ReplyTemplate, one.id)) == code
    # A colleague may change what is the unit's.
    again = await tools.change(
        bench.db, bench.he, ask(bench.he), ReplyTemplate, ours.id, template(unit, "本社区2")
    )
    assert (again.name, again.version) == ("本社区2", 2)
    await tools.drop(bench.db, bench.he, ask(bench.he), ReplyTemplate, ours.id)
    assert await seen(bench, bench.he) == [("全区", False)]


async def test_nobody_writes_for_a_unit_or_district_that_is_not_theirs(bench: Bench) -> None:
    firm, worker = await bench.people.dispatcher(), await bench.people.worker()
    organisation = Owner("unit", bench.place.property_org)
    for who, owner, code in (
        (bench.sibling, Owner("unit", bench.place.community), "forbidden"),
        (bench.chen, Owner("district"), "forbidden"), (worker, organisation, "forbidden"),
        (bench.an, Owner("person"), "forbidden"), (bench.chen, Owner("unit"), "input.invalid"),
    ):  # fmt: skip
        assert await refused(add(bench, who, template(owner))) == code
    await add(bench, firm, template(organisation))
    assert await seen(bench, worker) == [("已收到", False)]
    assert await refused(tools.shown(bench.db, bench.an, ReplyTemplate)) == "forbidden"
    # Nor does one's own move there.
    mine = await add(bench, bench.chen, template(Owner("person")))
    moved = template(Owner("unit", bench.place.sibling_community))
    made = tools.change(bench.db, bench.chen, ask(bench.chen), ReplyTemplate, mine.id, moved)
    assert await refused(made) == "forbidden"


async def test_a_name_is_taken_once_and_a_stale_change_is_refused(bench: Bench) -> None:
    first = await add(bench, bench.chen, template(Owner("person")))
    assert await refused(add(bench, bench.chen, template(Owner("person")))) == "desk.tool_exists"
    other = await add(bench, bench.chen, template(Owner("person"), "二"))
    renamed = template(Owner("person"), "已收到")
    made = tools.change(bench.db, bench.chen, ask(bench.chen), ReplyTemplate, other.id, renamed)
    assert await refused(made) == "desk.tool_exists"
    changed = template(Owner("person"), zh="好", version=first.version)
    await tools.change(bench.db, bench.chen, ask(bench.chen), ReplyTemplate, first.id, changed)
    made = tools.change(bench.db, bench.chen, ask(bench.chen), ReplyTemplate, first.id, changed)
    assert await refused(made) == "desk.tool_stale"


async def test_unknown_variables_are_refused_when_it_is_kept(bench: Bench) -> None:
    assert await refused(add(bench, bench.chen, template(Owner("person"), zh="{phone}"))) == (
        "desk.variable_unknown"
    )
    macro = PutMacro(owner=Owner("person"), name="坏", body=MacroBody([Doing(action="note", text="{phone}")]))
    made = tools.add(bench.db, bench.chen, ask(bench.chen), Macro, macro)
    assert await refused(made) == "desk.variable_unknown"


async def test_there_is_an_end_to_them(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "MOST", 1)
    await add(bench, bench.chen, template(Owner("person")))
    assert await refused(add(bench, bench.chen, template(Owner("person"), "二"))) == "desk.too_many"


async def test_a_view_counts_for_its_reader(bench: Bench) -> None:
    first, _ = await bench.report(), await bench.report("楼道灯不亮")
    body = ViewBody(list="unit", filter=Filter(words="下水道"), columns=("number", "place"))
    given = PutView(owner=Owner("unit", bench.place.community), name="下水道", body=body)
    made = await tools.add(bench.db, bench.chen, ask(bench.chen), View, given)
    assert (made.count, made.body) == (1, body)
    await bench.report()
    [one] = await tools.shown(bench.db, bench.he, View)
    assert one.count == 2
    await bench.owner.execute(
        "UPDATE tickets SET state = 'closed', closed_at = now() WHERE id = $1", first.id
    )
    assert (await tools.shown(bench.db, bench.he, View))[0].count == 1


def test_a_step_of_a_macro_has_no_unknown_parts() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"action":"note","photo":"x"}', type=Doing)
