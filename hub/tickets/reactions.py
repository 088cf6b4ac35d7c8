"""What stands before a step and what follows from it, in order; each part of the room has its own."""

from hub.tickets.callers import reactions as callers
from hub.tickets.changes import Guard, Reaction
from hub.tickets.checklists import reactions as checklists
from hub.tickets.circle.reactions import follow_turns
from hub.tickets.claims import reactions as claims
from hub.tickets.clocks import reactions as clocks
from hub.tickets.closing import reactions as closing
from hub.tickets.duplicates import reactions as duplicates
from hub.tickets.exceptions import reactions as exceptions
from hub.tickets.ladder import reactions as ladder
from hub.tickets.linkage import reactions as linkage
from hub.tickets.pool import reactions as pool

OUTSIDE: list[Reaction] = []
"""What other rooms do about a step, after all of the room's own; the hub puts them together."""


def join(reaction: Reaction) -> None:
    """Has another room's reaction called from now on, once a step."""
    if reaction not in OUTSIDE:
        OUTSIDE.append(reaction)


GUARDS: tuple[Guard, ...] = (
    linkage.no_open_children,
    linkage.nobody_refuses_what_is_decided,
    checklists.all_required_done,
    pool.by_giving_back,
)
REACTIONS: tuple[Reaction, ...] = (
    linkage.follow,
    closing.follow,
    exceptions.follow,
    clocks.follow,
    ladder.follow,
    claims.follow,
    callers.follow,
    checklists.follow,
    follow_turns,
    pool.follow,
    duplicates.restore,  # last: what the others made of a ticket that comes back is as it was
)
