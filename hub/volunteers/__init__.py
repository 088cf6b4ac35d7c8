"""volunteers (志愿活动): a community or an organisation calls for hands; neighbours come and their hours count.

In: calls of staff and organisations, names on the list, a code typed at the place. Out: calls with how full they are,
one's own list with hours, for who called the names; events.

Topics
- `public/<area>/volunteering`: every change of a call, `volunteer.call`, for the area it is for; numbers, no names.
- `staff/<area>/volunteering`: the same for its area and each ancestor. `org/<id>/volunteering`: for who called.
- `own/<account>`: `volunteer.mine`, one's own place.

    place step   from                    to        by
    sign up      –, left                 signed    anybody of the district, while there is a seat
    sign up      –, left                 waiting   the same, when there is none
    move up      waiting                 signed    the service, when a seat is given back; told by message
    leave        signed, waiting         left      oneself, before the end
    come         signed                  present   oneself, with the code of the place, from an hour before to the end

Invariants
- Never more people signed up than seats, whatever is pressed at once; who waits longest moves up first.
- Minutes count from the beginning, or from when one came if that was later, to the end.
- The code stands in no payload but that of who called; five wrong ones, and the place is shut for that account.
- When it is over, who called thanks everybody who came, once; shared thanks are a post in the feed (`hub/feed`).
- A call that is cancelled tells everybody who signed up or waits.
"""
