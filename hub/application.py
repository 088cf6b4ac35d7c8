"""The HTTP application: the rooms' routes, and what every request and answer goes through.

It is built once a process and knows no hub: each hub puts itself into the scope of its requests (`Served`), and
what routes ask for by name (`db`, `media`, …) is taken from there. Building takes 0.2 s of a processor.
"""

import functools
from typing import TYPE_CHECKING, Any

import asyncpg
from litestar import Litestar, Request
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.types import Message, Scope

from hub import commands, pages
from hub.accounts import guard
from hub.accounts.guard import limit_writes
from hub.accounts.routes import controllers as account_routes
from hub.answers import COMPRESSION
from hub.areas.routes import AreaController
from hub.boards.routes import BoardController
from hub.calendars.routes import CalendarController, HolidayController
from hub.certification.benefits.routes import BenefitController
from hub.certification.imports.routes import ImportController
from hub.certification.routes import CertificationController
from hub.commands import Command
from hub.dependencies import SignedIn
from hub.desk.routes import controllers as desk_controllers
from hub.duty.routes import DutyController
from hub.errors import DomainError
from hub.events import nudge
from hub.family.acting import provide_principal, surrounding
from hub.family.routes import FamilyController
from hub.feed.routes import FeedController, PostController
from hub.feedback.routes import FeedbackController
from hub.follows.routes import DigestController, FollowsController, ToldController
from hub.health import health, ready
from hub.home.routes import DoorController, HomeController
from hub.maps.actions import Maps
from hub.maps.routes import MapController
from hub.media.routes import MediaController
from hub.moderation.routes import ModerationController
from hub.notices.routes import NoticeController
from hub.notify.routes import DemoInboxController
from hub.partners.routes import PartnerAskController, PartnerController
from hub.problems import (
    on_data_error,
    on_domain_error,
    on_exception,
    on_http_exception,
    on_recursion,
    on_undecodable,
)
from hub.routing.routes import RoutingController
from hub.tickets.callbacks.routes import CallBackController
from hub.tickets.callers.routes import CallerController
from hub.tickets.checklists.routes import CategoryChecklistController, ChecklistController
from hub.tickets.circle.routes import CircleController
from hub.tickets.claims.routes import ClaimController
from hub.tickets.clocks.routes import ClockController
from hub.tickets.closing.routes import ClosingController
from hub.tickets.contact.routes import ContactController
from hub.tickets.duplicates.routes import DuplicateController
from hub.tickets.exceptions.routes import ExceptionController
from hub.tickets.export.routes import ExportController
from hub.tickets.follows.routes import FollowController
from hub.tickets.linkage.routes import JointController, LinkageController
from hub.tickets.pool.routes import PoolController
from hub.tickets.rates.routes import RateController
from hub.tickets.routes import CategoryController, TicketController
from hub.tickets.suggest.routes import SuggestController
from hub.visits.routes import VisitController
from hub.volunteers.routes import VolunteerController
from hub.wishes.routes import WishController

if TYPE_CHECKING:
    from hub.app import Hub

AnyRequest = Request[Any, Any, State]

# JSON bodies; photos set their own limit.
BODY_LIMIT = 64 * 1024

SECURITY_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"content-security-policy", pages.CONTENT_SECURITY_POLICY.encode()),
    (b"permissions-policy", b"camera=(self), geolocation=(self), microphone=(self)"),
]


def hub_of(scope: Any) -> "Hub":
    """The hub that a request came to."""
    hub: Hub = scope["state"]["hub"]
    return hub


class Served:
    """An ASGI application: the HTTP application as one hub serves it."""

    def __init__(self, app: Litestar, hub: "Hub") -> None:
        self._app = app
        self._hub = hub

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        scope.setdefault("state", {})["hub"] = self._hub
        await self._app(scope, receive, send)


