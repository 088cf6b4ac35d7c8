"""A roster from a file: every bad row by number and reason, nothing twice, nothing in the clear, nothing computed."""

import io
import zipfile
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
import xlsxwriter

from hub.accounts.types import Principal
from hub.certification import actions as persons
from hub.certification.imports import actions
from hub.certification.imports.read import read
from hub.certification.imports.runner import Runner
from hub.certification.imports.types import ImportReport, Unreadable
from hub.errors import DomainError
from hub.media.bounded import BoundedPool
from tests.hub.certification.scene import ID, NAME, PHONE, Scene, number
from tests.hub.media import pictures
from tests.support import ask

HEAD = ("姓名", "身份证号", "手机号", "地点", "到期日")
WANG, ZHAO = number("19410101", "002"), number("19391231", "014")
ROWS: list[Sequence[object]] = [
    ("王秀英", WANG, "13890010002", "金沙社区", "2027-03-01"),
    ("赵明", ZHAO, "", "杨家坪", ""),
]


def xlsx(*rows: Sequence[object], head: Sequence[str] = HEAD) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate((head, *rows)):
            for column, cell in enumerate(row):
                sheet.write(line, column, cell)
    return out.getvalue()


def csv(*rows: Sequence[object], encoding: str = "utf-8") -> bytes:
    return "\n".join(",".join(str(cell) for cell in row) for row in (HEAD, *rows)).encode(encoding)


