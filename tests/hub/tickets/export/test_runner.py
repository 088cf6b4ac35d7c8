"""An export from the question to the file, with everything that can happen on the way."""

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import msgspec
import openpyxl
import pytest

from hub.accounts.sessions import end, start
from hub.accounts.types import Principal
from hub.audit import verify
from hub.db import Database
from hub.errors import DomainError
from hub.feedback import actions as feedback
from hub.feedback.types import Say
from hub.sealing import Sealer
from hub.settings import Settings
from hub.tickets import actions as tickets
from hub.tickets.duplicates import repeats
from hub.tickets.export import actions, runner
from hub.tickets.export.exporters import EXPORTERS
from hub.tickets.export.registry import Ask, Column, Exporter, Row
from hub.tickets.export.runner import Runner
from hub.tickets.export.sheet import HERE
from hub.tickets.export.types import AskExport, Export
from hub.tickets.lists import actions as lists
from hub.tickets.types import Create, Dispatch
from tests.support import People, ask


class Office:
    """A clerk who exports, and a process that writes."""

    def __init__(self, db: Database, owner: Any, people: People, settings: Settings, folder: Path) -> None:
        self.db, self.owner, self.people, self.place = db, owner, people, people.place
        self.sealer = Sealer(settings.keys())
        self.folder = folder
        self.runner = self.process()

    def process(self) -> Runner:
        return Runner(self.db, self.place.district, self.sealer, self.folder)

    async def begin(self) -> "Office":
        self.an = await self.people.resident()
        self.clerk = await self.signed_in(await self.people.clerk())
        return self

    async def signed_in(self, who: Principal) -> Principal:
        """With a session that lasts."""
        async with self.db.transaction() as tx:
            token = (await start(tx, who.district, who.account, who.kind, "bearer")).token
        session = await self.owner.fetchval(
            "SELECT id FROM sessions WHERE token_hash = sha256(convert_to($1, 'UTF8'))", token
        )
        return msgspec.structs.replace(who, session=session)

    async def report(self, text: str = "门口下水道堵了") -> int:
        given = Create(area=self.place.dwelling, category="drain_blocked", text=text)
        return (await tickets.create(self.db, self.an, ask(self.an), given)).number

    async def ask(self, who: Principal | None = None, name: str = "tickets.mine", **given: Any) -> Export:
        who = who or self.clerk
        return await actions.ask(self.db, who, ask(who), AskExport(list=name, **given))

    async def state(self, export: Export) -> Export:
        return await actions.one(self.db, self.clerk, export.id)

    async def file(self, export: Export, who: Principal | None = None) -> bytes:
        found, pieces = await actions.fetch(self.db, self.sealer, who or self.clerk, export.id)
        content = b"".join([piece async for piece in pieces])
        assert len(content) == found.bytes
        return content

    async def book(self, export: Export, who: Principal | None = None) -> Any:
        return openpyxl.load_workbook(io.BytesIO(await self.file(export, who)))

    async def made(self, who: Principal | None = None, **given: Any) -> list[dict[str, Any]]:
        """The table of an export, from the question to the file."""
        export = await self.ask(who, **given)
        assert await self.runner.next()
        rows = list((await self.book(export, who)).worksheets[0].values)
        return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]

    async def told(self, who: Principal | None = None) -> list[dict[str, Any]]:
        rows = await self.owner.fetch(
            "SELECT text FROM events WHERE type = 'export.progress' AND topics = ARRAY[$1] ORDER BY id",
            f"own/{(who or self.clerk).account}",
        )
        return [msgspec.json.decode(row["text"]) for row in rows]

    async def forward(self, **by: float) -> None:
        await self.owner.execute("UPDATE app_clock SET ahead = ahead + $1", timedelta(**by))


@pytest.fixture
async def office(
    db: Database,
    owner: "asyncpg.Connection[asyncpg.Record]",
    people: People,
    settings: Settings,
    tmp_path: Path,
) -> Office:
    return await Office(db, owner, people, settings, tmp_path / "exports").begin()


