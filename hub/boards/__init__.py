"""boards (状态看板): live counts of a district, street or community, for officials who see sums and no persons.

In: the log's `ticket.changed`, `certification.changed` and `wish.changed` events, in the hub process; at start the open
tickets, the rosters, today's tries and the wishes once; on a slow beat the three rates and who is connected (`slow`).
Out: `Board` over HTTP and, at most once a second an area and only when true, as a whole on `board/<area>`.

Invariants
- A report is counted once: its sub-tasks stand apart, and what was merged into another is not confirmed.
- A board equals a recount of its tickets, persons, tries and wishes: a change takes the old one out and puts the new
  one in, so an event that comes twice, or that the first reading already held, changes nothing.
- No change walks over what is open: being late is a heap of promised times (`counts`), how long people waited a
  histogram with a stated error (`quantiles`).
- Pushed boards are whole states; their version is the log's `seq`. None is written to the log.
"""
