"""Sending: in the caller's transaction, sealed, and wrong calls found at once."""

from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from hub.db import Database
from hub.errors import DomainError
from hub.notify import actions
from hub.sealing import Sealer
from tests.hub.notify.conftest import PHONE
from tests.support import District


async def test_a_message_exists_exactly_when_its_transaction_committed(
    db: Database, sealer: Sealer, district: District, owner: asyncpg.Connection
) -> None:
    class Undone(Exception):
        pass

    async def send(fail: bool) -> None:
        async with db.transaction() as tx:
            await actions.send(
                tx, sealer, district=district.district, phone=PHONE, template="sign_in.code",
                params={"code": "123456", "minutes": 5},
            )  # fmt: skip
            if fail:
                raise Undone

    with pytest.raises(Undone):
        await send(fail=True)
    assert await owner.fetchval("SELECT count(*) FROM messages") == 0
    await send(fail=False)
    line = await owner.fetchval("SELECT messages::text FROM messages")
    assert PHONE not in line
    assert "123456" not in line
    assert b"123456".hex() not in line


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"template": "no.such"}, DomainError),
        ({"params": {"code": "1"}}, KeyError),
        ({"account": uuid4()}, ValueError),
        ({"phone": None}, ValueError),
    ],
)
async def test_a_wrong_call_is_found_where_it_is_made(
    db: Database, sealer: Sealer, district: District, change: dict[str, Any], error: type[Exception]
) -> None:
    values: dict[str, Any] = {
        "district": district.district,
        "phone": PHONE,
        "template": "sign_in.code",
        "params": {"code": "1", "minutes": 5},
        **change,
    }
    async with db.transaction() as tx:
        with pytest.raises(error):
            await actions.send(tx, sealer, **values)


async def test_the_inbox_is_newest_first_and_goes_on_after_an_id(
    db: Database, sealer: Sealer, district: District, resident: UUID, dispatcher_of: Any,
    owner: asyncpg.Connection,
) -> None:  # fmt: skip
    from hub.notify.adapters import InboxAdapter

    dispatcher = dispatcher_of(InboxAdapter(db, sealer))

    async def say(code: str) -> None:
        async with db.transaction() as tx:
            await actions.send(
                tx, sealer, district=district.district, account=resident, template="sign_in.code",
                params={"code": code, "minutes": 5}, channel="voice",
            )  # fmt: skip
        assert await dispatcher.round() == 1

    await say("111111")
    await say("222222")
    shown = (await actions.inbox(db, sealer, None)).messages
    assert ["222222" in shown[0].text, "111111" in shown[1].text] == [True, True]
    assert (shown[0].to, shown[0].name, shown[0].channel) == ("139****4321", "安女士", "voice")
    await say("333333")
    (newer,) = (await actions.inbox(db, sealer, shown[0].id)).messages
    assert "333333" in newer.text
    assert "333333" not in await owner.fetchval("SELECT string_agg(d::text, '') FROM demo_inbox d")