async def refused(attempt: Awaitable[object]) -> str:
    with pytest.raises(DomainError) as caught:
        await attempt
    return caught.value.code


async def test_the_file_holds_what_the_list_holds(office: Office) -> None:
    for number in range(3):
        await office.report(f"=第{number}件")
    table = await office.made()
    page = await lists.page(office.db, office.clerk, "mine", sort="new")
    assert [(row["编号"], row["内容"], row["上报人"]) for row in table] == [
        (one.number, one.text, one.reporter.name if one.reporter else None) for one in page.tickets
    ]
    here = page.tickets[0].created_at.astimezone(HERE).replace(tzinfo=None)
    assert abs(table[0]["上报时间"] - here) < timedelta(seconds=1)
    assert {row["状态"] for row in table} == {"待签收"}
    assert {row["类别"] for row in table} == {"下水道堵塞"}


async def test_columns_language_and_filter_are_the_askers(office: Office) -> None:
    await office.report("一")
    await office.report("二")
    table = await office.made(columns=["text", "state"], filters={"words": "二"}, locale="en")
    assert table == [{"Text": "二", "State": "Reported"}]
    export = (await actions.mine(office.db, office.clerk)).exports[0]
    about = dict((await office.book(export)).worksheets[1].values)
    assert (about["By"], about["Rows"], about["Filter: words"]) == ("陈晓梅", 1, "二")


async def test_progress_is_told_and_ends(office: Office) -> None:
    await office.report()
    export = await office.ask()
    assert (export.state, export.total) == ("waiting", None)
    await office.runner.next()
    assert [(one["state"], one["rows"], one["total"]) for one in await office.told()] == [
        ("waiting", 0, None), ("running", 0, 1), ("running", 1, 1), ("done", 1, 1),
    ]  # fmt: skip
    done = await office.state(export)
    assert (done.state, done.rows, done.reason) == ("done", 1, None)
    assert done.finished_at is not None
    assert not await office.runner.next()
    assert list(office.folder.iterdir()) == []


async def test_an_organisation_exports_without_the_reporter(office: Office) -> None:
    number = await office.report()
    page = await lists.page(office.db, office.clerk, "mine")
    to = Dispatch(organisation=office.place.property_org)
    await tickets.dispatch(office.db, office.clerk, ask(office.clerk), page.tickets[0].id, to)
    firm = await office.signed_in(await office.people.dispatcher())
    lane = {"organisation": str(office.place.property_org), "lane": "to_send"}
    for given in ({"name": "organisation", "filters": lane}, {"name": "tickets.unit"}):
        table = await office.made(firm, **given)
        assert [row["编号"] for row in table] == [number]
        assert all(row.get("上报人") is None for row in table)
    handlers = await office.made(name="handlers", filters={"area": str(office.place.community)})
    assert [(row["单位"], row["待接单"]) for row in handlers] == [("示例物业甲", 1)]


async def test_sums_the_joint_list_and_feedback_are_lists_too(office: Office) -> None:
    street = await office.signed_in(await office.people.staff("street_clerk", office.place.street, "李志强"))
    await office.report()
    await office.owner.execute(
        "UPDATE tickets SET resolve_by = created_at, created_at = created_at - interval '9 days'"
    )
    said = Say(kind="praise", text="很快", area=office.place.street)
    await feedback.say(office.db, office.sealer, office.an, ask(office.an), said)
    assert [(row["内容"], row["类型"]) for row in await office.made(street, name="feedback")] == [
        ("很快", "表扬")
    ]
    assert await office.made(street, name="feedback", filters={"kind": "bug"}) == []
    period = {"area": str(office.place.street), "from": "2020-01-01", "to": "2020-02-01"}
    rates = await office.made(street, name="rates", filters=period)
    assert [(row["单位/层级/类别"], row["受理"]) for row in rates] == [("合计", 0)]
    joint = await office.made(street, name="joint")
    assert len(joint) <= 1
    assert await refused(office.ask(name="joint")) == "not_found"  # no meeting of a community
    assert await refused(office.ask(name="rates", filters=period)) == "not_found"
    assert await refused(office.ask(street, name="rates", filters={"area": "x"})) == "input.invalid"


