"""notices (公告与政策宣传): what a community, street or district tells the people in some areas, or some of them.

In: words of staff for one or several areas and, if they like, for groups (高龄老人, 养宠家庭 …). Out: the residents'
list with unread marks, an alarm on every phone that is on (防汛), read coverage by building, the list for door-to-door.

Topics
- `public/<area>/notices`: what is for everybody there: `notice.shown`, without any person in it. A phone reads the
  topics of all areas its resident lives in; whoever is signed in may, it hangs on the notice board anyway.
- `public/<area>/notices/<group>`: what is only for a group there; only who is in it and surely lives there may read
  it, checked at subscribing and again when she declares otherwise.
- `own/<account>`: `notice.read`, one's own receipts, for one's other devices.
- `staff/<area>/notices`: `notice.changed`, every step, for the areas of a notice and their ancestors; once readers see
  it for the staff below as well, who go door-to-door. `staff/notice/<id>`: `notice.coverage`, the sums, at most once
  a second however many read.

    step       from                            to                              by
    written    –                               draft                           writer
    edited     draft                           draft                           writer
    submitted  draft                           waiting, scheduled, published   writer
    approved   waiting; a waiting correction   scheduled, published            a second writer
    declined   waiting; a waiting correction   draft; the same                 a second writer, with a reason
    published  scheduled                       published                       the service, when its time comes
    corrected  published                       the same                        writer; wide: waits for a second
    cleared    published, an alert             cleared                         writer (解除)
    expired    published, cleared              expired                         the service
    withdrawn  all but expired                 withdrawn                       writer, with a reason

*Writer*: a clerk, secretary, street clerk or coordinator over every area of the notice. What reaches more than one
community is read by a second person before it goes out; an alert is not: water does not wait, and it is written down
who raised it. Nobody approves own words.

Invariants
- A notice for a group reaches only its members, in lists, on the socket and by its address.
- Readers see an edition exactly once it is published; a correction never takes the old words away, only puts them
  behind (已更正); receipts of older editions stay, and count only while nobody was asked again.
- A receipt is one row an account; coverage counts households, shown as numerator and denominator.
- Who looks at doors without a receipt is written down.
- A message about an alert goes out once a person, however many hubs look and however often they die.
"""
