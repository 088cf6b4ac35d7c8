"""Wishes over HTTP, and on the sockets of the wall, of who asked and of who claimed."""

from uuid import UUID

import pytest

from hub.wishes import policy
from hub.wishes.types import WishCounts
from tests.conftest import RunningHub
from tests.hub.tickets.test_routes import key
from tests.hub.wishes.scene import Scene, mine_of
from tests.support import next_event


async def test_a_wish_goes_round_live(hub: RunningHub, scene: Scene) -> None:
    place = scene.place
    async with (
        await hub.client(scene.an) as phone,
        await hub.client(scene.clerk) as desk,
        await hub.client(scene.luo) as neighbour,
        hub.listen(scene.luo, f"public/{place.community}/wishes", f"own/{scene.luo.account}") as live,
    ):
        given = {"kind": "thing", "text": "想要一副老花镜", "home": str(place.dwelling)}
        asked = await phone.post("/api/wishes", json=given, headers=key())
        assert (asked.status_code, asked.json()["mine"]["state"]) == (201, "asked")
        path = f"/api/wishes/{asked.json()['mine']['id']}"
        assert (await neighbour.get(path)).status_code == 404
        counts = (await desk.get("/api/wishes/counts")).json()
        assert (counts["asked"], counts["open"]) == (1, 0)
        await desk.post(f"{path}/publish", json={"text": "一副老花镜"}, headers=key())
        event = await next_event(live)
        assert (event["type"], event["data"]["wish"]["text"]) == ("wish.shown", "一副老花镜")
        wall = await neighbour.get("/api/wishes/wall", params={"area": str(place.dwelling), "state": "open"})
        assert [one["number"] for one in wall.json()["wishes"]] == [event["data"]["wish"]["number"]]
        page = (await neighbour.get(path)).json()
        assert page["actions"] == ["claim"]
        claimed = await neighbour.post(f"{path}/claim", json={}, headers=key())
        assert (claimed.status_code, claimed.json()["desk"]) == (200, None)
        while (event := await next_event(live))["type"] != "wish.taken":
            pass
        assert event["data"]["wish"]["mine"] is True
        assert (await neighbour.get(path)).json()["actions"] == ["contacted", "release", "fulfil", "contact"]
        contact = await neighbour.post(f"{path}/contact", json={})
        assert contact.json()["name"] == "安女士"
        assert (await phone.post(f"{path}/contact", json={})).status_code == 403
        for act in ("contacted", "fulfil"):
            done = await neighbour.post(f"{path}/{act}", json={}, headers=key())
            assert done.status_code == 200
        thanks = {"text": "清楚多了", "share": True}
        assert (await phone.post(f"{path}/thank", json=thanks, headers=key())).json()["shown"][
            "thanks"
        ] == "清楚多了"
        assert (await neighbour.get("/api/wishes/taken")).json()["wishes"][0]["state"] == "thanked"
        assert len((await phone.get("/api/wishes/mine")).json()["wishes"]) == 1
        assert len((await desk.get("/api/wishes/desk", params={"state": "thanked"})).json()["wishes"]) == 1
        assert (await phone.get("/api/wishes/desk")).json()["wishes"] == []
        rules = (await phone.get("/api/wishes/rules")).json()
        assert (rules["contact_days"], rules["remind_days"]) == (7, 5)
        assert (await desk.put("/api/wishes/rules", json=rules, headers=key())).status_code == 403


