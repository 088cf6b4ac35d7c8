"""follows (关注 · 消息): what somebody follows, what she was told, when she wants to be left alone, one digest a day.

In: a resident's wish to follow a post or a place (tickets have a table of their own, `tickets.follows`); what happened,
from the rooms in which it does. Out: lines in the list of what she was told (`hub.notify.lines`), live; at an hour of
her choice one message: how many of her reports have news, how often neighbours spoke to her, how much there is about
what she follows, how many notices came out.

    actions   follow, unfollow, read, choose
    telling   lines for those who follow, called by the rooms
    reading   the lists
    tickets   lines about the steps of tickets
    digests   one message a day

Topics
- `own/<account>`: `follow.changed`, for her other devices.
- `own/<account>/told`: that there is something new, or what was read on another device. No word of it.

Invariants
- Nobody is told twice of what happened, however many of the things she follows it touches, also not by message and
  digest: a digest counts what no message went out for, what is not read, and what came since the last one.
- Messages wait for the end of her quiet hours; an urgent one (flood) does not.
- Who follows learns no more than who looks: a line's words are read from the thing when the list is, by what its
  reader may see then.
- A digest holds counts, no words of anybody; it and the next time are written in one transaction, under the row's lock.
"""
