"""A pool of child processes for work on bytes nobody has looked at: bounded memory, processor and wall time.

A child that dies, hangs or answers nonsense costs the one question it had; it is killed and the next question
gets a fresh one. Children are new interpreters (never forks of a running event loop) and get no environment
beyond what Python needs: no keys, no database address. They run as the same user, so this bounds resources
and accidents; it is no wall against code that breaks out of a decoder.
"""

import asyncio
import contextlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

from hub.media.confine import VALUE

_ROOT: Final = str(Path(__file__).resolve().parents[2])
_QUESTIONS_A_CHILD: Final = 500
"""After so many a child is replaced, so that what leaks in a decoder does not add up."""
_MAX_ANSWER: Final = 64 * 1024 * 1024


class ChildLostError(Exception):
    """The child did not answer this question."""

    def __init__(self, why: Literal["died", "hung", "raised"], detail: str = "") -> None:
        super().__init__(f"{why} {detail}".strip())
        self.why = why


class PoolBusyError(Exception):
    """Too many questions are waiting already."""


class _Child:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.asked = 0

    async def ask(self, question: bytes) -> bytes:
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin is not None
        assert stdout is not None
        self.asked += 1
        stdin.write(len(question).to_bytes(4, "big"))
        stdin.write(question)
        await stdin.drain()
        size = int.from_bytes(await stdout.readexactly(4), "big")
        if not 0 < size <= _MAX_ANSWER:
            raise ChildLostError("died", "nonsense")
        return await stdout.readexactly(size)

    async def end(self) -> None:
        """Kills it if it still runs, and waits until the system has taken it back."""
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()


class BoundedPool:
    """Runs `python -m module` children, each started when first needed.

    Args:
        module: the program; its main calls `confine.serve`.
        size: children at most.
        memory: address space of a child, in bytes.
        seconds: time for one question: as processor time in the child, and by the wall clock here.
        waiting: questions that may wait for a child before `PoolBusyError` is raised.
        arguments: what else the program is told, after its limits.
    """

    def __init__(
        self,
        module: str,
        *,
        size: int,
        memory: int,
        seconds: int,
        waiting: int,
        arguments: Sequence[str] = (),
    ) -> None:
        self._module = module
        self._arguments = arguments
        self._memory = memory
        self._seconds = seconds
        self._waiting = waiting
        self._turn = asyncio.Semaphore(size)
        self._queued = 0
        self._idle: list[_Child] = []
        self._all: set[_Child] = set()

    def pids(self) -> list[int]:
        """Process IDs of the children that live."""
        return [child.process.pid for child in self._all]

    async def ask(self, question: bytes) -> bytes:
        """One question to one child; its answer.

        Raises:
            PoolBusyError: too many wait.
            ChildLostError: no answer; the child has been replaced.
        """
        if self._queued >= self._waiting:
            raise PoolBusyError
        self._queued += 1
        try:
            await self._turn.acquire()
        finally:
            self._queued -= 1
        try:
            return await self._ask(question)
        finally:
            self._turn.release()

    async def _ask(self, question: bytes) -> bytes:
        child = self._idle.pop() if self._idle else await self._start()
        kept = False
        try:
            async with asyncio.timeout(self._seconds):
                answer = await child.ask(question)
            kept = child.asked < _QUESTIONS_A_CHILD
        except TimeoutError:
            raise ChildLostError("hung") from None
        except (asyncio.IncompleteReadError, ConnectionError, OSError):
            raise ChildLostError("died") from None
        finally:
            # Also when this task is cancelled: a child in the middle of an answer is of no use to the next.
            if kept:
                self._idle.append(child)
            else:
                self._all.discard(child)
                await asyncio.shield(child.end())
        if not answer.startswith(VALUE):
            raise ChildLostError("raised", answer[1:].decode(errors="replace"))
        return answer[1:]

    async def _start(self) -> _Child:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", self._module, str(self._memory), str(self._seconds), *self._arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd="/",
            env={
                "PATH": os.environ.get("PATH", os.defpath),
                "LANG": "C.UTF-8",
                "PYTHONPATH": _ROOT,
                "MALLOC_ARENA_MAX": "1",  # each further arena would take 64 MiB of the address space
            },
            start_new_session=True,  # Ctrl-C reaches the parent only, which finishes what it has begun
            limit=1024 * 1024,
        )  # fmt: skip
        child = _Child(process)
        self._all.add(child)
        return child

    async def close(self) -> None:
        """Ends all children."""
        children, self._all = self._all, set()
        self._idle.clear()
        await asyncio.gather(*(child.end() for child in children))
