"""Who is on a ticket: the rules, without I/O."""

import itertools
import random
from collections.abc import Collection
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from hub.live import presence as module
from hub.live.counts import Counts
from hub.live.presence import Presence, carries
from hub.live.protocol import PresenceState

TICKET = UUID("0198c1a2-7b3c-7def-8123-4567890abc02")
TOPIC = f"staff/ticket/{TICKET}"
OTHER = f"staff/ticket/{uuid4()}"
ANN, BEN, CAT = (UUID(int=n) for n in (1, 2, 3))
NAMES = {ANN: "安", BEN: "本", CAT: "陈"}


class Town:
    """Processes with one clock; what one says is heard by the others when `carry` says so."""

    def __init__(self, names: dict[UUID, str] = NAMES) -> None:
        self.now = 0.0
        self.due: list[tuple[float, int, Any]] = []
        self.numbers = itertools.count()
        self.said: list[tuple[Process, bytes]] = []
        self.names: dict[UUID, str] | None = names
        self.processes: list[Process] = []

    def process(self) -> "Process":
        self.processes.append(Process(self))
        return self.processes[-1]

    def wait(self, seconds: float) -> None:
        """Time passes, as timers and ticks of a quarter second see it."""
        until = self.now + seconds
        while True:
            tick = (self.now // 0.25 + 1) * 0.25
            coming = min([when for when, _, _ in self.due] + [tick])
            if coming > until:
                break
            self.now = coming
            for entry in sorted(entry for entry in self.due if entry[0] <= self.now):
                self.due.remove(entry)
                entry[2]()
            for each in self.processes:
                each.presence.look()
            self.carry()
        self.now = until

    def carry(self) -> None:
        said, self.said = self.said, []
        for _, message in said:
            for each in self.processes:
                each.presence.hear(message)  # the sender too, as with Redis


class Process:
    def __init__(self, town: Town) -> None:
        self.town = town
        self.shown: list[tuple[str, dict[str, str]]] = []
        self.asked: list[Collection[UUID]] = []
        self.turns = 0
        self.counts = Counts()
        self.presence = Presence(
            f"p{len(town.processes)}", show=self._show, ask=self._ask, schedule=self._schedule,
            clock=lambda: town.now, counts=self.counts,
        )  # fmt: skip
        self.presence.say = lambda message: town.said.append((self, message))

    def _schedule(self, delay: float, call: Any) -> None:
        self.turns += 1
        self.town.due.append((self.town.now + delay, next(self.town.numbers), call))

    def _ask(self, accounts: Collection[UUID]) -> None:
        self.asked.append(accounts)
        names = self.town.names
        answer = None if names is None else {one: names[one] for one in accounts if one in names}
        self._schedule(0, lambda: self.presence.named(accounts, answer))

    def _show(self, topic: str, message: bytes) -> None:
        self.shown.append((topic, people(message)))

    def says(self, account: UUID, state: PresenceState, topic: str = TOPIC, reader: object = None) -> None:
        self.presence.announce(reader or account, account, NAMES.get(account, "无"), topic, state)

    def sees(self, topic: str = TOPIC) -> dict[str, str]:
        """What who joins now is told."""
        [message] = self.presence.greeting([topic])
        return people(message)


def people(message: bytes) -> dict[str, str]:
    return {one["name"]: one["state"] for one in msgspec.json.decode(message)["who"]}


def test_only_tickets_of_staff_carry_presence() -> None:
    assert carries(TOPIC)
    for topic in (
        f"staff/{TICKET}/tickets", "staff/ticket", f"own/{TICKET}", f"{TOPIC}/x", "staff/ticket/" + "0" * 36,
        f"staff/ticket/{str(TICKET).upper()}", f"board/{TICKET}",
    ):  # fmt: skip
        assert not carries(topic)
        assert Town().process().presence.greeting([topic]) == []


def test_who_comes_is_shown_and_who_leaves_is_gone() -> None:
    town = Town()
    one = town.process()
    assert one.sees() == {}
    one.says(ANN, "viewing")
    one.says(BEN, "editing")
    town.wait(1)
    assert one.shown == [(TOPIC, {"本": "editing", "安": "viewing"})]
    one.presence.leave(BEN, [OTHER])
    one.presence.leave(BEN, [TOPIC])
    one.presence.leave(ANN)
    town.wait(1)
    assert one.shown[-1] == (TOPIC, {})
    assert len(one.shown) == 2
    assert len(one.presence) == 0
    assert not any((one.presence._here, one.presence._of_reader, one.presence._shown, one.presence._changed))


def test_an_account_is_shown_once_with_the_most_it_does() -> None:
    town = Town()
    one, two = town.process(), town.process()
    one.says(ANN, "viewing", reader="page 1")
    one.says(ANN, "away", reader="page 2")
    two.says(ANN, "editing", reader="phone")
    town.wait(1)
    assert one.sees() == two.sees() == {"安": "editing"}
    two.presence.leave("phone")
    town.wait(1)
    assert one.sees() == two.sees() == {"安": "viewing"}
    one.presence.leave("page 1")
    town.wait(1)
    assert one.sees() == two.sees() == {"安": "away"}


def test_what_is_not_renewed_ends() -> None:
    town = Town()
    one = town.process()
    one.says(ANN, "viewing")
    one.says(BEN, "viewing")
    town.wait(30)
    one.says(BEN, "viewing")
    town.wait(15)
    assert one.sees() == {"本": "viewing"}
    town.wait(30)
    assert one.sees() == {}


def test_a_process_that_dies_is_forgotten_within_seconds() -> None:
    town = Town()
    one, two = town.process(), town.process()
    one.says(ANN, "viewing")
    two.says(BEN, "viewing")
    town.wait(20)
    assert one.sees() == {"安": "viewing", "本": "viewing"}
    two.presence.say = lambda message: None
    town.wait(3)
    assert one.sees() == {"安": "viewing", "本": "viewing"}
    town.wait(4)
    assert one.sees() == {"安": "viewing"}
    assert len(one.presence) == 1
    assert not one.presence._there


def test_changes_are_gathered() -> None:
    town = Town()
    one = town.process()
    for _ in range(20):
        for state in ("editing", "viewing"):
            one.says(ANN, state)
            town.wait(0.05)
    assert 4 <= len(one.shown) <= 9  # in two seconds
    assert len(town.said) == 0
    assert one.sees() == {"安": "viewing"}


def test_nothing_is_shown_twice() -> None:
    town = Town()
    one, two = town.process(), town.process()
    for _ in range(10):
        one.says(ANN, "viewing")
        two.says(ANN, "viewing")
        town.wait(3)
    one.says(ANN, "viewing", reader="another page")
    town.wait(3)
    assert one.shown == two.shown == [(TOPIC, {"安": "viewing"})]


def test_names_do_not_travel_and_are_asked_for_once() -> None:
    town = Town()
    one, two = town.process(), town.process()
    two.says(ANN, "viewing")
    two.says(BEN, "viewing")
    town.wait(0.3)
    heard = b"".join(message for _, message in town.said)
    assert NAMES[ANN].encode() not in heard
    town.wait(10)
    assert one.sees() == {"安": "viewing", "本": "viewing"}
    assert [sorted(asked) for asked in one.asked] == [[ANN, BEN]]
    assert two.asked == []


def test_who_is_not_staff_is_not_shown_and_an_answer_that_fails_comes_later() -> None:
    town = Town()
    one, two = town.process(), town.process()
    town.names = None
    two.says(ANN, "viewing")
    two.says(UUID(int=99), "viewing")
    town.wait(5)
    assert one.sees() == {}
    assert 1 < len(one.asked) < 5
    town.names = NAMES
    town.wait(3)
    assert one.sees() == {"安": "viewing"}
    asked = len(one.asked)
    town.wait(20)
    assert len(one.asked) == asked


@pytest.mark.parametrize(
    "message",
    [
        b"", b"{}", b"null", b"\xff", b'["p9"]', b'["p9",{"x":[]}]', b'["p9",{"%s":[["%s",3]]}]',
        b'["p9",{"%s":[["x",1]]}]', b'["p9",{"%s":{}}]', b'["%s",[]]' % (b"x" * 50),
    ],
)  # fmt: skip
def test_rubbish_is_dropped(message: bytes) -> None:
    one = Town().process()
    one.presence.hear(message.replace(b"%s", str(TICKET).encode()))
    assert len(one.presence) == 0
    assert one.counts.presence_refused == 1


def test_everything_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 50)
    monkeypatch.setattr(module, "MOST_HERE", 20)
    town = Town()
    one, two = town.process(), town.process()
    for number in range(30):
        one.presence.announce(f"r{number}", UUID(int=number), f"n{number}", TOPIC, "viewing")
    assert len(one.presence) == 20
    for number in range(60):
        one.presence.announce(f"s{number}", ANN, "安", f"staff/ticket/{UUID(int=number)}", "viewing")
    assert len(one.presence) == 50
    assert one.counts.presence_refused == 40
    one.presence.announce("r1", UUID(int=1), "n1", TOPIC, "editing")  # who is in may go on
    town.wait(1)
    assert one.sees()["n1"] == "editing"
    assert two.presence._heard_entries == 50
    for number in range(10):
        two.presence.hear(msgspec.json.encode(("p9", {UUID(int=1000 + number): [(ANN, 1)]})))
    assert two.presence._heard_entries == 50
    assert two.counts.presence_refused == 10
    for reader in list(one.presence._of_reader):
        one.presence.leave(reader)
    town.wait(1)
    assert len(one.presence) == len(two.presence) == two.presence._heard_entries == 0
    assert not two.presence._there
    assert not two.presence._shown


