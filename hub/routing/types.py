"""Rules as people write them, and what trying them out shows."""

from datetime import datetime
from typing import Annotated, Literal, TypeAlias
from uuid import UUID

import msgspec

from hub.areas.types import Level

DeskLevel = Literal["community", "street", "district"]
Reason = Literal["closed", "not_serving", "complaint", "no_desk", "nobody_on_duty"]
Clock = Annotated[str, msgspec.Meta(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Word = Annotated[str, msgspec.Meta(min_length=1, max_length=30)]
Several = msgspec.Meta(max_length=50)

MOST_RULES = 100
MOST_TRIED = 5
"""Rules that match one ticket and are tried in turn, before the community's desk keeps it."""


class Window(msgspec.Struct, frozen=True):
    """Hours of some weekdays (Monday is 1), Asia/Shanghai; `until` not after `since`: over midnight."""

    weekdays: Annotated[
        list[Annotated[int, msgspec.Meta(ge=1, le=7)]], msgspec.Meta(min_length=1, max_length=7)
    ]
    since: Clock
    until: Clock


class When(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a rule asks for: all of it; an empty list and None ask for nothing.

    `areas`: the place lies in one of these. `words`: one of them stands in the text. `levels`: of the finest area
    that the report names. `firm`: the place has a property firm. `working`: the place's
    desk was at work. `windows`: it was reported in one of these hours;
    `outside`: in none of them.
    """

    categories: Annotated[list[Word], Several] = []
    groups: Annotated[list[Word], Several] = []
    areas: Annotated[list[UUID], Several] = []
    words: Annotated[list[Word], Several] = []
    levels: Annotated[list[Level], Several] = []
    firm: bool | None = None
    working: bool | None = None
    urgent: bool | None = None
    windows: Annotated[list[Window], msgspec.Meta(max_length=14)] = []
    outside: bool = False


class ToOrganisation(msgspec.Struct, frozen=True, tag_field="kind", tag="organisation"):
    """A certain one."""

    organisation: UUID


class ToServing(msgspec.Struct, frozen=True, tag_field="kind", tag="serving"):
    """The one with this duty (物业, 燃气) that serves the place, the nearest."""

    duty: Word


class ToDesk(msgspec.Struct, frozen=True, tag_field="kind", tag="desk"):
    """The desk of the place's community, street or district."""

    level: DeskLevel


class ToDuty(msgspec.Struct, frozen=True, tag_field="kind", tag="duty"):
    """Who has duty by a roster, at the unit of that roster."""

    roster: UUID


Target: TypeAlias = ToOrganisation | ToServing | ToDesk | ToDuty


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """`id` stays through edits and versions."""

    id: UUID
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    on: bool = True
    when: When = msgspec.field(default_factory=When)
    to: Target


Rules = Annotated[list[Rule], msgspec.Meta(max_length=MOST_RULES)]


class Skipped(msgspec.Struct, frozen=True):
    """A rule that matched and could not be followed."""

    rule: str
    reason: Reason


class Routed(msgspec.Struct, frozen=True, omit_defaults=True):
    """The name of the rule that was followed; empty: none could be, and the desk keeps it."""

    rule: str = ""
    skipped: list[Skipped] = []


class Plan(msgspec.Struct, frozen=True):
    """What is in force for one place, and what rules ask beyond the ticket; see `routing_plan` in 0012_routing.sql."""

    rules: list[list[Rule]]
    group: str
    level: Level
    firm: bool
    working: bool


class RuleSet(msgspec.Struct, frozen=True, kw_only=True):
    """`version`: of what is published counted for the area; of a draft, of its edits."""

    id: UUID
    area: UUID
    state: Literal["draft", "published", "replaced"]
    version: int
    rules: list[Rule]
    changed_by: str
    changed_at: datetime
    published_by: str | None = None
    published_at: datetime | None = None


class SkipCount(msgspec.Struct, frozen=True):
    """How often a rule could not be followed in the last seven days."""

    rule: UUID
    reason: Reason
    count: int


class AreaRules(msgspec.Struct, frozen=True, kw_only=True):
    """What is in force for an area and what is in the making."""

    area: UUID
    name: str
    may_edit: bool
    published: RuleSet | None
    draft: RuleSet | None
    skips: list[SkipCount]


class RuleSets(msgspec.Struct, frozen=True):
    """What has been in force, the newest first."""

    sets: list[RuleSet]


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """The whole draft. `version`: of the draft that the editor saw; None: there was none."""

    rules: Rules
    version: int | None = None


class OfDraft(msgspec.Struct, frozen=True):
    """The draft as it was seen."""

    version: int


class Rehearse(msgspec.Struct, frozen=True, kw_only=True):
    """Over the reports of how many days; `rules` None: those of the draft."""

    rules: Rules | None = None
    days: Annotated[int, msgspec.Meta(ge=1, le=366)] = 30


class RuleOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What one rule would have done: how many tickets it was the first for that could be followed, how often it was
    passed over and why. `examples`: numbers of some that it takes."""

    rule: UUID
    name: str
    area: UUID
    taken: int
    skipped: dict[Reason, int]
    examples: list[int]


class Move(msgspec.Struct, frozen=True):
    """Tickets that go to another unit, or another person there, than by today's rules."""

    was: str
    becomes: str
    count: int
    examples: list[int]


class Rehearsal(msgspec.Struct, frozen=True, kw_only=True):
    """What rules would have done with past tickets; `truncated`: there were more than were looked at.
    `unmatched`: stay on their community's desk."""

    tickets: int
    truncated: bool
    unmatched: int
    rules: list[RuleOutcome]
    changed: int
    changes: list[Move]


MOST_REHEARSED = 5000
