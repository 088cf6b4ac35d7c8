"""From a client with a token into a page with a cookie: a ticket in the address, 60 s, once.

A mini-program or a host app signs in natively and shows the rest in a web-view. Its token never goes into an
address; a ticket does, and it is worthless after the first look. It is bound to the session that asked and to one of
our own pages. The page's session ends with the one that opened it, and never outlives it.
"""

import re
from datetime import timedelta
from typing import Final, NamedTuple

from hub import audit
from hub.accounts.keeper import Keeper
from hub.accounts.sessions import LONGEST_TOKEN, Started, new_token, start_opened, token_hash
from hub.accounts.store import q
from hub.accounts.types import PageTicket, Principal
from hub.errors import DomainError
from hub.rates import Limit

TICKET_SECONDS: Final = 60
FRONT: Final = "/"
# The pages that `hub/pages.py` serves; what comes after `#` is the page's own matter.
PAGE: Final = re.compile(r"/(?:(?:console|board)/)?(?:\?[\w.~=&%-]*)?(?:#/[\w.~/?=&%:-]*)?", re.ASCII)
# Phones of one mobile operator may share an address, and a web-view is opened often.
ENTER_ADDRESS = Limit("enter.address", 600, 600)


class Entered(NamedTuple):
    """Where to go now, and the session to set a cookie for; None: the cookie that is there is right, or there is
    nobody to sign in."""

    path: str
    session: Started | None


async def issue(keeper: Keeper, principal: Principal, path: str) -> PageTicket:
    """A ticket with which this account opens `path` in a web-view.

    Raises:
        DomainError: `page.unknown`.
    """
    if PAGE.fullmatch(path) is None:
        raise DomainError("page.unknown")
    ticket = new_token()
    async with keeper.db.connection() as conn:
        await conn.execute(
            q.issue_page_ticket,
            token_hash(ticket),
            principal.session,
            path,
            timedelta(seconds=TICKET_SECONDS),
        )
    return PageTicket(ticket, TICKET_SECONDS)


async def enter(
    keeper: Keeper, *, ticket: str, here: Principal | None, site: str | None, address: str
) -> Entered:
    """Uses up a ticket. One that was used, ran out, or whose session is over leads to the front page, to
    sign in there.

    `here`: whose cookie was sent along; for the same account it stays. `site`: the browser's `Sec-Fetch-Site`; a link
    on somebody else's page signs nobody in.

    Raises:
        DomainError: `too_many`.
    """
    await keeper.rates.check(ENTER_ADDRESS, address)
    if not 0 < len(ticket) <= LONGEST_TOKEN or site in ("cross-site", "same-site"):
        return Entered(FRONT, None)
    async with keeper.db.transaction() as tx:
        used = await tx.fetchrow(q.redeem_page_ticket, token_hash(ticket))
        if used is None:
            return Entered(FRONT, None)
        if here is not None and here.account == used["account"]:
            return Entered(used["path"], None)
        session = await start_opened(tx, used["session"])
        if session is None:
            return Entered(FRONT, None)
        if used["kind"] == "staff":
            await audit.record(
                tx,
                district=used["district"],
                actor=used["account"],
                action="session.started",
                subject=used["account"],
                detail={"session": session.id, "transport": "cookie", "opened_by": used["session"]},
            )
    return Entered(used["path"], session)
