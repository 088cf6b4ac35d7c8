"""desk: what clerks work with beside the tickets: macros, reply templates, saved views, drafts, bulk actions.

In: sequences of steps with texts, wishes for a list, what is being written. Out: steps of tickets, taken by
`hub.tickets` under its rules; texts; counts. No topics: what a tool does to a ticket is told by the ticket.

A macro, template or view belongs to a person, a unit (a desk or an organisation) or the district:

    of        seen by            changed by
    person    that person        that person
    unit      who sits there     who sits there, workers and volunteers not
    district  staff              district coordinators, platform operators

Invariants
- A macro is one transaction: all of its steps or none. A preview takes them and rolls back.
- A bulk action takes each ticket by itself and says of each whether and why not; asked to, all or nothing. Sent again
  it does nothing twice, also when the first was cut off in the middle.
- A text with a variable that the ticket does not have is refused, never sent with a gap.
- A draft is only ever written by its own account over the version it has seen: a second window gets both (409).
  Commands that name their draft drop it in their transaction; one that nobody touched is kept 30 days.
"""
