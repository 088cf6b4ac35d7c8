"""The first page over HTTP: what an area shows, who may change it, and codes on doors."""

from uuid import UUID

from hub.home import doors
from hub.home.types import Door
from tests.conftest import RunningHub
from tests.hub.tickets.test_routes import key
from tests.support import People, next_event

WISHES = {
    "position": 5,
    "icon": "heart",
    "name": "微心愿",
    "name_en": "Wishes",
    "state": "open",
    "address": "/wishes",
}


async def test_the_nearest_area_decides_and_phones_hear_of_it(hub: RunningHub, people: People) -> None:
    place = people.place
    an, coordinator = await people.resident(), await people.staff("district_coord", place.district)

    async def shown(area: object) -> dict[str, str]:
        async with await hub.client() as anybody:
            answer = await anybody.get("/api/home", params={"area": str(area)})
        return {one["key"]: one["state"] for one in answer.json()["sections"]}

    first = await shown(place.dwelling)
    assert next(iter(first)) == "report"
    assert (first["rental"], first["certification"]) == ("soon", "open")
    async with (
        await hub.client(coordinator) as desk,
        hub.listen(an, f"public/{place.district}/home") as live,
    ):
        path = f"/api/home/{place.street}/sections"
        put = await desk.put(f"{path}/rental", json=WISHES, headers=key())
        assert put.status_code == 200, put.text
        event = await next_event(live)
        assert (event["type"], event["data"]) == ("home.changed", {"area": str(place.street)})
        assert next(iter(await shown(place.dwelling))) == "rental"
        assert (await shown(place.other_community))["rental"] == "soon"
        hidden = WISHES | {"state": "hidden", "address": ""}
        await desk.put(f"/api/home/{place.community}/sections/rental", json=hidden, headers=key())
        assert "rental" not in await shown(place.dwelling)
        assert (await shown(place.sibling_community))["rental"] == "open"
        every = (await desk.get(f"/api/home/{place.community}/sections")).json()["sections"]
        [mine] = [one for one in every if one["key"] == "rental"]
        assert (mine["state"], mine["area"]) == ("hidden", str(place.community))
        await desk.delete(f"/api/home/{place.community}/sections/rental", headers=key())
        assert (await shown(place.dwelling))["rental"] == "open"


async def test_who_may_not_change_it(hub: RunningHub, people: People) -> None:
    place = people.place
    path = f"/api/home/{place.district}/sections"
    for who in (
        await people.resident(), await people.clerk(), await people.staff("street_clerk", place.street),
        await people.staff("district_coord", place.other_street),
    ):  # fmt: skip
        async with await hub.client(who) as client:
            for made in (
                client.get(path), client.put(f"{path}/rental", json=WISHES, headers=key()),
                client.delete(f"{path}/rental", headers=key()),
            ):  # fmt: skip
                answer = await made
                assert (answer.status_code, answer.json()["code"]) == (403, "home.not_allowed")
    async with await hub.client(await people.staff("district_coord", place.district)) as desk:
        far = await desk.put(f"/api/home/{place.far_district}/sections/rental", json=WISHES, headers=key())
        assert (far.status_code, far.json()["code"]) == (404, "area.unknown")
        answer = await desk.put(f"{path}/nothing", json=WISHES, headers=key())
        assert (answer.status_code, answer.json()["code"]) == (404, "home.unknown")
        for bad in (
            {"address": ""},
            {"address": "https://x"},
            {"state": "shut"},
            {"name": ""},
            {"icon": "<b>"},
        ):
            answer = await desk.put(f"{path}/rental", json=WISHES | bad, headers=key())
            assert answer.status_code == 400, bad


async def test_a_code_on_a_door_says_where_one_stands(hub: RunningHub, people: People) -> None:
    place = people.place
    given = {"area": str(place.dwelling)}
    async with await hub.client(await people.staff("grid_officer", place.grid)) as officer:
        door = (await officer.post("/api/doors", json=given, headers=key())).json()
        assert (door["level"], door["place"]) == ("dwelling", "金沙社区 宝鼎金沙小区 12栋3单元1-6")
        assert (await officer.post("/api/doors", json=given, headers=key())).json()["code"] == door["code"]
        wide = await officer.post("/api/doors", json={"area": str(place.grid)}, headers=key())
        assert (wide.status_code, wide.json()["code"]) == (400, "home.no_door")
    async with await hub.client() as anybody:
        assert (await anybody.get(f"/api/doors/{door['code']}")).json() == door
        assert (await anybody.get("/api/doors/aaaaaaaaaa")).json()["code"] == "home.door_unknown"
    for who in (await people.resident(), await people.clerk(place.sibling_community)):
        async with await hub.client(who) as client:
            assert (await client.post("/api/doors", json=given, headers=key())).status_code == 403


