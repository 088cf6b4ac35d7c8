"""One connection's messages: the table of states."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import msgspec

from hub.accounts.types import Principal
from hub.live import codes, session
from hub.live.protocol import TOPICS, Error, Pong, Position
from hub.live.session import Authorise, Drop, Open, Redeem, Send, Session, Shut, State

CLERK = Principal(
    account=uuid4(), session=uuid4(), district=uuid4(), kind="staff", name="示例", practice=False, locale="en",
    grants=(), expires_at=datetime.now(UTC),
)  # fmt: skip
WELCOME = session.welcome("name", "e", 7, 15.0)


def text(**message: Any) -> bytes:
    return msgspec.json.encode(message)


def say(one: Session, **message: Any) -> list[Any]:
    return list(one.receive(text(**message)))


def opened() -> Session:
    one = Session(known=True)
    assert list(one.recognised(CLERK, WELCOME)) == [Send(WELCOME)]
    return one


def subscribed(one: Session, id: int, *topics: str) -> None:
    [asked] = say(one, op="subscribe", id=id, topics=topics)
    assert list(one.authorised(asked, topics)) == [Open(id, frozenset(topics), None)]


def test_a_ticket_comes_first_when_nothing_else_said_who() -> None:
    one = Session(known=False)
    assert say(one, op="hello", ticket="T") == [Redeem("T")]
    assert one.state is State.WAITING
    assert not one.listening


def test_without_one_it_ends() -> None:
    for message in ({"op": "ping", "id": 1}, {"op": "hello"}, {"op": "hello", "ticket": ""}):
        one = Session(known=False)
        assert say(one, **message) == [Shut(codes.NOT_AUTHENTICATED)]
        assert say(one, op="ping", id=1) == []


def test_nobody_is_closed() -> None:
    assert list(Session(known=True).recognised(None, WELCOME)) == [Shut(codes.NOT_AUTHENTICATED)]


def test_what_comes_while_it_waits_is_held_and_answered_in_order() -> None:
    one = Session(known=True)
    assert say(one, op="hello", client="c") == say(one, op="ping", id=1) == []
    assert say(one, op="subscribe", id=5, topics=["t/a"]) == say(one, op="ping", id=2) == []
    assert list(one.recognised(CLERK, WELCOME)) == [
        Send(WELCOME), Send(Pong(1)), Authorise(5, ("t/a",), None),
    ]  # fmt: skip
    assert one.state is State.BUSY
    assert list(one.authorised(Authorise(5, ("t/a",), None), {"t/a"})) == [
        Open(5, frozenset({"t/a"}), None), Send(Pong(2)),
    ]  # fmt: skip
    assert one.listening


def test_hello_is_first_and_once() -> None:
    one = opened()
    assert say(one, op="hello", client="c") == []
    [shut] = say(one, op="hello", client="c")
    assert shut.close is codes.BAD_MESSAGE


def test_a_ticket_when_it_is_known_already_is_refused() -> None:
    [shut] = say(opened(), op="hello", ticket="T")
    assert shut.close is codes.BAD_MESSAGE


def test_what_is_allowed_is_opened_and_the_rest_is_named() -> None:
    one = opened()
    [asked] = say(
        one, op="subscribe", id=1, topics=["t/b", "t/a", "t/b"], **{"from": {"epoch": "e", "seq": 3}}
    )
    assert asked == Authorise(1, ("t/b", "t/a"), Position("e", 3))
    error, open_ = list(one.authorised(asked, {"t/a"}))
    assert (error.message.code, error.message.id, error.message.topics) == ("topic.refused", 1, ("t/b",))
    assert open_ == Open(1, frozenset({"t/a"}), Position("e", 3))
    assert one.topics() == {"t/a"}


def test_a_subscription_of_which_nothing_is_allowed_does_not_exist() -> None:
    one = opened()
    [asked] = say(one, op="subscribe", id=1, topics=["t/a"])
    [error] = list(one.authorised(asked, set()))
    assert error.message.code == "topic.refused"
    assert one.subscriptions == {}


def code(effects: list[Any]) -> str:
    [send] = effects
    assert isinstance(send.message, Error)
    assert send.message.message  # a sentence for a person
    return send.message.code


def test_refusals_leave_the_connection() -> None:
    one = opened()
    subscribed(one, 1, "t/a")
    assert code(say(one, op="subscribe", id=1, topics=["t/b"])) == "subscription.exists"
    assert code(say(one, op="unsubscribe", id=9, topics=[])) == "subscription.unknown"
    assert code(say(one, op="presence", topic="t/a", state="viewing")) == "presence.refused"
    for topic in (
        "",
        "t",
        "T/a",
        "t//a",
        "/t",
        "t/a/",
        "t/a b",
        "t/ä",
        "jobs/media",
        f"access/{CLERK.account}",
    ):
        assert code(say(one, op="subscribe", id=2, topics=[topic])) == "topic.unknown"
    assert code(say(one, op="subscribe", id=2, topics=[])) == "topic.unknown"
    many = [f"t/{number}" for number in range(TOPICS)]
    assert code(say(one, op="subscribe", id=2, topics=many)) == "topic.too_many"
    assert say(one, op="subscribe", id=2, topics=many[1:]) == [Authorise(2, tuple(many[1:]), None)]


def test_a_topic_goes_with_its_last_subscription() -> None:
    one = opened()
    subscribed(one, 1, "t/a", "t/b")
    subscribed(one, 2, "t/a")
    assert say(one, op="unsubscribe", id=1, topics=["t/a", "t/c"]) == [Drop(frozenset(), ())]
    assert say(one, op="unsubscribe", id=2, topics=["t/a"]) == [Drop(frozenset({"t/a"}), (2,))]
    assert say(one, op="unsubscribe", id=1) == [Drop(frozenset({"t/b"}), (1,))]
    assert one.subscriptions == {}


def test_narrowed_rights_take_topics_away_and_say_so() -> None:
    one = opened()
    subscribed(one, 1, "t/a", "t/b")
    subscribed(one, 2, "t/c")
    drop, error = list(one.narrowed({"t/a", "t/b"}, {"t/b"}))  # t/c came after the check began
    assert drop == Drop(frozenset({"t/a"}), ())
    assert (error.message.code, error.message.id, error.message.topics) == ("topic.withdrawn", 1, ("t/a",))
    assert one.topics() == {"t/b", "t/c"}


def test_what_breaks_the_protocol_closes() -> None:
    one = opened()
    [shut] = list(one.receive(b'{"op":"ping","id":"1"}'))
    assert shut.close is codes.BAD_MESSAGE
    assert "id" in shut.detail
    assert list(one.receive(text(op="ping", id=1))) == []
