"""`shequ user …` as a program, on a real database."""

import asyncio
import os
import sys

from hub.settings import Settings, to_environ
from tests.support import District


async def shequ(settings: Settings, *arguments: str, given: str = "") -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hub.cli", *arguments,
        env={**os.environ, **to_environ(settings), "LANG": "en_US.UTF-8"},
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate(given.encode())
    return process.returncode or 0, out.decode(), err.decode()


async def test_a_clerk_is_made_given_a_role_and_listed(settings: Settings, district: District) -> None:
    status, out, err = await shequ(settings, "user", "add", "wang", "王", "--district", "西区")
    assert (status, err) == (0, "")
    assert len(out.strip()) == 16
    assert await shequ(settings, "user", "grant", "wang", "community_clerk", "金沙社区") == (0, "", "")
    status, out, _ = await shequ(settings, "user", "list")
    assert out == "wang\t王\tcommunity_clerk @ 金沙社区\t\n"


async def test_a_password_comes_by_standard_input_and_a_mistake_is_one_line(
    settings: Settings, district: District
) -> None:
    add = ("user", "add", "wang", "王", "--district", "西区", "--password-stdin")
    status, out, err = await shequ(settings, *add, given="short\n")
    assert (status, out) == (1, "")
    assert err == "shequ: A password has at least 12 characters and is not a common one.\n"
    assert await shequ(settings, *add, given="correct horse battery\n") == (0, "", "")
