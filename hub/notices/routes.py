"""Notices over HTTP."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from hub.dependencies import Asked, Db, PageSize, SignedIn, TheSettings
from hub.notices import actions, reading
from hub.notices.types import (
    ClearNotice,
    CorrectNotice,
    DeclareGroup,
    DeclineNotice,
    EditNotice,
    MyNotices,
    NoticeCoverages,
    NoticeDesk,
    NoticeDoors,
    NoticeGroups,
    NoticeKind,
    NoticePage,
    NoticeReach,
    NoticeReached,
    NoticeReceipt,
    NoticeState,
    NoticeStepAsked,
    ReadNotice,
    StaffNotice,
    StaffNotices,
    WithdrawNotice,
    WriteNotice,
)


class NoticeController(Controller):
    path = "/api/notices"
    tags = ("notices",)

    @get()
    async def mine(
        self, db: Db, principal: SignedIn, area: FromQuery[UUID | None] = None,
        kind: FromQuery[NoticeKind | None] = None,
        after: Annotated[str | None, QueryParameter(max_length=100)] = None, limit: PageSize = 20,
    ) -> MyNotices:  # fmt: skip
        """What is for me, where I live and at `area`; the newest first, with how many are unread and the topics to
        listen to."""
        return await reading.mine(db, principal, area, kind=kind, after=after, limit=limit)

    @post()
    async def write(
        self, db: Db, principal: SignedIn, asked: Asked, data: JSONBody[WriteNotice]
    ) -> StaffNotice:
        """A new draft, over areas that I write for."""
        return await actions.write(db, principal, asked, data)

    @get("/desk")
    async def staff_page(
        self,
        db: Db,
        principal: SignedIn,
        states: Annotated[list[NoticeState] | None, QueryParameter(name="state")] = None,
        kind: FromQuery[NoticeKind | None] = None,
        after: FromQuery[UUID | None] = None,
        limit: PageSize = 50,
    ) -> StaffNotices:
        """What I write or look after, the newest first."""
        return await reading.staff_page(db, principal, states=states, kind=kind, after=after, limit=limit)

    @get("/groups")
    async def groups(self, db: Db, principal: SignedIn) -> NoticeGroups:
        """Groups that notices may be for, and which of them are mine."""
        return await reading.groups(db, principal)

    @put("/groups/{key:str}")
    async def declare(
        self, db: Db, principal: SignedIn, asked: Asked, key: FromPath[str], data: JSONBody[DeclareGroup]
    ) -> NoticeGroups:
        """This group is mine (养宠 …)."""
        return await reading.declare(db, principal, asked, key, ours=True)

    @delete("/groups/{key:str}", status_code=200)
    async def undeclare(self, db: Db, principal: SignedIn, asked: Asked, key: FromPath[str]) -> NoticeGroups:
        """It is mine no more."""
        return await reading.declare(db, principal, asked, key, ours=False)

    @get("/reach")
    async def reach(
        self,
        db: Db,
        principal: SignedIn,
        areas: Annotated[list[UUID], QueryParameter(name="area", min_items=1, max_items=20)],
        groups: Annotated[list[str] | None, QueryParameter(name="group", max_items=8)] = None,
    ) -> NoticeReach:
        """How many households and people a choice of areas and groups would reach."""
        return await reading.reach(db, principal, areas, groups or [])

    @get("/{notice:uuid}")
    async def page(
        self, db: Db, settings: TheSettings, principal: SignedIn, notice: FromPath[UUID]
    ) -> NoticePage:
        """A notice to be read, with attachments and its earlier editions."""
        return await reading.page(db, settings, principal, notice)

    @get("/{notice:uuid}/desk")
    async def desk(
        self, db: Db, settings: TheSettings, principal: SignedIn, notice: FromPath[UUID]
    ) -> NoticeDesk:
        """A notice as staff see it, with every edition and what I may do."""
        return await reading.desk(db, settings, principal, notice)

    @put("/{notice:uuid}")
    async def edit(
        self, db: Db, principal: SignedIn, asked: Asked, notice: FromPath[UUID], data: JSONBody[EditNotice]
    ) -> StaffNotice:
        """The draft anew, whole."""
        return await actions.edit(db, principal, asked, notice, data)

    @post("/{notice:uuid}/submit", status_code=200)
    async def submit(
        self, db: Db, principal: SignedIn, asked: Asked, notice: FromPath[UUID], data: JSONBody[NoticeStepAsked]
    ) -> StaffNotice:  # fmt: skip
        """Publishes it, now or at its time; waits for a second person when it reaches more than one community."""
        return await actions.submit(db, principal, asked, notice, data)

    @post("/{notice:uuid}/approve", status_code=200)
    async def approve(
        self, db: Db, principal: SignedIn, asked: Asked, notice: FromPath[UUID], data: JSONBody[NoticeStepAsked]
    ) -> StaffNotice:  # fmt: skip
        """The second person agrees."""
        return await actions.approve(db, principal, asked, notice, data)

    @post("/{notice:uuid}/decline", status_code=200)
    async def decline(
        self, db: Db, principal: SignedIn, asked: Asked, notice: FromPath[UUID], data: JSONBody[DeclineNotice]
    ) -> StaffNotice:  # fmt: skip
        """Sends it back, with a reason."""
        return await actions.decline(db, principal, asked, notice, data)

    @post("/{notice:uuid}/correct", status_code=200)
    async def correct(
        self, db: Db, principal: SignedIn, asked: Asked, notice: FromPath[UUID], data: JSONBody[CorrectNotice]
    ) -> StaffNotice:  # fmt: skip
        """Other words; the old ones stay behind them."""
        return await actions.correct(db, principal, asked, notice, data)

    @post("/{notice:uuid}/clear", status_code=200)
    async def clear(
        self, db: Db, principal: SignedIn, asked: Asked, notice: FromPath[UUID], data: JSONBody[ClearNotice]
    ) -> StaffNotice:  # fmt: skip
        """The all-clear of an alert."""
        return await actions.clear(db, principal, asked, notice, data)

    @post("/{notice:uuid}/withdraw", status_code=200)
    async def withdraw(
        self, db: Db, principal: SignedIn, asked: Asked, notice: FromPath[UUID], data: JSONBody[WithdrawNotice]
    ) -> StaffNotice:  # fmt: skip
        """Takes it back, with a reason."""
        return await actions.withdraw(db, principal, asked, notice, data)

    @post("/{notice:uuid}/reached", status_code=200)
    async def reached(
        self, db: Db, principal: SignedIn, asked: Asked, notice: FromPath[UUID], data: JSONBody[NoticeReached]
    ) -> NoticeReceipt:  # fmt: skip
        """Its alarm stands on my phone."""
        return await reading.reached(db, principal, asked, notice)

    @post("/{notice:uuid}/read", status_code=200)
    async def read(
        self, db: Db, principal: SignedIn, asked: Asked, notice: FromPath[UUID], data: JSONBody[ReadNotice]
    ) -> NoticeReceipt:  # fmt: skip
        """我已阅读, 我已知晓."""
        return await reading.read(db, principal, asked, notice, data)

    @get("/{notice:uuid}/coverage")
    async def coverage(self, db: Db, principal: SignedIn, notice: FromPath[UUID]) -> NoticeCoverages:
        """How far it has come, in all and by building of my areas, the least read first."""
        return await reading.coverage(db, principal, notice)

    @get("/{notice:uuid}/doors")
    async def doors(
        self, db: Db, principal: SignedIn, notice: FromPath[UUID], area: FromQuery[UUID | None] = None,
        after: FromQuery[UUID | None] = None, limit: PageSize = 100,
    ) -> NoticeDoors:  # fmt: skip
        """Households without a receipt, house by house; the look is written down."""
        return await reading.doors(db, principal, notice, area=area, after=after, limit=limit)
