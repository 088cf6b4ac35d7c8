"""Filed on behalf: somebody calls (电话), comes to the counter (上门) or the hotline passes it on, and staff write it
down. And reports among staff, which no resident ever sees.

In: a report, how it came, the caller's name and phone. Out: a ticket with `origin` and `filed_by`; texts to the caller.

Invariants
- Name and phone of a caller are sealed; they are in no event, and staff see the phone masked. Who opens them
  (`actions.known`) writes it into the audit log.
- Whose phone belongs to a resident of the district is the reporter: with the ticket on `own/<account>`.
- A caller is told by SMS of every step that residents see, once each, after it is committed; never of internal ones.
- A report among staff has no reporter, so it is on no `own/` topic whatever happens to it; it is for staff who could
  see it anyway.
"""
