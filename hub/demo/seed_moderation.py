"""The demo's words that are held, and a post that a neighbour has reported."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from hub.areas import actions as areas
from hub.db import Connection
from hub.feed.plant import Planted, plant_post
from hub.moderation.plant import plant_report, plant_rules


async def plant(
    tx: Connection, district: UUID, data: dict[str, Any], estates: dict[str, UUID], people: dict[str, UUID]
) -> None:
    """`data`: the `moderation` of `xiqu.yaml`."""
    await plant_rules(tx, district, people["district"], data["rules"])
    one = data["reported"]
    community = (await areas.place(tx, estates[one["estate"]], district)).at("community")
    assert community is not None
    author = people[one["by"]]
    post = await plant_post(
        tx,
        Planted(
            district=district, area=community, author=author, text=one["text"], ago=timedelta(hours=one["hours"]),
            asks=False, likes=[], comments=[], answer=None,
        ),
    )  # fmt: skip
    await plant_report(
        tx, district=district, area=community, subject=post, author=author, text=one["text"],
        reporter=people[one["reporter"]], reason=one["reason"], words=one["words"],
    )  # fmt: skip
