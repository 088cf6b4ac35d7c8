"""Thanks in the feed, in the transaction of the room where something was given."""

from uuid import UUID

from hub.accounts.types import Neighbour, Principal
from hub.areas import actions as areas
from hub.db import Connection
from hub.errors import DomainError
from hub.feed import store
from hub.feed.standing import ANSWER_MINUTES, LEVELS
from hub.feed.types import Post, PostThanks
from hub.feed.writing import checked, writer
from hub.moderation import actions as moderation
from hub.sealing import Sealer
from hub.tickets.words import words


async def thank(
    tx: Connection, sealer: Sealer, principal: Principal, area: UUID, text: str, thanks: PostThanks, *,
    unit: str | None = None,
) -> Post:  # fmt: skip
    """A post that thanks. By a resident among her neighbours; `unit`: in the name of one, of whom the room that calls
    lets speak for it.

    Raises:
        DomainError: `area.level` (wider than a community: nobody's feed), `area.unknown` (she does not live there),
            `blocked`, `ticket.text_empty`.
    """
    place = (await areas.place(tx, area, principal.district)).above("estate")
    if place.level == "grid":
        place = place.above("community")
    if place.level not in LEVELS:
        raise DomainError("area.level", expected="社区或更细")
    by = (
        await writer(tx, principal, place)
        if unit is None
        else Neighbour(account=principal.account, name=unit, neighbour_name=unit, verified=False, badges=())
    )
    here = place.ids[-1]
    await moderation.may_speak(tx, district=principal.district, account=principal.account, area=here)
    identity = await store.add(
        tx, principal.district, by, area=here, path=place.ids, text=words(text), photos=(), topics=(), place=None,
        place_text="", asks=False, minutes=ANSWER_MINUTES,
    )  # fmt: skip
    await store.thank(tx, identity, thanks)
    return (await checked(tx, sealer, await store.known(tx, identity))).view("own")
