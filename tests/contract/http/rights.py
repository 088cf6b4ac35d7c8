"""The table of rights: who may do what where, a row a route (`rights.txt`); `docs/rights.md` is made of it.

A row: `METHOD /path [variant] | who … | 403 who … | else 404`. `who` are people of the `World` or groups of them; what
stands first may. `else`: what everybody else hears. `nothing`: 200 with nothing of the thing in it. Nobody who has not
signed in may anything (401), unless a row says `nobody`.

Variants: `@firm`, a ticket that a firm has and has given to its man; `?list=…`, one of several lists.

`python -m tests.contract.http.rights` writes the document.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hub.accounts.types import ROLES
from tests.contract.http.routes import routes

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[2] / "docs" / "rights.md"

RESIDENTS: Final = ("reporter", "tenant", "neighbour", "elder", "child", "parent")
STAFF: Final = tuple(role for role in ROLES if role not in ("resident", "family_agent"))
AWAY: Final = ("elsewhere", "another_district", "another_firm")
STRANGERS: Final = ("neighbour", *AWAY)
"""Who has no business with anything of ours."""
SIGNED_IN: Final = (*RESIDENTS, *STAFF, *AWAY)
EVERYBODY: Final = ("nobody", *SIGNED_IN)
GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "everybody": EVERYBODY,
    "signed_in": SIGNED_IN,
    "residents": RESIDENTS,
    "staff": STAFF,
    "any_staff": (*STAFF, *AWAY),
    "away": AWAY,
    "neighbours": ("reporter", "tenant", "parent"),
    "desks": ("community_clerk", "community_secretary", "street_clerk", "district_coord"),
    "community": ("community_clerk", "community_secretary"),
    "firm": ("property_dispatcher", "property_worker"),
}


WORDS: Final[dict[str, str]] = {
    "everybody": "everybody, signed in or not",
    "signed_in": "everybody who is signed in",
    "nobody": "who is not signed in",
    "residents": "residents",
    "staff": "all staff of the place",
    "any_staff": "all staff, wherever they work",
    "away": "staff of other places, districts and firms",
    "desks": "desks",
    "community": "community desk",
    "firm": "firm",
    "neighbours": "neighbours",
    "reporter": "whose it is",
    "tenant": "verified neighbour",
    "neighbour": "resident who lives elsewhere",
    "elder": "elder on the roster",
    "child": "child acting for a parent",
    "parent": "parent",
    "elsewhere": "staff of another street",
    "another_district": "staff of another district",
    "another_firm": "another firm",
}
TOLD: Final = {
    "may": "may", "401": "sign in (401)", "403": "refused (403)", "404": "not there (404)",
    "nothing": "an answer without it", "refused": "refused",
}  # fmt: skip
OPENING: Final = """# Who may do what

Made of the table that the tests ask the hub by (`tests/contract/http/rights.txt`, `topics.txt`); do not edit it here.

Every row was asked with a thing of one community, by everybody: residents (*whose it is*; a *verified neighbour* of the
same home; one who *lives elsewhere* in the district; the *elder on the roster*; a *child* and the *parent* it acts
for), each role of the community, its street, its district and its firm, and people with no business there (somebody
with **every** role in *another street*; the same in *another district*; *another firm*).

A role counts for the area it was granted on and all below it: what is written here of a clerk is of a clerk **of that
community**; of another's, see *staff of another street*. Where the answer is *not there*, it is the same to the letter
as for a thing that does not exist. Who is not signed in hears 401, where nothing else is said.

Desks (社区、街道、区): `community_clerk` 社区工作人员, `community_secretary` 社区书记, `street_clerk` 街道工作人员,
`district_coord` 区协调员. The firm (物业): `property_dispatcher` 调度, `property_worker` 维修工. Others: `grid_officer`
网格员, `dept_handler` 部门经办, `committee` 业委会, `volunteer` 志愿者, `cert_reviewer` 认证复核, `moderator` 内容审核,
`official_viewer` 领导看板, `platform_operator` 平台运维, `auditor` 审计.

