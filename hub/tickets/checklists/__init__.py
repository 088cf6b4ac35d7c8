"""Checklists: what is to be done on every ticket of a category, ticked off by whom and when.

In: a category's items; ticks. Out: the ticket's list; internal steps `checked` and `unchecked`.

Invariants
- A ticket is not resolved while a required item of its category is open.
- A tick is a step: every console sees it, and the timeline keeps who did it also when it is taken back.
- A ticket that is reopened starts its list anew.
- An item that the category no longer has is asked of nobody; what was ticked stays in the timelines.
"""
