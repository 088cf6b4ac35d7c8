"""visits (请上门): a resident, or a child for her, asks to be visited at home, to be certified or helped.

    step       from                     to         by
    ask        –                        asked      the resident; a child under a mandate
    take       asked                    taken      grid officer or community staff of the place
    propose    asked, taken, proposed   proposed   the same: a day, the morning or the afternoon
    done       taken, proposed          done       the same, saying what was done
    cancel     asked, taken, proposed   cancelled  the resident, a child; staff of the place with the reason
    certified  asked, taken, proposed   cancelled  the service, when she was certified on a phone or at the desk

Topics: `staff/<area>/visits` for the area and each ancestor; `own/<account>` and `kin/<account>`,
without who of the staff.

Invariants
- One open visit for each reason: asked again it is the same.
- One that needs no visit any more stays a day on the list of staff, with the reason: who was about to go reads it.
- It certifies nobody: what was seen at home is written down where certification is (`hub.certification`).
"""
