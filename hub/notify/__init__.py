"""notify: one way to reach a person outside the pages, by SMS, voice, chat or push.

In: `actions.send(tx, …)` puts a message into the outbox in the transaction of what it tells about. Out: the
dispatcher hands it to the adapter: the demo's inbox by default, a signed HTTP post when `notify_url` is set.
Topics: `own/<account>/told`: that the list of what she was told (消息, `lines`) has something new, or what was read.

Invariants
- What a message tells stands in that list, unless it is a code, a call or a sum of others; nobody is told twice of what
  happened (`once`).
- A message waits for the end of her quiet hours; an urgent one does not.
- A message exists exactly when its transaction committed; it is delivered at least once, with its id so that
  the other side can drop a repeat.
- Recipient and content are sealed while they wait and blanked when they are delivered, given up or too old.
- No phone number, code or text in a log line, an error or Redis.
- Two dispatchers never try the same message at once; a dead one's lease runs out and another tries again.
- A message given up is an alarm in the log, never silence.
"""
