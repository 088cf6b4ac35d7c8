"""Rows ↔ structs of linkage. Connection first; never commits."""

from datetime import datetime
from uuid import UUID

from hub.db import Connection, load_queries
from hub.tickets.linkage.types import CallView
from hub.tickets.store import of_row
from hub.tickets.types import Holder, Ticket

q = load_queries(__file__)
joint = load_queries(__file__, "joint.sql")


async def call(
    tx: Connection, ticket: UUID, unit: Holder, *, called_by: UUID, words: str, due_at: datetime
) -> bool:
    """False when the unit is called already."""
    return bool(await tx.fetchval(q.call, ticket, unit.kind, unit.id, called_by, words, due_at))


async def count(tx: Connection, ticket: UUID) -> None:
    """After every change of the ticket's calls."""
    await tx.execute(q.count, ticket)


async def report_in(
    tx: Connection, ticket: UUID, unit: UUID, words: str, person: str, arrives_at: datetime | None
) -> None:
    await tx.execute(q.report_in, ticket, unit, words, person, arrives_at)


async def decline(tx: Connection, ticket: UUID, unit: UUID, reason: str, instead: Holder) -> None:
    await tx.execute(q.decline, ticket, unit, reason, instead.kind, instead.id)


async def finish(tx: Connection, ticket: UUID, unit: UUID, words: str) -> None:
    await tx.execute(q.finish, ticket, unit, words)


async def end(tx: Connection, ticket: UUID) -> bool:
    """Ends what was never answered; whether there was any."""
    return bool(await tx.fetch(q.end, ticket))


async def late(tx: Connection, ticket: UUID, by: datetime) -> list[Holder]:
    """Marks the units that are late since `by`, and gives them."""
    return [Holder(row["kind"], row["id"], row["name"]) for row in await tx.fetch(q.late, ticket, by)]


async def next_due(tx: Connection, ticket: UUID) -> datetime | None:
    due: datetime | None = await tx.fetchval(q.next_due, ticket)
    return due


async def calls(connection: Connection, ticket: UUID) -> list[CallView]:
    return [
        CallView(
            unit=Holder(row["unit_kind"], row["unit"], row["unit_name"]), state=row["state"],
            called_by=row["called_by_name"], words=row["words"], called_at=row["called_at"], due_at=row["due_at"],
            overdue=row["overdue"], answered_at=row["answered_at"], answer=row["answer"], person=row["person"],
            arrives_at=row["arrives_at"],
            instead=Holder(row["instead_kind"], row["instead"], row["instead_name"]) if row["instead"] else None,
            done_at=row["done_at"],
        )
        for row in await connection.fetch(q.calls, ticket)
    ]  # fmt: skip


async def child_opened(tx: Connection, parent: UUID) -> None:
    await tx.execute(q.child_opened, parent)


async def child_done(tx: Connection, child: UUID, parent: UUID) -> None:
    await tx.execute(q.finished, child)
    await tx.execute(q.child_done, parent)


async def child_back(tx: Connection, parent: UUID) -> None:
    """One that was done is open again."""
    await tx.execute(q.child_opened, parent)


async def settle_child(
    tx: Connection, child: UUID, parent: UUID, *, filed_by: UUID, staff_only: bool, holder: Holder | None,
    resolve_by: datetime | None,
) -> None:  # fmt: skip
    await tx.execute(
        q.settle_child, child, parent, filed_by, staff_only, holder.kind if holder else None,
        holder.id if holder else None, resolve_by,
    )  # fmt: skip


async def children(connection: Connection, parent: UUID) -> list[Ticket]:
    return [of_row(row) for row in await connection.fetch(q.children, parent)]


async def decide(tx: Connection, ticket: UUID, decider: UUID, *, decided: bool) -> None:
    """`decider`: the desk; `decided`: nobody refuses any more, or as it was."""
    await tx.execute(q.decide, ticket, decider, decided)


async def is_below(connection: Connection, area: UUID, above: UUID) -> bool:
    return bool(await connection.fetchval(q.is_below, area, above))


async def joint_anew(tx: Connection, ticket: UUID, reason: str) -> None:
    """A reason has come up again after the ticket was taken off the joint meeting's list."""
    await tx.execute(joint.anew, ticket, reason)
