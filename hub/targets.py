"""What the rooms let moderation hold, hide and restore, and what they let others see of their things: one a kind."""

from hub.areas.sight import AreaSight
from hub.feed import moderated as feed
from hub.moderation.types import Target
from hub.sealing import Sealer
from hub.sight import Sight
from hub.tickets.sight import TicketSight
from hub.wishes.target import WishTarget


def targets(sealer: Sealer) -> dict[str, Target]:
    """The targets of a hub, by kind. A room adds its own here; `sealer` for those that send messages."""
    known: tuple[Target, ...] = (WishTarget(sealer), feed.Posts(sealer), feed.Comments(sealer))
    return {one.kind: one for one in known}


def sights(moderated: dict[str, Target]) -> dict[str, Sight]:
    """The eyes for the things of a hub, by kind: those of the targets, and of what nobody moderates."""
    others: tuple[Sight, ...] = (TicketSight(), AreaSight())
    return {**moderated, **{one.kind: one for one in others}}