async def test_what_comes_back_is_a_list_too(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.tickets.export.registry.PAGE", 1)  # every row a page
    for _ in range(3):
        await office.report()
        await tickets.create(
            office.db, office.an, ask(office.an),
            Create(area=office.place.building, category="gas_smell", text="有味"),
        )  # fmt: skip
    days = {"days": 30}
    shown = await repeats.places(office.db, office.clerk, None, 30, None, 50)
    places = await office.made(name="repeats.places", filters=days)
    assert len(places) >= 2
    assert [(row["地点"], row["类别"], row["件数"]) for row in places] == [
        (one.place, one.group, one.count) for one in shown.repeats
    ]
    people = await office.made(name="repeats.reporters", filters=days)
    assert {(row["上报人"], row["类别"], row["件数"], row["在办"]) for row in people} == {
        ("安女士", "下水道堵塞", 3, 3), ("安女士", "燃气异味", 3, 3),
    }  # fmt: skip
    [hot] = await office.made(name="hot_places", filters=days)
    assert (hot["件数"], set(hot["各类件数"].split("、"))) == (6, {"下水道堵塞 3", "燃气异味 3"})
    for name in ("repeats.places", "repeats.reporters", "hot_places"):
        assert (
            await refused(office.ask(name=name, filters={"area": str(office.place.other_community)}))
            == "not_found"
        )
        assert await refused(office.ask(await office.people.dispatcher(), name=name)) == "not_found"
        assert await refused(office.ask(name=name, filters={"days": 0})) == "input.invalid"


async def test_who_may_not_export(office: Office) -> None:
    place, people = office.place, office.people
    grid = await people.staff("grid_officer", place.grid, "王芳")
    official = await people.staff("official_viewer", place.district, "周海")
    for who in (office.an, grid, official, await people.worker()):
        assert await refused(office.ask(who)) == "forbidden"
        with pytest.raises(DomainError):
            actions.lists(who)
    lane = {"organisation": str(place.property_org), "lane": "to_send"}
    assert await refused(office.ask(name="organisation", filters=lane)) == "organisation.unknown"
    elsewhere = {"area": str(place.other_community)}
    assert await refused(office.ask(name="handlers", filters=elsewhere)) == "area.unknown"
    assert await refused(office.ask(name="none")) == "export.unknown_list"
    assert await refused(office.ask(columns=["phone"])) == "export.unknown_column"
    for wrong in ({"words": 5}, {"none": 1}, {"area": "x"}, {"states": []}):
        assert await refused(office.ask(filters=wrong)) == "input.invalid"


async def test_a_grant_that_may_not_export_adds_nothing(office: Office) -> None:
    """A clerk of one community who is grid officer in another exports only the first."""
    place = office.place
    both = await office.people.clerk(place.other_community, "两处")
    grid = await office.people.staff("grid_officer", place.grid, "两处")
    await office.owner.execute(
        "UPDATE grants SET account = $1 WHERE account = $2", both.account, grid.account
    )
    both = await office.signed_in(msgspec.structs.replace(both, grants=both.grants + grid.grants))
    await office.report()
    assert len((await lists.page(office.db, both, "watching")).tickets) == 1
    assert await office.made(both, name="tickets.watching") == []


async def test_it_is_the_askers_alone(office: Office) -> None:
    export = await office.ask()
    await office.runner.next()
    other = await office.signed_in(await office.people.clerk(name="别人"))
    for attempt in (
        actions.one(office.db, other, export.id),
        actions.fetch(office.db, office.sealer, other, export.id),
        actions.cancel(office.db, other, ask(other), export.id),
        actions.one(office.db, office.clerk, uuid4()),
    ):
        assert await refused(attempt) == "not_found"
    assert (await actions.mine(office.db, other)).exports == []


async def test_rights_are_those_of_the_time_it_is_written(office: Office) -> None:
    await office.report()
    export = await office.ask()
    await office.owner.execute("UPDATE grants SET ended_at = now() WHERE account = $1", office.clerk.account)
    await office.runner.next()
    assert (await office.state(export)).reason == "forbidden"
    gone = await office.ask()
    async with office.db.transaction() as tx:
        await end(tx, office.clerk.session)
    await office.runner.next()
    assert (await office.state(gone)).reason == "auth.required"


async def test_a_day_later_it_is_gone(office: Office) -> None:
    export = await office.ask()
    await office.runner.next()
    await office.forward(hours=23)
    await office.runner.sweep()
    assert await office.file(export)
    await office.forward(hours=2)
    assert await refused(office.state(export)) == "not_found"
    await office.runner.sweep()
    assert await office.owner.fetchval("SELECT count(*) FROM exports") == 0
    assert await office.owner.fetchval("SELECT count(*) FROM export_pieces") == 0


async def test_it_can_be_cancelled(office: Office) -> None:
    export = await office.ask()
    cancelled = await actions.cancel(office.db, office.clerk, ask(office.clerk), export.id)
    assert cancelled.state == "cancelled"
    assert not await office.runner.next()
    assert await refused(office.file(export)) == "export.unfinished"


class Slow:
    """A list of pages that come when they are let."""

    def __init__(self, pages: int = 3) -> None:
        self.reached, self.go = asyncio.Event(), asyncio.Event()
        self.count = pages

    def exporter(self) -> Exporter:
        async def total(db: Database, ask: Ask) -> int:
            return self.count

        async def pages(db: Database, ask: Ask) -> AsyncIterator[Sequence[Row]]:
            for number in range(self.count):
                yield [{"n": number}]
                self.reached.set()
                await self.go.wait()

        return Exporter("slow", "慢", "Slow", NoFilter, (Column("n", "数", "n"),), total, pages)


class NoFilter(msgspec.Struct, forbid_unknown_fields=True):
    pass


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    one = Slow()
    monkeypatch.setitem(EXPORTERS, "slow", one.exporter())
    monkeypatch.setattr(runner, "BEAT", 0.0)
    return one


async def test_cancelled_half_way_it_stops(office: Office, slow: Slow) -> None:
    export = await office.ask(name="slow")
    writing = asyncio.create_task(office.runner.next())
    await slow.reached.wait()
    await actions.cancel(office.db, office.clerk, ask(office.clerk), export.id)
    slow.go.set()
    assert await writing
    assert (await office.state(export)).state == "cancelled"
    assert (await office.told())[-1]["state"] == "cancelled"
    assert await office.owner.fetchval("SELECT count(*) FROM export_pieces") == 0


async def test_a_process_that_dies_is_followed_by_another(office: Office, slow: Slow) -> None:
    export = await office.ask(name="slow")
    dying = asyncio.create_task(office.runner.next())
    await slow.reached.wait()
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    slow.go.set()
    other = office.process()
    assert not await other.next()  # its lease is not over
    assert (await office.state(export)).state == "running"
    await office.forward(seconds=31)
    assert await other.next()
    assert (await office.state(export)).state == "done"


async def test_a_process_thought_dead_ends_nothing(office: Office, slow: Slow) -> None:
    export = await office.ask(name="slow")
    first = asyncio.create_task(office.runner.next())
    await slow.reached.wait()
    await office.forward(seconds=31)
    second = asyncio.create_task(office.process().next())
    await asyncio.sleep(0)
    slow.go.set()
    await asyncio.gather(first, second)
    assert (await office.state(export)).state == "done"
    rows = await office.owner.fetch("SELECT position FROM export_pieces")
    assert [row["position"] for row in rows] == [0]
    written = await office.owner.fetchval("SELECT count(*) FROM audit WHERE action = 'export.written'")
    assert written == 1


async def test_what_always_dies_is_given_up(office: Office, slow: Slow) -> None:
    export = await office.ask(name="slow")
    for _ in range(3):
        slow.reached.clear()
        dying = asyncio.create_task(office.runner.next())
        await slow.reached.wait()
        dying.cancel()
        await asyncio.gather(dying, return_exceptions=True)
        await office.forward(seconds=31)
    await office.runner.next()
    assert ((await office.state(export)).state, (await office.state(export)).reason) == (
        "failed",
        "export.gave_up",
    )


async def test_too_long_a_list_fails_with_its_reason(
    office: Office, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "MOST_ROWS", 2)
    export = await office.ask(name="slow")
    await office.runner.next()
    assert (await office.state(export)).reason == "export.too_long"


async def test_a_defect_is_told_as_one(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(db: Database, ask: Ask) -> AsyncIterator[Sequence[Row]]:
        yield [{}]

    monkeypatch.setitem(EXPORTERS, "slow", Slow().exporter()._replace(pages=broken))
    export = await office.ask(name="slow")
    assert await office.runner.next()
    assert (await office.state(export)).reason == "internal"


async def test_only_so_many_at_once(office: Office) -> None:
    outcomes = await asyncio.gather(*(office.ask() for _ in range(5)), return_exceptions=True)
    made = [one for one in outcomes if isinstance(one, Export)]
    assert len(made) == 3
    await office.runner.next()
    await office.ask()


async def test_two_processes_write_two(office: Office) -> None:
    exports = [await office.ask(), await office.ask()]
    await asyncio.gather(office.runner.next(), office.process().next(), office.process().next())
    assert [(await office.state(one)).state for one in exports] == ["done", "done"]
    assert await office.owner.fetchval("SELECT max(attempt) FROM exports") == 1


async def test_it_is_in_the_audit_log_without_words(office: Office) -> None:
    await office.report("安女士的秘密")
    export = await office.ask(filters={"words": "秘密", "states": ["reported"]}, columns=["number"])
    await office.runner.next()
    await office.file(export)
    rows = await office.owner.fetch("SELECT action, actor, detail FROM audit ORDER BY number")
    assert [row["action"] for row in rows] == ["export.written", "export.fetched"]
    assert {row["actor"] for row in rows} == {office.clerk.account}
    detail = msgspec.json.decode(rows[0]["detail"])
    assert (detail["rows"], detail["columns"], detail["filters"]["states"]) == (1, ["number"], ["reported"])
    assert "秘密" not in rows[0]["detail"]
    async with office.db.transaction() as tx:
        assert (await verify(tx, office.place.district)).broken is None


async def test_the_file_is_sealed_where_it_lies(office: Office) -> None:
    await office.ask()
    await office.runner.next()
    content: bytes = await office.owner.fetchval("SELECT content FROM export_pieces")
    assert b"PK" not in content[:64]
    assert b"xl/worksheets" not in content


async def test_pieces_do_not_open_in_each_others_place(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hub.sealing import SealError
    from hub.tickets.export import store

    monkeypatch.setattr(store, "PIECE", 1024)
    export = await office.ask()
    await office.runner.next()
    assert await office.file(export)
    await office.owner.execute(
        """UPDATE export_pieces p SET content = o.content FROM export_pieces o
            WHERE o.export = p.export AND o.position = 1 AND p.position = 0"""
    )
    with pytest.raises(SealError):
        await office.file(export)


def test_every_column_is_filled() -> None:
    """Keys are unique and titled in both languages."""
    for one in EXPORTERS.values():
        keys = [column.key for column in one.columns]
        assert len(set(keys)) == len(keys), one.name
        assert all(column.zh and column.en for column in one.columns)
        assert len(one.zh) <= 31
        assert len(one.en) <= 31
