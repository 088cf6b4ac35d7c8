"""twins: one face, two people. Off unless a coordinator switches it on for a programme with a written purpose.

After a pass the person's template is compared with those of everybody else in programmes that have it switched on, in
a worker's memory, opened there and nowhere else; jobs carry the name of a sealed list, page after page. Every hit (20
a page, the likest) is kept and becomes a question to a reviewer, one after another, `same_face` with both people's
references side by side, never a refusal. It is asked of who reviews where both live: who is responsible for one of
them alone has no business with the other's face and could not tell, so neighbours are their street's question and
people of two streets the district's. Two reviewers must agree before even the certification by photo is taken back, and
then the desk or a visit decides. A question is ended by reviewers, or with a consent, by nothing else.

What it costs: every pass opens the templates of the whole district once: 150 ms for each 1,000 (113 to 181 in ten
runs of 1,000 and of 10,000, sealed on disk, one process on a busy machine; `python -m tests.bench.search` repeats it),
nearly all of it processor time, in proportion to their number. Each is a use of everybody's most private data for a
purpose of its own, which is why it is off.
"""
