"""The pool (认领池): small things that volunteers (志愿者) and party members (双报到党员) may take.

In: a desk offers a ticket to organisations of volunteers or party members that serve its place; one of their people
takes it, does it or gives it back. Out: a pool for each organisation, live; the offer on the desk's page.

Topic: `org/<id>/pool`, for everybody of the organisation: `offer.changed`.

    open ── taken ── over       done, or somebody else's
      │       └──── open        given back
      └──────────── over        withdrawn, or the desk did something else with it

Invariants
- Who has not taken it knows the kind, the place down to the building, and words that the desk wrote for the pool:
  never who reported it, in which dwelling, in which words. Words that tell that are refused.
- One takes it: the second is told that it is taken, and since when.
- Who gives it back knows no more of it from then on.
- A complaint about an organisation is never offered.
"""
