"""Named queries: each has a name and a sentence."""

from pathlib import Path

import pytest

from hub.db import load_queries


def write(folder: Path, text: str) -> str:
    (folder / "queries.sql").write_text(text)
    return str(folder / "store.py")


def test_queries_by_name(tmp_path: Path) -> None:
    q = load_queries(
        write(
            tmp_path,
            "-- name: one\n-- The first.\nSELECT 1;\n\n"
            "-- name: two\n-- The second.\nSELECT\n  -- a comment\n  2;\n",
        )
    )
    assert q.one == "SELECT 1"
    assert q.two.endswith("2")
    assert q.names() == ["one", "two"]
    with pytest.raises(AttributeError, match="three"):
        _ = q.three


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1;",
        "-- name: one\nSELECT 1;",
        "-- name: one\n-- A sentence.\n",
        "-- name: a\n-- S.\nSELECT 1;\n-- name: a\n-- S.\nSELECT 2;",
    ],
)
def test_malformed_files_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match=r"queries\.sql"):
        load_queries(write(tmp_path, text))
