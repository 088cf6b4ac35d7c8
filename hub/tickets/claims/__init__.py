"""Claims: who opens a ticket of the unit has it, so that two clerks do not write the same answer.

In: claim, hand back, take over. Out: the ticket's `assignee`, as internal steps.

    step         when                                  to
    claimed      with staff, nobody's                  the claimer's; the state stays
    handed_back  with staff, mine                      nobody's; the unit still holds it
    taken_over   with staff, another's, with a reason  the taker's

Invariants
- Of two who claim at once one has it; the other is told who and since when. Claiming one's own again changes nothing.
- A claim is a courtesy, never a lock: every step of the unit goes on (a stale version is refused as ever), and for an
  emergency a colleague takes it over at once, with a reason that stays.
- Who claimed and neither did anything nor looked at it for `STALE` hands it back without knowing it. Who started
  the work, or was given it, keeps it.
"""
