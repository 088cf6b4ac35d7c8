"""Writing a table as xlsx. Rows go to a folder on disk as they come: memory stays as it is.

A cell that begins like a formula is text and marked so ("quote prefix"), so that it stays text when somebody saves
the table anew. Times stand as they are on the wall in China.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

import xlsxwriter

Cell: TypeAlias = str | int | float | bool | datetime | None

HERE = ZoneInfo("Asia/Shanghai")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
MOST_LETTERS = 32_767
"""Of a cell, as xlsx has it."""


class Sheet:
    """A workbook of one table and a page about it; `write` rows, then `close`. Blocks: not for an event loop."""

    def __init__(self, folder: Path, title: str, header: Sequence[str], widths: Sequence[int]) -> None:
        self.path = folder / "export.xlsx"
        self.rows = 0
        self._book = xlsxwriter.Workbook(
            str(self.path), {"constant_memory": True, "tmpdir": str(folder), "strings_to_urls": False}
        )
        self._bold = self._book.add_format({"bold": True, "text_wrap": True})
        self._time = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self._quoted = self._book.add_format({"quote_prefix": True})
        self._table = self._book.add_worksheet(title[:31])
        for column, width in enumerate(widths):
            self._table.set_column(column, column, width)
        self._table.freeze_panes(1, 0)
        for column, text in enumerate(header):
            self._table.write_string(0, column, text, self._bold)
        self._columns = len(header)

    def write(self, rows: Iterable[Sequence[Cell]]) -> None:
        for row in rows:
            self.rows += 1
            for column, cell in enumerate(row):
                self._cell(self._table, self.rows, column, cell)

    def close(self, about: str, lines: Sequence[tuple[str, Cell]]) -> None:
        """Ends the table and adds the page that says who made it, when and of what."""
        self._table.autofilter(0, 0, self.rows, self._columns - 1)
        page = self._book.add_worksheet(about)
        page.set_column(0, 0, 20)
        page.set_column(1, 1, 60)
        for number, (name, value) in enumerate(lines):
            page.write_string(number, 0, name, self._bold)
            self._cell(page, number, 1, value)
        self._book.close()

    def _cell(self, sheet: "xlsxwriter.worksheet.Worksheet", row: int, column: int, cell: Cell) -> None:
        match cell:
            case None | "":
                return
            case str():
                text = cell[:MOST_LETTERS]
                sheet.write_string(row, column, text, self._quoted if text.startswith(FORMULA) else None)
            case bool():
                sheet.write_boolean(row, column, cell)
            case datetime():
                sheet.write_datetime(row, column, cell.astimezone(HERE).replace(tzinfo=None), self._time)
            case _:
                sheet.write_number(row, column, cell)
