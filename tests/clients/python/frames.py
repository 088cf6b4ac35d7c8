"""Frames a hub sends, written by hand as the protocol describes them, for the SDK's tests."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

AREA = UUID(int=7)
AT = "2025-11-22T04:00:00Z"


def frame(op: str, **fields: Any) -> bytes:
    return msgspec.json.encode({"op": op, **fields})


def welcome(epoch: str = "e", seq: int = 0, heartbeat: float = 20) -> bytes:
    return frame("welcome", session="s", epoch=epoch, seq=seq, heartbeat=heartbeat, limits={"topics": 128})


def subscribed(epoch: str = "e", seq: int = 0, topics: Sequence[str] = ("t",), id: int = 1) -> bytes:
    return frame("subscribed", id=id, topics=topics, epoch=epoch, seq=seq)


def recovered(seq: int, id: int = 1) -> bytes:
    return frame("recovered", id=id, seq=seq)


def mark(seq: int) -> bytes:
    return frame("mark", seq=seq)


def event(seq: int, *, type: str = "ticket.changed", subject: UUID | None = None, data: Any = None) -> bytes:
    """Without `subject`, one of its own for each seq."""
    subject = subject or UUID(int=seq)
    return frame("event", seq=seq, type=type, subject=subject, area=AREA, at=AT, data=data or {})


def reset(reason: str, topics: tuple[str, ...] = ("t",)) -> bytes:
    return frame("reset", topics=topics, reason=reason)
