"""Counts, deadlines, and who a connection comes from."""

import pytest

from hub.live.limits import Count, Deadlines, Trusted

PROXIES = ("127.0.0.1", "10.0.0.0/8", "fd00::/8")


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),  # not one of ours: not believed
        ("127.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        (
            "127.0.0.1",
            ["1.2.3.4, 198.51.100.1, 10.1.1.1"],
            "198.51.100.1",
        ),  # the left is the client's own word
        ("127.0.0.1", ["1.2.3.4", "198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1", ["198.51.100.1:5050"], "198.51.100.1"),
        ("127.0.0.1", ["[2001:db8:1:2:3::4]:5050"], "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", [], "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", [], "203.0.113.9"),
        ("127.0.0.1", ["10.1.1.1"], "127.0.0.1"),
        ("127.0.0.1", ["nonsense"], "unknown"),
        ("127.0.0.1", [], "127.0.0.1"),
        ("", [], "unknown"),
    ],
)
def test_the_address_a_connection_counts_under(peer: str, forwarded: list[str], client: str) -> None:
    assert Trusted(PROXIES).client(peer, forwarded) == client


def test_nobody_is_trusted_unless_named() -> None:
    assert Trusted(()).client("127.0.0.1", ["198.51.100.1"]) == "127.0.0.1"


def test_deadlines_come_due_in_order() -> None:
    deadlines: Deadlines[str] = Deadlines(5.0)
    deadlines.add("a", 10.0)
    deadlines.add("b", 12.0)
    assert list(deadlines.due(14.9)) == []
    assert list(deadlines.due(15.0)) == ["a"]
    assert list(deadlines.due(99.0)) == ["b"]


def test_what_no_longer_matters_does_not_come_due() -> None:
    deadlines: Deadlines[str] = Deadlines(5.0)
    deadlines.add("a", 10.0).thing = None
    deadlines.add("b", 10.0)
    assert list(deadlines.due(99.0)) == ["b"]


def test_counts_leave_nothing_behind() -> None:
    count = Count()
    assert (count.add("a"), count.add("a"), count["a"]) == (1, 2, 2)
    count.remove("a")
    count.remove("a")
    assert count["a"] == 0
    assert not count._of
