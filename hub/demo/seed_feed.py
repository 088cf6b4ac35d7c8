"""What neighbours of the demo have written: an old district's life of the last days."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from hub.accounts import neighbours
from hub.accounts.types import NeighbourName
from hub.areas import actions as areas
from hub.db import Connection
from hub.feed.plant import Planted, plant_post
from hub.feed.types import PostThanks


async def plant(
    tx: Connection, district: UUID, data: dict[str, Any], estates: dict[str, UUID], people: dict[str, UUID]
) -> None:
    """`data`: the `feed` of `xiqu.yaml`."""
    for key, kind in data["badges"]:
        await neighbours.give_in(tx, district, people[key], kind)
    for key, name in data["names"].items():
        chosen = NeighbourName(display_name="" if name is True else name, real_name=name is True)
        await neighbours.set_name(tx, people[key], chosen)
    for post in data["posts"]:
        estate = estates[post["estate"]]
        community = (await areas.place(tx, estate, district)).at("community")
        assert community is not None
        await plant_post(
            tx,
            Planted(
                district=district, area=estate if post.get("to") == "estate" else community,
                author=people[post["by"]], text=post["text"], ago=timedelta(hours=post["hours"]),
                asks=post.get("asks", False), likes=[people[key] for key in post.get("likes", ())],
                comments=[(people[key], text) for key, text in post.get("comments", ())],
                answer=(people[post["answer"][0]], post["answer"][1]) if "answer" in post else None,
                thanks=PostThanks(**post["thanks"]) if "thanks" in post else None, unit=post.get("unit", ""),
            ),
        )  # fmt: skip
