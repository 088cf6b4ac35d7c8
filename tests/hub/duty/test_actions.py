"""Who has duty at which hour, who reads and edits that, and who hears of it."""

from datetime import UTC, date, datetime
from typing import Any, TypeAlias
from uuid import UUID, uuid4

import asyncpg
import pytest

from hub.accounts.types import Principal
from hub.db import Database
from hub.duty import actions, policy
from hub.duty.types import Edit, Roster, Shift
from hub.errors import DomainError
from tests.conftest import RunningHub
from tests.support import District, People, ask

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


class Office:
    """A community's desk with two clerks and a street above it."""

    def __init__(self, db: Database, owner: Owner, people: People) -> None:
        self.db, self.owner, self.people, self.place = db, owner, people, people.place

    async def begin(self) -> "Office":
        self.chen = await self.people.clerk()
        self.he = await self.people.staff("community_secretary", self.place.community, "何建国")
        self.li = await self.people.staff("street_clerk", self.place.street, "李志强")
        return self

    async def edit(self, *shifts: Shift, by: Principal | None = None, **given: Any) -> Roster:
        who = by or self.chen
        unit = given.pop("unit", self.place.community)
        return await actions.edit(self.db, who, ask(who), unit, Edit(shifts=list(shifts), **given))

    async def at(self, month: int, day: int, hour: int, minute: int = 0) -> tuple[str, str | None] | None:
        """Who has duty then, in Shanghai's time of 2026."""
        moment = datetime(2026, month, day, hour, minute, tzinfo=UTC).timestamp() - 8 * 3600
        async with self.db.connection() as connection:
            found = await actions.on_duty(
                connection, self.place.community, datetime.fromtimestamp(moment, tz=UTC)
            )
        return (found.person.name, found.deputy.name if found.deputy else None) if found else None

    async def refused(self, doing: Any) -> str:
        with pytest.raises(DomainError) as caught:
            await doing
        return caught.value.code


@pytest.fixture
async def office(db: Database, owner: Owner, people: People) -> Office:
    return await Office(db, owner, people).begin()


def shift(person: Principal, since: str, until: str, deputy: Principal | None = None, **when: Any) -> Shift:
    return Shift(
        since=since, until=until, person=person.account, deputy=deputy.account if deputy else None, **when
    )


async def test_days_and_nights_of_a_week(office: Office) -> None:
    await office.edit(
        shift(office.chen, "08:00", "18:00", office.he, weekday=5),
        shift(office.he, "18:00", "08:00", weekday=5),
    )
    friday = 18  # of September 2026
    assert await office.at(9, friday, 7, 59) is None
    assert await office.at(9, friday, 8) == ("陈晓梅", "何建国")
    assert await office.at(9, friday, 17, 59) == ("陈晓梅", "何建国")
    assert await office.at(9, friday, 18) == ("何建国", None)
    assert await office.at(9, friday + 1, 2, 15) == ("何建国", None)
    assert await office.at(9, friday + 1, 8) is None


async def test_a_dated_shift_goes_before_the_weeks(office: Office) -> None:
    await office.edit(
        shift(office.chen, "00:00", "00:00", weekday=5),
        shift(office.he, "08:00", "12:00", day=date(2026, 9, 18)),
    )
    assert await office.at(9, 18, 9) == ("何建国", None)
    assert await office.at(9, 18, 12) == ("陈晓梅", None)
    assert await office.at(9, 25, 9) == ("陈晓梅", None)


@pytest.mark.parametrize("how", ["disabled", "no role any more"])
async def test_who_has_left_is_passed_over(office: Office, how: str) -> None:
    await office.edit(shift(office.chen, "00:00", "00:00", office.he, weekday=5))

    async def leave(who: Principal) -> None:
        if how == "disabled":
            await office.owner.execute("UPDATE accounts SET disabled_at = now() WHERE id = $1", who.account)
        else:
            await office.owner.execute("UPDATE grants SET ended_at = now() WHERE account = $1", who.account)

    await leave(office.chen)
    assert await office.at(9, 18, 9) == ("何建国", None)
    assert len((await actions.roster(office.db, office.li, office.place.community)).gaps) == 2
    await leave(office.he)
    assert await office.at(9, 18, 9) is None
    assert len((await actions.roster(office.db, office.li, office.place.community)).gaps) == 1


async def test_nobody_overwrites_what_they_have_not_read(office: Office) -> None:
    first = await office.edit(shift(office.chen, "08:00", "18:00", weekday=1))
    assert (first.version, len(first.shifts), first.may_edit) == (1, 1, True)
    assert [person.name for person in first.people] == ["何建国", "陈晓梅"]
    assert await office.refused(office.edit()) == "duty.stale"
    second = await office.edit(version=1)
    assert (second.version, second.shifts) == (2, [])
    assert await office.refused(office.edit(version=1)) == "duty.stale"