async def test_pages_and_filters(scene: Scene, hub: RunningHub) -> None:
    scene_rules = "INSERT INTO wish_rules (district, wishes_per_asker) VALUES ($1, 20)"
    await scene.owner.execute(scene_rules, scene.place.district)
    made = [str(await scene.hung(kind=kind)) for kind in ("thing", "help", "thing", "repair", "thing")]
    async with await hub.client(scene.luo) as neighbour:
        seen, after = [], None
        while True:
            params = {"area": str(scene.place.community), "limit": 2} | ({"after": after} if after else {})
            page = (await neighbour.get("/api/wishes/wall", params=params)).json()
            seen += [one["id"] for one in page["wishes"]]
            if (after := page["next"]) is None:
                break
        assert seen == made[::-1]
        params = {"area": str(scene.place.community), "kind": "thing"}
        page = (await neighbour.get("/api/wishes/wall", params=params)).json()
        assert [one["id"] for one in page["wishes"]] == [made[4], made[2], made[0]]
        assert (await neighbour.get("/api/wishes/wall")).status_code == 400
        far = {"area": str(scene.place.far_community)}
        assert (await neighbour.get("/api/wishes/wall", params=far)).status_code == 404


async def test_topics(scene: Scene) -> None:
    place = scene.place
    async with scene.db.connection() as connection:

        async def may(who: object, *parts: object) -> bool:
            return await policy.may_subscribe(connection, who, [str(part) for part in parts])  # type: ignore[arg-type]

        for area in (place.community, place.street, place.district, place.other_community):
            assert await may(scene.stranger, "public", area, "wishes")
        assert not await may(scene.stranger, "public", place.far_community, "wishes")
        assert not await may(scene.stranger, "public", "x", "wishes")
        assert await may(scene.clerk, "staff", place.community, "wishes")
        assert await may(scene.grid, "staff", place.grid, "wishes")
        assert not await may(scene.grid, "staff", place.community, "wishes")
        assert await may(scene.street, "staff", place.community, "wishes")
        for who in (scene.an, scene.firm, scene.other_clerk, await scene.volunteer()):
            assert not await may(who, "staff", place.community, "wishes")
        assert await may(scene.firm, "org", place.property_org, "wishes")
        assert not await may(scene.firm, "org", place.other_property_org, "wishes")
        assert not await may(scene.clerk, "org", place.property_org, "wishes")
        assert not await may(scene.clerk, "staff", place.community, "tickets")


async def test_what_staff_see_is_their_areas(scene: Scene) -> None:
    from hub.wishes import lists

    wish = mine_of(await scene.ask())
    for who in (scene.clerk, scene.grid, scene.street, scene.coordinator):
        assert [one.id for one in (await lists.desk(scene.db, who)).wishes] == [wish]
    for who in (scene.other_clerk, scene.firm, scene.an):
        assert (await lists.desk(scene.db, who)).wishes == []
        assert await lists.counts(scene.db, who) == WishCounts(0, 0, 0, 0, 0, 0, 0)


GETS = ("/wall?area=" + str(UUID(int=1)), "/mine", "/taken", "/desk", "/counts", "/rules", f"/{UUID(int=1)}")
POSTS = (
    "edit", "publish", "give-back", "refuse", "take-back", "claim", "contacted", "release", "fulfil", "not-yet",
    "thank", "withdraw", "contact",
)  # fmt: skip


async def test_without_a_session(hub: RunningHub) -> None:
    async with await hub.client() as stranger:
        for path in GETS:
            assert (await stranger.get(f"/api/wishes{path}")).status_code == 401
        for path in ("", "/for", *(f"/{UUID(int=1)}/{name}" for name in POSTS)):
            assert (await stranger.post(f"/api/wishes{path}", json={}, headers=key())).status_code == 401


@pytest.mark.parametrize(
    "bad", [{"kind": "money"}, {"text": ""}, {"text": "字" * 501}, {"photos": [str(UUID(int=1))] * 4}]
)
async def test_bad_questions(hub: RunningHub, scene: Scene, bad: dict[str, object]) -> None:
    async with await hub.client(scene.an) as phone:
        given = {"kind": "thing", "text": "一副老花镜", "home": str(scene.place.dwelling)}
        answer = await phone.post("/api/wishes", json=given | bad, headers=key())
        assert (answer.status_code, answer.json()["code"]) == (400, "input.invalid")
