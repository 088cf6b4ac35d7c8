"""Settings: read once, complete or refused by name."""

import base64
from pathlib import Path

import pytest

from hub.errors import DomainError
from hub.settings import Settings, from_environ, to_environ

KEY = "1:" + base64.b64encode(bytes(32)).decode()
LEAST = {"DATABASE_URL": "postgresql://x", "REDIS_URL": "redis://x", "FIELD_KEYS": KEY}


def test_the_least_that_works() -> None:
    settings = from_environ(LEAST)
    assert (settings.host, settings.port, settings.demo, settings.cookie_secure) == (
        "127.0.0.1",
        8400,
        False,
        True,
    )
    assert settings.owner_url() == "postgresql://x"
    assert settings.media_url().startswith("file:///")


@pytest.mark.parametrize("name", LEAST)
def test_what_is_missing_is_named(name: str) -> None:
    with pytest.raises(DomainError, match=name) as caught:
        from_environ({key: value for key, value in LEAST.items() if key != name})
    assert caught.value.code == "settings.invalid"


@pytest.mark.parametrize("keys", ["", "1:", "x:" + KEY[2:], KEY[2:], "1:AAAA", KEY + ",2:short", "+" + KEY])
def test_bad_keys_are_found_at_start(keys: str) -> None:
    with pytest.raises(DomainError, match="FIELD_KEYS"):
        from_environ({**LEAST, "FIELD_KEYS": keys})


def test_bad_numbers_are_named() -> None:
    with pytest.raises(DomainError, match="PORT"):
        from_environ({**LEAST, "PORT": "many"})


def test_there_and_back(settings: Settings) -> None:
    assert from_environ(to_environ(settings)) == settings


def test_lists_and_switches() -> None:
    settings = from_environ(
        {
            **LEAST,
            "ORIGINS": "https://a.cn, https://b.cn,",
            "DEMO": "yes",
            "COOKIE_SECURE": "0",
            "DATA_DIR": "/tmp/x",
        }
    )
    assert settings.origins == ("https://a.cn", "https://b.cn")
    assert settings.allowed_origins() == {"https://a.cn", "https://b.cn"}
    assert (settings.demo, settings.cookie_secure, settings.data_dir) == (True, False, Path("/tmp/x"))


def test_keys_come_in_their_order() -> None:
    two = base64.b64encode(b"\x01" * 32).decode()
    assert list(from_environ({**LEAST, "FIELD_KEYS": f"{KEY},7:{two}"}).keys()) == [1, 7]
