"""Rules and a report for a seed. No events: nobody was there yet."""

from collections.abc import Sequence
from uuid import UUID

from hub.db import Connection
from hub.moderation import matching, store


async def plant_rules(tx: Connection, district: UUID, by: UUID, rules: Sequence[tuple[str, str]]) -> None:
    """`rules`: words and the reason staff read."""
    await store.lock_settings(tx, district)
    for text, reason in rules:
        normal = "*".join(matching.parts(text))
        await tx.execute(store.q.add_rule, district, text, normal, [], reason, by)
    await tx.execute(store.q.rules_changed, district)


async def plant_report(
    tx: Connection, *, district: UUID, area: UUID, subject: UUID, author: UUID, text: str, reporter: UUID, reason: str,
    words: str,
) -> None:  # fmt: skip
    """A post that one neighbour has reported."""
    case = await store.add(
        tx, district=district, kind="post", subject=subject, area=area, author=author, state="reported", words=text,
        photos=0,
    )  # fmt: skip
    assert case is not None
    await tx.execute(store.q.first_reported, case, 5)
    await tx.execute(store.q.add_report, case, reporter, reason, words)
    await store.step(tx, case, "reported", "reported")
