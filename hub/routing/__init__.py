"""routing (分派): who gets a new ticket, by rules that people order, try on past tickets, and publish.

In: sets of rules, one an area of a district, street or community; what a new ticket says. Out: the rules it meets, in
the order in which they are tried; a rehearsal over past tickets. Topics: none.

A ticket is tried by the rules of its community, then its street's, then its district's: who is nearest knows best. In
a set the first rule that matches and can be followed wins. What matches nothing stays on its community's desk.

    set         by               becomes
    draft       draft, publish   published, and the one before it replaced
    published   publish          replaced

Invariants
- Routing never refuses a report and never leaves it without a holder.
- A target that is closed, does not serve the place, has nobody on duty or is complained about is passed over, and
  the rule is flagged: on the ticket's timeline among staff, and for who keeps the rules.
- What is in force was published by somebody, with its number, in the audit log; it is never edited.
"""
