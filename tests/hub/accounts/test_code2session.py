"""The contract with WeChat's server: what is asked, and what each of its answers becomes."""

import asyncio
import json
from collections.abc import AsyncIterator

import msgspec
import pytest

from hub.accounts.code2session import Code2Session
from hub.errors import DomainError
from hub.settings import Settings
from tests.weixin import APPID, SECRET, SESSION_KEY, Weixin, weixin_server, with_weixin


@pytest.fixture
async def weixin() -> AsyncIterator[Weixin]:
    async with weixin_server() as made:
        yield made


@pytest.fixture
def asking(settings: Settings, weixin: Weixin) -> Code2Session:
    return Code2Session(with_weixin(settings, weixin))


async def refused(asking: Code2Session, code: str = "an-1") -> str:
    with pytest.raises(DomainError) as error:
        await asking.openid(code)
    return error.value.code


async def test_a_code_becomes_an_openid_by_one_get(asking: Code2Session, weixin: Weixin) -> None:
    assert await asking.openid("an-1") == "o-an"
    sent = {"appid": APPID, "secret": SECRET, "js_code": "an-1", "grant_type": "authorization_code"}
    assert weixin.asked == [("GET /sns/jscode2session", sent)]
    # Twice the same code: the vendor's own refusal.
    assert await refused(asking) == "host.refused"
    assert await refused(asking, "nonsense") == "host.refused"


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (200, {"errcode": 40226, "errmsg": "code blocked"}, "host.refused"),
        (200, {"errcode": 45011, "errmsg": "api minute-quota reach limit"}, "too_many"),
        (200, {"errcode": -1, "errmsg": "system error"}, "wechat.away"),
        (200, {"errcode": 40125, "errmsg": "invalid appsecret"}, "wechat.away"),
        (200, {"session_key": "without an openid"}, "wechat.away"),
        (200, {"openid": 1}, "wechat.away"),
        (200, {"openid": "o" * 129}, "wechat.away"),
        (200, {"openid": "o-an", "more": "x" * 5000}, "wechat.away"),
        (200, b"\xff<html>", "wechat.away"),
        (302, {"openid": "o-an"}, "wechat.away"),
        (502, {"openid": "o-an"}, "wechat.away"),
    ],
)
async def test_every_other_answer_has_its_code(
    asking: Code2Session, weixin: Weixin, status: int, body: object, code: str
) -> None:
    weixin.instead = (status, body if isinstance(body, bytes) else json.dumps(body).encode())
    assert await refused(asking) == code
    assert len(weixin.asked) == 1  # neither again nor elsewhere


async def test_one_that_does_not_answer_is_not_waited_for(
    asking: Code2Session, weixin: Weixin, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.accounts.code2session.TIMEOUT", 0.05)
    weixin.silent = asyncio.Event()
    assert await refused(asking) == "wechat.away"
    weixin.silent.set()
    nowhere = msgspec.structs.replace(with_weixin(settings, weixin), wechat_url="http://127.0.0.1:9")
    assert await refused(Code2Session(nowhere)) == "wechat.away"
    assert await refused(Code2Session(settings)) == "host.unknown"


async def test_neither_secret_nor_session_key_is_told(
    asking: Code2Session,
    weixin: Weixin,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    await asking.openid("an-1")
    code = "an-2"
    for status, body in ((500, SESSION_KEY), (200, json.dumps({"openid": 1, "session_key": SESSION_KEY}))):
        weixin.instead = (status, body.encode())
        with pytest.raises(DomainError) as error:
            await asking.openid(code)
        assert error.value.__cause__ is None
        assert SESSION_KEY not in repr(error.value)
    said = "".join(capfd.readouterr()) + caplog.text
    assert "WeChat did not say" in said
    for secret in (SECRET, SESSION_KEY, code):
        assert secret not in said
