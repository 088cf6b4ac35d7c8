import subprocess
import sys
from pathlib import Path

HANGS = """
import asyncio
import pytest
from tests import limits

limits.AGAIN, limits.TEARDOWN = 0.5, 1.0

@pytest.fixture
async def never_lets_go():
    yield
    while True:
        try:
            await asyncio.sleep(1000)
        except BaseException:
            pass

@pytest.mark.timeout(1)
async def test_that_fails(never_lets_go):
    assert False

@pytest.mark.timeout(1)
async def test_that_waits():
    async def busy():
        for _ in range(100):
            try:
                await asyncio.sleep(0)
                sum(range(1_000_000))
            except BaseException:
                pass
        await asyncio.sleep(1000)
    task = asyncio.create_task(busy())
    await asyncio.sleep(1000)

def test_after():
    pass
"""


def test_a_test_that_hangs_fails_and_the_next_one_runs(tmp_path: Path) -> None:
    (tmp_path / "test_hangs.py").write_text(HANGS)
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.limits", "-o", "asyncio_mode=auto", "--rootdir", tmp_path,
         "--tb", "no", "-rA", tmp_path / "test_hangs.py"],
        capture_output=True, text=True, timeout=100, cwd=Path(__file__).parents[1],
    )  # fmt: skip
    said = {
        line.partition(" ")[0] + " " + line.rpartition("::")[2].partition(" ")[0]
        for line in run.stdout.splitlines()
    }
    assert {"PASSED test_after", "FAILED test_that_waits", "ERROR test_that_fails"} <= said, (
        run.stdout + run.stderr
    )
