"""moderation (内容管理): what people write for others is checked, held, reported, hidden, appealed; who may not speak.

It knows no thing by name: a room that lets people write gives it a `Target` (types) and calls `may_speak` and `check`.
In: words and photos of a thing, reports of residents, decisions of staff. Out: the target is called, the author told.

    matching  words made alike, rules compared with them (pure)
    states    the table below as data (pure)
    checking  `check` and `may_speak`, which other rooms call
    cases     reports, decisions, appeals
    reading   lists and looks
    telling   messages to authors
    blocks    who may not speak where, and until when
    rules     the district's rules, tried on the last 30 days before they hold
    photos    rectangles blacked out
    outer     the contract with an outer service
    asker     what asks it, after the commit

Topics
- `staff/<area>/moderation`: every change of a case or block, for its area and each ancestor.
- `own/<account>`: the author's view of a case once it concerns him: no names of staff, no rules, no reports.

    step       from                                to        by
    checking   –, checking, held, clear, reported  checking  the check, when the outer service is to be asked
    held       –, checking, held, clear, reported  held      the check
    passed     checking, held                      clear     the outer service; the check of words changed since
    reported   –, clear, reported                  reported  anyone who sees it; once an account
    opened     –, clear                            reported  staff, on a thing nobody has reported
    pulled     reported                            held      the last of so many reports, where the district wants that
    published  held                                clear     staff
    kept       reported                            clear     staff: the reports were not right
    hidden     held, reported                      hidden    staff, with a reason
    undone     hidden                              clear     staff
    appealed   hidden                              appealed  the author
    restored   appealed                            clear     staff, never who hid it
    refused    appealed                            final     staff, never who hid it
    redacted   (any)                               (same)    staff: parts of a photo blacked out

Invariants
- One case a thing. Every change is one row version, one step and its events, in one transaction.
- Nobody decides about what she wrote; nobody decides about an appeal against herself (the table refuses it too).
- A check that fails, hangs or is away holds: a person decides. Nothing is dropped, nothing passes unseen.
- The outer service is asked after the commit, never inside a transaction of who writes.
- Who looks at or changes something of somebody stands in the audit log.
- Tickets ask no `may_speak`: who is blocked may still report a drain.
"""
