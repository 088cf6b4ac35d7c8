"""The table that a run prints, and the file it leaves."""

import json
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from tests.faults.play import Row

COLUMNS = (
    "fault",
    "rounds",
    "lost",
    "repeated",
    "out of order",
    "wrong",
    "seconds to recover (median, most)",
)


def text(rows: Sequence[Row]) -> str:
    """The table for people."""
    lines = [COLUMNS, *(_cells(row) for row in rows)]
    widths = [max(_width(line[column]) for line in lines) for column in range(len(COLUMNS))]
    out = [
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in lines
    ]
    out.insert(1, "  ".join("-" * width for width in widths))
    for row in rows:
        out += [f"{row.fault}: {name} {value}" for name, value in row.figures.items()]
        out += [f"{row.fault}: {said}" for said in row.said[:5]]
    return "\n".join(out)


def write(path: Path, rows: Sequence[Row], **about: object) -> None:
    """The table for programs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps({**about, "faults": [row.as_json() for row in rows]}, ensure_ascii=False, indent=1) + "\n"
    )


def _cells(row: Row) -> tuple[str, ...]:
    told = row.as_json()["recovery_seconds"]
    assert isinstance(told, dict)
    seconds = f"{told['median']:.1f}  {told['most']:.1f}" if row.seconds else "-"
    counts = (row.rounds, row.lost, row.repeated, row.out_of_order, row.wrong)
    return (row.fault, *map(str, counts), seconds)


def _width(cell: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in cell)