async def put_head(request: AnyRequest) -> None:  # a plain function would go through a thread
    """Before the handler: the state it fetches is at least as new as this."""
    ring = hub_of(request.scope).tail.ring
    request.scope["state"]["head"] = (ring.epoch.encode(), b"%d" % ring.head)


async def before_send(message: Message, scope: Scope) -> None:
    """Headers every answer has; after a command the relay is nudged."""
    if message["type"] != "http.response.start":
        return
    headers = list(message["headers"])
    present = {name.lower() for name, _ in headers}
    headers += [(name, value) for name, value in SECURITY_HEADERS if name not in present]
    if scope.get("method") in ("GET", "HEAD"):
        if (head := scope["state"].get("head")) is not None:
            headers += [(b"live-epoch", head[0]), (b"live-seq", head[1])]
    elif message["status"] < 400:
        hub = hub_of(scope)
        await nudge(hub.redis, hub.district)  # returns at once
    message["headers"] = headers


async def provide_command(request: AnyRequest, principal: SignedIn) -> Command:
    """The dependency `asked`: what makes a command the same when it is sent again."""
    key = request.headers.get("idempotency-key")
    route = f"{request.method} {request.url.path}"
    draft = request.headers.get("draft", "")
    around = surrounding(principal, request.route_handler, route)
    return commands.command(principal.account, route, key, await request.body(), draft[:40], around)


def of_hub(name: str) -> Provide:
    """A dependency that is a part of the hub, by the part's name."""

    def provide(scope: Scope) -> Any:
        return getattr(hub_of(scope), name)

    return Provide(provide, sync_to_thread=False)


@functools.cache
def application(*, demo: bool) -> Litestar:
    """The application; with the demo's own routes or without."""
    maps = Maps()
    routes: list[Any] = [
        AreaController, MapController, TicketController, CategoryController, BoardController, MediaController,
        ClosingController,
        ClockController,
        ExceptionController,
        CallBackController,
        RateController,
        ClaimController,
        FollowController,
        CallerController,
        ContactController,
        DutyController,
        RoutingController,
        LinkageController,
        JointController,
        CircleController,
        ChecklistController,
        CategoryChecklistController,
        *desk_controllers,
        DuplicateController,
        ExportController,
        FeedbackController,
        FamilyController,
        VisitController,
        PostController, FeedController,
        ModerationController,
        HomeController,
        DoorController,
        CertificationController,
        ImportController,
        BenefitController,
        NoticeController,
        DigestController,
        ToldController,
        FollowsController,
        PoolController,
        SuggestController,
        WishController,
        VolunteerController,
        PartnerController,
        PartnerAskController,
        *account_routes(demo=demo),
        CalendarController, HolidayController,
        health, ready,
    ]  # fmt: skip
    if demo:
        routes.append(DemoInboxController)
    return Litestar(
        route_handlers=[*routes, *pages.routes(demo=demo)],
        dependencies={
            **guard.dependencies,
            "principal": Provide(provide_principal),
            "db": of_hub("db"),
            "settings": of_hub("settings"),
            "sealer": of_hub("sealer"),
            "rates": of_hub("rates"),
            "media": of_hub("media"),
            "targets": of_hub("targets"),
            "sights": of_hub("sights"),
            "tables": of_hub("tables"),
            "boards": of_hub("boards"),
            "maps": Provide(lambda: maps, sync_to_thread=False, use_cache=True),
            "asked": Provide(provide_command),
        },
        guards=[limit_writes],
        before_request=put_head,
        before_send=[before_send],
        exception_handlers={
            DomainError: on_domain_error,
            HTTPException: on_http_exception,
            RecursionError: on_recursion,
            UnicodeDecodeError: on_undecodable,
            asyncpg.DataError: on_data_error,
            Exception: on_exception,
        },
        request_max_body_size=BODY_LIMIT,
        compression_config=COMPRESSION,
        openapi_config=OpenAPIConfig(title="社区通", version="1", path="/schema"),
        logging_config=None,
    )