def archive(**photos: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as found:
        for name, content in photos.items():
            found.writestr(f"照片/{name}.jpg", content)
    return out.getvalue()


@pytest.fixture
async def tables() -> AsyncIterator[BoundedPool]:
    made = actions.pool()
    yield made
    await made.close()


class Desk:
    def __init__(self, scene: Scene, tables: BoundedPool) -> None:
        self.scene, self.tables = scene, tables
        self.runner = Runner(scene.db, scene.place.district, scene.sealer, scene.media)

    async def trial(self, content: bytes, by: Principal | None = None) -> ImportReport:
        return await actions.attempt(
            self.scene.db, self.tables, by or self.scene.street, self.scene.programme.id, "名册.xlsx", content
        )

    async def load(self, content: bytes, photos: bytes = b"", asked: Any = None) -> ImportReport:
        scene = self.scene
        begun = await actions.begin(
            scene.db, scene.sealer, scene.media.objects, self.tables, scene.street, asked or ask(scene.street),
            scene.programme.id, "名册.xlsx", content, photos,
        )  # fmt: skip
        assert begun.id is not None
        while await self.runner.next():
            pass
        return await actions.one(scene.db, scene.street, begun.id)


@pytest.fixture
async def desk(scene: Scene, tables: BoundedPool) -> Desk:
    return Desk(scene, tables)


async def test_a_dry_run_names_every_bad_row_and_keeps_nothing(desk: Desk) -> None:
    wrong = WANG[:-1] + ("1" if WANG[-1] != "1" else "2")
    report = await desk.trial(
        xlsx(
            *ROWS,
            ("", "", "", "", ""),
            ("钱一", wrong, "", "金沙", ""),
            ("孙二", number("19800101"), "123", "月亮", "很快"),
            ("", WANG, "", "巴关河社区", ""),
            ("李三", 510403194001010012.0, "", "", ""),
            ("周四", "", "", "金沙", ""),
        )
    )
    assert (report.id, report.rows, report.good, report.bad_rows) == (None, 7, 2, 5)
    assert [(bad.row, bad.reasons) for bad in report.bad] == [
        (5, ("id_number_invalid",)),
        (6, ("too_young", "area_unknown", "phone_invalid", "due_on_invalid")),
        (7, ("name_missing", "duplicate_in_file", "area_not_yours")),
        (8, ("id_number_as_number", "area_missing")),
        (9, ("id_number_missing",)),
    ]
    assert report.bad[2].of == 2
    assert await desk.scene.owner.fetchval("SELECT count(*) FROM certification_persons") == 1
    assert await desk.scene.owner.fetchval("SELECT count(*) FROM certification_imports") == 0


async def test_a_roster_and_again(desk: Desk) -> None:
    scene = desk.scene
    report = await desk.load(xlsx(*ROWS, ("坏", "1", "", "金沙", "")))
    assert (report.state, report.at, report.added, report.changed, report.same) == ("done", 2, 2, 0, 0)
    assert (report.rows, report.good, report.bad_rows) == (3, 2, 1)
    listed = await persons.within(scene.db, scene.sealer, scene.street, programme=None, which="all")
    found = {one.name: one for one in listed.persons}
    assert set(found) == {"罗**", "王**", "赵**"}
    assert str(found["王**"].standing.due_on) == "2027-03-01"
    again = await desk.load(xlsx(*ROWS))
    assert (again.added, again.changed, again.same) == (0, 0, 2)
    moved = await desk.load(csv(("王秀英", WANG, "", "杨家坪社区", "")))
    assert (moved.added, moved.changed, moved.same) == (0, 1, 0)
    kept = await scene.owner.fetchval("SELECT count(*) FROM certification_persons WHERE phone IS NOT NULL")
    assert kept == 2  # what a file leaves empty stays
    steps = [one for one in await scene.told(f"own/{scene.street.account}") if "added" in one]
    assert [one["state"] for one in steps[:3]] == ["waiting", "running", "done"]
    assert "王秀英" not in str(steps)


async def test_sent_twice_it_is_one_import(desk: Desk) -> None:
    asked = ask(desk.scene.street)
    first = await desk.load(xlsx(*ROWS), archive(**{WANG: pictures.jpeg()}), asked)
    second = await desk.load(xlsx(*ROWS), archive(**{WANG: pictures.jpeg()}), asked)
    assert first.id == second.id
    assert await desk.scene.owner.fetchval("SELECT count(*) FROM certification_imports") == 1
    gone = await desk.scene.owner.fetchval("SELECT count(*) FROM certification_objects WHERE gone_at IS NULL")
    assert gone == 0


async def test_one_that_died_goes_on_where_it_was(desk: Desk) -> None:
    scene = desk.scene
    people = [(f"老人{at}", number("19400101", f"{at:03}"), "", "金沙", "") for at in range(130)]
    await actions.begin(
        scene.db, scene.sealer, scene.media.objects, desk.tables, scene.street, ask(scene.street),
        scene.programme.id, "名册", xlsx(*people),
    )  # fmt: skip
    beat = desk.runner._beat

    async def dies(*given: Any, **more: Any) -> Any:
        if given[1]["at"]:
            raise DomainError("unavailable")
        return await beat(*given, **more)

    desk.runner._beat = dies  # type: ignore[method-assign]
    with pytest.raises(DomainError):
        await desk.runner.next()
    assert await scene.owner.fetchval("SELECT count(*) FROM certification_persons") == 101
    desk.runner._beat = beat  # type: ignore[method-assign]
    assert not await desk.runner.next()  # its lease still runs
    await scene.ahead("1 minute")
    assert await desk.runner.next()
    row = await scene.owner.fetchrow("SELECT * FROM certification_imports")
    assert row is not None
    assert (row["state"], row["added"], row["content"]) == ("done", 130, None)


async def test_photos_are_kept_sealed_and_nothing_is_made_of_them(desk: Desk) -> None:
    scene = desk.scene
    stranger = number("19300101")
    report = await desk.load(
        xlsx(*ROWS, (NAME, ID, PHONE, "金沙", "")),
        archive(
            **{
                WANG: pictures.jpeg(),
                ID: pictures.jpeg(),
                stranger: pictures.jpeg(),
                "合影": b"x",
                ZHAO: b"no photo",
            }
        ),
    )
    assert (report.state, report.photos, report.photos_kept) == ("done", 5, 2)
    assert {(bad.row, bad.reasons) for bad in report.bad if bad.photo} == {
        (3, ("photo_unmatched",)), (4, ("photo_unmatched",)), (5, ("photo_invalid",)),
    }  # fmt: skip
    assert await scene.owner.fetchval("SELECT count(*) FROM jobs") == 0
    assert await scene.owner.fetchval("SELECT count(*) FROM photos WHERE fingerprint IS NOT NULL") == 0
    assert all(b"\xff\xd8\xff" not in path.read_bytes() for path in scene.stored())
    scene.person = await scene.owner.fetchval(
        "SELECT id FROM certification_persons WHERE id_index = $1", scene.sealer.blind("id_number", ID)
    )
    await scene.agree()
    await scene.enrolled()
    assert (await scene.detail()).person.standing.reference
    again = await desk.load(xlsx(*ROWS), archive(**{WANG: pictures.jpeg()}))
    assert [bad.reasons for bad in again.bad] == [("photo_has_reference",)]


async def test_cancelled_is_over(desk: Desk) -> None:
    scene = desk.scene
    begun = await actions.begin(
        scene.db, scene.sealer, scene.media.objects, desk.tables, scene.street, ask(scene.street),
        scene.programme.id, "名册", xlsx(*ROWS), archive(**{WANG: pictures.jpeg()}),
    )  # fmt: skip
    assert begun.id is not None
    with pytest.raises(DomainError):
        await actions.cancel(scene.db, scene.coordinator, ask(scene.coordinator), begun.id)
    ended = await actions.cancel(scene.db, scene.street, ask(scene.street), begun.id)
    assert ended.state == "cancelled"
    assert not await desk.runner.next()
    row = await scene.owner.fetchrow("SELECT content, archive FROM certification_imports")
    assert row is not None
    assert (row["content"], row["archive"]) == (None, None)


async def test_who_may_not(desk: Desk) -> None:
    scene = desk.scene
    for who in (
        scene.clerk,
        scene.father,
        await scene.people.staff("grid_officer", scene.place.grid, "网格员"),
    ):
        with pytest.raises(DomainError) as caught:
            await desk.trial(xlsx(*ROWS), who)
        assert caught.value.code == "forbidden"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import.columns"),
        (b"PK\x03\x04nonsense", "import.unreadable"),
        (b"\xff\xd8\xff\x00", "import.unreadable"),
        (xlsx(head=("姓名", "电话")), "import.columns"),
        (csv(*[("甲", "1", "", "金沙", "")] * 20_001), "import.too_long"),
    ],
)
async def test_what_is_no_roster(desk: Desk, content: bytes, code: str) -> None:
    with pytest.raises(DomainError) as caught:
        await desk.trial(content)
    assert caught.value.code == code


