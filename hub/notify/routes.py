"""The demo's inbox over HTTP. Registered only when `settings.demo`."""

from uuid import UUID

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from hub.db import Database
from hub.notify import actions
from hub.notify.types import Inbox
from hub.sealing import Sealer


class DemoInboxController(Controller):
    path = "/api/demo/inbox"
    tags = ("demo",)

    @get()
    async def inbox(
        self,
        db: NamedDependency[Database],
        sealer: NamedDependency[Sealer],
        after: FromQuery[UUID | None] = None,
    ) -> Inbox:
        """Every message that would have left, newest first; open to all, so in the demo only."""
        return await actions.inbox(db, sealer, after)
