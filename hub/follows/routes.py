"""Digests over HTTP."""

from litestar import Controller, get, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from hub.accounts.types import Principal
from hub.commands import Command
from hub.db import Database
from hub.follows import actions
from hub.follows.types import DigestChoice, DigestStanding

Db = NamedDependency[Database]
SignedIn = NamedDependency[Principal]


class DigestController(Controller):
    path = "/api/digest"
    tags = ("follows",)

    @get()
    async def standing(self, db: Db, principal: SignedIn) -> DigestStanding:
        """At which hour I get one message a day, if at all."""
        return await actions.standing(db, principal)

    @put()
    async def choose(
        self, db: Db, principal: SignedIn, asked: NamedDependency[Command], data: JSONBody[DigestChoice]
    ) -> DigestStanding:
        """One message a day at this hour, when there is something to tell; or none."""
        return await actions.choose(db, principal, asked, data)
