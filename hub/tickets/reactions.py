"""What stands before a step and what follows from it, in order; each part of the room has its own."""

from hub.tickets.changes import Guard, Reaction

GUARDS: tuple[Guard, ...] = ()
REACTIONS: tuple[Reaction, ...] = ()
