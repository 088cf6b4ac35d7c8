"""No test hangs the run: what pytest-timeout raises once, and never in the teardown of what has failed, comes until it
is heard."""

import faulthandler
import signal
import sys
from collections.abc import Generator
from typing import Any

import pytest

# A limit that a task swallowed is set again after so many seconds, and a teardown has so many.
AGAIN, TEARDOWN = 15.0, 120.0
# What none of that ends (it never comes back to Python) ends with its process; the others of the run go on.
LOST = 300.0
_handler = pytest.StashKey[Any]()


@pytest.hookimpl(wrapper=True)
def pytest_timeout_set_timer(item: pytest.Item, settings: Any) -> Generator[None, object, object]:
    """The limit comes again and again: one that meets a task in the middle of a step ends that task alone."""
    done = yield
    item.stash[_handler] = signal.getsignal(signal.SIGALRM)
    _limit(settings.timeout)
    return done


@pytest.hookimpl(trylast=True)
def pytest_exception_interact(node: pytest.Item | pytest.Collector) -> None:
    """pytest-timeout takes the limit away where a test fails, and its teardown may hang as well."""
    if _handler in node.stash:
        signal.signal(signal.SIGALRM, node.stash[_handler])
        _limit(TEARDOWN)


def _limit(seconds: float) -> None:
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    faulthandler.dump_traceback_later(seconds + LOST, exit=True, file=sys.__stderr__)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Generator[None, object, object]:
    try:
        return (yield)
    finally:
        faulthandler.cancel_dump_traceback_later()
