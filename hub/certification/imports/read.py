"""Reads a roster's table: xlsx by its first sheet, or csv in UTF-8 or GB 18030. Pure; runs in a bounded child."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final

from python_calamine import CalamineError, load_workbook

from hub.certification.imports.types import Raw, Read, Sheet, Unreadable

MOST_ROWS: Final = 20_000
LONGEST: Final = 100
"""Letters of a cell."""
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "name": ("姓名", "name"),
    "id_number": ("身份证号", "身份证号码", "身份证", "公民身份号码", "id_number"),
    "area": ("地点", "社区", "住址", "area"),
    "phone": ("手机号", "手机", "电话", "联系电话", "phone"),
    "due_on": ("到期日", "有效期至", "due_on"),
}
REQUIRED: Final = ("name", "id_number", "area")


def read(content: bytes) -> Read:
    """The rows of a file, without empty ones; what is wrong with the file otherwise."""
    try:
        table = _xlsx(content) if content.startswith(b"PK\x03\x04") else _csv(content)
    except (CalamineError, UnicodeError, csv.Error, ValueError, OSError):
        return Unreadable("import.unreadable")
    lines = iter(table)
    heads = [_text(cell).replace(" ", "") for cell in next(lines, [])]
    places = {key: _place(heads, names) for key, names in COLUMNS.items()}
    missing = [COLUMNS[key][0] for key in REQUIRED if places[key] is None]
    if missing:
        return Unreadable("import.columns", "、".join(missing))
    rows: list[Raw] = []
    for number, line in enumerate(lines, 2):
        if not any(_text(cell) for cell in line):
            continue
        if len(rows) == MOST_ROWS:
            return Unreadable("import.too_long")
        cells = {key: _cell(line, place) for key, place in places.items()}
        rows.append(
            Raw(
                number, _text(cells["name"]), _text(cells["id_number"]), _text(cells["phone"]), _text(cells["area"]),
                _text(cells["due_on"]), isinstance(cells["id_number"], float),
            )
        )  # fmt: skip
    return Sheet(rows)


def _xlsx(content: bytes) -> Sequence[Sequence[object]]:
    return load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def _csv(content: bytes) -> Iterable[Sequence[object]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")  # what Excel in Chinese writes
    if "\0" in text:
        raise ValueError("no text")
    return csv.reader(io.StringIO(text))


def _place(heads: Sequence[str], names: Sequence[str]) -> int | None:
    return next((heads.index(name) for name in names if name in heads), None)


def _cell(line: Sequence[object], place: int | None) -> object:
    return "" if place is None or place >= len(line) else line[place]


def _text(cell: object) -> str:
    """Whole numbers come as floats: 13800000000.0 is a phone; the day 2026-03-01 00:00 is a day."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip()[:LONGEST]