`@firm`: a ticket that a firm has and has given to its man (of duty: the firm's own roster); `@task`: a part of another
ticket; `@caller`: reported by phone; `@claimed`: a wish that a firm has claimed; `@published`: a notice that readers
see; `?…`: one of several lists; `way=desk`: agreed to at the desk.
"""


@dataclass(frozen=True)
class Row:
    """`route`: method and path. `outcomes`: of everybody, `may` or a status or `nothing`."""

    route: str
    variant: str
    outcomes: dict[str, str]
    parts: tuple[tuple[str, str], ...]
    """Outcome and the words for who has it, as they stand in the file; "else" for all others."""

    @property
    def name(self) -> str:
        return f"{self.route} {self.variant}".strip()

    def who(self, outcome: str) -> tuple[str, ...]:
        return tuple(one for one in EVERYBODY if self.outcomes[one] == outcome)


def table(file: str = "rights.txt") -> list[Row]:
    """Every row, in the file's order."""
    lines = (HERE / file).read_text("utf-8").splitlines()
    return [_row(line) for line in lines if line and not line.startswith("#")]


def _row(line: str) -> Row:
    head, *rest = (part.strip() for part in line.split("|"))
    words = head.split()
    route = " ".join(word for word in words if word.isupper() or "/" in word)
    parts = tuple(_part(part) for part in rest)
    outcomes = dict.fromkeys(EVERYBODY, "")
    for told, who in parts:
        if told == "else":
            outcomes = {one: was or who for one, was in outcomes.items()}
        else:
            outcomes |= dict.fromkeys(_people(who), told)
    if not {"nobody", "everybody"} & set(line.split()):
        outcomes["nobody"] = "401"
    assert all(outcomes.values()), f"without an outcome for somebody: {line}"
    return Row(route, head.removeprefix(route).strip(), outcomes, parts)


def _part(text: str) -> tuple[str, str]:
    told, _, words = text.partition(" ")
    return (told, words) if told in (*TOLD, "else") else ("may", text)


def _people(words: str) -> set[str]:
    found: set[str] = set()
    for word in words.split():
        name = word.removeprefix("-")
        people = GROUPS.get(name, (name,))
        assert set(people) <= set(EVERYBODY), f"who is {name}?"
        found = found - {*people} if word.startswith("-") else found | {*people}
    return found


def document() -> str:
    """`docs/rights.md`."""
    text = OPENING
    said = {route.name: route.says for route in routes()}
    room = ""
    for row in table():
        at = row.route.split()[1].split("/")
        now = at[2] if at[1] == "api" else at[1]
        if now != room:
            room = now
            text += f"\n## {room}\n\n| route | | who may | others |\n|---|---|---|---|\n"
        text += f"| `{row.name}` | {said[row.route]} | {_may(row)} | {_others(row)} |\n"
    text += "\n## The live socket\n\n| topic | who hears it |\n|---|---|\n"
    for row in table("topics.txt"):
        text += f"| `{row.name}` | {_may(row)} |\n"
    return text


def _may(row: Row) -> str:
    return "; ".join(_in_words(who) for told, who in row.parts if told == "may") or "nobody as things stand"


def _others(row: Row) -> str:
    told = [f"{TOLD[told]}: {_in_words(who)}" for told, who in row.parts if told not in ("may", "else")]
    rest = [TOLD[who] for told, who in row.parts if told == "else"]
    return "; ".join([*told, *(f"the rest: {one}" if told else one for one in rest)])


def _in_words(who: str) -> str:
    words = [word for word in who.split() if not word.startswith("-")]
    but = [word[1:] for word in who.split() if word.startswith("-")]
    text = ", ".join(_name(word) for word in words)
    return f"{text} (not {', '.join(map(_name, but))})" if but else text


def _name(word: str) -> str:
    return WORDS.get(word, f"`{word}`")


if __name__ == "__main__":
    DOCUMENT.write_text(document(), "utf-8")
