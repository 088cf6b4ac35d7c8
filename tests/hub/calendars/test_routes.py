"""Calendars through the real hub."""

from uuid import uuid4

from tests.conftest import RunningHub
from tests.support import People

WEEK = [[{"opens": "09:00", "closes": "17:00"}]] * 5 + [[], []]


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


async def test_made_edited_previewed(hub: RunningHub, people: People) -> None:
    boss = await people.staff("platform_operator", people.place.district, "运维")
    async with await hub.client(boss) as operator, await hub.client(await people.clerk()) as clerk:
        given = {"name": "全区", "week": WEEK, "area": str(people.place.district)}
        made = await operator.post("/api/calendars", json=given, headers=key())
        assert (made.status_code, made.json()["version"]) == (201, 1)
        at = f"/api/calendars/{made.json()['id']}"
        year = int(made.json()["built_to"][:4])
        edited = await operator.put(f"{at}/week", json={"week": WEEK, "version": 1}, headers=key())
        assert (edited.status_code, edited.json()["version"]) == (200, 2)
        day = {"periods": [], "note": "停电"}
        closed = await operator.put(f"{at}/days/{year}-01-15", json=day, headers=key())
        assert closed.json()["days"] == [{"day": f"{year}-01-15", **day, "periods": []}]
        published = await operator.put(f"/api/holidays/{year}", json={"days": []}, headers=key())
        assert published.json() == {"year": year, "source": "edited", "days": []}
        used = await operator.put(
            "/api/calendars/uses",
            json={"area": str(people.place.street), "calendar": made.json()["id"]},
            headers=key(),
        )
        assert len(used.json()["calendars"][0]["uses"]) == 2
        shown = (await clerk.get("/api/calendars")).json()
        assert [one["editable"] for one in shown["calendars"]] == [False]
        assert year not in shown["unknown_years"]
        seen = await clerk.get(f"{at}/preview", params={"at": "2026-09-16T10:00:00+08:00", "days": 1})
        assert seen.status_code == 200
        assert (
            await clerk.put(f"{at}/week", json={"week": WEEK, "version": 3}, headers=key())
        ).status_code == 403


async def test_bad_bodies(hub: RunningHub, people: People) -> None:
    boss = await people.staff("platform_operator", people.place.district, "运维")
    async with await hub.client(boss) as operator:
        for week in (WEEK[:6], [[{"opens": "9:00", "closes": "17:00"}]] * 7, [[{"opens": "09:00"}]] * 7):
            answer = await operator.post("/api/calendars", json={"name": "x", "week": week}, headers=key())
            assert (answer.status_code, answer.json()["code"]) == (400, "input.invalid")
        for path in ("/api/holidays/99999999999", f"/api/calendars/{uuid4()}/days/2026-02-30"):
            answer = await operator.put(path, json={"days": [], "periods": []}, headers=key())
            assert answer.status_code in (400, 404), path
