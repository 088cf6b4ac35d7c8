"""Work that a process looks for again and again, for as long as it lives: timers, exports, imports, sweeps."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NoReturn

import structlog

from hub.errors import DomainError

log = structlog.get_logger("rounds")


async def rounds(name: str, look: Callable[[], Awaitable[object]], pause: float) -> NoReturn:
    """Looks until cancelled: at once again when `look` gives True (there may be more), else after `pause` seconds.

    What `look` raises is logged and ends nothing: a lost database comes back, and one broken row must not keep the
    others waiting for ever.
    """
    while True:
        more: object = False
        try:
            more = await look()
        except DomainError as error:
            log.warning("put off", work=name, code=error.code)
        except Exception:
            log.exception("failed", work=name)
        if more is not True:
            await asyncio.sleep(pause)
