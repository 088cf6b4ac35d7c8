"""The last weeks of the demo's district: closed tickets of the hotline, called back, so that the rates show something.

No resident of the demo has reported them, so nobody's own list is full of them; they are no practice and count.
"""

import random
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from hub.db import Connection, load_queries
from hub.tickets import actions as tickets
from hub.tickets import events
from hub.tickets.types import Actor, State, Step, StepKind, Ticket

q = load_queries(__file__, "history.sql")

DAYS = (3, 45)
"""So many days ago, so that this month and the last have some."""
SEED = 510403


async def plant_history(
    tx: Connection,
    data: dict[str, Any],
    district: UUID,
    served: dict[str, list[UUID]],
    firms: dict[str, UUID],
) -> None:
    """`served`: the estates of each property firm; `firms`: its id."""
    chance = random.Random(SEED)  # noqa: S311  # a demo, the same each time
    person = await tx.fetchrow(q.people, district)
    assert person is not None
    firm_of = {estate: firms[name] for name, estates in served.items() for estate in estates}
    by_firm = {
        key for group in data["categories"].values() for key, (*_, duty) in group.items() if duty == "物业"
    }
    history = data["history"]
    for estate in await tx.fetch(q.estates, district):
        for report in chance.sample(history["reports"], history["a_community"]):
            firm = firm_of.get(estate["id"]) if report["category"] in by_firm else None
            identity = await _ticket(tx, chance, district, estate, report, firm, person)
            ticket = await tickets.read(tx, district, identity)
            await _timeline(tx, ticket, report["done"], Actor(person["name"], person["unit"]))


async def _ticket(
    tx: Connection, chance: random.Random, district: UUID, estate: Any, report: dict[str, Any], firm: UUID | None,
    person: Any,
) -> UUID:  # fmt: skip
    reached = chance.random() < 0.85
    done = chance.random() < 0.9
    rating = chance.choices([5, 4, 3, 2, 1], [40, 35, 14, 8, 3])[0] if done else chance.choice([2, 1])
    heard = timedelta(minutes=chance.uniform(2, 9) if chance.random() < 0.93 else chance.uniform(70, 400))
    came = timedelta(days=chance.uniform(*DAYS))
    worked = heard + timedelta(hours=chance.uniform(1, 40))
    identity: UUID = await tx.fetchval(
        q.add, district, report["category"], report["text"], estate["id"], estate["path"], estate["place"],
        estate["desk"], firm, person["id"], came, heard, worked, rating if reached else None,
        chance.random() < 0.03, int(chance.random() < 0.05),
    )  # fmt: skip
    outcome = ("resolved" if done else "unresolved") if reached else "no_answer"
    await tx.execute(q.outcome, identity, firm, 0, outcome)
    await tx.execute(q.call, identity, person["id"], reached, done if reached else None)
    return identity


async def _timeline(tx: Connection, ticket: Ticket, done: str, caller: Actor) -> None:
    assert ticket.acknowledged_at is not None
    assert ticket.resolved_at is not None
    assert ticket.closed_at is not None
    desk, service = Actor("", ticket.desk_name), Actor("", "社区通")
    steps: list[tuple[StepKind, Any, Actor, str, State]] = [
        ("created", ticket.created_at, caller, "", "reported"),
        ("acknowledged", ticket.acknowledged_at, desk, "", "acknowledged"),
        ("resolved", ticket.resolved_at, Actor("", ticket.holder.name), done, "resolved"),
        ("closed", ticket.closed_at, service, "", "closed"),
    ]
    before: Ticket | None = None
    for version, (kind, at, by, text, state) in enumerate(steps, 1):
        after = msgspec.structs.replace(
            ticket, version=version, state=state, updated_at=at,
            closed_at=ticket.closed_at if state == "closed" else None,
        )  # fmt: skip
        await events.announce(tx, Step(kind=kind, at=at, by=by, text=text), before, after, by_reporter=False)
        before = after
