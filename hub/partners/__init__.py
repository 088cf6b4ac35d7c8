"""partners (共建单位): organisations offer what they can spare; the community asks for it and says what became of it.

In: offers of organisations (a room, goods, hours of skilled people, money for a wish), what communities ask of them.
Out: offers with what is left, for everybody; asks, for the community that asks and the organisation; events.

Topics
- `public/<area>/partners`: every change of an offer, `partner.offer`, for each area it is for; numbers, no purposes.
- `staff/<area>/partners`: the same for those areas and all above; `partner.ask` for the area that asks and all above.
- `org/<id>/partners`: both, for the organisation that offers.

    offer step  from           to         by
    offer       –              open       an organisation, where it is active
    close       open           closed     the organisation; what waits for an answer is refused with the reason

    ask step    from           to         by
    ask         –              asked      staff of the place, while the offer runs, not more than is left
    give        asked          given      the organisation, up to what was asked and is left
    refuse      asked, given   refused    the organisation, with a reason; what was given is left again
    hand over   given          handed     either side
    thank       handed         the same   staff of the place, once; shared thanks are a post in the feed (`hub/feed`)
    withdraw    asked, given   withdrawn  staff of the place; what was given is left again

Invariants
- Never more given than offered, whatever is pressed at once: the offer's row is locked, and a CHECK of the table holds.
- Money is given for a wish that is on the wall of the place that asks.
- Who asks and what for stands in no payload but those of staff and of the organisation.
"""
