"""The three rates (响应率, 解决率, 满意率): how well a unit, a level or a kind of report was served in a time.

Counted are tickets *received* in the period, days in Shanghai. Defaults, from the field's practice:

    response      contacted within the acknowledge time ÷ dispatched
    resolution    resolved ÷ call-backs answered
    satisfaction  satisfied or fairly satisfied (5, 4, 3) ÷ rated

*Contacted*: the resident first heard from a unit, that it has it or in words, by the promise that stood then.
*Dispatched*: given to a unit; the service gives every ticket to a desk. *Answered*: the last call-back that reached
her. A ticket counts for the desk that answers for it and for the organisation that had it last; in the total once.

Numerator and denominator are always shown, and beside them what is not in them: practice, merged into another,
between units (nobody to ask), excluded (剔除); and how many were extended, hung, reopened, or are still in time
(`pending`: neither won nor lost).

What may be set instead (`Definition`) is a small set, for a district, by who runs it; each change is a new version with
a reason, and in the audit log. The view `ticket_rates` says for one ticket what it is in each; sums and the tickets
behind a number come from it both.

Invariants
- Silence is in no numerator. What nobody decided yet is in no denominator.
- Sums are for who answers for the area; single tickets only for desks on it, never for officials.
"""
