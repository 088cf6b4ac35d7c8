"""Who may do what where: routes are asked by everybody, and the answers come to what the table says (`rights.txt`).

Nobody learns of a thing that is not theirs: where the table says 404 for who has no business with it, the answer is
alike to the letter when there is no such thing. A third of the rows is chosen by chance and of each somebody for every
outcome (`SEED`); `MATRIX=whole` asks everybody all, in some minutes.
"""

import os
import random
import re
from uuid import UUID

import pytest

from hub.document import EVENTS
from tests.contract.http.asking import Asking
from tests.contract.http.rights import (
    DOCUMENT,
    EVERYBODY,
    RESIDENTS,
    SIGNED_IN,
    STRANGERS,
    Row,
    document,
    table,
)
from tests.contract.http.routes import routes
from tests.contract.http.world import World

WHOLE = os.environ.get("MATRIX") == "whole"
SEED = os.environ.get("SEED") or str(random.SystemRandom().randrange(1_000_000))
FORMS = {topic for event in EVENTS for topic in event.topics if "/" in topic}
LEAVING = "POST /api/sign-out"
"""Whoever asks it is gone."""
ROSTER = "staff/<area>/duty"
pytestmark = pytest.mark.timeout(3600 if WHOLE else 900)


def test_every_route_and_every_topic_has_a_row() -> None:
    assert {row.route for row in table()} == {route.name for route in routes()} - {LEAVING}
    assert {row.route for row in table("topics.txt")} == FORMS


def test_the_document_is_current() -> None:
    assert DOCUMENT.read_text("utf-8") == document(), "run `python -m tests.contract.http.rights`"


def some(row: Row, rng: random.Random) -> list[str]:
    """Who is asked: those who change nothing first."""
    people = list(EVERYBODY)
    if not WHOLE:
        outcomes = sorted(set(row.outcomes.values()) - {"401"})
        people = [rng.choice(row.who(outcome)) for outcome in outcomes]
    return sorted(people, key=lambda who: row.outcomes[who] == "may")


async def test_routes_answer_as_the_table_says(world: World) -> None:
    print(f"seed {SEED}")
    rng = random.Random(SEED)
    await world.everything()
    known = {route.name: route for route in routes()}
    wrong: list[str] = []
    rows = table()
    for row in rows if WHOLE else sorted(rng.sample(rows, len(rows) // 3), key=rows.index):
        asking = Asking(world, known[row.route], row.variant, lists="nothing" in row.outcomes.values())
        for who in some(row, rng):
            came, answer = await asking.ask(who)
            if came != row.outcomes[who]:
                wrong.append(f"{row.name}: {who}: {came}, not {row.outcomes[who]}: {answer.text[:200]}")
            elif came == "404" and who in STRANGERS:
                none = await asking.ask_for_none(who)
                if (none.status_code, none.text) != (answer.status_code, answer.text):
                    wrong.append(f"{row.name}: {who}: {answer.text}, and {none.text} when there is none")
    assert not wrong, f"seed {SEED}\n" + "\n".join(wrong)


async def test_the_socket_grants_what_the_table_says(world: World) -> None:
    await world.everything()
    await world.child_acts_for_reporter()
    topics = {row.route: world.topic(row.route) for row in table("topics.txt")}
    wrong: list[str] = []
    for who in EVERYBODY[1:]:
        granted = await world.hears(who, list(topics.values()))
        wrong += [
            f"{row.route}: {who}: {'granted' if topics[row.route] in granted else 'refused'}"
            for row in table("topics.txt")
            if (topics[row.route] in granted) != (row.outcomes[who] == "may")
        ]
    wrong += await _beyond(world)
    assert not wrong, f"seed {SEED}\n" + "\n".join(wrong)


async def _beyond(world: World) -> list[str]:
    """A role counts for its area and below, not above nor beside: what is wrong with topics of staff and boards, and
    routes that name an area, for areas that are none of theirs."""
    rng, place = random.Random(SEED), world.place
    areas = (
        place.street,
        place.district,
        place.sibling_community,
        place.other_community,
        place.far_community,
    )
    found = await world.owner.fetch("SELECT id, path FROM areas WHERE id = ANY ($1)", areas)
    paths: dict[UUID, list[UUID]] = {row["id"]: row["path"] for row in found}
    forms = [row.route for row in table("topics.txt") if re.match("(staff|board)/<area>", row.route)]
    rows = [row for row in table() if re.fullmatch(r"GET /[^{]*\{area\}[^{]*", row.route)]
    rows = [row for row in rows if not {*RESIDENTS} & {*row.who("may")}]
    wrong: list[str] = []
    for who in SIGNED_IN:
        grants = world.principals[who].grants
        beyond = [area for area in areas if not {grant.area for grant in grants} & {*paths[area]}]
        above = {area for grant in grants for area in grant.path}  # whose rosters those below them read
        topics = {
            form.replace("<area>", str(area)) for form in forms for area in beyond
            if not (form == ROSTER and area in above)
        }  # fmt: skip
        wrong += [f"{who}: {topic}" for topic in await world.hears(who, sorted(topics))]
        asked = [(row, area) for row in rows for area in beyond]
        for row, area in asked if WHOLE else rng.sample(asked, min(2, len(asked))):
            answer = await world.ask(who, "GET", row.route.removeprefix("GET ").format(area=area))
            if answer.status_code not in (403, 404):
                wrong.append(f"{who}: {row.route} {area}: {answer.status_code} {answer.text[:100]}")
    return wrong
