"""family (亲情代办): a child acts for a parent from the child's own phone, with her consent.

In: asks, consents, withdrawals. Out: mandates (who may act for whom, what for, until when), and a `Principal` for
requests that carry `Acting-For: <her account>`: hers, with `acting` naming who really asks.

    state    step                                              to      by
    –        ask                                               asked   child; a code goes to her phone
    asked    agree in the app, or by the code sent to her      agreed  parent; child with the code that she told
    asked    agree at the desk or at home, with the evidence   agreed  community staff who heard her
    asked    refuse; give up; 7 days without an answer         ended   parent, staff; child; the service
    agreed   withdraw; give up; the last day is over           ended   parent, staff; child; the service

Topics
- `own/<account>/family`: mandates of this account, on either side, and what was done under them. For nobody else.
- `staff/<area>/family`: the same mandates for who checks residences where she lives.
- `kin/<parent>`: for who acts for her, and nobody else: what a mandate covers of what is said on `own/<parent>`, by the
  same events (tickets, those she follows, visits, where she lives, how she herself stands with certification). Not her
  wishes, posts, cases, feedback, volunteering, or whom she certifies for.

Invariants
- Nothing of hers is read or done with `Acting-For` unless a mandate stands at that moment; a command looks again
  inside its transaction, so that nothing is committed after a withdrawal was. Without one the answer is 404, whoever
  she is, whether she exists or not.
- Live she hears what these routes show and no more: `accounts.covered_topics`.
- Only routes that say `acting=` are open to it. Sign-in data, look, consents, votes and whatever comes later are hers.
- Who acts brings nothing of her roles: the principal has no grants.
- Each act is in the audit log (who, for whom), in the list that she reads, and on the timeline of the ticket.
- The answer to an ask says nothing about whose phone it is; the code opens no session, and she alone is sent it.
"""
