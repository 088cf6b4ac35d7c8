"""duplicates (重复反映): reports that are of one thing are found, merged, and parted again; what comes back is flagged.

In: what somebody is typing; two tickets that a desk takes for one. Out: candidates, merged and parted tickets, places
and people that come back.

Alike (`alike.py`): the same category, one that people take for it (`kin`) or one whose words are in the text, in one
area of the category's level or within its metres, open or closed for less than 7 days. For staff also other categories
of the group whose words are alike.

    step    from                 to                      by
    merged  with staff           closed                  desk that sees both
    split   closed by a merge    what it was before      desk; reporter, until 7 days after the other was closed

Repeats: a ticket that is at least the third report in 90 days at one spot (the area of its category's level) and of one
group, or of one reporter and category, is flagged when it is stored (0022_repeats.sql): `repeats`, and for staff the
numbers in its first step. `repeats.py` lists such places and people.

Invariants
- A resident learns of others' tickets: category, place down to the building, state, when, how many follow. The words
  of others decide nothing of what she is offered: asking again and again would read them.
- `merged_into` never leads back: merges and splits of a district happen one after the other.
- A ticket is merged into the root, whichever of its merged ones was named. Who reported or followed the merged one
  follows the other from then on; parted, only who does so in another way still does.
- A split ticket is what it was: state, holder, assignee, promised times, timers.
- Practice tickets and real ones are never alike.
"""
