"""The benchmarks run, at sizes that mean nothing, and write what they should. Nothing is asserted about time."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.bench import b1, b2, b3, b4, b5, b6, b8, chart, report
from tests.bench.__main__ import BENCHES, measure
from tests.bench.native import MissingError, program
from tests.bench.rig import Rig, rig
from tests.bench.scale import SHORT

SVG = "{http://www.w3.org/2000/svg}"


async def test_all_run_and_write_what_they_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        program("load")
    except MissingError as error:
        pytest.skip(f"there is no {error}")
    async with rig() as made:

        @contextlib.asynccontextmanager
        async def same(**_: object) -> AsyncIterator[Rig]:
            yield made

        for module in (b1, b2, b3, b4, b5, b6, b8):
            monkeypatch.setattr(module, "rig", same)
        done = await measure(list(BENCHES), SHORT, tmp_path)
    assert [result.name for result in done] == list(BENCHES)
    for result in done:
        again = report.read(tmp_path / f"{result.name}.json")
        assert again.ours >= 0
        assert again.unit
        assert again.bar
        assert again.machine["cores"]
        assert f"{result.name}  " in report.table(again)


def test_the_chart_and_the_tables_show_ours_and_the_others() -> None:
    result = report.Result(
        name="B3", title="memory", unit="KiB", ours=5.9, bar="≤ 8", met=True,
        beside={"Node ws": 6.3, "NATS server": "not measured: no wheel"}, machine={},
    )  # fmt: skip
    picture = ElementTree.fromstring(chart.draw([result]))
    assert {"社区通", "Node ws", "5.9", "6.3"} <= {text.text for text in picture.iter(f"{SVG}text")}
    assert "| B3 | memory | 5.9 KiB | ≤ 8 | met |" in chart.summary([result])
    assert "| NATS server | not measured: no wheel |" in chart.side_by_side([result])
