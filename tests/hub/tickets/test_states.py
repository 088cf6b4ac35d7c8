"""The state machine is the table of the room's docstring."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest

import hub.tickets
from hub.tickets.states import TRANSITIONS, possible
from hub.tickets.types import Action, Holder, State, Ticket


def ticket(state: State, closed_at: datetime | None = None, **more: Any) -> Ticket:
    now = datetime.now(UTC)
    area = uuid4()
    return Ticket(
        id=uuid4(), number=1, version=1, state=state, category="x", text="x", area=area, path=(area,), place="",
        place_text="", desk=area, desk_name="", holder=Holder("desk", area, ""), assignee=None, reporter=None,
        photo_count=0, practice=False, refusals=0, satisfaction=None, origin="app", created_at=now, updated_at=now,
        acknowledge_by=now, resolve_by=now, acknowledged_at=None, resolved_at=None, closed_at=closed_at, **more,
    )  # fmt: skip


def test_each_step_stands_in_the_docstring_with_its_target() -> None:
    text = hub.tickets.__doc__ or ""
    for transition in TRANSITIONS.values():
        line = next(line for line in text.splitlines() if line.strip().startswith(transition.step))
        assert (transition.to or "the same") in line
        if len(transition.sources) < 5:
            assert all(source in line for source in transition.sources)


def ready(action: Action, state: State) -> Ticket:
    """A ticket of which everything but the state allows `action`."""
    now = datetime.now(UTC)
    wanted = {"extend": "extend", "hang": "hang", "exclude": "exclude", "decline": "hang"}.get(action)
    gone = uuid4() if action == "split" else None
    made = ticket(
        state, now if state == "closed" else None, asked_again_at=now, asked_for=wanted, merged_into=gone
    )
    if action == "answer":
        return msgspec.structs.replace(made, waiting_since=now)
    if action in ("withdraw_offer", "give_back"):
        return msgspec.structs.replace(made, pool="taken" if action == "give_back" else "offered")
    if action == "spoke":
        return msgspec.structs.replace(made, call_me=True)
    return given(made) if action == "accept" else made


def given(made: Ticket) -> Ticket:
    """The same, held by an organisation."""
    return msgspec.structs.replace(made, holder=Holder("organisation", uuid4(), ""))


@pytest.mark.parametrize("action", TRANSITIONS)
def test_only_from_its_sources(action: Action) -> None:
    now = datetime.now(UTC)
    states: list[State] = [
        "reported",
        "acknowledged",
        "dispatched",
        "working",
        "resolved",
        "closed",
        "reopened",
    ]
    allowed = {state for state in states if possible(action, ready(action, state), now)}
    assert allowed == TRANSITIONS[action].sources


def test_reopen_only_within_seven_days() -> None:
    now = datetime.now(UTC)
    assert possible("reopen", ticket("closed", now - timedelta(days=6, hours=23)), now)
    assert not possible("reopen", ticket("closed", now - timedelta(days=7, seconds=1)), now)


def test_only_organisations_accept_and_once() -> None:
    now = datetime.now(UTC)
    made = given(ticket("dispatched"))
    assert possible("accept", made, now)
    assert not possible("accept", ticket("dispatched"), now)
    assert not possible("accept", msgspec.structs.replace(made, accepted_at=now), now)


def test_what_was_merged_is_parted_and_nothing_else() -> None:
    now = datetime.now(UTC)
    merged = ticket("closed", now, asked_again_at=now, merged_into=uuid4())
    assert {action for action in TRANSITIONS if possible(action, merged, now)} == {"note", "split"}
    assert not possible("split", ticket("closed", now), now)


def test_what_is_tied_to_others_is_not_merged() -> None:
    now = datetime.now(UTC)
    for tied in ({"parent": uuid4()}, {"open_children": 1}, {"open_calls": 1}):
        assert not possible("merge", ticket("working", **tied), now)
