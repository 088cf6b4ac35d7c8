"""Posts for a seed: as written some time ago, with what came after. No events: nobody was there yet."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec

from hub.accounts import neighbours
from hub.areas import actions as areas
from hub.db import Connection
from hub.feed import store
from hub.feed.standing import ANSWER_MINUTES
from hub.feed.types import PostThanks, WriteComment, WritePost
from hub.feed.words import topics_of


class Planted(NamedTuple):
    """A post. `answer`: by whom of the area's staff, and the words. `unit`: in whose name staff wrote it."""

    district: UUID
    area: UUID
    author: UUID
    text: str
    ago: timedelta
    asks: bool
    likes: list[UUID]
    comments: list[tuple[UUID, str]]
    answer: tuple[UUID, str] | None
    thanks: PostThanks | None = None
    unit: str = ""


async def plant_post(tx: Connection, post: Planted) -> UUID:
    place = await areas.place(tx, post.area, post.district)
    wanted = [post.author, *(account for account, _ in post.comments)]
    known = await neighbours.neighbours(tx, wanted + ([post.answer[0]] if post.answer else []), post.area)
    by = known[post.author]
    if post.unit:
        by = msgspec.structs.replace(by, name=post.unit, neighbour_name=post.unit)
    identity = await store.add(
        tx, post.district, by, area=post.area, path=place.ids, text=post.text, photos=(),
        topics=topics_of(WritePost(area=post.area, text=post.text), post.text), place=None, place_text="",
        asks=post.asks, minutes=ANSWER_MINUTES,
    )  # fmt: skip
    if post.thanks is not None:
        await store.thank(tx, identity, post.thanks)
    row = await store.known(tx, identity)
    for account, text in post.comments:
        given = WriteComment(text=text)
        await store.add_comment(tx, row, known[account], given, text, parent=None, to_name="", unit=None)
    if post.answer is not None:
        clerk, text = post.answer
        unit = place.names[place.levels.index("community")]
        name = known[clerk].name
        await store.answered(tx, identity, unit, name)
        await store.add_comment(
            tx, row, known[clerk], WriteComment(text=text), text, parent=None, to_name="", unit=unit
        )
    for account in post.likes:
        await store.like(tx, identity, account, likes=True)
    await store.age(tx, identity, post.ago, len(post.likes), len(post.comments) + (post.answer is not None))
    await store.file_topics(tx, identity)
    return identity
