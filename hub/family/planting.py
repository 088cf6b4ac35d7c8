"""Mandates of the demo: agreed to at the desk; without events, nobody was there yet."""

from datetime import timedelta
from uuid import UUID, uuid4

import msgspec

from hub.accounts.types import Tie
from hub.db import Connection
from hub.family import store


class PlantedMandate(msgspec.Struct, frozen=True, kw_only=True):
    """`clerk`: who heard her say so; `days`: for how long."""

    child: UUID
    parent: UUID
    tie: Tie
    purpose: str
    days: int
    clerk: UUID
    evidence: str


async def plant(tx: Connection, district: UUID, mandate: PlantedMandate) -> UUID:
    identity = uuid4()
    parent = await tx.fetchrow(store.q.planted_parent, mandate.parent)
    assert parent is not None
    await tx.execute(
        store.q.add, identity, district, mandate.child, mandate.parent, parent["name"], None, parent["phone_index"],
        mandate.tie, mandate.purpose, parent["today"] + timedelta(days=mandate.days), None, None,
    )  # fmt: skip
    await tx.execute(store.q.agree, identity, mandate.parent, "desk", mandate.clerk, mandate.evidence)
    return identity
