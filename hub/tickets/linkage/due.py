"""What linkage does when a time comes."""

from hub.tickets.linkage.calls import on_late
from hub.tickets.linkage.joint import on_stuck
from hub.tickets.linkage.reactions import STUCK, TIMER
from hub.tickets.timers import Handler

HANDLERS: dict[str, Handler] = {TIMER: on_late, STUCK: on_stuck}
