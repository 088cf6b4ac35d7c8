"""Following and the list of what one was told, over HTTP: who may, what stands in it, what is read on which device."""

from typing import Any
from uuid import UUID, uuid4

import httpx

from tests.conftest import RunningHub
from tests.hub.feed.conftest import Square
from tests.hub.tickets.test_routes import key
from tests.support import People


async def told(who: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    answer = await who.get("/api/told", params=more)
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


async def test_what_she_follows_and_was_told_leads_to_the_thing_and_is_read_everywhere(
    hub: RunningHub, people: People
) -> None:
    square = await Square(hub.hub.db, people.owner, people, hub.settings).begin()
    community = str(square.place.community)
    async with (
        await hub.client(square.an) as an, await hub.client(square.luo) as luo, await hub.client(square.he) as he,
        await hub.client(square.clerk) as desk,
    ):  # fmt: skip
        post = (
            await an.post("/api/posts", json={"area": community, "text": "谁家的猫走丢了"}, headers=key())
        ).json()
        path = f"/api/follows/post/{post['id']}"
        assert (await luo.get(path)).json()["following"] is False
        for _ in range(2):  # twice is once
            done = await luo.put(path, headers=key())
            assert done.json() == {"kind": "post", "thing": post["id"], "following": True}
        assert (await luo.put(f"/api/follows/area/{square.place.building}", headers=key())).status_code == 200
        listed = (await luo.get("/api/follows", params={"limit": 1})).json()
        assert [one["thing"] for one in listed["things"]] == [str(square.place.building)]
        rest = (await luo.get("/api/follows", params={"after": listed["next"]})).json()
        assert [(one["title"], one["kind"]) for one in rest["things"]] == [("谁家的猫走丢了", "post")]
        # who may not see it may not follow it, nor staff, nor a dwelling
        assert (await he.put(path, headers=key())).status_code == 404
        assert (await desk.put(path, headers=key())).status_code == 403
        assert (await luo.put(f"/api/follows/area/{square.place.dwelling}", headers=key())).status_code == 404
        assert (await luo.put(f"/api/follows/tree/{uuid4()}", headers=key())).status_code == 400

        said = {"text": "在三单元", "mentions": [str(square.luo.account)]}
        comment = (await an.post(f"/api/posts/{post['id']}/comments", json=said, headers=key())).json()
        plain = await an.post(f"/api/posts/{post['id']}/comments", json={"text": "找到了"}, headers=key())
        assert plain.status_code == 201
        page = await told(luo)
        assert page["unread"] == 2
        followed, mention = page["lines"]
        assert mention["text"] == "安**在邻里圈提到了您：在三单元"
        assert mention["about"] == {"kind": "comment", "thing": comment["id"], "within": post["id"]}
        assert (followed["text"], followed["text_en"]) == (
            "您关注的帖子有新评论：“找到了”", "A post you follow has a new comment: “找到了”",
        )  # fmt: skip
        assert followed["because"] == {"kind": "post", "thing": post["id"], "within": None}
        assert (await told(he))["lines"] == []
        assert (await desk.get("/api/told/choices")).status_code == 403

        # one of them, then all; page by page
        read = await luo.post("/api/told/read", json={"lines": [mention["id"]]}, headers=key())
        assert read.json() == {"unread": 1}
        first = await told(luo, limit=1)
        assert [(one["id"], one["read"]) for one in first["lines"]] == [(followed["id"], False)]
        second = await told(luo, limit=1, after=first["next"])
        assert [(one["id"], one["read"]) for one in second["lines"]] == [(mention["id"], True)]
        assert second["next"] is None
        stolen = await he.post("/api/told/read", json={"lines": [followed["id"]]}, headers=key())
        assert (stolen.json(), (await told(luo))["unread"]) == ({"unread": 0}, 1)
        assert (await luo.post("/api/told/read", json={}, headers=key())).json() == {"unread": 0}

        # what its author deletes is gone from the list, words and way
        await an.delete(f"/api/comments/{comment['id']}", headers=key())
        gone = (await told(luo))["lines"][1]
        assert (gone["text"], gone["about"]) == ("这条内容已经看不到了", None)

        # in one touch, from the line
        done = await luo.delete(f"/api/follows/post/{followed['because']['thing']}", headers=key())
        assert done.json()["following"] is False
        assert (await luo.delete(path, headers=key())).status_code == 404
        await an.post(f"/api/posts/{post['id']}/comments", json={"text": "谢谢大家"}, headers=key())
        assert len((await told(luo))["lines"]) == 2


async def test_steps_of_her_ticket_and_what_is_reported_where_she_follows(
    hub: RunningHub, people: People
) -> None:
    square = await Square(hub.hub.db, people.owner, people, hub.settings).begin()
    async with (
        await hub.client(square.an) as an, await hub.client(square.luo) as luo, await hub.client(square.he) as he,
        await hub.client(square.clerk) as desk,
    ):  # fmt: skip
        await luo.put(f"/api/follows/area/{square.place.building}", headers=key())
        await luo.put(f"/api/follows/area/{square.place.community}", headers=key())
        report = {"area": str(square.place.dwelling), "category": "drain_blocked", "text": "下水道堵了"}
        made = (await an.post("/api/tickets", json=report, headers=key())).json()
        ticket = made.get("ticket", made)
        await he.post(f"/api/tickets/{ticket['id']}/follow", json={}, headers=key())
        now = (await desk.get(f"/api/tickets/{ticket['id']}")).json()["ticket"]
        done = await desk.post(
            f"/api/tickets/{ticket['id']}/acknowledge", json={"version": now["version"]}, headers=key()
        )
        assert done.status_code == 200, done.text
        [mine] = (await told(an))["lines"]
        assert mine["text"].endswith("：已经签收")
        assert mine["about"] == {"kind": "ticket", "thing": ticket["id"], "within": None}
        [near] = (await told(luo))["lines"]  # once, though he follows the building and the community
        assert (near["because"]["thing"], near["text"][:10]) == (
            str(square.place.building),
            "您关注的地方有人报事",
        )
        assert "下水道堵了" not in near["text"]
        [followed] = (await told(he))["lines"]
        assert followed["because"] == {"kind": "ticket", "thing": ticket["id"], "within": None}


async def test_a_notice_stands_in_the_list_and_is_read_where_it_is(hub: RunningHub, people: People) -> None:
    square = await Square(hub.hub.db, people.owner, people, hub.settings).begin()
    async with await hub.client(square.an) as an, await hub.client(square.clerk) as desk:
        words = {"zh": {"title": "停水通知", "summary": "周三停水", "text": "周三 9 点到 17 点停水。"}}
        given = {"kind": "notice", "areas": [str(square.place.community)], "words": words}
        written = (await desk.post("/api/notices", json=given, headers=key())).json()
        notice = UUID(written["head"]["id"])
        sent = await desk.post(f"/api/notices/{notice}/submit", json={}, headers=key())
        assert sent.status_code == 200, sent.text
        page = await told(an)
        [line] = page["lines"]
        assert (line["kind"], line["read"], page["unread"]) == ("notice", False, 1)
        assert line["text"].endswith("：停水通知")
        await an.post(f"/api/notices/{notice}/read", json={"edition": 1}, headers=key())
        assert ((await told(an))["lines"][0]["read"], (await told(an))["unread"]) == (True, 0)


async def test_her_hours_over_http(hub: RunningHub, people: People) -> None:
    async with await hub.client(await people.resident()) as phone, await hub.client() as stranger:
        assert (await phone.get("/api/told/choices")).json() == {"quiet": None, "mentions": True}
        night = {"quiet": {"begin": 1320, "end": 420}, "mentions": False}
        assert (await phone.put("/api/told/choices", json=night, headers=key())).json() == night
        assert (await phone.get("/api/told/choices")).json() == night
        for bad in ({"begin": 60, "end": 60}, {"begin": 1440, "end": 0}, {"begin": -1, "end": 0}):
            answer = await phone.put(
                "/api/told/choices", json={"quiet": bad, "mentions": True}, headers=key()
            )
            assert answer.status_code == 400, answer.text
        for path in ("/api/told", "/api/told/choices", "/api/follows"):
            assert (await stranger.get(path)).status_code == 401
