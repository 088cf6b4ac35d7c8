"""Signing in: by phone code, the host app's token, WeChat, password and second factor, a demo button; out; tickets.

Throttled per address and per phone or user name, which is counted as its blind index; a right sign-in
forgets what was counted for the account. Counting comes before any check, so that many at once gain nothing.
"""

import hashlib
from typing import NamedTuple
from uuid import UUID

import asyncpg

from hub import audit
from hub.accounts import codes, live, recovery, sessions, store, totp, wechat
from hub.accounts.actions import access_changed, create_resident, home_district, me
from hub.accounts.host import LEEWAY
from hub.accounts.keeper import Keeper
from hub.accounts.types import (
    CodeSent,
    DemoSignIns,
    LiveTicket,
    Principal,
    RecoveryCodes,
    SecondFactor,
    SessionInfo,
    Transport,
)
from hub.db import Connection
from hub.errors import DomainError
from hub.notify import actions as notify
from hub.rates import Limit
from hub.sealing import normal_phone

# A community's residents may share one address of their mobile operator.
CODES_PHONE = Limit("code.phone", 5, 600)
CODES_PHONE_DAY = Limit("code.phone.day", 20, 86_400)
CODES_ADDRESS = Limit("code.address", 60, 600)
SIGN_IN_ACCOUNT = Limit("sign_in.account", 10, 900)
SIGN_IN_ADDRESS = Limit("sign_in.address", 120, 600)


class SignedIn(NamedTuple):
    """The answer, and the session whose token goes into a cookie when `info.token` is None."""

    info: SessionInfo
    session: sessions.Started


