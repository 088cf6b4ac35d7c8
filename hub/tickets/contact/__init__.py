"""contact: reaching the reporter of a ticket, without handing out a number.

In: who works on a ticket asks to be connected (点击拨打), says that she was called back (已回电), or a desk asks to see
name and phone, with a reason. Out: a call that the notify adapter makes between the two; a step `phoned` among staff;
an entry in the audit log for each. Who asked to be called waits for it (等回电) until the first `phoned`.
Topics: those of the ticket.

Invariants
- No payload of staff or organisations holds a phone number; only the answer to a look does, which is kept nowhere.
- A firm's people can be connected; they never see name or number. On a complaint about an organisation only desks are
  connected.
- Every call and every look is in the audit log before the answer leaves.
"""
