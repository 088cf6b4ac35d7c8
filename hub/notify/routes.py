"""The demo's inbox over HTTP. Registered only when `settings.demo`."""

from uuid import UUID

from litestar import Controller, get
from litestar.params import FromQuery

from hub.dependencies import Db, Sealing
from hub.notify import actions
from hub.notify.types import Inbox


class DemoInboxController(Controller):
    path = "/api/demo/inbox"
    tags = ("demo",)

    @get()
    async def inbox(
        self,
        db: Db,
        sealer: Sealing,
        after: FromQuery[UUID | None] = None,
    ) -> Inbox:
        """Every message that would have left, newest first; open to all, so in the demo only."""
        return await actions.inbox(db, sealer, after)