async def send_code(keeper: Keeper, *, phone: str, district: UUID | None, address: str) -> CodeSent:
    """Sends a code to a phone, whether it has an account or not: the answer is the same.

    Raises:
        DomainError: `phone.invalid`, `too_many`, `area.unknown`.
    """
    number = normal_phone(phone)
    index = store.phone_index(keeper.sealer, number)
    await keeper.rates.check(CODES_ADDRESS, address)
    await keeper.rates.check(CODES_PHONE, index.hex())
    await keeper.rates.check(CODES_PHONE_DAY, index.hex())
    async with keeper.db.transaction() as tx:
        home = await home_district(tx, district)
        code = await codes.put(tx, keeper.sealer, home, index)
        await notify.send(
            tx,
            keeper.sealer,
            district=home,
            phone=number,
            template="sign_in.code",
            params={"code": code, "minutes": codes.CODE_SECONDS // 60},
            valid=codes.LIFETIME,
        )
    return CodeSent(codes.CODE_SECONDS)


async def by_phone(
    keeper: Keeper,
    *,
    phone: str,
    code: str,
    name: str | None,
    district: UUID | None,
    transport: Transport,
    address: str,
) -> SignedIn:
    """Signs a resident in; a phone seen for the first time becomes an account.

    Raises:
        DomainError: `phone.invalid`, `too_many`, `code.wrong`, `code.expired`, `account.disabled`.
    """
    number = normal_phone(phone)
    index = store.phone_index(keeper.sealer, number)
    await keeper.rates.check(SIGN_IN_ADDRESS, address)
    await keeper.rates.check(SIGN_IN_ACCOUNT, index.hex())
    async with keeper.db.connection() as conn:
        home = await home_district(conn, district)
        right = await codes.check(conn, keeper.sealer, home, index, code)
    async with keeper.db.transaction() as tx:
        await codes.use(tx, home, index, right)
        known = await store.resident_by_phone(tx, home, index)
        if known is None:
            account = await create_resident(tx, keeper.sealer, district=home, phone=number, name=name)
            known = store.Known(account, "resident", home, False)
        session = await _start(tx, known, transport)
    await keeper.rates.forget(SIGN_IN_ACCOUNT, index.hex())
    return await _signed_in(keeper, known, session, transport)


async def by_host(
    keeper: Keeper, *, token: str, district: UUID | None, transport: Transport, address: str
) -> SignedIn:
    """Signs in whom the host app vouches for: the resident with the phone it has verified.

    Raises:
        DomainError: `too_many`, `host.unknown`, `host.refused`, `unavailable`, `phone.invalid`, `account.disabled`.
    """
    await keeper.rates.check(SIGN_IN_ADDRESS, address)
    said = await keeper.host.claims(token)
    number = normal_phone(said.phone)
    index = store.phone_index(keeper.sealer, number)
    async with keeper.db.transaction() as tx:
        name = hashlib.sha256(f"{keeper.settings.host_issuer}\n{said.jti}".encode()).digest()
        if not await tx.fetchval(store.q.use_host_token, name, said.begins, said.expires, LEEWAY):
            raise DomainError("host.refused")
        home = await home_district(tx, district)
        known = await store.resident_by_phone(tx, home, index)
        if known is None:
            account = await create_resident(tx, keeper.sealer, district=home, phone=number, name=said.name)
            known = store.Known(account, "resident", home, False)
        session = await _start(tx, known, transport)
    return await _signed_in(keeper, known, session, transport)


async def by_wechat(
    keeper: Keeper, *, code: str, district: UUID | None, transport: Transport, address: str
) -> SignedIn:
    """Signs in who has bound her WeChat. `code`: of `wx.login`.

    Raises:
        DomainError: `too_many`, `host.unknown`, `host.refused`, `wechat.away`, `wechat.unbound`, `account.disabled`.
    """
    await keeper.rates.check(SIGN_IN_ADDRESS, address)
    index = await wechat.index_of(keeper, code)
    await keeper.rates.check(SIGN_IN_ACCOUNT, index.hex())
    async with keeper.db.transaction() as tx:
        known = await store.resident_by_wechat(tx, await home_district(tx, district), index)
        if known is None:
            raise DomainError("wechat.unbound")
        session = await _start(tx, known, transport)
        await audit.record(
            tx,
            district=known.district,
            actor=known.id,
            action="session.started",
            subject=known.id,
            detail={"session": session.id, "transport": transport, "by": "wechat"},
        )
    await keeper.rates.forget(SIGN_IN_ACCOUNT, index.hex())
    return await _signed_in(keeper, known, session, transport)


async def by_password(
    keeper: Keeper, *, username: str, password: str, code: str | None, transport: Transport, address: str,
    recovery_code: str | None = None,
) -> SignedIn:  # fmt: skip
    """Signs staff in. An unknown user name takes the same time and gives the same answer as a wrong password. Who has
    bound no second factor gets a session that may do nothing but bind one, where the setting asks for it.

    Raises:
        DomainError: `too_many`, `sign_in.refused`, `sign_in.second_factor` (a code is needed),
            `second_factor.wrong`, `recovery.wrong`, `account.disabled`.
    """
    typed = username.strip().lower()
    counted = keeper.sealer.blind("username", typed).hex()
    await keeper.rates.check(SIGN_IN_ADDRESS, address)
    await keeper.rates.check(SIGN_IN_ACCOUNT, counted)
    async with keeper.db.connection() as conn:
        # PostgreSQL takes no NUL in a text; no user name has one.
        known, row = (None, None) if "\0" in typed else await store.by_username(conn, typed)
    stored = None if row is None else row["password_hash"]
    if not await keeper.passwords.verify(stored, password) or known is None or row is None or stored is None:
        raise DomainError("sign_in.refused")
    newer = await keeper.passwords.hash(password) if keeper.passwords.outdated(stored) else None
    bound = row["totp_since"] is not None
    left = None
    async with keeper.db.transaction() as tx:
        if bound and code is not None:
            await _use_second_factor(keeper, tx, known.id, row, code)
        elif bound and recovery_code is not None:
            left = await recovery.use(tx, keeper.sealer, known.id, recovery_code)
        elif bound:
            raise DomainError("sign_in.second_factor")
        if newer is not None:
            await store.set_password(tx, known.id, newer)
        binding = keeper.settings.second_factor and not bound
        session = await _start(tx, known, transport, binding=binding)
        detail: dict[str, object] = {"session": session.id, "transport": transport}
        if left is not None:
            detail |= {"by": "recovery", "left": left}
        await audit.record(
            tx, district=known.district, actor=known.id, action="session.started", subject=known.id, detail=detail
        )  # fmt: skip
    await keeper.rates.forget(SIGN_IN_ACCOUNT, counted)
    return await _signed_in(keeper, known, session, transport, binding=binding)


async def by_demo_button(keeper: Keeper, *, key: str, transport: Transport) -> SignedIn:
    """Signs in as a demo account. Reached only when `settings.demo`.

    Raises:
        DomainError: `demo.unknown`.
    """
    async with keeper.db.transaction() as tx:
        known = await store.by_demo_key(tx, key)
        if known is None:
            raise DomainError("demo.unknown")
        session = await _start(tx, known, transport)
    return await _signed_in(keeper, known, session, transport)


async def demo_sign_ins(keeper: Keeper) -> DemoSignIns:
    """The demo's buttons."""
    async with keeper.db.connection() as conn:
        return DemoSignIns(await store.demo_sign_ins(conn))


async def sign_out(keeper: Keeper, principal: Principal) -> None:
    """Ends the session and those of pages that it opened; their sockets close."""
    async with keeper.db.transaction() as tx:
        for session in await sessions.end(tx, principal.session):
            await access_changed(tx, principal.district, principal.account, "signed_out", session)


async def live_ticket(keeper: Keeper, principal: Principal) -> LiveTicket:
    """A single-use ticket for the socket."""
    async with keeper.db.connection() as conn:
        ticket = await live.issue_live_ticket(conn, principal.session)
    return LiveTicket(ticket, live.TICKET_SECONDS)


async def begin_second_factor(keeper: Keeper, principal: Principal) -> SecondFactor:
    """A new authenticator secret, which counts from its first right code on.

    Raises:
        DomainError: `forbidden` for residents; `second_factor.exists`: one is bound, an operator unbinds it.
    """
    if principal.kind != "staff":
        raise DomainError("forbidden")
    secret = totp.new_secret()
    async with keeper.db.transaction() as tx:
        if not await store.begin_second_factor(tx, keeper.sealer, principal.account, secret):
            raise DomainError("second_factor.exists")
        row = await store.second_factor(tx, principal.account)
    assert row is not None
    return SecondFactor(secret, totp.uri(secret, row["username"] or principal.name))


async def confirm_second_factor(keeper: Keeper, principal: Principal, code: str) -> RecoveryCodes:
    """Binds the authenticator whose code this is. This session is whole then, all others of the account end.

    Raises:
        DomainError: `second_factor.not_started`, `second_factor.exists`, `second_factor.wrong`, `too_many`.
    """
    await keeper.rates.check(SIGN_IN_ACCOUNT, str(principal.account))
    async with keeper.db.transaction() as tx:
        row = await store.second_factor(tx, principal.account)
        if row is None or row["totp_secret"] is None:
            raise DomainError("second_factor.not_started")
        if row["totp_since"] is not None:
            raise DomainError("second_factor.exists")
        await _use_second_factor(keeper, tx, principal.account, row, code)
        made = await recovery.make(tx, keeper.sealer, principal.account)
        await sessions.bound(tx, principal.session, principal.account)
        await audit.record(
            tx,
            district=principal.district,
            actor=principal.account,
            action="second_factor.bound",
            subject=principal.account,
        )
        await access_changed(tx, principal.district, principal.account, "password")
    await keeper.rates.forget(SIGN_IN_ACCOUNT, str(principal.account))
    return RecoveryCodes(made)


async def _use_second_factor(
    keeper: Keeper, tx: Connection, account: UUID, row: asyncpg.Record, code: str
) -> None:
    secret = store.totp_secret(keeper.sealer, account, row["totp_secret"])
    step = totp.step_of(secret, code.strip(), row["now"])
    if step is None or not await store.use_step(tx, account, step):
        raise DomainError("second_factor.wrong")


async def _start(
    tx: Connection, known: store.Known, transport: Transport, *, binding: bool = False
) -> sessions.Started:
    if known.disabled:
        raise DomainError("account.disabled")
    return await sessions.start(tx, known.district, known.id, known.kind, transport, binding=binding)


async def _signed_in(
    keeper: Keeper,
    known: store.Known,
    session: sessions.Started,
    transport: Transport,
    *,
    binding: bool = False,
) -> SignedIn:
    account = await me(keeper.db, known.id, binding=binding)
    token = session.token if transport == "bearer" else None
    return SignedIn(SessionInfo(account=account, expires_at=session.expires_at, token=token), session)
