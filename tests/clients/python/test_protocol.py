"""The subscription's protocol against a model of the hub, with cuts at every point."""

from functools import partial
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shequtong import Cursor, Invalid, NotFound, Present, Refused, Reset, Viewer
from shequtong.protocol import LOG, STATE, Phase, Step, SubscriptionProtocol

from tests.clients.python.frames import event, frame, mark, recovered, reset, subscribed, welcome
from tests.clients.python.model import BOARD, Hub, Reader

ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("append"), st.booleans()),
        st.tuples(st.just("take"), st.integers(1, 6)),
        st.tuples(st.just("cut"), st.integers(0, 3)),
        st.tuples(st.sampled_from(["mark", "expire", "replace"]), st.just(0)),
        st.tuples(st.just("board"), st.integers(0, 3)),
    ),
    max_size=60,
)


@settings(max_examples=400, deadline=None)
@given(actions=ACTIONS, boards=st.booleans(), fresh=st.booleans())
def test_nothing_is_skipped_or_repeated_whatever_happens(
    actions: list[tuple[str, int]], boards: bool, fresh: bool
) -> None:
    hub = Hub()
    topics = ["staff/a/tickets", "board/a"] if boards else ["staff/a/tickets"]
    reader = Reader(hub, SubscriptionProtocol(topics, None if fresh else Cursor("e0", 0)))
    behind = 0
    reader.connect()
    for action, number in actions:
        match action:
            case "append":
                hub.append(bool(number))
            case "take":
                reader.take(number, behind)
            case "cut":
                behind = number
                reader.cut()
                reader.connect()
            case "mark":
                hub.mark()
            case "board" if boards:
                hub.push_board(number)
            case "expire":
                hub.floor = hub.head
            case "replace":
                reader.cut()
                hub.replace_log()
                reader.connect()
    reader.cut()
    reader.connect()
    reader.take(1000)
    reader.check()
    assert reader.board == (hub.board if boards else None)


def test_a_cut_after_each_single_frame_skips_nothing() -> None:
    """The same story cut at frame 1, 2, 3 … and once more after the return."""
    for cut_at in range(1, 30):
        hub = Hub()
        reader = Reader(hub, SubscriptionProtocol(["staff/a/tickets", "board/a"], Cursor("e0", 0)))
        for seq in range(1, 9):
            hub.append(mine=seq % 3 != 0)
        hub.push_board(2)
        for _ in range(2):
            reader.connect()
            reader.take(4)
            hub.append(mine=True)
            hub.push_board(0)
            hub.mark()
            reader.take(cut_at)
            reader.cut()
        reader.connect()
        reader.take(1000)
        reader.check()
        assert reader.board == hub.board


def live(since: Cursor | None = None, head: int = 10) -> SubscriptionProtocol:
    protocol = SubscriptionProtocol(["t"], since)
    protocol.connected()
    for received in (welcome(seq=head), subscribed(seq=head), recovered(head)):
        protocol.receive(received)
    assert protocol.phase is Phase.LIVE
    return protocol


def test_the_handshake_names_topics_and_cursor_and_asks_for_boards_without_one() -> None:
    protocol = SubscriptionProtocol(["a", "board/x", "b"], Cursor("e", 5))
    hello = msgspec.json.decode(protocol.connected("once"))
    assert hello == {"op": "hello", "ticket": "once", "client": "shequtong-python"}
    sent = [msgspec.json.decode(each) for each in protocol.receive(welcome(seq=9, heartbeat=15)).send]
    assert sent == [
        {"op": "subscribe", "id": 1, "topics": ["a", "b"], "from": {"epoch": "e", "seq": 5}},
        {"op": "subscribe", "id": 2, "topics": ["board/x"]},
    ]
    assert protocol.heartbeat == 15


