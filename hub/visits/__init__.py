"""visits (请上门): a resident, or a child for her, asks to be visited at home, to be certified or helped.

    step       from                     to         by
    ask        –                        asked      the resident; a child under a mandate
    take       asked                    taken      grid officer or community staff of the place
    propose    asked, taken, proposed   proposed   the same: a day, the morning or the afternoon
    done       taken, proposed          done       the same, saying what was done
    cancel     asked, taken, proposed   cancelled  the resident, a child; staff of the place with the reason

Topics: `staff/<area>/visits` for the area and each ancestor; `own/<account>`, without who of the staff.

Invariants
- One open visit for each reason: asked again it is the same.
- It certifies nobody: what was seen at home is written down where certification is (`hub.certification`).
"""
