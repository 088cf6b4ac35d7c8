"""What a reporter says instead of writing, and where she stands: whose it is, who hears it, who is told."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from hub.accounts.types import Principal
from hub.db import Database
from hub.settings import Settings
from hub.tickets import actions
from hub.tickets.follows.actions import follow
from hub.tickets.follows.types import Follow
from hub.tickets.types import Create, Dispatch, Position, Ticket
from tests.hub.tickets.scene import refused
from tests.support import People, ask


class Speaking:
    """安女士 says it; the firm serves her estate."""

    def __init__(self, db: Database, owner: Any, people: People, settings: Settings) -> None:
        self.db, self.owner, self.people, self.settings = db, owner, people, settings

    async def voice(self, who: Principal, milliseconds: int = 12_400) -> UUID:
        made: UUID = await self.owner.fetchval(
            """INSERT INTO voices (district, owner, container, milliseconds, bytes, stored_at)
               VALUES ($1, $2, 'webm', $3, 1000, app_now()) RETURNING id""",
            who.district, who.account, milliseconds,
        )  # fmt: skip
        return made

    async def report(self, who: Principal, voice: UUID, **given: Any) -> Ticket:
        report = Create(area=self.people.place.estate, category="drain_blocked", voice=voice, **given)
        return await actions.create(self.db, who, ask(who), report)

    async def hears(self, who: Principal, ticket: Ticket) -> int | None:
        """Seconds, None for who hears nothing."""
        detail = await actions.detail(self.db, who, ticket.id, self.settings)
        return detail.voice.seconds if detail.voice else None


@pytest.fixture
async def speaking(db: Database, owner: Any, people: People, settings: Settings) -> Speaking:
    return Speaking(db, owner, people, settings)


async def test_who_sees_the_photos_hears_the_voice_and_a_follower_does_not(
    speaking: Speaking, people: People
) -> None:
    an, clerk, firm, luo = (
        await people.resident(), await people.clerk(), await people.dispatcher(), await people.resident("罗先生"),
    )  # fmt: skip
    ticket = await speaking.report(an, await speaking.voice(an))
    assert (ticket.text, ticket.voice_seconds) == ("下水道堵塞", 12)
    given = Dispatch(organisation=people.place.property_org)
    await actions.dispatch(speaking.db, clerk, ask(clerk), ticket.id, given)
    await follow(speaking.db, luo, ask(luo), ticket.id, Follow())
    assert [await speaking.hears(who, ticket) for who in (an, clerk, firm, luo)] == [12, 12, 12, None]
    seen = await actions.detail(speaking.db, luo, ticket.id, speaking.settings)
    assert seen.ticket.voice_seconds == 0
    with refused("not_found"):
        await speaking.hears(await people.clerk(people.place.other_community), ticket)


async def test_on_a_complaint_only_her_desk_hears_who_speaks(speaking: Speaking, people: People) -> None:
    an, clerk = await people.resident(), await people.clerk()
    ticket = await speaking.report(an, await speaking.voice(an), about=people.place.property_org)
    handler = await people.staff(
        "dept_handler", people.place.district, "罗军", organisation=people.place.department
    )
    grid = await people.staff("grid_officer", people.place.grid, "王芳")
    given = Dispatch(organisation=people.place.department)
    await actions.dispatch(speaking.db, clerk, ask(clerk), ticket.id, given)
    assert [await speaking.hears(who, ticket) for who in (an, clerk, handler, grid)] == [12, 12, None, None]
    with refused("not_found"):
        await speaking.hears(await people.dispatcher(), ticket)


async def test_one_reports_with_ones_own_voice_once(speaking: Speaking, people: People) -> None:
    an, luo = await people.resident(), await people.resident("罗先生")
    voice = await speaking.voice(an)
    for who, wanted in ((luo, voice), (an, uuid4())):
        with refused("voice.unknown"):
            await speaking.report(who, wanted)
    assert (await speaking.report(an, voice)).voice_seconds == 12
    with refused("voice.unknown"):
        await speaking.report(an, voice, text="再报一次")
    assert (await speaking.report(an, await speaking.voice(an, 300))).voice_seconds == 1


async def test_where_she_stood_is_for_who_goes_there(speaking: Speaking, people: People) -> None:
    an, luo, clerk = await people.resident(), await people.resident("罗先生"), await people.clerk()
    stood = Position(26.58, 101.72, 15)
    ticket = await speaking.report(an, await speaking.voice(an), position=stood)
    await follow(speaking.db, luo, ask(luo), ticket.id, Follow())
    for who, seen in ((an, stood), (clerk, stood), (luo, None)):
        detail = await actions.detail(speaking.db, who, ticket.id, speaking.settings)
        assert detail.position == seen
    events = await speaking.owner.fetch("SELECT text FROM events WHERE subject = $1", ticket.id)
    assert events
    assert not any("101.72" in row["text"] for row in events)
