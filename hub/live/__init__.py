"""live: the websocket. Events of a log to whoever may read them, the moment they are in the ring.

In: the tail's batches (`Live.on_batch`), whole states of boards (`publish_retained`), bytes of clients.
Out: the same bytes to every reader of an event. The protocol is in `protocol`, its promises in
`docs/architecture.md`.

```
uvicorn ─► upgrade (HTTP) ─► wire ─► frames, session (messages) ─► gate (who, what: PostgreSQL)
                              ▲                │ open, drop
              bytes made once │                ▼
tail ─► Live.on_batch ─► fanout ◄── audiences, recent, recovery (who is sent what next)
                              ▲
              neighbours ◄─► presence (who is on a ticket; Redis between processes)
```

Invariants
- A member of an audience has been written every event of its topics up to the fan-out's seq. Everybody
  else has a cursor, and is sent what follows it, in order, or a `reset`.
- A connection joins an audience between two batches only, in the step that has written it the last it missed.
- Rights are checked before a topic is opened and again after every `access.changed` of the account.
- No task, no queue, no timer and no query a connection: a storm of them costs bytes and a few queries.
- Presence is no part of the log: it may be lost, it moves no cursor, and no event waits for it.

What never happens here: a frame made for one reader, a wait for a slow one, an event out of order, a
message after a close frame, a rule about who may see what (the rooms' `policy` has it), an import of a room.
"""

from hub.live.gate import LiveConfig
from hub.live.limits import Limits
from hub.live.server import Live

__all__ = ["Limits", "Live", "LiveConfig"]
