"""The rule of the three lists, against the vectors that every side is held to."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
import pytest
from shequtong.lists import Scope, list_of, scope_of
from shequtong.types import Area, Grant, Me, Named, Organisation, Ticket

VECTORS = json.loads(Path("clients/web/shared/vectors/lists.json").read_text(encoding="utf-8"))
NOW = datetime(2026, 3, 1, tzinfo=UTC).isoformat()


def identity(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, name)


def with_ids(value: Any) -> Any:
    """Names under keys that hold ids become ids."""
    if isinstance(value, list):
        return [with_ids(each) for each in value]
    if isinstance(value, dict):
        return {key: each if key in ("state", "kind") else with_ids(each) for key, each in value.items()}
    return str(identity(value)) if isinstance(value, str) else value


def ticket_of(described: dict[str, Any]) -> Ticket:
    unsaid = {"id": str(identity("ticket")), "number": 1, "version": 1, "category": "c", "text": "t"}
    places = {"area": str(identity("area")), "place": "p", "created_at": NOW, "updated_at": NOW}
    given = with_ids(described)
    for named in ("holder", "assignee"):
        if given.get(named):
            given[named]["name"] = "n"
    for partner in given.get("partners", ()):
        partner["name"] = "n"
    return msgspec.convert({**unsaid, **places, **given}, Ticket)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_each_vector(case: dict[str, Any]) -> None:
    ticket = ticket_of(case["ticket"])
    for person, expected in case["expected"].items():
        described = with_ids(VECTORS["people"][person])
        scope = Scope(
            **{name: msgspec.convert(value, Scope.__annotations__[name]) for name, value in described.items()}
        )
        assert list_of(ticket, scope) == expected, person


def test_a_scope_comes_from_grants() -> None:
    community, firm = identity("community"), identity("firm")
    area = Area(id=community, level="community", name="金沙社区", path=(community,))
    grants = (
        Grant(role="community_clerk", area=area),
        Grant(role="grid_officer", area=area),
        Grant(
            role="property_dispatcher",
            area=area,
            organisation=Organisation(id=firm, kind="property", name="甲"),
        ),
        Grant(role="official_viewer", area=area),
    )
    me = Me(
        id=identity("me"),
        kind="staff",
        name="n",
        district=Named(id=identity("d"), name="西区"),
        grants=grants,
    )
    scope = scope_of(me)
    assert scope == Scope(
        me.id, frozenset({community}), frozenset({firm}), frozenset(), frozenset({community})
    )
    assert scope.topics() == [f"staff/{community}/tickets", f"org/{firm}/tickets"]
    worker = Grant(
        role="volunteer", area=area, organisation=Organisation(id=firm, kind="volunteers", name="甲")
    )
    assert scope_of(msgspec.structs.replace(me, grants=(worker,))).topics() == [f"own/{me.id}/work"]
