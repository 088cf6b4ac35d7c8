"""follows (每日摘要): one message a day about what happened to what is hers or what she follows, by choice.

In: an hour. Out: at that hour, by PostgreSQL's clock, one message: how many of her reports and of those she follows
have news, how often neighbours spoke to her, how many notices she has not read. What happened is read from the log:
what was told on `own/<account>` since the last digest, without what she did herself.
Topics: none; live she hears it all in the app anyway.

Invariants
- Nothing without her choice; nothing when nothing happened; never at night.
- Never twice: the message and the next time are written in one transaction, under the row's lock.
- A message holds counts, no words of anybody.
"""
