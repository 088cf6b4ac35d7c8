"""Counting wishes by differences equals a recount, whatever happened in between; a board counts them live."""

from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.boards.types import BoardWishes
from hub.boards.wished import Wished, Wishing
from tests.conftest import RunningHub
from tests.hub.wishes.conftest import scene
from tests.hub.wishes.scene import Scene, mine_of
from tests.support import until

__all__ = ["scene"]

AREAS = [UUID(int=n) for n in range(1, 5)]
STATES = ["asked", "returned", "refused", "open", "claimed", "fulfilled", "thanked", "withdrawn"]
RECOUNT = """
SELECT count(*) FILTER (WHERE state = 'open') AS open,
       count(*) FILTER (WHERE state IN ('claimed', 'fulfilled')) AS claimed,
       count(*) FILTER (WHERE state = 'thanked') AS thanked
  FROM wishes WHERE path @> ARRAY[$1::uuid] AND hidden IS NULL
"""

changed = st.tuples(
    st.integers(0, 5),
    st.builds(
        lambda version, area, state, hidden: Wished(version, (AREAS[0], AREAS[area]), state, hidden),
        st.integers(1, 9), st.integers(1, 3), st.sampled_from(STATES), st.booleans(),
    ),
)  # fmt: skip


@given(st.lists(changed, max_size=40), st.integers(0, 40))
@settings(max_examples=150, deadline=None)
def test_equal_to_a_recount(steps: list[tuple[int, Wished]], read_at: int) -> None:
    """Also when a first reading comes beside the events."""
    counts, latest = Wishing(), {}
    for place, (number, wish) in enumerate(steps):
        if place == read_at:
            fresh = Wishing()
            for identity, known in latest.items():
                fresh.put(identity, known)
            fresh.take(counts)
            counts = fresh
        identity = UUID(int=100 + number)
        counts.put(identity, wish)
        counts.put(identity, wish)
        if identity not in latest or latest[identity].version < wish.version:
            latest[identity] = wish
    for area in AREAS:
        here = [one.state for one in latest.values() if area in one.areas and not one.hidden]
        assert counts.counts(area) == BoardWishes(
            open=here.count("open"), claimed=here.count("claimed") + here.count("fulfilled"),
            thanked=here.count("thanked"),
        )  # fmt: skip


async def test_a_board_counts_them_live(scene: Scene, hub: RunningHub) -> None:
    boards, place = hub.hub.boards, scene.place

    async def recounted() -> BoardWishes:
        row = await scene.owner.fetchrow(RECOUNT, place.street)
        assert row is not None
        return BoardWishes(**dict(row))

    for steps in range(5):
        wish = mine_of(await scene.ask_for())
        if steps > 0:
            await scene.publish(wish)
        if steps > 1:
            await scene.claim(wish)
        if steps > 2:
            await (scene.take_back(wish) if steps == 3 else scene.fulfil(wish))
    await scene.thank(wish, scene.clerk)
    expected = BoardWishes(open=2, claimed=1, thanked=1)
    assert await recounted() == expected
    await until(lambda: boards.board(place.street).wishes == expected)
    assert boards.board(place.sibling_community).wishes == BoardWishes()
    # What a hub reads at its start is the same.
    await boards.load()
    assert boards.board(place.district).wishes == expected
