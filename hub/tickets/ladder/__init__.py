"""ladder (签收催办): when nobody acknowledges, people are called, one after another, with every console closed.

In: tickets that wait to be acknowledged, rosters. Out: calls and SMS through notify; a step `laddered` among staff for
each rung: who was called, of which unit, and when the next one is. Topics: those of the ticket.

    rung      is called                                 when
    duty      who has duty at the unit that holds it    nobody acknowledged in time; at once when it is urgent
    deputy    who stands in                             a pause later, and so on
    street    the street's duty
    district  the district's duty; then it ends

A unit where nobody has duty: up to three who sit there are called, and its deputy's rung is left out. A rung where
there is nobody at all is said to be empty, and the next follows at once. The pause is half of the time to acknowledge,
between five minutes and half an hour of working time; three minutes round the clock when it is urgent.

Invariants
- Every rung happens once, whichever hub does it; a hub that dies between two rungs leaves the next one to the others.
- Acknowledging, handing on, starting, hanging, asking the resident end it in their own transaction; another holder
  begins it anew.
- No phone number is in a step, a parameter or a log line: notify is given accounts. Nobody is called about a complaint
  about their own organisation.
- Tickets of practice call nobody.
"""
