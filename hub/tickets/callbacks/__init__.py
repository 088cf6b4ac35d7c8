"""Call-backs (回访): somebody who did not handle it calls and asks how it went.

Called back are tickets resolved in the last 30 days: all that were rated 1 or 2, all that came by phone, at a door or
over the hotline (nobody can be asked in an app there), all worries about elders living alone, and a share of the
others (`sample_percent` of the district's definition, always the same ones).

    outcome                   the ticket
    no answer                 not rated; tried up to three times
    reached, it is done       closed by the service when it was resolved; rated if she says so, and she sees that
    reached, it is not done   reopened, back on its desk

Invariants
- Who took a handling step on it never calls back about it.
- The call is a step among staff (`called_back`); what follows from her word is a step of its own that she sees.
- One answer for each time it was resolved.
"""
