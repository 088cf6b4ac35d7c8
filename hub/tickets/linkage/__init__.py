"""linkage (联动): how community, street and department work as one on a ticket.

*Whistle* (吹哨, `call`): a desk on the ticket's path, or the one that holds it, calls units together: organisations and
other desks, with words and a time by which each reports in (报到). They see the ticket from then on as its holder does
(an organisation does not learn the reporter) and are its `partners` (协办).

    a unit is   after                                   then it may
    called      call                                    report in, or decline with a reason and whom to call instead
    arrived     report in                               note, finish its part
    done        finish its part                         note
    declined    decline                                 nothing: it no longer sees the ticket; it may be called again
    ended       it was resolved before it reported in   note

*Sub-tasks* (子任务): a desk or the holder opens a ticket for a part of it (origin `task`, no reporter, its own holder
and times). Its handler closes it by resolving it. Who may open one may send it back with a reason, as long as the
ticket is worked on: it goes on with whoever had it, with new promises from then (`sent_back`; on the ticket it belongs
to, `subtask_returned`).

*Refusals* (退回): who refuses names who takes it, and the first time it goes there. The second refusal is not followed:
the desk above decides, and to whom it gives the ticket nobody refuses (`decided`). A desk that decides may hand up with
a reason; what comes down again is decided too. The district decides as the last instance. So nothing goes in circles.

*The joint meeting's list* (联席会议): what is stuck, for streets and the district, each with its reasons: a unit late
to report in, two refusals without a decision, three days past the promise, waiting until it can be done, several
units with parts open; or put on by hand. Taken off, it comes back for a new reason only. What the meeting says becomes
sub-tasks and a holder in one command.

Events: `ticket.changed` on the topics of the tickets room; the side lists (`GET /api/tickets/{id}/linkage`) are fetched
anew when a ticket's `version` grows.

Invariants
- `open_calls` is the number of units that were called and have not answered; `partners` those that did not decline.
- A ticket is neither resolved nor closed while a sub-task is open; `open_children` counts them.
- Nobody refuses or hands up what is decided; the decision (`decider`) moves up by refusals, down by a decision only.
- A unit that is late is said to be late once, and stays so until it answers.
"""
