"""feed (邻里圈): what neighbours write to each other, and what speaks to the community, which answers.

In: posts with up to nine photos, comments, likes; answers of staff; a click that makes a ticket of a post. Out:
timelines of a community, an estate, a topic, one's own; what nobody has answered yet; a search; events.

Who reads. A post belongs to an area, a community or an estate. Who lives there (a dwelling claimed or checked) reads
and writes; so do its staff and those above, who answer. A name stands in two forms: to everybody who reads there the
one she chose, else masked; to verified neighbours (真实邻居), where she agreed, her own.

Topics
- `public/<area>/feed`: posts, comments, counts, steps of tickets, for who lives in the area.
- `neighbours/<area>/feed`: the same with the names that verified neighbours read. A phone listens to one of the two.
- `staff/<area>/feed`: the same for staff of the area and of each ancestor; what is held back or hidden as well.
- `own/<account>`: her own posts and comments whatever their state, and `feed.told`: answers, replies, mentions, likes.

States of a post and of a comment

    step       from           to       by
    written    –              shown    who lives there
    written    –              held     the same, when a rule of moderation wants staff to look first
    published  held           shown    moderation
    hidden     shown, held    hidden   moderation, with a reason, which the author reads
    restored   hidden         shown    moderation
    deleted    all but that   deleted  the author; for everybody, for good

Invariants
- Every change is one row version and its events, in one transaction; `version` grows by one. Counts alone (likes,
  comments) grow no version: they are counted, and told at most once a second for each post (`counts.py`).
- What is held is never dropped silently: its author sees it, with its state, and staff have it on their list.
- A post that speaks to the community (发帖必响应) has a time until which it is answered, in working minutes of its
  area. The first answer of staff says when and by whom; it stays.
- A post becomes one ticket at most. What everybody may know of the ticket's steps stands under the post, written in
  the transaction of the step.
"""
