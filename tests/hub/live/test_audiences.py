"""Who reads what."""

from dataclasses import dataclass, field
from typing import Any

from hub.live.audiences import Audience, Audiences


@dataclass(eq=False)
class Reader:
    audience: Audience | None = None
    got: list[bytes] = field(default_factory=list)
    on_write: Any = None

    def write(self, data: bytes) -> None:
        self.got.append(data)
        if self.on_write:
            self.on_write()


def test_the_same_topics_are_one_audience() -> None:
    audiences = Audiences()
    one, two, other = Reader(), Reader(), Reader()
    audiences.join(one, frozenset({"a", "b"}))
    audiences.join(two, frozenset({"b", "a"}))
    audiences.join(other, frozenset({"a"}))
    assert one.audience is two.audience is not other.audience
    assert len(audiences) == 2
    assert {len(audience) for audience in audiences.of("a")} == {2, 1}
    assert [list(audience) for audience in audiences.of("b")] == [[one, two]]


def test_leaving_says_what_was_read_and_lasts() -> None:
    audiences = Audiences()
    one, two = Reader(), Reader()
    audiences.join(one, frozenset({"a"}))
    audiences.join(two, frozenset({"a"}))
    assert audiences.leave(one) == {"a"}
    assert audiences.leave(one) == frozenset()
    assert [list(audience) for audience in audiences.of("a")] == [[two]]


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


def crowd(count: int) -> tuple[Audience, list[Reader]]:
    audience, readers = Audience(frozenset({"a"})), [Reader() for _ in range(count)]
    for reader in readers:
        audience.add(reader)
    return audience, readers


def test_a_walk_writes_to_everybody_once_in_steps() -> None:
    audience, readers = crowd(5)
    audience.walk(7)
    assert [audience.write(b"x", 2) for _ in range(3)] == [True, True, False]
    assert [reader.got for reader in readers] == [[b"x"]] * 5


def test_who_leaves_between_steps_has_been_written_to_or_is_not() -> None:
    audience, readers = crowd(5)
    audience.walk(7)
    audience.write(b"x", 2)
    assert [audience.written(reader) for reader in readers] == [7, 7, 0, 0, 0]
    audience.remove(readers[0])
    audience.remove(readers[3])
    while audience.write(b"x", 2):
        pass
    assert [reader.got for reader in readers] == [[b"x"], [b"x"], [b"x"], [], [b"x"]]
    assert [audience.written(reader) for reader in audience] == [7, 7, 7]


def test_who_leaves_because_of_the_write_has_been_written_to() -> None:
    audience, readers = crowd(5)
    seen = []
    readers[3].on_write = lambda: (seen.append(audience.written(readers[3])), audience.remove(readers[3]))
    audience.walk(7)
    audience.write(b"x", 5)
    audience.walk(8)
    audience.write(b"y", 5)
    assert seen == [7]
    assert [reader.got for reader in readers] == [[b"x", b"y"]] * 3 + [[b"x"]] + [[b"x", b"y"]]


def test_who_joins_after_a_walk_is_in_the_next() -> None:
    audience, readers = crowd(2)
    audience.walk(7)
    audience.write(b"x", 5)
    new = Reader()
    audience.add(new)
    audience.walk(8)
    audience.write(b"y", 5)
    assert (readers[0].got, new.got) == ([b"x", b"y"], [b"y"])


def test_telling_reaches_everybody_and_moves_no_walk() -> None:
    audience, readers = crowd(3)
    audience.walk(7)
    audience.write(b"x", 1)
    audience.remove(readers[2])
    assert audience.tell(b"p") == 2
    assert not audience.write(b"x", 5)
    assert [reader.got for reader in readers] == [[b"x", b"p"], [b"p", b"x"], []]
