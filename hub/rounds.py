"""Work that a process looks for again and again, for as long as it lives: timers, exports, imports, sweeps.

An empty look costs half a millisecond of the process that serves. So work that somebody waits for is looked for at once
where it was asked for (`soon`), and elsewhere, or after a crash, when its pause is over.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import NoReturn
from weakref import WeakSet

import structlog

from hub.errors import DomainError

log = structlog.get_logger("rounds")

_bells: dict[str, WeakSet[asyncio.Event]] = {}


def soon(name: str) -> None:
    """Has this process look for the work now; after the commit that made it."""
    for bell in _bells.get(name, ()):
        bell.set()


async def rounds(name: str, look: Callable[[], Awaitable[object]], pause: float) -> NoReturn:
    """Looks until cancelled: at once again when `look` gives True (there may be more), else after `pause` seconds or
    when `soon` is called.

    What `look` raises is logged and ends nothing: a lost database comes back, and one broken row must not keep the
    others waiting for ever.
    """
    bell = asyncio.Event()
    _bells.setdefault(name, WeakSet()).add(bell)
    while True:
        bell.clear()
        more: object = False
        try:
            more = await look()
        except DomainError as error:
            log.warning("put off", work=name, code=error.code)
        except Exception:
            log.exception("failed", work=name)
        if more is not True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(bell.wait(), pause)
