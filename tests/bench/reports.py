"""Reports of residents as HTTP requests, for B5 and B6."""

import json
from collections.abc import Sequence
from uuid import UUID, uuid4

from tests.bench.crowd import Person
from tests.bench.rig import Rig


async def doors(rig: Rig) -> dict[UUID, list[UUID]]:
    """Some dwellings by community."""
    rows = await rig.owner.fetch(
        "SELECT path[3] AS community, (array_agg(id ORDER BY id))[:50] AS doors FROM areas"
        " WHERE level = 'dwelling' GROUP BY 1 ORDER BY 1"
    )
    return {row["community"]: list(row["doors"]) for row in rows}


def requests(rig: Rig, people: Sequence[Person], areas: Sequence[UUID], count: int) -> list[bytes]:
    """`count` reports of these people about these areas, each with a key of its own and a mark in its text."""
    made = []
    for number in range(count):
        body = json.dumps(
            {
                "area": str(areas[number % len(areas)]),
                "category": "drain_blocked",
                "text": "楼下的下水道堵了, 污水漫到门口, 一楼的老人出不了门, 请尽快派人来看看。 ~t="
                + "0" * 19,
                "place_text": "3单元门口",
                "photos": [],
            },
            ensure_ascii=False,
        ).encode()
        head = (
            f"POST /api/tickets HTTP/1.1\r\nHost: 127.0.0.1:{rig.port}\r\n"
            f"Authorization: Bearer {people[number % len(people)].token}\r\nContent-Type: application/json\r\n"
            f"Idempotency-Key: {uuid4()}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        made.append(head.encode() + body)
    return made
