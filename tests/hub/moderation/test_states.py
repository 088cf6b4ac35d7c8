"""The states as a whole: whatever people try in whatever order, no state comes from nowhere, no two steps of a hiding
are one person's, the thing is where its case says, and old state + events = fresh fetch."""

from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.errors import DomainError
from hub.moderation import policy, reading, states
from hub.moderation.states import MOVES, SECOND
from hub.moderation.types import CaseState, ModerationCase, MyCase
from tests.hub.moderation.things import Board

ACTS = st.tuples(
    st.sampled_from(["write", "write_risky", "report", "open", "appeal", "edit", *(s for s in MOVES if s not in
                     ("checking", "held", "passed", "reported", "opened", "pulled", "appealed"))]),
    st.integers(0, 3),
    st.integers(0, 2),
)  # fmt: skip


def test_every_state_is_reached_and_none_from_nowhere() -> None:
    reached: set[CaseState | None] = {None}
    while more := {move.to for move in MOVES.values() if reached & set(move.sources)} - reached:
        reached |= more
    assert reached - {None} == set(CaseState.__args__)  # type: ignore[attr-defined]
    assert {step for step in MOVES if "appealed" in MOVES[step].sources} == set(SECOND)
    assert not [step for step, move in MOVES.items() if "final" in move.sources]


@pytest.mark.parametrize("step", sorted(MOVES))
def test_a_step_from_elsewhere_is_refused(step: Any) -> None:
    for state in ("checking", "held", "clear", "reported", "hidden", "appealed", "final"):
        if state in MOVES[step].sources:
            assert states.after(step, state) == MOVES[step].to
        else:
            with pytest.raises(DomainError):
                states.after(step, state)


class Play:
    """One run over a fresh board's things."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.things: list[UUID] = []

    async def act(self, what: str, who: int, which: int) -> None:
        board = self.board
        residents, staff = (
            [board.an, board.luo],
            [board.clerk, board.second, board.coordinator, board.far_clerk],
        )
        if what.startswith("write"):
            words = "找我 13800001234" if what == "write_risky" else "楼道灯坏了"
            self.things.append(await board.write(words, by=residents[who % 2]))
            return None
        if not self.things:
            return None
        subject = self.things[which % len(self.things)]
        if what == "report":
            return await board.report(residents[who % 2], subject)
        if what == "open":
            await board.open(staff[who], subject)
            return None
        if await board.owner.fetchval("SELECT id FROM moderation_cases WHERE subject = $1", subject) is None:
            return None
        case = await board.case(subject)
        if what == "appeal":
            await board.appeal(residents[who % 2], case)
        elif what == "edit":
            await self.edit(subject, who)
        else:
            await board.decide(staff[who], case, what)
        return None

    async def edit(self, subject: UUID, who: int) -> None:
        """As a room changes words: checked anew, shown or held as the check says."""
        board = self.board
        row = await board.owner.fetchrow("SELECT author, status FROM things WHERE id = $1", subject)
        assert row is not None
        words = "改过了，找我 13800001234" if who % 2 else "改过了"
        author = board.an if row["author"] == board.an.account else board.luo
        async with board.db.transaction() as tx:
            found = await board.checked(tx, subject, author, words, 0)
            status = row["status"] if row["status"] == "hidden" else "held" if found.held else "shown"
            await tx.execute(
                "UPDATE things SET words = $2, status = $3 WHERE id = $1", subject, words, status
            )

    async def look(self) -> None:
        board = self.board
        for row in await board.owner.fetch("SELECT * FROM moderation_cases"):
            steps = await board.owner.fetch(
                "SELECT * FROM moderation_steps WHERE case_id = $1 ORDER BY id", row["id"]
            )
            before: CaseState | None = None
            hid: UUID | None = None
            for step in steps:
                assert states.after(step["step"], before) == step["state"]
                if step["step"] == "hidden":
                    hid = step["by"]
                if step["step"] in SECOND:
                    assert step["by"] not in (None, hid)
                assert step["by"] != row["author"] or step["step"] == "appealed"
                before = step["state"]
            assert before == row["state"]
            status = (await board.status(row["subject"]))[0]
            wanted = {"clear": ("shown",), "reported": ("shown",), "held": ("held", "hidden")}
            assert status in wanted.get(row["state"], ("hidden",))
        await self.fresh()

    async def fresh(self) -> None:
        board = self.board
        known: dict[UUID, ModerationCase] = {}
        topic = f"staff/{board.place.community}/moderation"
        for row in await board.owner.fetch(
            "SELECT text FROM events WHERE topics @> ARRAY[$1] AND type = 'moderation.changed' ORDER BY id",
            topic,
        ):
            case = msgspec.convert(msgspec.json.decode(row["text"])["case"], ModerationCase)
            assert case.version == (known[case.id].version + 1 if case.id in known else 1)
            known[case.id] = case
        every: list[CaseState] = list(CaseState.__args__)  # type: ignore[attr-defined]
        page = await reading.page(board.db, board.clerk, states=every, limit=200)
        assert {case.id: case for case in page.cases} == known
        for who in (board.an, board.luo):
            mine: dict[UUID, MyCase] = {}
            for row in await board.owner.fetch(
                "SELECT text FROM events WHERE topics = ARRAY[$1] AND type = 'moderation.mine' ORDER BY id",
                f"own/{who.account}",
            ):
                told = msgspec.convert(msgspec.json.decode(row["text"])["case"], MyCase)
                mine[told.id] = told
            got = {one.id: one for one in (await reading.mine(board.db, who)).cases}
            # what is no news to her moves only the version
            assert {i: plain(one) for i, one in got.items()} == {i: plain(one) for i, one in mine.items()}
            assert all(one == policy.for_author(known[i]) for i, one in got.items())


def plain(one: MyCase) -> MyCase:
    return msgspec.structs.replace(one, version=0, words="")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ACTS, min_size=10, max_size=30))
async def test_whatever_people_try(board: Board, acts: list[tuple[str, int, int]]) -> None:
    await board.owner.execute(
        "TRUNCATE things, moderation_steps, moderation_reports, moderation_cases, events CASCADE"
    )
    play = Play(board)
    for what, who, which in acts:
        try:
            await play.act(what, who, which)
        except DomainError as error:
            assert error.status in (403, 404, 409), error.code  # noqa: PT017
    await play.look()
