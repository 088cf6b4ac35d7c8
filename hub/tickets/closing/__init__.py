"""Closing well: evidence, the resident's word, one gentle question, and what happens when she says nothing.

*Resolved* needs evidence: a picture, or, where a picture makes no sense (the category's `evidence` is "words"), words
that say what was done. Then she is asked once, by message and on her own topic, not at night.

    she                     then
    confirms                closed; rated if she says so
    reopens                 reopened, on the desk; what she is asked after that is about the new work
    says nothing, 7 days    closed by the service, **not rated**
    rates later             within 30 days of closing, once, when it is not rated yet

Four weeks after it was closed a category that comes back (`comes_back`: drains, leaks, pests, parking) is asked about
once more: still good? *No* within 14 days reopens it with its history.

Invariants
- Nobody's silence is ever counted as satisfied.
- Each time it is resolved she is asked once; the question after four weeks comes once in a ticket's life. A reopening
  forgets a good rating: it was about work that did not last. A bad one stands until she gives another.
- What is merged into another is not asked about; nor what has no resident with an account (call-backs do that).
"""
