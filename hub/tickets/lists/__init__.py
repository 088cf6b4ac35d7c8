"""Lists of tickets: mine to do (待我办), my unit's (本单位), watching (仅关注), and what I reported.

In: which list, a filter, an order, a cursor. Out: a page, or how many there are.

Order. *next*: the next open promise first (`Ticket.next_by`), what nothing is promised for after it, then the
number. *new*: the newest number first. A list of staff that asks for closed tickets is *new*: nothing is promised
there any more.

Invariants
- What a list is, is said once: `ticket_listed` and `ticket_fits` (0016_desk.sql); pages and counts both ask them.
- A page goes on after the last row of the page before, not after a count of rows: a ticket that moves while
  somebody turns pages makes no other be lost or shown twice. The one that moved comes with its event.
- A list without a wish for states holds what is not closed; a partial index serves it however many are closed.
"""
