"""Notices that were there before anybody looked: for the demo's seed."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from hub.areas import actions as areas
from hub.db import Connection
from hub.notices import policy, store
from hub.notices.store import q
from hub.notices.types import NoticeKind, NoticeWords, WriteNotice


class PlantedNotice(NamedTuple):
    """`ago`: when it was published. `by`: whose unit is the first of `areas`."""

    district: UUID
    kind: NoticeKind
    areas: Sequence[UUID]
    words: Mapping[str, NoticeWords]
    by: UUID
    ago: timedelta
    groups: Sequence[str] = ()
    must_read: bool = False


async def plant_notice(tx: Connection, one: PlantedNotice) -> UUID:
    """Stores a notice as published; nobody is told."""
    where = [await areas.place(tx, area, one.district) for area in one.areas]
    given = WriteNotice(
        kind=one.kind, areas=list(one.areas), groups=list(one.groups), words=dict(one.words), must_read=one.must_read
    )  # fmt: skip
    above = list(dict.fromkeys(area for place in where for area in place.ids))
    identity = await store.add(
        tx, one.district, given, above=above, unit=one.areas[0], wide=policy.wide(where), by=one.by
    )
    await store.put_edition(tx, identity, 1, dict(one.words), (), (), one.by, ask_again=False)
    await store.publish(tx, identity, timedelta(0))
    await tx.execute(q.plant, identity, one.ago)
    return identity
