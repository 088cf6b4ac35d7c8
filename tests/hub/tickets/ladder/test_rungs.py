"""Which rungs there are for whom."""

from datetime import UTC, datetime
from uuid import uuid4

import msgspec
import pytest

from hub.tickets.ladder.rungs import on_ladder, rungs
from hub.tickets.types import Holder, Ticket

DISTRICT, STREET, COMMUNITY, FIRM = (uuid4() for _ in range(4))
PATH = (DISTRICT, STREET, COMMUNITY)
NOW = datetime(2026, 9, 18, 2, 15, tzinfo=UTC)


def ticket_like() -> Ticket:
    return Ticket(
        id=uuid4(), number=100123, version=1, state="reported", category="gas_smell", text="煤气味", area=COMMUNITY,
        path=PATH, place="金沙社区", place_text="", desk=COMMUNITY, desk_name="金沙社区",
        holder=Holder("desk", COMMUNITY, "金沙社区"), assignee=None, reporter=None, photo_count=0, practice=False,
        refusals=0, satisfaction=None, origin="app", created_at=NOW, updated_at=NOW, acknowledge_by=NOW,
        resolve_by=NOW, acknowledged_at=None, resolved_at=None, closed_at=None,
    )  # fmt: skip


def names(kind: str, holder: object, path: tuple[object, ...] = PATH) -> list[str]:
    ticket = msgspec.structs.replace(ticket_like(), holder=Holder(kind, holder, ""))  # type: ignore[arg-type]
    return [rung.name for rung in rungs(ticket, path)]  # type: ignore[arg-type]


def test_above_the_holder_only() -> None:
    assert names("desk", COMMUNITY) == ["duty", "deputy", "street", "district"]
    assert names("organisation", FIRM) == ["duty", "deputy", "street", "district"]
    assert names("desk", STREET, PATH[:2]) == ["duty", "deputy", "district"]
    assert names("desk", DISTRICT, PATH[:1]) == ["duty", "deputy"]


@pytest.mark.parametrize("state", ["acknowledged", "dispatched", "working", "resolved", "closed"])
def test_somebody_has_seen_it(state: str) -> None:
    assert not on_ladder(msgspec.structs.replace(ticket_like(), state=state))


def test_what_stands_still_calls_nobody() -> None:
    waits: Ticket = ticket_like()
    assert on_ladder(waits)
    assert on_ladder(msgspec.structs.replace(waits, state="reopened"))
    for field, value in (
        ("practice", True), ("hung_until", waits.created_at), ("waiting_since", waits.created_at),
        ("merged_into", uuid4()),
    ):  # fmt: skip
        assert not on_ladder(msgspec.structs.replace(waits, **{field: value}))