def test_both_subscribes_are_waited_for_in_whatever_order_they_are_answered() -> None:
    protocol = SubscriptionProtocol(["a", "board/x"])
    phases = [protocol.phase]
    protocol.connected()
    for received in (
        welcome(seq=9),
        subscribed(seq=9, topics=["a"], id=LOG),
        recovered(9, id=LOG),
        subscribed(seq=9, topics=["board/x"], id=STATE),
        recovered(9, id=STATE),
    ):
        phases.append(protocol.phase)
        protocol.receive(received)
    assert phases == [
        Phase.OFFLINE,
        Phase.GREETING,
        Phase.JOINING,
        Phase.JOINING,
        Phase.JOINING,
        Phase.RECOVERING,
    ]
    assert protocol.phase is Phase.LIVE


def test_events_and_marks_move_the_cursor_forward_only() -> None:
    protocol = live()
    assert protocol.receive(event(14)).cursor == Cursor("e", 14)
    assert protocol.receive(event(14)).item is None
    assert protocol.receive(mark(16)).cursor == Cursor("e", 16)
    assert protocol.receive(mark(12)).cursor == Cursor("e", 16)


def test_a_board_moves_no_cursor_and_an_old_one_does_not_come() -> None:
    protocol = live()
    board = partial(event, type="board.counts", subject=BOARD)
    # Equal is newer: counts can change by time alone.
    taken = [seq for seq in (8, 12, 12, 9, 13) if protocol.receive(board(seq)).item is not None]
    assert taken == [8, 12, 12, 13]
    assert protocol.cursor == Cursor("e", 10)


def test_a_mark_before_the_end_of_a_recovery_moves_nothing() -> None:
    protocol = SubscriptionProtocol(["t"], Cursor("e", 5))
    protocol.connected()
    protocol.receive(welcome(seq=9))
    protocol.receive(subscribed(seq=9))
    protocol.receive(mark(9))
    assert protocol.cursor == Cursor("e", 5)


def test_another_epoch_is_one_reset_in_the_step_that_takes_it_up() -> None:
    protocol = SubscriptionProtocol(["t"], Cursor("old", 500))
    protocol.connected()
    protocol.receive(welcome("new", 3))
    assert protocol.receive(subscribed("new", 3)) == Step(Reset(("t",), "epoch"), Cursor("new", 3))
    assert protocol.receive(reset("epoch")).item is None
    protocol.receive(recovered(3))
    assert protocol.receive(event(4)).item is not None


@pytest.mark.parametrize(("code", "kind"), [("topic.refused", Refused), ("topic.unknown", NotFound)])
def test_a_refused_subscription_is_a_typed_error(code: str, kind: type[Exception]) -> None:
    protocol = SubscriptionProtocol(["t"])
    protocol.connected()
    protocol.receive(welcome())
    step = protocol.receive(frame("error", id=1, code=code, message="不可订阅"))
    assert isinstance(step.refused, kind)
    assert step.refused.detail == "不可订阅"


def test_fewer_topics_than_asked_for_are_refused() -> None:
    protocol = SubscriptionProtocol(["t", "u"])
    protocol.connected()
    protocol.receive(welcome())
    assert isinstance(protocol.receive(subscribed(topics=["t"])).refused, Refused)


def test_a_topic_taken_away_later_ends_the_subscription() -> None:
    refused = live().receive(frame("error", code="topic.refused", message="不可订阅", topics=["t"])).refused
    assert isinstance(refused, Refused)


@pytest.mark.parametrize(
    "received", [b"", b"[]", b"{}", b"\xff", b'{"op":"mark"}', b'{"op":"event","seq":"1"}']
)
def test_a_frame_that_is_not_of_the_protocol_is_invalid(received: bytes) -> None:
    with pytest.raises(Invalid):
        live().receive(received)


def test_what_a_newer_hub_may_send_is_passed_over() -> None:
    protocol = live()
    assert protocol.receive(frame("weather", warm=True)) == Step()
    assert protocol.receive(frame("presence", topic="t", who=[])) == Step()


