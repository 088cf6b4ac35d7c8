"""Exceptions to a promise: more time (延期), waiting until it can be done (挂账), not counting it (剔除).

Each is asked for by the holder with a reason and granted or refused by another: a community secretary, street clerk or
district coordinator whose area is on the ticket's path and not below the desk that holds it. One request a ticket at a
time; it is on the ticket (`asked_for`) and in the list of what waits for a word.

    step       from                      what it does                                         who is told
    requested  every state               `asked_for`; more time and waiting: with staff only  units
    extended   with staff, asked for     `resolve_by` moves, `extensions` + 1                 resident: time, reason
    hung       with staff, asked for     its clocks stand still; looked at again in a month   resident: time, reason
    excluded   every state, asked for    kept out of the rates, counted beside them           units
    declined   every state, asked for    nothing                                              units
    reviewed   hung for a month          back on its desk, clocks go on                       resident

Invariants
- Nobody decides what they asked for: the rule stands here and in the table.
- The promise moves only by somebody's word; the time it hung is given back when it is taken up again, which any step
  of work does too.
- What is resolved needs neither time nor waiting: such a request is withdrawn then.
"""