def bent(sheet: bytes) -> bytes:
    """A workbook with this in the place of its sheet's rows."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx())) as whole,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for one in whole.infolist():
            content = whole.read(one)
            if one.filename == "xl/worksheets/sheet1.xml":
                begin, end = (
                    content.index(b"<sheetData"),
                    content.index(b"</sheetData>") + len(b"</sheetData>"),
                )
                content = content[:begin] + b"<sheetData>" + sheet + b"</sheetData>" + content[end:]
            made.writestr(one.filename, content)
    return out.getvalue()


BOMBS = {
    "a cell at the other end of 17 billion": b'<row r="1"><c r="A1"><v>1</v></c></row>'
    b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    "40 MB in 40 KB": b'<row r="1"><c r="A1" t="inlineStr"><is><t>'
    + bytes(40_000_000)
    + b"</t></is></c></row>",
    "a word of words": b'<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>'
    b'<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row>',
    "cut": b'<row r="1"><c r="A1"><v>1',
}


async def test_a_workbook_made_to_burst_is_refused_and_the_next_is_read(desk: Desk) -> None:
    for what, sheet in BOMBS.items():
        with pytest.raises(DomainError) as caught:
            await desk.trial(bent(sheet))
        assert caught.value.code in ("import.unreadable", "import.columns"), what
        assert caught.value.message("zh-CN") != caught.value.message("en")
    assert (await desk.trial(xlsx(*ROWS))).good == 2


def test_an_archive_is_refused_by_the_length_of_its_list(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = b"PK\x01\x02" + bytes(24) + (1).to_bytes(2, "little") + bytes(16) + b"a"
    listed = entry * 100_000
    end = b"PK\x05\x06" + bytes(4) + b"\x01\x00" * 2 + len(listed).to_bytes(4, "little") + bytes(6)
    large = b"PK\x06\x07" + bytes(16) + end
    assert len(actions.pictures(archive(**{ID: pictures.jpeg()}))) == 1
    monkeypatch.setattr(zipfile, "ZipFile", None)  # nothing is read of it
    for bad in (listed + end, large, b"", b"PK\x03\x04", b"nothing"):
        with pytest.raises(DomainError) as caught:
            actions.pictures(bad)
        assert caught.value.code == "import.archive"


def test_files_as_excel_in_chinese_writes_them() -> None:
    found = read(csv(*ROWS, encoding="gb18030"))
    assert not isinstance(found, Unreadable)
    assert [row.name for row in found.rows] == ["王秀英", "赵明"]
    found = read(csv(*ROWS, encoding="utf-8-sig"))
    assert not isinstance(found, Unreadable)
    assert found.rows[0].row == 2


async def test_a_canary_in_a_file_is_nowhere_in_the_clear(
    desk: Desk, capfd: pytest.CaptureFixture[str]
) -> None:
    scene = desk.scene
    canary = number("19330303", "777")
    await desk.load(
        xlsx(("金丝雀甲", canary, "13812348765", "金沙", ""), ("金丝雀乙", canary, "1", "月亮", ""))
    )
    rows = await scene.owner.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    captured = capfd.readouterr()
    text = captured.out + captured.err
    for row in rows:
        text += str(await scene.owner.fetch(f'SELECT t::text AS line FROM "{row["tablename"]}" t'))
    for secret in (canary, "金丝雀", "13812348765"):
        assert secret not in text
        assert secret.encode().hex() not in text


async def test_a_consent_to_an_old_text_makes_no_template_of_an_imported_photo(desk: Desk) -> None:
    scene = desk.scene
    await scene.agree()
    await scene.new_text()
    report = await desk.load(xlsx((NAME, ID, PHONE, "金沙", "")), archive(**{ID: pictures.jpeg()}))
    assert report.photos_kept == 1
    assert await scene.owner.fetchval("SELECT count(*) FROM jobs") == 0
    await scene.agree(version=2)
    assert await scene.owner.fetchval("SELECT count(*) FROM jobs WHERE kind = 'face_template'") == 1