async def test_a_sheet_has_a_code_for_each_door_and_keeps_those_that_hang(
    hub: RunningHub, people: People
) -> None:
    place = people.place
    given = {"estate": str(place.estate)}
    async with await hub.client(await people.clerk()) as clerk:
        hangs = (await clerk.post("/api/doors", json={"area": str(place.unit)}, headers=key())).json()
        first = (await clerk.post("/api/doors/sheet", json=given, headers=key())).json()
        again = (await clerk.post("/api/doors/sheet", json=given, headers=key())).json()
        assert again == first
        assert first["name"] == "宝鼎金沙小区"
        assert [(one["level"], one["place"]) for one in first["doors"]][:3] == [
            ("estate", "金沙社区 宝鼎金沙小区"),
            ("building", "金沙社区 宝鼎金沙小区 12栋"),
            ("unit", "金沙社区 宝鼎金沙小区 12栋3单元"),
        ]
        assert {one["level"] for one in first["doors"]} == {"estate", "building", "unit"}
        assert hangs in first["doors"]
        assert len({one["code"] for one in first["doors"]}) == len(first["doors"])
        narrow = await clerk.post("/api/doors/sheet", json={"estate": str(place.building)}, headers=key())
        assert (narrow.status_code, narrow.json()["code"]) == (400, "home.no_door")
    async with await hub.client() as anybody:
        for one in first["doors"]:
            assert (await anybody.get(f"/api/doors/{one['code']}")).json() == one
    for who in (await people.resident(), await people.clerk(place.sibling_community)):
        async with await hub.client(who) as client:
            assert (await client.post("/api/doors/sheet", json=given, headers=key())).status_code == 403


def test_doors_stand_as_one_walks_past_them() -> None:
    def door(place: str) -> Door:
        return Door(code="", area=UUID(int=0), level="unit", place=place)

    walked = ["甲 乙", "甲 乙 2栋", "甲 乙 2栋1单元", "甲 乙 2栋10单元", "甲 乙 10栋"]
    assert [one.place for one in sorted(map(door, reversed(walked)), key=doors._as_one_walks)] == walked


async def test_how_pages_look_goes_along_to_the_next_phone(hub: RunningHub, people: People) -> None:
    an, other = await people.resident(), await people.resident("罗先生")
    async with await hub.client(an) as phone, await hub.client(other) as another:
        assert (await phone.get("/api/me")).json()["look"] is None
        look = {"elder": True, "theme": "dark"}
        assert (await phone.put("/api/me/look", json=look, headers=key())).json() == look
        assert (await phone.get("/api/me")).json()["look"] == look
        assert (await another.get("/api/me")).json()["look"] is None
        assert (await phone.put("/api/me/look", json={"elder": 1}, headers=key())).status_code == 400
    async with await hub.client() as stranger:
        assert (await stranger.put("/api/me/look", json=look, headers=key())).status_code == 401


async def test_what_it_is_likely_to_be(hub: RunningHub, people: People) -> None:
    an, luo = await people.resident(), await people.resident("罗先生")

    async def suggested(client: object, text: str = "") -> list[tuple[str, str]]:
        asked = {"area": str(people.place.dwelling), "text": text}
        answer = await client.get("/api/tickets/suggest", params=asked)  # type: ignore[attr-defined]
        return [(one["category"], one["why"]) for one in answer.json()["suggestions"]]

    async with await hub.client(an) as phone, await hub.client(luo) as neighbour:
        assert await suggested(phone) == []
        report = {"area": str(people.place.dwelling), "category": "drain_blocked", "text": "堵了"}
        await neighbour.post("/api/tickets", json=report, headers=key())
        await neighbour.post("/api/tickets", json=report | {"category": "gas_smell"}, headers=key())
        assert await suggested(phone) == [("drain_blocked", "near")]  # danger only by her own words
        await phone.post("/api/tickets", json=report | {"category": "noise_or_fumes"}, headers=key())
        assert await suggested(phone) == [("noise_or_fumes", "mine"), ("drain_blocked", "near")]
        assert (await suggested(phone, "楼道有燃气异味"))[0] == ("gas_smell", "words")
        far = await phone.get("/api/tickets/suggest", params={"area": str(people.place.far_community)})
        assert far.status_code == 404
