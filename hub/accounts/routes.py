"""Accounts over HTTP: no SQL, no rules."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Controller, Response, delete, get, post, put
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from hub.accounts import actions, entering, neighbours, residences, signing, wechat
from hub.accounts.guard import COOKIE, AnyRequest, address_of, from_our_pages, principal_of
from hub.accounts.keeper import Keeper
from hub.accounts.types import (
    Appearance,
    BadgeGiven,
    BadgeHolders,
    BadgeList,
    CodeSent,
    DemoSignIns,
    LiveTicket,
    Me,
    PageTicket,
    RecoveryCodes,
    Residence,
    ResidenceKind,
    ResidenceList,
    ResidenceState,
    SecondFactor,
    SessionInfo,
    Transport,
    WechatStanding,
)
from hub.dependencies import Asked, SignedIn

AKeeper = NamedDependency[Keeper]

PhoneText = Annotated[str, msgspec.Meta(max_length=40)]
SixDigits = Annotated[str, msgspec.Meta(pattern=r"^\s*[0-9]{6}\s*$", max_length=20)]
# No control characters, and none that turn the direction of the line around.
VISIBLE = r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]*$"
ShortText = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=VISIBLE)]


class AskCode(msgspec.Struct, forbid_unknown_fields=True):
    phone: PhoneText
    district: UUID | None = None


class PhoneSignIn(msgspec.Struct, forbid_unknown_fields=True):
    phone: PhoneText
    code: SixDigits
    name: Annotated[str, msgspec.Meta(max_length=50)] | None = None
    district: UUID | None = None
    transport: Transport = "cookie"


class HostSignIn(msgspec.Struct, forbid_unknown_fields=True):
    """`token`: the host app's, signed by its server."""

    token: Annotated[str, msgspec.Meta(min_length=1, max_length=4096)]
    district: UUID | None = None
    transport: Transport = "bearer"


