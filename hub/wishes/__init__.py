"""wishes (微心愿): somebody needs a small thing, help, company; the community reads it, a neighbour grants it.

In: wishes of residents, or of staff for somebody who agreed to it. Out: a wall without identities, lists for who
asked, who claimed and who reviews; events.

Topics
- `public/<area>/wishes`: the wall, `wish.shown`: for the community, and for street and district once it was raised
  there. Never a name, an address, an account.
- `staff/<area>/wishes`: every change, `wish.changed`, for the community and each ancestor. Names, phones and doors
  are not in it either: staff ask for them (`claims.contact`), and the look is written down.
- `own/<account>`: `wish.mine` for who asked; `wish.taken` for who claimed. `org/<id>/wishes`: the latter, for the
  people of an organisation that claimed.

States (`states.py` is this table)

    step         from                              to          by
    asked        –                                 asked       resident; staff for her, with her consent
    edited       asked, returned                   asked       who asked
    published    asked                             open        staff, with a text free of identity
    returned     asked                             returned    staff, with advice
    refused      asked, returned                   refused     staff, with the reason
    claimed      open                              claimed     verified resident, volunteer, party member, organisation
    contacted    claimed                           the same    claimer
    reminded     claimed, not contacted in 5 days  the same    the service
    lapsed       claimed, not contacted in 7 days  open        the service, told to both
    ungranted    contacted, not granted in 30 days open        the service, told to both and to staff
    released     claimed                           open        claimer
    taken_back   claimed                           open        staff, with the reason
    fulfilled    claimed                           fulfilled   claimer
    not_yet      fulfilled                         claimed     who asked
    thanked      fulfilled                         thanked     who asked; staff for who has no account
    closed       fulfilled for 14 days             thanked     the service
    raised       open, unmet for 14 days           open        the service: to the street, then to the district
    withdrawn    all but thanked, refused          withdrawn   who asked; staff for who has no account
    hidden, restored  those on the wall            the same    moderation
    let_through  thanked, its thanks held          thanked     moderation

Invariants
- Every change is one row version and its events, in one transaction; `version` grows by one.
- One wish has one claim at a time; two who claim at once: one gets it. Nobody has more claims or wishes open than the
  rules of the district allow, whatever is pressed at once.
- Name, phone and address leave this room in the answer of one command only, for the claimer while the claim lasts and
  for staff; the look is in the audit log before the answer leaves, and the answer is kept nowhere.
- The wall's payload is written field by field: what a wish learns to carry stays unknown there until somebody adds it.
"""
