"""Child processes of a supervisor of ours: started again when they die, ended in order when it stops."""

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import structlog

log = structlog.get_logger("children")

# A child that dies at once is not started faster than this (seconds).
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
# A child that ran this long had started well (seconds).
WELL = 10.0
# To end in order; then it is killed (seconds).
PATIENCE = 20.0


class Child:
    """One `python -m hub …`, started again whenever it dies. `restarts` counts those starts."""

    def __init__(
        self, name: str, arguments: Sequence[str], environ: Mapping[str, str], output: Path | None = None
    ) -> None:
        self.name = name
        self.restarts = -1
        self.process: asyncio.subprocess.Process | None = None
        self._arguments = arguments
        # It watches its parent, and ends by itself when that is killed.
        self._environ = {**environ, "SHEQU_PARENT": str(os.getpid())}
        self._output = output
        self._ending = False
        self._renewing = False

    async def run(self) -> None:
        """Keeps it running until `end`."""
        pause = FIRST_PAUSE
        while not self._ending:
            started = time.monotonic()
            with contextlib.ExitStack() as stack:
                output = stack.enter_context(self._output.open("ab")) if self._output else None
                self.process = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "hub", *self._arguments, env=self._environ,
                    stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
                )  # fmt: skip
            self.restarts += 1
            code = await self.process.wait()
            if self._ending:
                return
            if self._renewing:
                self._renewing = False
                continue
            log.warning("a process ended and is started again", name=self.name, code=code)
            pause = FIRST_PAUSE if time.monotonic() - started > WELL else min(pause * 2, LONGEST_PAUSE)
            await asyncio.sleep(pause)

    async def renew(self) -> None:
        """Ends it in order; another is started in its place at once."""
        if self.process is not None and self.process.returncode is None:
            self._renewing = True
            await self._finish()

    async def end(self) -> None:
        """Asks it to end, and kills it when it does not."""
        self._ending = True
        await self._finish()

    async def _finish(self) -> None:
        if self.process is None or self.process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(PATIENCE):
                await self.process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()
            await self.process.wait()


@contextlib.asynccontextmanager
async def running(children: Sequence[Child]) -> AsyncIterator[None]:
    """Keeps children running while the context is open; then ends them all, at once and in order."""
    tasks = [asyncio.create_task(child.run()) for child in children]
    try:
        yield
    finally:
        await asyncio.gather(*[child.end() for child in children])
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
