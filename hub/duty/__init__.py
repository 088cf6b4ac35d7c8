"""duty (值班): who is called for a unit at which hour, and who instead (副班).

In: a roster for the desk of an area or for an organisation: shifts of every week, and dated ones that go before them;
each a person and a deputy; over midnight too, in Asia/Shanghai. Out: who has duty at a moment (`duty_at` in SQL,
`actions.on_duty`), who has it now among a principal's units, the hours of the next seven days that nobody has.

Topics: `staff/<area>/duty` and `org/<id>/duty`: a roster has changed; what it says is fetched.

Invariants
- A roster is edited whole, with the version that the editor saw: nobody overwrites what they have not read.
- Whose account is closed or has no role any more has no duty; the deputy stands in, and the hours count as a gap when
  there is none.
- Phone numbers are not here: who calls names the account to notify.
"""
