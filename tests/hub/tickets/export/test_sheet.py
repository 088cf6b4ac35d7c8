"""A table as xlsx: read back as it was, text stays text, memory stays as it is."""

import gc
import tracemalloc
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from hub.tickets.export.sheet import Cell, Sheet

MOST = 12 * 1024 * 1024
"""Bytes. Written in constant memory 20,000 rows of 20 cells took 5 MB, held in memory 53 MB."""


def made(folder: Path, rows: Iterable[list[Cell]], columns: int = 1) -> Path:
    sheet = Sheet(folder, "本单位", [f"列{n}" for n in range(columns)], [12] * columns)
    sheet.write(rows)
    sheet.close("说明", [("导出人", "陈晓梅"), ("时间", datetime(2026, 3, 1, 4, tzinfo=UTC))])
    return sheet.path


def test_it_is_read_back_as_it_was(tmp_path: Path) -> None:
    at = datetime(2025, 12, 31, 16, 5, tzinfo=UTC)
    path = made(tmp_path, [["下水道", 100123, 2.5, True, at, None]], 6)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["本单位", "说明"]
    assert [cell.value for cell in book["本单位"][1]] == [f"列{n}" for n in range(6)]
    assert [cell.value for cell in book["本单位"][2]] == [
        "下水道", 100123, 2.5, True, datetime(2026, 1, 1, 0, 5), None,  # noqa: DTZ001  as the wall clock in China
    ]  # fmt: skip
    assert book["说明"]["B1"].value == "陈晓梅"
    assert book["本单位"].freeze_panes == "A2"


@pytest.mark.parametrize(
    "text", ["=1+1", "+86", "-3", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1", "{=1}", "http://x"]
)
def test_what_looks_like_a_formula_is_text(tmp_path: Path, text: str) -> None:
    cell = openpyxl.load_workbook(made(tmp_path, [[text]]))["本单位"]["A2"]
    assert (cell.data_type, cell.value) in (("s", text), ("inlineStr", text))
    assert cell.hyperlink is None
    assert cell.quotePrefix == text.startswith(("=", "+", "-", "@", "\t"))


@pytest.mark.parametrize("text", ["一\x01二\n三", "字" * 40_000, "<&>\"'", "𠮷🏠"])
def test_every_text_is_kept(tmp_path: Path, text: str) -> None:
    cell = openpyxl.load_workbook(made(tmp_path, [[text]]))["本单位"]["A2"]
    assert isinstance(cell.value, str)
    assert len(cell.value) <= 32_767
    if "\x01" not in text:
        assert cell.value == text[:32_767]


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    def rows() -> Iterable[list[Cell]]:
        for number in range(20_000):
            yield [f"门口下水道堵了，脏水漫到楼道 {number}"] * 10 + [number] * 10

    gc.collect()
    tracemalloc.start()
    try:
        made(tmp_path, rows(), 20)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MOST


def test_nothing_is_left_beside_the_file(tmp_path: Path) -> None:
    made(tmp_path, [["x"]])
    assert [path.name for path in tmp_path.iterdir()] == ["export.xlsx"]