async def test_shifts_that_say_nothing_or_too_much_are_refused(office: Office, people: People) -> None:
    both = shift(office.chen, "08:00", "18:00", weekday=1, day=date(2026, 9, 18))
    assert await office.refused(office.edit(both)) == "duty.shift"
    assert await office.refused(office.edit(shift(office.chen, "08:00", "18:00"))) == "duty.shift"
    alone = shift(office.chen, "08:00", "18:00", office.chen, weekday=1)
    assert await office.refused(office.edit(alone)) == "duty.shift"
    resident = shift(await people.resident(), "08:00", "18:00", weekday=1)
    assert await office.refused(office.edit(resident)) == "duty.person"


async def test_who_reads_and_who_edits(office: Office, people: People, district: District) -> None:
    community, firm = district.community, district.property_org
    await office.edit(shift(office.chen, "00:00", "00:00", weekday=1))
    grid = await people.staff("grid_officer", district.grid, "王芳")
    elsewhere = await people.clerk(district.other_community)
    dispatcher = await people.dispatcher()
    for who in (elsewhere, await people.resident(), dispatcher):
        assert await office.refused(actions.roster(office.db, who, community)) == "not_found"
        assert await office.refused(office.edit(by=who)) == "not_found"
    assert not (await actions.roster(office.db, grid, community)).may_edit
    assert await office.refused(office.edit(by=grid, version=1)) == "forbidden"
    assert await office.refused(office.edit(by=office.chen, unit=district.street)) == "forbidden"
    assert (await actions.roster(office.db, office.chen, district.street)).version is None
    assert (await office.edit(by=office.li, version=1)).version == 2
    own = shift(dispatcher, "00:00", "00:00", weekday=1)
    assert (await office.edit(own, by=dispatcher, unit=firm)).version == 1
    assert await office.refused(office.edit(by=office.chen, unit=firm)) == "forbidden"
    assert await office.refused(actions.roster(office.db, office.chen, uuid4())) == "not_found"
    assert await office.refused(actions.roster(office.db, office.chen, district.estate)) == "not_found"
    far = await people.clerk(district.far_community)
    assert await office.refused(actions.roster(office.db, far, community)) == "not_found"


async def test_who_has_duty_now(office: Office, people: People, district: District) -> None:
    every_day = [shift(office.chen, "00:00", "00:00", office.he, weekday=n) for n in range(1, 8)]
    await office.edit(*every_day)
    await office.edit(by=office.li, unit=district.street)

    async def shown(who: Principal) -> list[tuple[str, str | None]]:
        found = await actions.now(office.db, who)
        return [(one.unit.name, one.now.person.name if one.now else None) for one in found.units]

    assert await shown(office.li) == [("清香坪街道", None), ("金沙社区", "陈晓梅")]
    assert await shown(office.chen) == [("金沙社区", "陈晓梅")]
    assert await shown(await people.clerk(district.other_community)) == []
    assert await office.refused(actions.now(office.db, await people.resident())) == "forbidden"


async def test_a_change_is_told_without_names(office: Office, people: People, district: District) -> None:
    await office.edit(shift(office.chen, "00:00", "00:00", weekday=1))
    row = await office.owner.fetchrow("SELECT topics, text FROM events WHERE type = 'duty.changed'")
    assert row is not None
    assert list(row["topics"]) == [f"staff/{district.community}/duty"]
    assert "陈" not in row["text"]

    async def hears(who: Principal, topic: str) -> bool:
        async with office.db.connection() as connection:
            return await policy.may_subscribe(connection, who, topic.split("/"))

    assert await hears(office.li, f"staff/{district.community}/duty")
    assert not await hears(await people.clerk(district.other_community), f"staff/{district.community}/duty")
    assert not await hears(await people.resident(), f"org/{district.property_org}/duty")
    assert await hears(await people.dispatcher(), f"org/{district.property_org}/duty")
    assert not await hears(office.li, "staff/so/duty")


async def test_over_http(hub: RunningHub, people: People, district: District) -> None:
    chen = await people.clerk()
    async with await hub.client(chen) as client:
        path = f"/api/duty/{district.community}"
        body = {"shifts": [{"weekday": 1, "since": "18:00", "until": "08:00", "person": str(chen.account)}]}
        edited = await client.put(path, json=body, headers={"Idempotency-Key": "1"})
        assert edited.status_code == 200, edited.text
        assert (await client.get(path)).json()["shifts"][0]["person"]["name"] == "陈晓梅"
        again = await client.put(path, json=body, headers={"Idempotency-Key": "2"})
        assert (again.status_code, again.json()["code"]) == (409, "duty.stale")
        assert (await client.get("/api/duty/now")).json()["units"][0]["unit"]["name"] == "金沙社区"
        wrong = {"shifts": [{"weekday": 9, "since": "25:00", "until": "08:00", "person": str(UUID(int=1))}]}
        assert (await client.put(path, json=wrong, headers={"Idempotency-Key": "3"})).status_code == 400
