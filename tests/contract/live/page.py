"""A page without a browser: a Node process that runs the web SDK and is told what to do (`sdk/tests/driver.ts`)."""

import asyncio
import shutil
import subprocess
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec

from hub.embedded.node import WEB, environment, install

Saw = dict[str, Any]


def bundle(folder: Path) -> Path:
    """The SDK and its driver as one file that Node runs."""
    install()
    file = folder / "driver.mjs"
    command = [WEB / "node_modules" / ".bin" / "rolldown", WEB / "sdk" / "tests" / "driver.ts"]
    subprocess.run(
        [*command, "--file", file, "--platform", "node"], env=environment(), check=True, capture_output=True
    )
    return file


class Page:
    """What it saw is kept in `saw`, in order; `lost` is what it wrote to stderr."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._news = asyncio.Condition()
        self.saw: list[Saw] = []
        self.lost = b""

    async def listen(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            async with self._news:
                self.saw.append(msgspec.json.decode(line))
                self._news.notify_all()

    async def listen_to_errors(self) -> None:
        assert self._process.stderr is not None
        self.lost = await self._process.stderr.read()

    async def until(self, enough: Callable[[list[Saw]], object], seconds: float = 15) -> None:
        """Waits until what it saw is enough."""
        try:
            async with asyncio.timeout(seconds), self._news:
                await self._news.wait_for(lambda: enough(self.saw))
        except TimeoutError:
            raise AssertionError(f"not seen; the last was {self.saw[-12:]}; errors: {self.lost!r}") from None

    async def do(self, what: str, **more: Any) -> list[Saw]:
        """Tells it; returns what it saw at once."""
        begin, done = len(self.saw), len(self.all("done"))
        assert self._process.stdin is not None
        self._process.stdin.write(msgspec.json.encode({"do": what, **more}) + b"\n")
        await self.until(lambda saw: len([1 for each in saw if each["saw"] == "done"]) > done)
        return self.saw[begin:]

    def all(self, kind: str, name: str | None = None) -> list[Saw]:
        return [each for each in self.saw if each["saw"] == kind and name in (None, each.get("name"))]

    async def until_state(self, kind: str, times: int = 1) -> None:
        """Until it has been in that state so often."""
        await self.until(lambda saw: len([1 for each in saw if each.get("kind") == kind]) >= times)

    async def look(self, name: str) -> Saw:
        """What it shows of a subscription, and its cursor."""
        return next(each for each in await self.do("look", name=name) if each["saw"] == "look")


@asynccontextmanager
async def node(driver: Path) -> AsyncIterator[Page]:
    """A running page."""
    environ = environment()
    command = shutil.which("node", path=environ["PATH"])
    assert command is not None
    process = await asyncio.create_subprocess_exec(
        command, driver, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=environ, limit=1 << 20
    )
    page = Page(process)
    async with asyncio.TaskGroup() as reading:
        reading.create_task(page.listen())
        reading.create_task(page.listen_to_errors())
        try:
            yield page
        finally:
            assert process.stdin is not None
            process.stdin.close()
            await process.wait()
    assert page.lost == b"", page.lost.decode()
