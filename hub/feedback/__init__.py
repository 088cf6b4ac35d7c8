"""feedback (意见反馈): what people say about the service itself: praise, complaints, suggestions, what is broken.

In: words of anyone who is signed in. Out: a list for who answers for the service, an answer to who wrote.

Topics
- `staff/<area>/feedback`: every change, for its area and each ancestor: street clerks, district coordinators,
  platform operators.
- `own/<account>`: the same for who wrote it, without the name of who answered.

    step      from            to        by
    created   –               new       anyone signed in
    answered  new, answered   answered  staff who see it
    closed    new, answered   closed    staff who see it; who wrote it

Invariants
- Every change is one row version and its events, in one transaction; `version` grows by one.
- Who wrote hears the answer live and by message. Communities do not see it: it may be about them.
- A phone to be called back on is sealed and in no event; opening it is written into the audit log.
"""
