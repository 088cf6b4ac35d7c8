"""Lines about the steps of tickets: for who reported it, who follows it, who follows the place. A reaction of the
tickets, in the step's transaction."""

from typing import Final

from hub.areas import actions as areas
from hub.db import Connection
from hub.follows.telling import tell
from hub.notify import actions as notify
from hub.notify.types import About
from hub.tickets import policy
from hub.tickets.changes import Turn
from hub.tickets.follows import actions as follows
from hub.tickets.types import StepKind

TOLD: Final[frozenset[StepKind]] = frozenset(
    ("acknowledged", "started", "noted", "resolved", "closed", "merged", "hung")
)
"""Steps that change something for who waits. Those for which a message asks her something stand in the list by it."""
FOLLOWED: Final[frozenset[StepKind]] = TOLD - {"noted"}
"""Notes are written to the reporter."""


async def follow(tx: Connection, turn: Turn) -> bool:
    step, ticket, district = turn.step, turn.after, turn.after.path[0]
    if ticket.practice or step.audience != "resident":
        return False
    about, once = About("ticket", ticket.id), f"ticket:{ticket.id}:{ticket.version}"
    mine = ticket.reporter.id if ticket.reporter else None
    if turn.before is None:
        if policy.public(ticket):
            place = (await areas.places_of(tx, [ticket.area]))[ticket.area]
            levels = dict(zip(place.levels, place.ids, strict=True))
            lives = levels.get("estate", levels.get("community"))  # as in the list of what is public there
            but = [one for one in (mine, turn.account) if one]
            await tell(
                tx, district, ticket.path[::-1], "line.followed.report", about, once, lives=lives, but=but
            )
        return False
    if step.kind not in TOLD:
        return False
    if mine is not None and mine != turn.account:
        template = f"line.ticket.{step.kind}"
        await notify.line(tx, district=district, accounts=[mine], template=template, about=about, once=once)
    if ticket.followers and step.kind in FOLLOWED:
        others = [one for one in await follows.followers(tx, ticket.id) if one not in (mine, turn.account)]
        await notify.line(
            tx, district=district, accounts=others, template="line.followed.ticket", about=about, once=once,
            because=about,
        )  # fmt: skip
    return False
