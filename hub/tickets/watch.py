"""Which timer of a ticket is done by whom; each part of the room has its own kinds."""

from hub.tickets.callers import telling as callers
from hub.tickets.circle import watch as circle
from hub.tickets.claims import forgotten as claims
from hub.tickets.clocks import due as clocks
from hub.tickets.closing import timers as closing
from hub.tickets.exceptions import timers as exceptions
from hub.tickets.ladder import climb as ladder
from hub.tickets.linkage import due as linkage
from hub.tickets.timers import Handler

HANDLERS: dict[str, Handler] = {
    **closing.HANDLERS,
    **clocks.HANDLERS,
    **exceptions.HANDLERS,
    **claims.HANDLERS,
    **callers.HANDLERS,
    **linkage.HANDLERS,
    **circle.HANDLERS,
    **ladder.HANDLERS,
}