WechatCode = Annotated[str, msgspec.Meta(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9_-]+$")]


class WechatSignIn(msgspec.Struct, forbid_unknown_fields=True):
    """`code`: as `wx.login` gave it."""

    code: WechatCode
    district: UUID | None = None
    transport: Transport = "bearer"


class WechatBinding(msgspec.Struct, forbid_unknown_fields=True):
    """`code`: as `wx.login` gave it, after she said that this WeChat shall sign her in."""

    code: WechatCode


class PasswordSignIn(msgspec.Struct, forbid_unknown_fields=True):
    username: Annotated[str, msgspec.Meta(max_length=100)]
    password: Annotated[str, msgspec.Meta(max_length=200)]
    totp: SixDigits | None = None
    recovery: Annotated[str, msgspec.Meta(min_length=1, max_length=40)] | None = None
    transport: Transport = "cookie"


class ButtonSignIn(msgspec.Struct, forbid_unknown_fields=True):
    key: Annotated[str, msgspec.Meta(max_length=100, pattern=VISIBLE)]
    transport: Transport = "cookie"


class SecondFactorCode(msgspec.Struct, forbid_unknown_fields=True):
    code: SixDigits


class OpenPage(msgspec.Struct, forbid_unknown_fields=True):
    path: Annotated[str, msgspec.Meta(max_length=500)]


class Claim(msgspec.Struct, forbid_unknown_fields=True):
    dwelling: UUID
    kind: ResidenceKind
    until: date | None = None


class Refusal(msgspec.Struct, forbid_unknown_fields=True):
    reason: ShortText


class SignInController(Controller):
    path = "/api"
    tags = ("sign-in",)
    guards = (from_our_pages,)

    @post("/sign-in/codes", status_code=202)
    async def send_code(self, request: AnyRequest, keeper: AKeeper, data: JSONBody[AskCode]) -> CodeSent:
        """Sends a code of six digits to a phone."""
        return await signing.send_code(
            keeper, phone=data.phone, district=data.district, address=address_of(request)
        )

    @post("/sign-in/phone", status_code=200)
    async def by_phone(
        self, request: AnyRequest, keeper: AKeeper, data: JSONBody[PhoneSignIn]
    ) -> Response[SessionInfo]:
        """Signs a resident in; a new phone becomes an account."""
        signed_in = await signing.by_phone(
            keeper,
            phone=data.phone,
            code=data.code.strip(),
            name=data.name,
            district=data.district,
            transport=data.transport,
            address=address_of(request),
        )
        return _answer(keeper, signed_in)

    @post("/sign-in/host", status_code=200)
    async def by_host(
        self, request: AnyRequest, keeper: AKeeper, data: JSONBody[HostSignIn]
    ) -> Response[SessionInfo]:
        """Signs in whom the host app vouches for; its own pages are then opened by a page ticket."""
        signed_in = await signing.by_host(
            keeper, token=data.token, district=data.district, transport=data.transport,
            address=address_of(request),
        )  # fmt: skip
        return _answer(keeper, signed_in)

    @post("/sign-in/wechat", status_code=200)
    async def by_wechat(
        self, request: AnyRequest, keeper: AKeeper, data: JSONBody[WechatSignIn]
    ) -> Response[SessionInfo]:
        """Signs in a resident who has bound her WeChat."""
        signed_in = await signing.by_wechat(
            keeper, code=data.code, district=data.district, transport=data.transport,
            address=address_of(request),
        )  # fmt: skip
        return _answer(keeper, signed_in)

    @post("/sign-in/password", status_code=200)
    async def by_password(
        self, request: AnyRequest, keeper: AKeeper, data: JSONBody[PasswordSignIn]
    ) -> Response[SessionInfo]:
        """Signs staff in."""
        signed_in = await signing.by_password(
            keeper,
            username=data.username,
            password=data.password,
            code=data.totp,
            recovery_code=data.recovery,
            transport=data.transport,
            address=address_of(request),
        )
        return _answer(keeper, signed_in)


class AccountController(Controller):
    path = "/api"
    tags = ("accounts",)

    @post("/sign-out", status_code=204, binding=True)
    async def sign_out(self, keeper: AKeeper, principal: SignedIn) -> Response[None]:
        """Ends this session; its sockets close."""
        await signing.sign_out(keeper, principal)
        answer: Response[None] = Response(None, status_code=204)
        answer.set_cookie(_cookie(keeper, "", 0))
        return answer

    @get("/me", binding=True)
    async def me(self, keeper: AKeeper, principal: SignedIn) -> Me:
        """The signed-in account."""
        return await actions.me(keeper.db, principal.account, binding=principal.binding)

    @put("/me/look")
    async def look(
        self, keeper: AKeeper, principal: SignedIn, asked: Asked, data: JSONBody[Appearance]
    ) -> Appearance:
        """How this account's pages are shown from now on."""
        return await actions.set_look(keeper.db, asked, data)

    @get("/me/wechat")
    async def wechat(self, keeper: AKeeper, principal: SignedIn) -> WechatStanding:
        """Whether WeChat signs this account in."""
        return await wechat.standing(keeper, principal)

    @put("/me/wechat")
    async def bind_wechat(
        self, keeper: AKeeper, principal: SignedIn, asked: Asked, data: JSONBody[WechatBinding]
    ) -> WechatStanding:
        """From now on this WeChat signs this account in, and no other account."""
        return await wechat.bind(keeper, principal, asked, data.code)

    @delete("/me/wechat", status_code=200)
    async def unbind_wechat(self, keeper: AKeeper, principal: SignedIn, asked: Asked) -> WechatStanding:
        """WeChat signs this account in no more."""
        return await wechat.unbind(keeper, principal, asked)

    @post("/live-tickets", status_code=201)
    async def live_ticket(self, keeper: AKeeper, principal: SignedIn) -> LiveTicket:
        """A single-use ticket for the socket."""
        return await signing.live_ticket(keeper, principal)

    @post("/page-tickets", status_code=201)
    async def page_ticket(
        self, keeper: AKeeper, principal: SignedIn, data: JSONBody[OpenPage]
    ) -> Response[PageTicket]:
        """A single-use ticket for one of our pages in a web-view: `/enter?ticket=…` within a minute."""
        ticket = await entering.issue(keeper, principal, data.path)
        return Response(ticket, status_code=201, headers={"Cache-Control": "no-store"})

    @post("/me/second-factor", status_code=201, binding=True)
    async def begin_second_factor(self, keeper: AKeeper, principal: SignedIn) -> Response[SecondFactor]:
        """A new authenticator secret; it counts once confirmed."""
        begun = await signing.begin_second_factor(keeper, principal)
        return Response(begun, status_code=201, headers={"Cache-Control": "no-store"})

    @post("/me/second-factor/confirm", status_code=200, binding=True)
    async def confirm_second_factor(
        self, keeper: AKeeper, principal: SignedIn, data: JSONBody[SecondFactorCode]
    ) -> Response[RecoveryCodes]:
        """Binds the authenticator, ends the account's other sessions, and gives ten recovery codes."""
        codes = await signing.confirm_second_factor(keeper, principal, data.code)
        return Response(codes, status_code=200, headers={"Cache-Control": "no-store"})


class EnterController(Controller):
    path = "/enter"

    @get(include_in_schema=False)
    async def enter(
        self, request: AnyRequest, keeper: AKeeper, ticket: FromQuery[str] = ""
    ) -> Response[None]:
        """The first look of a web-view: a ticket becomes a cookie, and the address loses the ticket."""
        entered = await entering.enter(
            keeper,
            ticket=ticket,
            here=await principal_of(request),
            site=request.headers.get("sec-fetch-site"),
            address=address_of(request),
        )
        headers = {"Location": entered.path, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
        answer: Response[None] = Response(None, status_code=303, headers=headers)
        if entered.session is not None:
            answer.set_cookie(_cookie(keeper, entered.session.token, entered.session.seconds))
        return answer


class ResidenceController(Controller):
    path = "/api/residences"
    tags = ("residences",)

    @post(status_code=201)
    async def claim(
        self, asked: Asked, keeper: AKeeper, principal: SignedIn, data: JSONBody[Claim]
    ) -> Residence:
        """Claims a dwelling; verified at once when the roster matches."""
        return await residences.claim(
            keeper,
            principal,
            asked,
            dwelling=data.dwelling,
            kind=data.kind,
            until=data.until,
        )

    @get(acting=True)
    async def listed(
        self,
        keeper: AKeeper,
        principal: SignedIn,
        in_state: Annotated[ResidenceState | None, QueryParameter(name="state")] = None,
        area: FromQuery[UUID | None] = None,
        after: FromQuery[UUID | None] = None,
        limit: Annotated[int, QueryParameter(ge=1, le=100)] = 50,
    ) -> ResidenceList:
        """A resident's own; for staff those of their areas, the oldest first."""
        return await residences.listed(
            keeper.db, principal, state=in_state, area=area, after=after, limit=limit
        )

    @post("/{residence:uuid}/verify", status_code=200)
    async def verify(
        self, asked: Asked, keeper: AKeeper, principal: SignedIn, residence: FromPath[UUID]
    ) -> Residence:
        """Somebody checked: this person lives there."""
        return await self._decide(asked, keeper, principal, residence, "verified", None)

    @post("/{residence:uuid}/refuse", status_code=200)
    async def refuse(
        self,
        asked: Asked,
        keeper: AKeeper,
        principal: SignedIn,
        residence: FromPath[UUID],
        data: JSONBody[Refusal],
    ) -> Residence:
        """Somebody checked: this person does not live there."""
        return await self._decide(asked, keeper, principal, residence, "refused", data.reason)

    @post("/{residence:uuid}/end", status_code=200)
    async def end(
        self, asked: Asked, keeper: AKeeper, principal: SignedIn, residence: FromPath[UUID]
    ) -> Residence:
        """Moved out."""
        return await self._decide(asked, keeper, principal, residence, "ended", None)

    async def _decide(
        self,
        asked: Asked,
        keeper: AKeeper,
        principal: SignedIn,
        residence: UUID,
        step: Literal["verified", "refused", "ended"],
        reason: str | None,
    ) -> Residence:
        return await residences.decide(keeper, principal, asked, residence, step, reason=reason)


class BadgeController(Controller):
    path = "/api"
    tags = ("accounts",)

    @get("/accounts/{account:uuid}/badges")
    async def badges(self, keeper: AKeeper, principal: SignedIn, account: FromPath[UUID]) -> BadgeList:
        """The badges of somebody who lives in the reader's area (党员, 志愿者)."""
        return await neighbours.badges(keeper.db, principal, account)

    @get("/badges")
    async def badge_holders(
        self,
        keeper: AKeeper,
        principal: SignedIn,
        name: Annotated[str, QueryParameter(max_length=50)] = "",
        after: FromQuery[UUID | None] = None,
        limit: Annotated[int, QueryParameter(ge=1, le=100)] = 50,
    ) -> BadgeHolders:
        """Who lives in the reader's areas and is called so; without a name those who have a badge."""
        return await neighbours.holders(keeper.db, principal, name=name, after=after, limit=limit)

    @post("/badges", status_code=200)
    async def give(
        self, keeper: AKeeper, principal: SignedIn, asked: Asked, data: JSONBody[BadgeGiven]
    ) -> BadgeList:
        """Gives somebody a badge."""
        return await neighbours.give(keeper.db, principal, asked, data)

    @post("/badges/end", status_code=200)
    async def end(
        self, keeper: AKeeper, principal: SignedIn, asked: Asked, data: JSONBody[BadgeGiven]
    ) -> BadgeList:
        """Takes a badge away."""
        return await neighbours.end(keeper.db, principal, asked, data)


class DemoController(Controller):
    path = "/api/demo"
    tags = ("demo",)
    guards = (from_our_pages,)

    @get("/sign-ins")
    async def sign_ins(self, keeper: AKeeper) -> DemoSignIns:
        """The demo's people, one button each."""
        return await signing.demo_sign_ins(keeper)

    @post("/sign-in", status_code=200)
    async def sign_in(self, keeper: AKeeper, data: JSONBody[ButtonSignIn]) -> Response[SessionInfo]:
        """Signs in as one of them."""
        return _answer(keeper, await signing.by_demo_button(keeper, key=data.key, transport=data.transport))


def controllers(*, demo: bool) -> list[type[Controller]]:
    """What this room serves; one-click sign-in only in the demo."""
    always: list[type[Controller]] = [
        SignInController,
        AccountController,
        EnterController,
        ResidenceController,
        BadgeController,
    ]
    return [*always, DemoController] if demo else always


def _answer(keeper: Keeper, signed_in: signing.SignedIn) -> Response[SessionInfo]:
    answer = Response(signed_in.info, status_code=200, headers={"Cache-Control": "no-store"})
    if signed_in.info.token is None:
        answer.set_cookie(_cookie(keeper, signed_in.session.token, signed_in.session.seconds))
    return answer


def _cookie(keeper: Keeper, token: str, seconds: int) -> Cookie:
    return Cookie(
        key=COOKIE,
        value=token,
        max_age=seconds,
        path="/",
        httponly=True,
        secure=keeper.settings.cookie_secure,
        samesite="lax",
    )
