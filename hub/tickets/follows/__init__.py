"""follows (关注): "follow this one" instead of reporting the same again.

In: a resident's wish, with words and pictures if she likes; tickets that are merged. Out: the followed ticket in the
public's view, a list, `ticket.followed` events.

Topics: `own/<account>` of each follower, events of type `ticket.followed`, so that they never mix with her own reports.

Invariants
- A follower learns kind, place down to the building, state, holder and times, and the words of the result. Never who
  reported it, in which dwelling, in what words; never what another follower wrote.
- The reporter learns that somebody follows, not who, and nothing of her words and pictures.
- What is not public (`policy.public`) cannot be followed; when it becomes so, nobody is told any more.
- `tickets.followers` counts accounts, under the ticket's row lock.
- Who followed knows no more of a ticket after leaving it than before: the last event says `following: false`.
"""