def test_boards_of_another_epoch_count_from_the_beginning() -> None:
    protocol = SubscriptionProtocol(["board/x"])
    for epoch, seq in (("old", 500), ("new", 3)):
        protocol.connected()
        protocol.receive(welcome(epoch, seq))
        protocol.receive(subscribed(epoch, seq, ["board/x"], STATE))
        assert protocol.receive(event(seq, type="board.counts", subject=BOARD)).item is not None
        protocol.disconnected()


def test_a_cursor_ahead_of_the_log_itself_is_given_up_with_a_reset() -> None:
    protocol = SubscriptionProtocol(["t"], Cursor("e", 500))
    protocol.connected()
    protocol.receive(welcome(seq=3))
    protocol.receive(subscribed(seq=3))
    assert protocol.receive(reset("epoch")) == Step(Reset(("t",), "epoch"), Cursor("e", 3))
    protocol.receive(recovered(4))
    assert protocol.receive(event(5)).item is not None


def test_a_log_replaced_while_connected_is_taken_up_in_place() -> None:
    protocol = live()
    assert protocol.receive(subscribed("new", 2)) == Step(Reset(("t",), "epoch"), Cursor("new", 2))
    protocol.receive(recovered(2))
    assert protocol.receive(event(3)).item is not None


def test_boards_that_are_answered_first_do_not_skip_the_log() -> None:
    protocol = SubscriptionProtocol(["t", "board/x"], Cursor("e", 5))
    protocol.connected()
    for received in (
        welcome(seq=9),
        subscribed(seq=9, topics=["board/x"], id=STATE),
        recovered(9, id=STATE),
        subscribed(seq=9, topics=["t"], id=LOG),
    ):
        protocol.receive(received)
    assert protocol.cursor == Cursor("e", 5)
    assert protocol.receive(event(7)).item is not None


def who(*names: str) -> list[dict[str, Any]]:
    return [{"account": UUID(int=len(name)), "name": name, "state": "viewing"} for name in names]


def test_presence_comes_when_it_was_asked_for_and_moves_nothing() -> None:
    protocol = SubscriptionProtocol(["t"], presence=True)
    protocol.connected()
    for received in (welcome(seq=9), subscribed(seq=9), recovered(9)):
        protocol.receive(received)
    step = protocol.receive(frame("presence", topic="t", who=who("安")))
    assert step == Step(Present("t", (Viewer(UUID(int=1), "安", "viewing"),)), Cursor("e", 9))


def said(messages: tuple[bytes, ...]) -> list[tuple[str, str]]:
    found = [msgspec.json.decode(message) for message in messages]
    return [(each["topic"], each["state"]) for each in found if each["op"] == "presence"]


def test_what_is_announced_is_said_again_with_each_mark_and_after_a_cut() -> None:
    protocol = SubscriptionProtocol(["t", "u"])
    protocol.connected()
    assert protocol.announce("t", "viewing") == ()  # not yet: it is said when the hub has let us in
    protocol.receive(welcome(seq=9))
    assert said(protocol.receive(subscribed(seq=9, topics=["t", "u"])).send) == []
    assert said(protocol.receive(recovered(9)).send) == [("t", "viewing")]
    assert said(protocol.announce("t", "editing")) == [("t", "editing")]
    assert protocol.announce("t", "editing") == ()
    assert said(protocol.announce("u", "away")) == [("u", "away")]
    assert said(protocol.receive(mark(9)).send) == [("t", "editing"), ("u", "away")]
    protocol.disconnected()
    protocol.connected()
    assert protocol.announce("u", None) == ()
    for received in (welcome(seq=9), subscribed(seq=9, topics=["t", "u"])):
        protocol.receive(received)
    assert said(protocol.receive(recovered(9)).send) == [("t", "editing")]
    with pytest.raises(Invalid):
        protocol.announce("v", "viewing")
