"""tickets (随手拍, 报事报修): a resident reports, a desk acknowledges, someone fixes it, the resident confirms.

This is the reference room: a new room copies its shape (CONTRIBUTING.md).

In: commands of residents, desks and handlers. Out: tickets, three lists, a timeline; events.

Topics
- `staff/<area>/tickets`: every change of a ticket, for the area of its place and each ancestor, and for the
  desk that holds it or held it, or is called to it. `staff/ticket/<id>`: the same, one ticket.
- `org/<id>/tickets`: for the organisation that holds it or held it, or is called to it; without the reporter.
  `own/<account>/work`: the same of what was given to one of its people; a worker or volunteer hears of nothing else.
- `own/<account>`, `kin/<account>`: for the reporter; without internal notes and names of single staff. For followers as
  well, as `ticket.followed`: without words, names and doors (`follows/`).

The three lists. *mine* (待我办): the ticket waits for a step of mine: my desk or organisation holds it, nobody
else there has taken it; or it was called to it and its part is open. *unit* (本单位): my desk is accountable for it,
or my desk or organisation holds it or is called to it.
*watching* (仅关注): in the subtree of my area, and not my unit's.

States (`states.py` is this table; *with staff*: reported, acknowledged, dispatched, working, reopened)

    step         from                                          to            by
    created      –                                             reported      resident
    acknowledged reported, reopened                            acknowledged  holder
    dispatched   with staff                                    dispatched    desk; holder, to its own people
    started      reported, acknowledged, dispatched, reopened  working       holder
    noted        every state                                   the same      staff who see it; the reporter
    resolved     acknowledged, dispatched, working             resolved      holder
    confirmed    resolved                                      closed        reporter
    reopened     resolved, closed for less than 7 days         reopened      reporter
    accepted     reported, acknowledged, dispatched            dispatched    holder, an organisation, once
    arrived      acknowledged, dispatched, working             the same      holder
    offered      reported, acknowledged, reopened              the same      deciding desk, held by a desk
    offer_withdrawn reported, acknowledged, reopened           the same      deciding desk
    taken        reported, acknowledged, reopened              dispatched    a volunteer, offered to hers (`pool/`)
    given_back   dispatched, working                           acknowledged  who took it
    rejected     with staff                                    reported      holder, naming the next owner
    asked        resolved                                      the same      the service, once (closing/)
    closed       resolved for 7 days                           closed        the service; not rated
    rated        closed for less than 30 days, not rated yet   the same      reporter
    asked_again  closed for four weeks, of some categories     the same      the service, once
    questioned   with staff, not waiting                       the same      handler (clocks/)
    answered     with staff, waiting for her                   the same      reporter; handler, for her
    reminded     waiting for her for 3 days                    the same      the service
    unanswered   waiting for her for 7 days                    the same      the service
    warned       with staff, a promise comes near              the same      the service, among staff
    breached     with staff, a promise is broken               the same      the service, naming the desk above
    rescheduled  with staff, hours or holidays were edited     the same      the service
    requested    every state                                   the same      holder (exceptions/)
    extended     with staff, asked for                         the same      another, above
    hung         with staff, asked for                         the same      another, above
    excluded     every state, asked for                        the same      another, above
    declined     every state, asked for                        the same      another, above
    reviewed     hung for a month                              the same      the service
    called_back  resolved, closed                              the same      a desk that did not handle it (callbacks/)
    still_good   closed, asked again less than 14 days ago     the same      reporter; "no" is reopened
    claimed      with staff, nobody's                          the same      holder (`claims/`)
    handed_back  with staff, one's own                         the same      who has it; the service when forgotten
    taken_over   with staff, a colleague's                     the same      holder, with a reason
    checked      with staff (`checklists/`; or unchecked)      the same      staff and handlers who see it
    followed     every state                                   the same      resident who follows it (`follows/`)
    unfollowed   every state                                   the same      follower
    merged       with staff                                    closed        desk that sees both (`duplicates/`)
    split        closed by a merge                             the same      desk; reporter; the same as before it
    called       with staff                                    the same      desk (`linkage`, also the next three)
    reported_in  every state but closed                        the same      unit that was called
    turned_down  every state but closed                        the same      unit that was called, naming another
    part_done    every state but closed                        the same      unit that reported in
    laddered     reported, reopened                            the same      the service (`ladder/`)
    phoned       every state                                   the same      desk, who works on it (`contact/`)
    subtask_opened with staff                                  the same      desk, holder (`linkage`, also the next two)
    sent_back    a sub-task that was closed                    dispatched    who may open sub-tasks; a desk's: reopened
    escalated    with staff                                    reported      the desk that decides; after two refusals
    handed_down  with staff                                    reported      the desk that decides
    put_on       every state but closed                        the same      street, district (joint meeting's list)
    taken_off    every state but closed                        the same      street, district
    settled      with staff                                    the same      street, district: what the meeting said

Invariants
- Every change is one row version and its events, in one transaction; `version` grows by one.
- A ticket always has a holder: a desk or an organisation. A reopened ticket goes back to its desk.
- What complains about an organisation never lies with it, and nobody who acts for it learns that it exists; who
  reported it stands in no payload but her own.
- What staff see and what the reporter sees are two events with two payloads, never one filtered late.
"""
