"""Who may subscribe: to what somebody is told, she alone."""

from collections.abc import Sequence

from hub.accounts.types import Principal
from hub.db import Connection


async def may_subscribe(connection: Connection, principal: Principal, parts: Sequence[str]) -> bool:
    """Topic `own/<account>/told`; `parts` is the topic split at /."""
    match parts:
        case ["own", account, "told"]:
            return account == str(principal.account)
    return False
