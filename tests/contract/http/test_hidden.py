"""Nobody learns of a thing that is not theirs: to a stranger it is as if it were not there.

Every route whose path names a thing is asked by everybody who has no business with it, once with a thing that is there
and once with one that is not. The answers must be alike to the letter, and nothing may be done. A route whose things
this cannot make fails.
"""

from tests.contract.http.routes import Route, filled, routes
from tests.contract.http.world import NOWHERE, World

# What everybody may know is there: the tree of areas, who serves it, the kinds of reports, the calendar's days, calls
# for volunteers and offers of partners (of one district).
KNOWN = {
    "area",
    "unit",
    "organisation",
    "category",
    "key",
    "code",
    "about",
    "day",
    "year",
    "variant",
    "calendar",
    "call",
    "partner_offer",
    "kind",
}

# (route, who): a public report may be followed by any resident of the district.
PUBLIC = {("POST /api/tickets/{ticket}/follow", "neighbour")}


def named() -> list[Route]:
    return [route for route in routes() if set(route.names) - KNOWN]


async def test_to_a_stranger_a_thing_is_not_there(world: World) -> None:
    wrong: list[str] = []
    for route in named():
        there = await world.things(route.names, route.path)
        away = {name: value if name in KNOWN else NOWHERE for name, value in there.items()}

        for who in world.strangers:
            if (route.name, who) in PUBLIC:
                continue
            answers = []
            for things in (there, away):
                body, asked = filled(route, world.known | things)
                answer = await world.ask(who, route.method, route.path.format(**things), body, params=asked)
                answers.append((answer.status_code, answer.text))
            told = answers[0] != answers[1]
            done = answers[0][0] < 400 and route.method != "GET"
            if told or done or answers[0][0] >= 500:
                wrong.append(f"{route.name}: {who}: {answers[0]}, and {answers[1]} when there is none")
    assert not wrong, "\n".join(wrong)
