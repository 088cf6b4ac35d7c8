"""The dispatcher: delivers, retries later and later, gives up loudly, and blanks what is done with."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
import structlog.testing

from hub.db import Database
from hub.errors import DomainError
from hub.notify import actions
from hub.notify.adapters import UndeliveredError
from hub.notify.dispatcher import MOST_ATTEMPTS, Dispatcher, pause
from hub.sealing import Sealer
from tests.hub.notify.conftest import PHONE, Obedient
from tests.support import District, until

Row = Callable[[], Any]
DispatcherOf = Callable[[Any], Dispatcher]


async def ahead(owner: asyncpg.Connection, seconds: float) -> None:
    await owner.execute("UPDATE app_clock SET ahead = ahead + make_interval(secs => $1)", float(seconds))


@pytest.fixture
def send(db: Database, sealer: Sealer, district: District) -> Callable[..., Any]:
    async def one(**change: Any) -> UUID:
        values = {
            "district": district.district,
            "template": "sign_in.code",
            "params": {"code": "123456", "minutes": 5},
            **({} if "account" in change else {"phone": PHONE}),
            **change,
        }
        async with db.transaction() as tx:
            return await actions.send(tx, sealer, **values)

    return one


async def test_it_delivers_once_and_blanks(
    send: Any, adapter: Obedient, dispatcher_of: DispatcherOf, row: Row
) -> None:
    message = await send()
    dispatcher = dispatcher_of(adapter)
    assert await dispatcher.round() == 1
    assert await dispatcher.round() == 0
    (delivered,) = adapter.delivered
    assert (delivered.id, delivered.to, delivered.channel) == (message, PHONE, "sms")
    assert "123456" in delivered.text
    assert PHONE not in repr(delivered)
    assert "123456" not in repr(delivered)
    kept = await row()
    assert (kept["state"], kept["phone"], kept["params"]) == ("delivered", None, None)


async def test_an_account_is_reached_where_it_is_now_in_its_language(
    send: Any, adapter: Obedient, dispatcher_of: DispatcherOf, resident: UUID, owner: asyncpg.Connection
) -> None:
    await send(account=resident)
    await owner.execute("UPDATE accounts SET locale = 'en'")
    await dispatcher_of(adapter).round()
    (delivered,) = adapter.delivered
    assert (delivered.to, delivered.name, delivered.account) == (PHONE, "安女士", resident)
    assert delivered.text.startswith("[Shequtong]")


async def test_a_failed_attempt_is_tried_again_later(
    send: Any, adapter: Obedient, dispatcher_of: DispatcherOf, row: Row, owner: asyncpg.Connection
) -> None:
    await send()
    adapter.failures = [UndeliveredError("HTTP 503")]
    dispatcher = dispatcher_of(adapter)
    assert await dispatcher.round() == 1
    kept = await row()
    assert (kept["state"], kept["attempts"], kept["failure"]) == ("waiting", 1, "HTTP 503")
    assert await dispatcher.round() == 0
    await ahead(owner, 7)
    assert await dispatcher.round() == 1
    assert len(adapter.delivered) == 1


async def test_after_eight_attempts_it_gives_up_with_an_alarm(
    send: Any, adapter: Obedient, dispatcher_of: DispatcherOf, row: Row, owner: asyncpg.Connection
) -> None:
    await send()
    dispatcher = dispatcher_of(adapter)
    with structlog.testing.capture_logs() as lines:
        for _ in range(MOST_ATTEMPTS):
            adapter.failures = [UndeliveredError("HTTP 503")]
            assert await dispatcher.round() == 1
            await ahead(owner, 800)
    kept = await row()
    assert (kept["state"], kept["attempts"], kept["params"]) == ("failed", MOST_ATTEMPTS, None)
    (alarm,) = [line for line in lines if line.get("alarm")]
    assert (alarm["event"], alarm["log_level"]) == ("notify.gave_up", "error")
    assert PHONE not in str(lines)
    assert "123456" not in str(lines)


async def test_what_cannot_work_is_not_tried_again(
    send: Any, adapter: Obedient, dispatcher_of: DispatcherOf, row: Row
) -> None:
    await send()
    adapter.failures = [UndeliveredError("HTTP 400", final=True)]
    await dispatcher_of(adapter).round()
    assert (await row())["state"] == "failed"


async def test_an_adapters_defect_holds_up_nobody_else(
    send: Any, adapter: Obedient, dispatcher_of: DispatcherOf, owner: asyncpg.Connection
) -> None:
    await send()
    await send()
    adapter.failures = [ZeroDivisionError()]
    assert await dispatcher_of(adapter).round() == 2
    states = await owner.fetch("SELECT state, failure FROM messages ORDER BY state")
    assert [tuple(one) for one in states] == [("delivered", None), ("waiting", "ZeroDivisionError")]


async def test_a_moved_or_altered_message_never_leaves(
    send: Any, adapter: Obedient, dispatcher_of: DispatcherOf, row: Row, owner: asyncpg.Connection
) -> None:
    await send()
    await owner.execute("UPDATE messages SET id = uuidv7()")
    await dispatcher_of(adapter).round()
    assert adapter.delivered == []
    assert ((await row())["state"], (await row())["failure"]) == ("failed", "SealError")


async def test_too_late_is_not_delivered_but_told(
    send: Any, adapter: Obedient, dispatcher_of: DispatcherOf, row: Row, owner: asyncpg.Connection
) -> None:
    await send(valid=timedelta(minutes=5))
    await ahead(owner, 301)
    with structlog.testing.capture_logs() as lines:
        assert await dispatcher_of(adapter).round() == 0
    assert (await row())["state"] == "expired"
    assert (await row())["phone"] is None
    assert [line["event"] for line in lines if line.get("alarm")] == ["notify.expired"]


async def test_two_dispatchers_never_take_the_same(
    send: Any, adapter: Obedient, dispatcher_of: DispatcherOf
) -> None:
    for _ in range(20):
        await send()
    one, other = dispatcher_of(adapter), dispatcher_of(adapter)
    for _ in range(3):
        await asyncio.gather(one.round(), other.round())
    assert len(adapter.delivered) == 20
    assert len({message.id for message in adapter.delivered}) == 20


async def test_a_message_another_is_taking_is_passed_over(
    send: Any, adapter: Obedient, dispatcher_of: DispatcherOf, owner: asyncpg.Connection
) -> None:
    held, free = await send(), await send()
    async with owner.transaction():
        await owner.execute("SELECT FROM messages WHERE id = $1 FOR UPDATE", held)
        assert await dispatcher_of(adapter).round() == 1  # waiting would end in lock_timeout
    assert [message.id for message in adapter.delivered] == [free]


async def test_after_a_crash_the_lease_runs_out_and_a_late_answer_changes_nothing(
    send: Any, dispatcher_of: DispatcherOf, adapter: Obedient, row: Row, owner: asyncpg.Connection
) -> None:
    await send()
    started, finish = asyncio.Event(), asyncio.Event()

    class Hanging(Obedient):
        async def deliver(self, message: Any) -> None:
            started.set()
            await finish.wait()
            raise UndeliveredError("late")

    hanging = asyncio.create_task(dispatcher_of(Hanging()).round())
    await started.wait()
    assert await dispatcher_of(adapter).round() == 0
    await ahead(owner, 61)
    assert await dispatcher_of(adapter).round() == 1
    assert (await row())["state"] == "delivered"
    finish.set()
    await hanging
    assert ((await row())["state"], (await row())["failure"]) == ("delivered", None)


async def test_it_runs_until_told_and_survives_postgresql_going(
    send: Any, adapter: Obedient, dispatcher_of: DispatcherOf, owner: asyncpg.Connection
) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(dispatcher_of(adapter).run(stop))
    await send()
    await until(lambda: len(adapter.delivered) == 1)
    await owner.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )

    async def sent() -> bool:
        try:
            await send()
        except DomainError as error:  # a connection of the pool that was cut: said, and the next one works
            if error.code != "unavailable":
                raise
            return False
        return True

    await until(sent)
    await until(lambda: len(adapter.delivered) == 2)
    stop.set()
    await running
    assert adapter.closed


async def test_what_was_done_a_month_ago_is_deleted(
    send: Any, adapter: Obedient, dispatcher_of: DispatcherOf, owner: asyncpg.Connection
) -> None:
    await send()
    await dispatcher_of(adapter).round()
    await ahead(owner, 31 * 86400)
    stop = asyncio.Event()
    running = asyncio.create_task(dispatcher_of(adapter).run(stop))

    async def gone() -> bool:
        return bool(await owner.fetchval("SELECT count(*) = 0 FROM messages"))

    await until(gone)
    stop.set()
    await running


def test_pauses_grow_to_ten_minutes_and_are_spread() -> None:
    assert [pause(attempts, 0.5) for attempts in (1, 2, 3, 8, 20)] == [5, 10, 20, 600, 600]
    assert pause(1, 0.0) == 3.75
    assert pause(1, 0.999) < 6.25