def test_one_message_shows_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_SHOWN", 3)
    town = Town()
    one = town.process()
    for number in range(5):
        one.presence.announce(number, UUID(int=number), f"n{number}", TOPIC, "viewing")
    one.presence.announce(4, UUID(int=4), "n4", TOPIC, "editing")
    town.wait(1)
    assert one.sees() == {"n4": "editing", "n0": "viewing", "n1": "viewing"}


def test_a_long_list_is_shown_and_told_in_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn that is over leaves the rest to the next; others have their turn between."""
    monkeypatch.setattr(module, "TURN", 0)
    town = Town()
    one, two = town.process(), town.process()
    topics = [f"staff/ticket/{UUID(int=number)}" for number in range(module.CHUNK + 50)]
    for topic in topics:
        one.says(ANN, "viewing", topic)
    town.wait(0.25)
    assert one.turns > len(topics)
    town.wait(10)
    assert {topic for topic, _ in one.shown} == set(topics)
    assert all(two.sees(topic) == {"安": "viewing"} for topic in topics)


@pytest.mark.parametrize("seed", range(30))
def test_whatever_happens_all_see_the_same_soon_after(seed: int) -> None:
    """Random histories; messages between processes get lost. When it is quiet and carried again, every process
    shows exactly who is there."""
    luck = random.Random(seed)
    town = Town()
    processes = [town.process() for _ in range(3)]
    topics = [TOPIC, OTHER]
    there: dict[tuple[int, str, str], tuple[UUID, str]] = {}
    for _ in range(120):
        number = luck.randrange(3)
        reader, topic = luck.choice("xyz"), luck.choice(topics)
        account = (ANN, BEN, CAT)[ord(reader) % 3]
        match luck.random():
            case chance if chance < 0.5:
                state = luck.choice(module.STATES)
                processes[number].says(account, state, topic, reader)
                there[number, reader, topic] = account, state
            case chance if chance < 0.8:
                processes[number].presence.leave(reader, [topic])
                there.pop((number, reader, topic), None)
            case _:
                processes[number].presence.leave(reader)
                for each in topics:
                    there.pop((number, reader, each), None)
        if luck.random() < 0.3:
            town.said.clear()
        town.wait(luck.random() * 0.2)
    town.wait(8)
    for topic in topics:
        truth: dict[str, str] = {}
        for (_, _, where), (account, state) in there.items():
            if where == topic:
                best = max(state, truth.get(NAMES[account], "away"), key=module.STATES.index)
                truth[NAMES[account]] = best
        for each in processes:
            assert each.sees(topic) == truth
            assert [who for shown, who in each.shown if shown == topic][-1:] in (
                [truth],
                [] if not truth else [truth],
            )
