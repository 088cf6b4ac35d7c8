"""benefits: who is due, who is told, and what is proposed to the authority that pays.

    reminded   when                                                     who hears
    1          `notice_days` before the certification runs out          her phones, by event and message
    2          on the day                                               the same
    3          a week after                                             the same
    4          an official gave notice that a pause may be proposed     the same; the days of waiting begin

    proposal   from   by                                                to        what follows
    pause      –      an official, `grace_days` after it was due and    open
                      `NOTICE_DAYS` after the notice
    pause      open   she is certified meanwhile                        lapsed
    resume     –      she is certified while it is paused               open      with the months of arrears
    any        open   the authority                                     accepted  the benefit is paused, or paid again
    any        open   the authority, with a reason                      declined

Nothing pauses or pays by itself: a proposal is words to the authority (`org/<authority>/certification`), who decides.
"""
