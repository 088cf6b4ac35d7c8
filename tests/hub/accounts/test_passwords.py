"""Passwords: hashed with today's parameters, few at a time, weak ones refused."""

import asyncio

import pytest

from hub.accounts import passwords
from hub.accounts.passwords import Passwords, check_strength
from hub.errors import DomainError

GOOD = "correct horse battery"


async def test_right_wrong_and_nobody() -> None:
    keeper = Passwords()
    stored = await keeper.hash(GOOD)
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await keeper.verify(stored, GOOD)
    assert not await keeper.verify(stored, GOOD + " ")
    assert not await keeper.verify(None, GOOD)
    assert not await keeper.verify("not a hash", GOOD)
    assert not keeper.outdated(stored)


async def test_the_loop_goes_on_while_passwords_are_checked() -> None:
    keeper = Passwords()
    stored = await keeper.hash(GOOD)
    steps = 0
    checks = asyncio.gather(*(keeper.verify(stored, GOOD) for _ in range(4)))
    while not checks.done():
        await asyncio.sleep(0)
        steps += 1
    assert all(await checks)
    assert steps > 10


async def test_a_long_queue_is_told_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "MOST_WAITING", 3)
    keeper = Passwords()
    answers = await asyncio.gather(*(keeper.verify(None, "x") for _ in range(5)), return_exceptions=True)
    told = [answer for answer in answers if isinstance(answer, DomainError)]
    assert [error.code for error in told] == ["too_many"] * 2
    assert told[0].retry_after
    assert await keeper.verify(None, "x") is False  # the queue is empty again


@pytest.mark.parametrize(
    "weak", ["", "short", "aaaaaaaaaaaaaaaa", "abababababab", "my wang password", "x" * 129]
)
def test_weak_ones(weak: str) -> None:
    with pytest.raises(DomainError) as refused:
        check_strength(weak, "wang")
    assert refused.value.code == "password.weak"


def test_good_ones() -> None:
    check_strength(GOOD, "wang")
    check_strength("一二三四五六七八九十天地", "wang")
