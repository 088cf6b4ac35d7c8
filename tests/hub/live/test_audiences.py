"""Who reads what."""

from dataclasses import dataclass, field
from typing import Any

from hub.live.audiences import Audience, Audiences


@dataclass(eq=False)
class Reader:
    audience: Audience | None = None
    written: int = 0
    write: Any = field(default=None)


def test_the_same_topics_are_one_audience() -> None:
    audiences = Audiences()
    one, two, other = Reader(), Reader(), Reader()
    audiences.join(one, frozenset({"a", "b"}))
    audiences.join(two, frozenset({"b", "a"}))
    audiences.join(other, frozenset({"a"}))
    assert one.audience is two.audience is not other.audience
    assert len(audiences) == 2
    assert {len(audience) for audience in audiences.of("a")} == {2, 1}
    assert [audience.roster() for audience in audiences.of("b")] == [(one, two)]


def test_leaving_says_what_was_read_and_lasts() -> None:
    audiences = Audiences()
    one, two = Reader(), Reader()
    audiences.join(one, frozenset({"a"}))
    audiences.join(two, frozenset({"a"}))
    assert audiences.leave(one) == {"a"}
    assert audiences.leave(one) == frozenset()
    assert [audience.roster() for audience in audiences.of("a")] == [(two,)]


def test_an_empty_audience_goes_with_the_next_sweep_and_may_come_back_before() -> None:
    audiences = Audiences()
    one = Reader()
    audiences.join(one, frozenset({"a", "b"}))
    audiences.leave(one)
    assert len(audiences) == 1
    audiences.join(one, frozenset({"a", "b"}))
    audiences.sweep()
    assert list(audiences.of("a")) == [one.audience]
    audiences.leave(one)
    audiences.sweep()
    assert (len(audiences), list(audiences.of("a")), list(audiences.of("b"))) == (0, [], [])
