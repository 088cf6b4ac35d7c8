"""What the rooms let moderation hold, hide and restore: one target a kind of thing."""

from hub.feed import moderated as feed
from hub.moderation.types import Target
from hub.sealing import Sealer
from hub.wishes.target import WishTarget


def targets(sealer: Sealer) -> dict[str, Target]:
    """The targets of a hub, by kind. A room adds its own here; `sealer` for those that send messages."""
    known: tuple[Target, ...] = (WishTarget(sealer), feed.Posts(), feed.Comments())
    return {one.kind: one for one in known}
