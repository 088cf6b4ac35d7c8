"""The loop that serves, and an SDK that is quick to come back: these tests cut lines by the hundred."""

import asyncio
import gc
from collections.abc import Callable, Iterator
from functools import partial

import pytest
import uvloop
from shequtong import backoff, live


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Its transports buffer, pause and reset otherwise than asyncio's."""
    return {"uvloop": uvloop.new_event_loop}


@pytest.fixture(autouse=True, scope="module")
def _impatient() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(live, "Backoff", partial(backoff.Backoff, base=0.01, cap=0.5))
        yield


@pytest.fixture(autouse=True)
def _swept() -> Iterator[None]:
    """Cut lines leave cycles behind that warn when they go; that must not happen in the middle of somebody else's
    work (in the parser it is a `SystemError`)."""
    yield
    gc.collect()
