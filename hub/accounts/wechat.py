"""A resident's WeChat signs her in without a code, once she has said so, until she takes it back.

One WeChat is bound to one account of a district, the last that she signed in to and said so; an account to one WeChat.
Staff have none: their second factor would not be asked.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from hub import audit
from hub.accounts.events import WECHAT_CHANGED, WechatChanged, own_topic
from hub.accounts.keeper import Keeper
from hub.accounts.store import q
from hub.accounts.types import Principal, WechatStanding
from hub.commands import Command, answered, once
from hub.db import Connection
from hub.errors import DomainError
from hub.events.append import Draft, append_many
from hub.rates import Limit

BIND = Limit("wechat.bind", 10, 3600)
CODE_LIFE: Final = timedelta(minutes=10)
"""A code of `wx.login` is good for five minutes."""


async def index_of(keeper: Keeper, code: str) -> bytes:
    """The blind index of the WeChat whose code this is. The code is used up whatever comes of it.

    Raises:
        DomainError: `host.unknown`, `host.refused`, `too_many`, `wechat.away`.
    """
    if not keeper.code2session.configured:
        raise DomainError("host.unknown")
    name = hashlib.sha256(f"wx.login\n{code}".encode()).digest()
    async with keeper.db.connection() as conn:
        if not await conn.fetchval(q.use_wechat_code, name, CODE_LIFE):
            raise DomainError("host.refused")
    openid = await keeper.code2session.openid(code)
    # An openid says who it is to one mini-program only.
    return keeper.sealer.blind("wechat.openid", f"{keeper.code2session.appid}\n{openid}")


async def standing(keeper: Keeper, principal: Principal) -> WechatStanding:
    """Whether WeChat signs this account in."""
    async with keeper.db.connection() as conn:
        return _standing(keeper, principal, await conn.fetchval(q.wechat_since, principal.account, None))


async def bind(keeper: Keeper, principal: Principal, asked: Command, code: str) -> WechatStanding:
    """Binds the WeChat whose code this is; from another account it is taken away.

    Raises:
        DomainError: `forbidden` for staff; `host.unknown`, `host.refused`, `too_many`, `wechat.away`.
    """
    if principal.kind != "resident":
        raise DomainError("forbidden")
    given = await answered(keeper.db, asked, WechatStanding)
    if given is not None:
        return given
    await keeper.rates.check(BIND, str(principal.account))
    index = await index_of(keeper, code)

    async def act(tx: Connection) -> WechatStanding:
        since = await tx.fetchval(q.wechat_since, principal.account, index)
        if since is not None:
            return _standing(keeper, principal, since)
        gone = await tx.fetch(q.unbind_wechat, principal.account, principal.district, index)
        since = await tx.fetchval(q.bind_wechat, principal.account, principal.district, index)
        if since is None:
            raise DomainError("wechat.away", retry_after=1)
        others = [row["account"] for row in gone if row["account"] != principal.account]
        await _said(tx, principal, {**dict.fromkeys(others), principal.account: since})
        return _standing(keeper, principal, since)

    return await once(keeper.db, asked, WechatStanding, act)


async def unbind(keeper: Keeper, principal: Principal, asked: Command) -> WechatStanding:
    """Takes it back; with none bound nothing changes."""

    async def act(tx: Connection) -> WechatStanding:
        if await tx.fetch(q.unbind_wechat, principal.account, principal.district, None):
            await _said(tx, principal, {principal.account: None})
        return _standing(keeper, principal, None)

    return await once(keeper.db, asked, WechatStanding, act)


async def _said(tx: Connection, by: Principal, now: dict[UUID, datetime | None]) -> None:
    """Writes down and tells each account since when it is bound now; None: no more."""
    for account, since in now.items():
        await audit.record(
            tx,
            district=by.district,
            actor=by.account,
            action="wechat.bound" if since is not None else "wechat.unbound",
            subject=account,
        )
    drafts = [
        Draft(type=WECHAT_CHANGED, subject=account, area=None, topics=[own_topic(account)], data=WechatChanged(since))
        for account, since in now.items()
    ]  # fmt: skip
    await append_many(tx, by.district, drafts)


def _standing(keeper: Keeper, principal: Principal, since: datetime | None) -> WechatStanding:
    offered = keeper.code2session.configured and principal.kind == "resident"
    return WechatStanding(offered, since)
