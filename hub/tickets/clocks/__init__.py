"""The three promises of a ticket: it is acknowledged, the resident hears a first word, it is resolved.

Each is a number of seconds after `clock_from`, of the working calendar of its handler or place, or of every hour
(categories in hours; everything of an urgent one), so that a deadline can be computed again: `clock_from` + seconds =
`…_by`.

    what                                     then
    acknowledged, or staff's words to her    `responded_at`
    question (询问居民), hung                 the clocks stand still; nothing is promised
    answer, note of hers, taken up again     they go on; open promises move by the time that they stood still
    no answer, 3 days                        she is reminded, gently
    no answer, 7 days                        the holder is told, the clocks go on: nothing waits for ever
    three quarters of a promise              `warned`, among staff
    a promise is broken                      `breached`: the desk above is named and told, not only watching
    holidays or hours are edited             open promises are computed again; told where one really moves
    reopened, a sub-task sent back           new promises from now on
    an organisation with a calendar has it   its promises go by that, from the same start; back by the place's

Acknowledging late is the ladder's matter, not ours. Topics: those of the ticket.

Invariants
- One timer a ticket (`clocks`), for the next thing to look at; none while the clocks stand still or it is done.
- Each warning and each breach is told once for each time a deadline lies where it lies.
- A promise that was kept or broken is not moved afterwards.
"""
