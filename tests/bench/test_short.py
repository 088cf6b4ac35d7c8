"""The benchmarks run, at sizes that mean nothing, and write what they should. Nothing is asserted about time."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bench import b1, b2, b3, b4, b5, b6, report
from tests.bench.__main__ import BENCHES, measure
from tests.bench.native import MissingError, program
from tests.bench.rig import Rig, rig
from tests.bench.scale import SHORT


async def test_all_run_and_write_what_they_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        program("load")
    except MissingError as error:
        pytest.skip(f"there is no {error}")
    async with rig() as made:

        @contextlib.asynccontextmanager
        async def same(**_: object) -> AsyncIterator[Rig]:
            yield made

        for module in (b1, b2, b3, b4, b5, b6):
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
