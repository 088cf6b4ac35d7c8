"""The client: signs in, asks, and opens live subscriptions. One account a client."""

from collections.abc import Callable
from typing import Self
from uuid import UUID

import msgspec

from shequtong.certification import Certification
from shequtong.feed import Feed
from shequtong.live import Live
from shequtong.notices import Notices
from shequtong.tickets import Tickets
from shequtong.transport import PATIENCE, Transport
from shequtong.types import (
    Area,
    AreaDetail,
    AreaMatch,
    Board,
    Category,
    DemoMessage,
    DemoSignIn,
    LiveTicket,
    Me,
    Organisation,
    Photo,
    SessionInfo,
)
from shequtong.wishes import Wishes


class _CodeSent(msgspec.Struct):
    expires_in: int


class _Areas(msgspec.Struct):
    areas: list[Area]


class _Found(msgspec.Struct):
    areas: list[AreaDetail]


class _Organisations(msgspec.Struct):
    organisations: list[Organisation]


class _Categories(msgspec.Struct):
    categories: list[Category]


class _SignIns(msgspec.Struct):
    sign_ins: list[DemoSignIn]


class _Messages(msgspec.Struct):
    messages: list[DemoMessage]


class Client:
    """Use as `async with Client(base_url) as client:`. Errors: see `errors`.

    `timeout`: seconds for one HTTP request. `patience`: seconds during which a call that is safe to repeat is
    repeated. `locale`: the language of error details, "zh-CN" or "en". `token` takes up an earlier session.
    `traceparent` gives the W3C traceparent of what is under way, or None: it goes with each request. Without it each
    command begins a trace of its own."""

    def __init__(
        self,
        base_url: str,
        *,
        token: str | None = None,
        locale: str = "zh-CN",
        timeout: float = 10.0,
        patience: float = PATIENCE,
        traceparent: Callable[[], str | None] | None = None,
    ) -> None:
        self._transport = Transport(
            base_url, token=token, locale=locale, timeout=timeout, patience=patience, traceparent=traceparent
        )
        self.tickets = Tickets(self._transport)
        self.certification = Certification(self._transport)
        self.feed = Feed(self._transport)
        self.notices = Notices(self._transport)
        self.wishes = Wishes(self._transport)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._transport.aclose()

    @property
    def token(self) -> str | None:
        """The bearer token of the session; a secret."""
        return self._transport.token

    @property
    def acting_for(self) -> UUID | None:
        """The account that one acts for with her consent (亲情代办); None is oneself. Reports, photos, homes, visits
        and certification are hers then, all else stays one's own. The hub looks at each request whether she agrees:
        `NotFound` when she does not any more. Live, what her consent covers is told on `kin/<account>`."""
        return self._transport.acting_for

    @acting_for.setter
    def acting_for(self, account: UUID | None) -> None:
        self._transport.acting_for = account

    # --- who I am ---------------------------------------------------------------------------------

    async def request_code(self, phone: str) -> int:
        """Sends a sign-in code to the phone; returns the seconds it holds."""
        return (await self._transport.post("/api/sign-in/codes", {"phone": phone}, _CodeSent)).expires_in

    async def sign_in_phone(self, phone: str, code: str, *, name: str | None = None) -> Me:
        """A resident's sign-in; `name` is used the first time only."""
        return await self._sign_in("phone", phone=phone, code=code, name=name)

    async def sign_in_password(
        self, username: str, password: str, totp: str | None = None, *, recovery: str | None = None
    ) -> Me:
        """Staff; `totp` is the second factor's current six digits, `recovery` a recovery code in their place. Who has
        bound none may do nothing but that, in the console: the rest is `Forbidden`, `second_factor.required`."""
        return await self._sign_in(
            "password", username=username, password=password, totp=totp, recovery=recovery
        )

    async def sign_in_demo(self, key: str) -> Me:
        """One of `demo_sign_ins()`; only a hub that runs as a demo has them."""
        return await self._signed_in("/api/demo/sign-in", key=key)

    async def sign_out(self) -> None:
        await self._transport.post("/api/sign-out", {}, type(None))
        self._transport.token = None

    async def me(self) -> Me:
        return await self._transport.get("/api/me", Me)

    async def _sign_in(self, way: str, **proof: str | None) -> Me:
        return await self._signed_in(f"/api/sign-in/{way}", **proof)

    async def _signed_in(self, path: str, **proof: str | None) -> Me:
        session = await self._transport.post(path, {**proof, "transport": "bearer"}, SessionInfo)
        self._transport.token = session.token
        return session.account

    # --- places and organisations -----------------------------------------------------------------

    async def areas(self, parent: UUID | None = None) -> list[Area]:
        """The areas right below `parent`; without it, the district."""
        return (await self._transport.get("/api/areas", _Areas, parent=parent)).areas

    async def area(self, area: UUID) -> AreaDetail:
        return await self._transport.get(f"/api/areas/{area}", AreaDetail)

    async def search_areas(
        self, q: str, *, level: str | None = None, limit: int | None = None
    ) -> list[AreaDetail]:
        found = await self._transport.get("/api/areas/search", _Found, q=q, level=level, limit=limit)
        return found.areas

    async def resolve_area(self, estate: UUID, text: str) -> AreaMatch:
        """The deepest area below `estate` that a text such as "12栋3单元1-6" names."""
        return await self._transport.get("/api/areas/resolve", AreaMatch, estate=estate, text=text)

    async def organisations(self, area: UUID, *, kind: str | None = None) -> list[Organisation]:
        """Those that serve `area`."""
        found = await self._transport.get("/api/organisations", _Organisations, area=area, kind=kind)
        return found.organisations

    async def categories(self) -> list[Category]:
        return (await self._transport.get("/api/ticket-categories", _Categories)).categories

    # --- photos, boards ---------------------------------------------------------------------------

    async def upload_photo(self, photo: bytes, *, keep_position: bool = False) -> Photo:
        """JPEG, PNG, HEIC or WebP up to 12 MB and 40 megapixels; a position in it is kept only when asked
        for."""
        fields = {"keep_position": "true"} if keep_position else {}
        return await self._transport.upload("/api/photos", photo, fields, Photo)

    async def board(self, area: UUID) -> Board:
        board, as_of = await self._transport.get_as_of(f"/api/boards/{area}", Board)
        board.as_of = as_of
        return board

    # --- the demo ---------------------------------------------------------------------------------

    async def demo_sign_ins(self) -> list[DemoSignIn]:
        return (await self._transport.get("/api/demo/sign-ins", _SignIns)).sign_ins

    async def demo_inbox(self, *, after: UUID | None = None) -> list[DemoMessage]:
        """Messages the demo would have sent to people, newest first."""
        return (await self._transport.get("/api/demo/inbox", _Messages, after=after)).messages

    # --- live -------------------------------------------------------------------------------------

    def live(self, log: UUID, *, by_ticket: bool = False) -> Live:
        """The live log of a district (`me.district.id`). `by_ticket` fetches a single-use ticket for each
        connection instead of sending the session's token in its header, for networks that strip headers."""

        async def ticket() -> str:
            return (await self._transport.post("/api/live-tickets", {}, LiveTicket)).ticket

        if by_ticket:
            return Live(self._transport.base_url, log, ticket=ticket)
        return Live(self._transport.base_url, log, headers=self._transport.authorization)
