"""Erasure in the log: the text of a person goes, the fact that something happened stays.

Marked fields are blanked in the rows; the numbers stay. A `redacted` event on the same topics names what was
blanked, so rings and clients drop their copies, and the relay deletes the stream entries in the same step in
which it sends that event; who then reads past them is given the blanked ones from PostgreSQL.
"""

from collections.abc import Sequence
from uuid import UUID

import asyncpg
import msgspec

from hub.db import Connection, load_queries
from hub.events.append import Draft, append_many

q = load_queries(__file__)

# A number has at most 19 digits: this many stay below the 8 KiB of an event.
SEQS_AN_EVENT = 400


class Redacted(msgspec.Struct):
    """Data of a `redacted` event: the earlier events whose text is gone."""

    seqs: list[int]


async def redact(tx: Connection, *, district: UUID, seqs: Sequence[int]) -> list[int]:
    """Blanks the marked fields of events by number; returns the numbers that had any."""
    return await _redact(tx, district, await tx.fetch(q.marked_by_seq, district, seqs))


async def redact_subject(tx: Connection, *, district: UUID, subject: UUID) -> list[int]:
    """Blanks the marked fields of all events of a subject; returns the numbers that had any.

    Events that have no number yet are blanked too; nobody has read them, so nobody is told.
    """
    return await _redact(tx, district, await tx.fetch(q.marked_by_subject, district, subject))


async def _redact(tx: Connection, district: UUID, rows: Sequence[asyncpg.Record]) -> list[int]:
    told: dict[tuple[UUID, UUID | None, tuple[str, ...]], list[int]] = {}
    blanks = []
    for row in rows:
        blanks.append((row["id"], blank(row["text"], row["marked"])))
        if row["seq"] is not None:
            told.setdefault((row["subject"], row["area"], tuple(row["topics"])), []).append(row["seq"])
    await tx.executemany(q.blank, blanks)
    await append_many(
        tx,
        district,
        [
            Draft("redacted", subject, area, topics, Redacted(seqs[start : start + SEQS_AN_EVENT]))
            for (subject, area, topics), seqs in told.items()
            for start in range(0, len(seqs), SEQS_AN_EVENT)
        ],
    )
    return sorted(seq for seqs in told.values() for seq in seqs)


def blank(text: str, pointers: Sequence[str]) -> str:
    """Empties the values that JSON pointers (RFC 6901) name, keeping their kind: "" for text, [] , {}, null.

    A pointer to nothing is passed over: an event need not have every field that its type marks.
    """
    document = msgspec.json.decode(text)
    for pointer in pointers:
        *path, last = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]] or [""]
        holder = document
        for part in path:
            holder = _step(holder, part)
        if isinstance(holder, list) and last.isdecimal() and int(last) < len(holder):
            holder[int(last)] = _empty(holder[int(last)])
        elif isinstance(holder, dict) and last in holder:
            holder[last] = _empty(holder[last])
    return msgspec.json.encode(document).decode()


def _step(holder: object, part: str) -> object:
    if isinstance(holder, list) and part.isdecimal() and int(part) < len(holder):
        return holder[int(part)]
    return holder.get(part) if isinstance(holder, dict) else None


def _empty(value: object) -> object:
    if isinstance(value, str | list | dict):
        return type(value)()
    return None
