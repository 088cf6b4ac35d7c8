"""`shequ`: commands are there, and errors are a line."""

import os
import subprocess
import sys

import pytest

from hub.settings import Settings, to_environ
from tests.support import People


def shequ(*arguments: str, environ: dict[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "hub", *arguments],
        capture_output=True, text=True, check=False, timeout=60, env={**os.environ, **(environ or {})},
    )  # fmt: skip


def test_help_names_the_commands() -> None:
    said = shequ("--help").stdout
    assert all(name in said for name in ("demo", "migrate", "serve", "relay", "worker", "scenario", "user"))


@pytest.mark.parametrize("command", ["serve", "relay", "worker", "migrate"])
def test_missing_settings_are_one_line(command: str) -> None:
    ended = shequ(command, environ={"DATABASE_URL": "postgresql://x", "REDIS_URL": "redis://x", "LANG": "en"})
    assert ended.returncode == 1
    assert ended.stderr.strip() == "shequ: Setting FIELD_KEYS is missing or not valid."


async def test_migrate_is_idempotent(settings: Settings) -> None:
    ended = shequ("migrate", environ=to_environ(settings))
    assert (ended.returncode, ended.stdout) == (0, "")


async def test_serve_says_when_there_is_no_district(settings: Settings) -> None:
    ended = shequ("serve", environ=to_environ(settings) | {"LANG": "en"})
    assert ended.returncode == 1
    assert "No such area" in ended.stderr


async def test_user_commands(settings: Settings, people: People) -> None:
    environ = to_environ(settings) | {"LANG": "en"}
    added = shequ("user", "add", "clerk.new", "新人", environ=environ)
    assert (added.returncode, len(added.stdout.strip())) == (0, 16), added.stderr
    assert shequ("user", "grant", "clerk.new", "community_clerk", "金沙社区", environ=environ).returncode == 0
    assert "community_clerk" in shequ("user", "list", environ=environ).stdout
    again = shequ("user", "grant", "clerk.new", "community_clerk", "金沙社区", environ=environ)
    assert again.returncode == 1
    assert again.stderr.startswith("shequ: ")
    assert (
        shequ("user", "revoke", "clerk.new", "community_clerk", "金沙社区", environ=environ).returncode == 0
    )
    assert "community_clerk" not in shequ("user", "list", environ=environ).stdout
