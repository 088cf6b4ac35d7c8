"""events: the log. What happened in a district, in one order, to everybody who may know it.

In: `append(tx, …)` in the transaction that changed something. Out: `Tail.listeners`, called in each hub
process with every event in order; `Ring`, the newest events in memory; `replay.read_after` for older ones.

```
append ─► events (seq NULL) ─► relay: number, commit ─► XADD ─► stream ─► tail ─► ring ─► listeners
                                         └──────────── PostgreSQL ──────────┘ (whatever Redis says)
```

Invariants
- An event exists exactly when the change it tells of is committed: same transaction, no other writer.
- `append` comes after every row lock and read of its transaction. Events of one row are then numbered in the
  order of its versions: `id` comes from a sequence (CACHE 1) while the row is still locked.
- `seq` is consecutive within a log, from 1. It is given by one relay at a time, under the log's lock, in a
  transaction that commits before anything leaves the database. It never changes and is never given twice.
- The tail accepts last + 1 only. Lower numbers are repeats, higher ones a hole, and a hole is filled from
  PostgreSQL. So Redis may lose, refuse or repeat anything: it costs half a second, never an event.
- Epoch = the log's UUID and PostgreSQL's timeline. A number means something only within its epoch. A stream
  or a ring ahead of the table is an alarm and a new epoch, never taken for a repeat. A client's claim to be
  ahead is not believed: it gets `reset epoch`, and the log stays what it is.
- The event's JSON is made once and travels as bytes. Nothing sealed is in it; text of persons lies in fields
  marked by JSON pointers, which `redact` blanks in the table, the stream and every ring.
- Numbered events are not deleted: the highest number of a log is what its next number follows.

What never happens here: a NOTIFY (it takes a global lock at commit), a decision who may see an event (topics
say it), a wait of a command for Redis.

The relay's leader holds a session lock: its connection must not go through a transaction pooler.
"""

from hub.events.append import LIMIT, Draft, append, append_many, nudge
from hub.events.entry import Entry
from hub.events.ring import Ring

__all__ = ["LIMIT", "Draft", "Entry", "Ring", "append", "append_many", "nudge"]
