"""A demo as a newcomer starts it, in a folder of its own, for tests that look at the whole."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest

from hub.demo.supervisor import running_at
from hub.embedded.postgres import Postgres
from hub.embedded.process import free_port
from tests.conftest import copied
from tests.support import QUIET, a_folder

ROOT = Path(__file__).resolve().parents[2]
# On a machine that may be busy (seconds).
PATIENCE = 90


class DemoHub(NamedTuple):
    """A running demo, its supervisor's process and where it keeps its things."""

    url: str
    supervisor: int
    folder: Path

    def owner_url(self) -> str:
        """PostgreSQL as the owner: may move `app_clock`."""
        port = json.loads((self.folder / "demo.json").read_bytes())["postgres_port"]
        return Postgres(self.folder / "postgres", port=port).url()

    def kill(self, name: str) -> None:
        """Kills a process of the demo (`serve`, `relay`, `worker`); its supervisor starts it again."""
        for child in psutil.Process(self.supervisor).children(recursive=True):
            if child.cmdline()[-1:] == [name]:
                child.kill()
                child.wait(PATIENCE)
                return
        raise AssertionError(f"the demo has no process {name}")


@pytest.fixture(scope="module")
def demo_folder(planted_demo: Path) -> Iterator[Path]:
    """A folder whose demo was started before: it comes up in a moment."""
    with copied(planted_demo) as folder:
        yield folder


@pytest.fixture(scope="module")
def demo_hub(demo_folder: Path) -> Iterator[DemoHub]:
    """A demo of one's own, quiet: nothing happens in it but what the test does."""
    with a_folder("hub") as folder:
        environ = QUIET | {
            "LIVELY": "0",
            "SECOND_FACTOR": "1",
            "PORT": str(free_port()),
            "PYTHONPATH": str(ROOT),
        }
        environ.setdefault("MODELS_DIR", str(ROOT / "build" / "models"))
        (folder / ".shequ").symlink_to(demo_folder)
        output = (folder / "output").open("wb")
        process = subprocess.Popen(
            [sys.executable, "-m", "hub", "demo"], cwd=folder, env=environ, stdout=output, stderr=output
        )
        try:
            yield DemoHub(_address(process, folder), process.pid, folder / ".shequ")
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=PATIENCE)
            output.close()


def _address(process: "subprocess.Popen[bytes]", folder: Path) -> str:
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        if address := running_at(folder / ".shequ"):
            return address
        time.sleep(0.05)
    raise AssertionError((folder / "output").read_text())
