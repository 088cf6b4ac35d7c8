"""What a board shows of tickets equals a recount from nothing but the tickets, whatever happened and when."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from math import ceil
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.boards.counts import SHANGHAI, Counted, Counts, midnight
from hub.boards.standing import Named, Tree, standing

NOON = datetime(2026, 5, 20, 4, 0, tzinfo=UTC)  # noon in Shanghai
DISTRICT, STREETS = UUID(int=1), [UUID(int=2), UUID(int=3)]
COMMUNITIES = {UUID(int=10 + n): STREETS[n % 2] for n in range(4)}
ESTATES = {UUID(int=20 + n): UUID(int=10 + n) for n in range(4)}
TREE = Tree(
    {DISTRICT: Named("西区", "district", None)}
    | {one: Named("街道", "street", DISTRICT) for one in STREETS}
    | {one: Named("社区", "community", street) for one, street in COMMUNITIES.items()}
    | {one: Named("小区", "estate", community) for one, community in ESTATES.items()}
)
STATES = ["reported", "acknowledged", "dispatched", "working", "resolved", "closed", "reopened"]

steps = st.lists(
    st.tuples(
        st.integers(0, 7),  # which ticket
        st.sampled_from(STATES),
        st.integers(0, 400),  # minutes that pass before
        st.integers(10, 600),  # minutes until its promise
        st.booleans(),  # its clocks stand
        st.sampled_from([1, 1, 1, 0]),  # newer, or a repeat
    ),
    max_size=50,
)


class District:
    """Tickets that change as time goes by, and nothing counted of them."""

    def __init__(self) -> None:
        self.now = NOON
        self.tickets: dict[UUID, Counted] = {}

    def step(
        self, number: int, state: str, minutes: int, promise: int, still: bool, newer: int
    ) -> tuple[UUID, Counted]:
        self.now += timedelta(minutes=minutes)
        identity = UUID(int=100 + number)
        old = self.tickets.get(identity)
        if old is not None and not newer:
            return identity, old
        estate = list(ESTATES)[number % 4]
        community = ESTATES[estate]
        path = (DISTRICT, COMMUNITIES[community], community, UUID(int=50), estate)
        created = old.created_at if old else self.now
        ticket = Counted(
            version=old.version + 1 if old else 1, state=state, category=["drain", "lift", "noise"][number % 3],
            areas=path if number % 2 else path[:3], practice=number == 0,
            resolve_by=created + timedelta(minutes=promise), created_at=created,
            acknowledged_at=(old and old.acknowledged_at) or (None if state == "reported" else self.now),
            resolved_at=(old and old.resolved_at) or (self.now if state in ("resolved", "closed") else None),
            closed_at=self.now if state == "closed" else None,
            acknowledge_by=created + timedelta(minutes=15), task=number == 7, merged=number == 6, still=still,
        )  # fmt: skip
        self.tickets[identity] = ticket
        return identity, ticket


def recount(tickets: list[Counted], now: datetime, area: UUID) -> dict[str, object]:
    """Slowly, from the definitions in `types.Moment`."""
    day = midnight(now)
    mine = [one for one in tickets if area in one.areas]
    whole = [one for one in mine if not one.task]
    opened = [one for one in whole if one.state != "closed"]

    def late(some: list[Counted]) -> int:
        done = ("closed", "resolved")
        return sum(one.resolve_by < now and one.state not in done and not one.still for one in some)

    def since(name: str) -> list[Counted]:
        return [one for one in whole if (at := getattr(one, name)) is not None and at >= day]

    new, known, done = since("created_at"), since("acknowledged_at"), since("resolved_at")
    waited = sorted((one.acknowledged_at - one.created_at).total_seconds() for one in known)  # type: ignore[operator]
    quick = sum(one.acknowledged_at <= one.acknowledge_by for one in known)  # type: ignore[operator]
    kept = sum(one.resolved_at <= one.resolve_by for one in done)  # type: ignore[operator]
    hours = Counter(one.created_at.astimezone(SHANGHAI).hour for one in new)
    return {
        "open": dict(Counter(one.state for one in opened)),
        "categories": dict(Counter(one.category for one in opened)),
        "open_total": len(opened),
        "overdue": late(opened),
        "practice": sum(one.practice for one in opened),
        "tasks": sum(one.task and one.state != "closed" for one in mine),
        "tasks_overdue": late([one for one in mine if one.task]),
        "today": (len(new), len(known), len(done), sum(not one.merged for one in since("closed_at"))),
        "arrivals": tuple(hours[hour] for hour in range(24)),
        "sla": (quick, len(known) - quick, kept, len(done) - kept),
        "fresh": dict(Counter(one.category for one in new)),
        "waited": waited,
    }


@given(steps)
@settings(max_examples=150, deadline=None)
def test_equal_to_a_recount(taken: list[tuple[int, str, int, int, bool, int]]) -> None:
    district, counts = District(), Counts(NOON)
    for step in taken:
        identity, ticket = district.step(*step)
        # What ended before today is no event of today again, unless it is reopened with its whole history.
        counts.advance(district.now)
        counts.put(identity, ticket)
    forgotten = {one for one in district.tickets if one not in counts.tickets}
    for one in forgotten:
        closed_at = district.tickets[one].closed_at
        assert closed_at is not None
        assert closed_at < counts.day
    tickets = [ticket for identity, ticket in district.tickets.items() if identity not in forgotten]
    for area in (DISTRICT, *STREETS, *COMMUNITIES):
        shown, wanted = standing(counts, TREE, area), recount(tickets, district.now, area)
        for name in (
            "open",
            "categories",
            "open_total",
            "overdue",
            "practice",
            "tasks",
            "tasks_overdue",
            "arrivals",
        ):
            assert getattr(shown, name) == wanted[name], name
        today = shown.today
        assert (today.reported, today.acknowledged, today.resolved, today.confirmed) == wanted["today"]
        sla = shown.sla
        assert (
            sla.acknowledged_in_time, sla.acknowledged_late, sla.resolved_in_time, sla.resolved_late
        ) == wanted["sla"]  # fmt: skip
        assert {hot.category: hot.today for hot in shown.hot if hot.today} == wanted["fresh"]
        waited: list[float] = wanted["waited"]  # type: ignore[assignment]
        assert shown.waits.count == len(waited)
        for share, found in ((0.5, shown.waits.p50), (0.9, shown.waits.p90)):
            if waited:
                true = max(1.0, waited[ceil(share * len(waited)) - 1])
                assert found is not None
                assert abs(found - true) <= shown.waits.error * true
            else:
                assert found is None
        heat = {one.area: (one.open, one.late) for one in shown.heat}
        for estate in TREE.estates[area]:
            counted = recount(tickets, district.now, estate)
            assert heat.get(estate, (0, 0)) == (counted["open_total"], counted["overdue"])
        for part in shown.parts:
            below = recount(tickets, district.now, part.area)
            assert (part.open, part.late, part.reported) == (
                below["open_total"], below["overdue"], below["today"][0],  # type: ignore[index]
            )  # fmt: skip
    assert [part.area for part in standing(counts, TREE, DISTRICT).parts] == STREETS
