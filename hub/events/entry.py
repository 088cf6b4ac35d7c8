"""One event on its way: from a row or a stream entry to the frame that readers get.

A stream entry `<seq>-0` has the fields t(ype) s(ubject) a(rea, empty if none) w(hen) p(topics, joined by
spaces) d(ata), always in this order, so that they are taken by position; then x (traceparent) of one that is traced.
"""

from collections.abc import Sequence
from sys import intern

import asyncpg
import msgspec


class Entry(msgspec.Struct, frozen=True, gc=False):
    """An event as a hub holds it. `frame` is the whole message, the same bytes to every reader.

    `subject` and `area` are the text of the UUID; topics are interned: sets of them are compared often. `trace`: the
    traceparent of what wrote or sent it, empty when it is not traced; no part of the frame.
    """

    seq: int
    type: str
    subject: str
    area: str | None
    topics: tuple[str, ...]
    frame: bytes
    trace: str = ""


class _Redacted(msgspec.Struct):
    seqs: list[int]


class _Frame(msgspec.Struct):
    data: _Redacted


_redacted = msgspec.json.Decoder(_Redacted)
_redacted_frame = msgspec.json.Decoder(_Frame)


def _make(
    seq: int, type_: bytes, subject: bytes, area: bytes, at: bytes, topics: bytes, data: bytes, trace: str
) -> Entry:
    # Type, ids and time need no escaping (the table checks them) and data is JSON: joined, not encoded.
    frame = b'{"op":"event","seq":%d,"type":"%b","subject":"%b","area":%b,"at":"%b","data":%b}' % (
        seq,
        type_,
        subject,
        b'"%b"' % area if area else b"null",
        at,
        data,
    )
    return Entry(
        seq,
        intern(type_.decode()),
        subject.decode(),
        area.decode() if area else None,
        tuple(map(intern, topics.decode().split(" "))),
        frame,
        trace,
    )


def from_stream(identity: bytes, fields: Sequence[bytes]) -> Entry:
    """Reads a stream entry as Redis sent it.

    Raises:
        ValueError: it is not one of ours.
    """
    _, type_, _, subject, _, area, _, at, _, topics, _, data, *more = fields
    return _make(seq_of(identity), type_, subject, area, at, topics, data, more[1].decode() if more else "")


def seq_of(identity: bytes) -> int:
    """The number in a stream id `<seq>-0`.

    Raises:
        ValueError: it is another kind of id.
    """
    number, _, part = identity.partition(b"-")
    if part != b"0":
        raise ValueError(identity)
    return int(number)


def from_row(row: asyncpg.Record) -> Entry:
    """Reads a row of the queries `log_after`, `log_newest`, `replay`."""
    return _make(
        row["seq"],
        row["type"].encode(),
        row["subject"].encode(),
        (row["area"] or "").encode(),
        row["at"].encode(),
        row["topics"].encode(),
        row["text"].encode(),
        row.get("trace") or "",
    )


def to_stream(row: asyncpg.Record, trace: str = "") -> tuple[object, ...]:
    """The id and fields of XADD for such a row."""
    traced = ("x", trace) if trace else ()
    return (
        f"{row['seq']}-0",
        "t", row["type"], "s", row["subject"], "a", row["area"] or "", "w", row["at"],
        "p", row["topics"], "d", row["text"], *traced,
    )  # fmt: skip


def redacted_in_text(text: str | bytes) -> list[int]:
    """The numbers that the data of a `redacted` event names."""
    return _redacted.decode(text).seqs


def redacted_in_frame(frame: bytes) -> list[int]:
    """The numbers that the frame of a `redacted` event names."""
    return _redacted_frame.decode(frame).data.seqs
