"""The feed over HTTP and the socket: a post appears on phones and consoles, and who may not hear of it does not."""

import json
from typing import Any

import httpx
import websockets

from hub.accounts.types import Principal
from tests.conftest import RunningHub
from tests.hub.feed.conftest import Square
from tests.hub.tickets.test_routes import key
from tests.support import People, next_event


async def test_a_post_appears_and_is_answered_live(hub: RunningHub, people: People) -> None:
    square = await Square(hub.hub.db, people.owner, people, hub.settings).begin()
    area = str(square.place.community)

    async def connect(who: Principal, *topics: str) -> websockets.ClientConnection:
        live = await websockets.connect(
            hub.live_url, subprotocols=["shequtong.live.v1"],
            additional_headers={"Authorization": f"Bearer {await hub.token(who)}"},
        )  # fmt: skip
        assert json.loads(await live.recv())["op"] == "welcome"
        await live.send(json.dumps({"op": "subscribe", "id": 1, "topics": list(topics)}))
        return live

    for who, topic in (
        (square.wei, f"neighbours/{area}/feed"), (square.he, f"public/{area}/feed"), (square.an, f"staff/{area}/feed"),
        (square.sibling, f"staff/{area}/feed"), (square.clerk, f"public/{area}/feed"),
    ):  # fmt: skip
        live = await connect(who, topic)
        message = json.loads(await live.recv())
        assert (message["op"], message["code"]) == ("error", "topic.refused"), topic
        await live.close()
    async with (
        await hub.client(square.an) as an, await hub.client(square.clerk) as desk, await hub.client(square.wei) as wei,
        await connect(square.wei, f"public/{area}/feed") as phone,
        await connect(square.clerk, f"staff/{area}/feed") as console,
    ):  # fmt: skip
        standing = (await an.get("/api/feed")).json()
        assert [one["level"] for one in standing["areas"]] == ["community", "estate"]
        assert standing["areas"][0]["topic"] == f"neighbours/{area}/feed"
        given = {"area": area, "text": "请社区看看路灯", "to_community": True}
        post = (await an.post("/api/posts", json=given, headers=key())).json()
        for live, name in ((phone, "安**"), (console, "安**")):
            event = await next_event(live)
            assert (event["type"], event["data"]["post"]["author"]["name"]) == ("post.changed", name)
        waiting = (await desk.get("/api/posts/unanswered")).json()["posts"]
        assert [one["id"] for one in waiting] == [post["id"]]
        path = f"/api/posts/{post['id']}"
        said = await desk.post(f"{path}/answers", json={"text": "今天去看"}, headers=key())
        assert said.status_code == 201, said.text
        event = await next_event(phone)
        assert event["data"]["post"]["answer"]["unit"] == "金沙社区"
        assert (await next_event(phone))["data"]["comment"]["unit"] == "金沙社区"
        assert (await wei.put(f"{path}/like", json={}, headers=key())).json()["liked"] is True
        counted = await next_event(phone)
        while counted["data"].get("likes") != 1:
            counted = await next_event(phone)
        assert (counted["type"], counted["data"]["comments"]) == ("post.counted", 1)
        assert (await wei.delete(path, headers=key())).status_code == 403
        assert (await an.delete(path, headers=key())).status_code == 200
        assert (await next_event(phone))["type"] == "post.gone"
        assert (await wei.get("/api/posts", params={"area": area})).json()["posts"] == []
        answer = await wei.get("/api/posts", params={"area": area, "after": "1.x"})
        assert (answer.status_code, answer.json()["code"]) == (400, "cursor.invalid")


async def test_who_moves_out_hears_no_more_of_what_neighbours_write(hub: RunningHub, people: People) -> None:
    square = await Square(hub.hub.db, people.owner, people, hub.settings).begin()
    topic = f"neighbours/{square.place.community}/feed"
    async with (
        await hub.client(square.an) as an,
        hub.listen(square.an, topic) as live,
    ):  # fmt: skip
        await square.write(square.luo)
        assert (await next_event(live))["type"] == "post.changed"
        [home] = (await an.get("/api/residences")).json()["residences"]
        ended = await an.post(f"/api/residences/{home['id']}/end", json={}, headers=key())
        assert ended.status_code == 200, ended.text
        while (message := json.loads(await live.recv()))["op"] != "error":
            pass
        assert message["topics"] == [topic]


async def test_what_is_held_says_so_and_who_is_blocked_hears_until_when(
    hub: RunningHub, people: People
) -> None:
    square = await Square(hub.hub.db, people.owner, people, hub.settings).begin()
    area = str(square.place.community)
    async with await hub.client(square.an) as an, await hub.client(square.clerk) as desk:
        held = (
            await an.post("/api/posts", json={"area": area, "text": "加微信 13812345678"}, headers=key())
        ).json()
        assert held["state"] == "held"
        mine = (await an.get("/api/posts/mine")).json()["posts"]
        assert [(one["id"], one["state"]) for one in mine] == [(held["id"], "held")]
        assert (await an.get("/api/posts", params={"area": area})).json()["posts"] == []
        seen = (await desk.get("/api/posts/watched")).json()["posts"]
        assert [(one["id"], one["state"]) for one in seen] == [(held["id"], "held")]
        async with await hub.client(square.luo) as luo:
            assert (await luo.get(f"/api/posts/{held['id']}")).status_code == 404
            shown = (
                await luo.post("/api/posts", json={"area": area, "text": "好天气"}, headers=key())
            ).json()
        path = f"/api/posts/{shown['id']}/comments"
        said = (await an.post(path, json={"text": "打 13812345678"}, headers=key())).json()
        assert said["state"] == "held"
        await people.owner.execute(
            "INSERT INTO moderation_blocks (district, account, area, path, reason, until, created_by) "
            "SELECT district, $1, id, path, '骂人', app_now() + interval '1 day', $3 FROM areas WHERE id = $2",
            square.an.account, square.place.community, square.clerk.account,
        )  # fmt: skip
        for where, given in (("/api/posts", {"area": area, "text": "好"}), (path, {"text": "好"})):
            answer = await an.post(where, json=given, headers=key())
            assert (answer.status_code, answer.json()["code"]) == (403, "blocked")


async def test_what_is_reported_is_hidden_with_a_reason_and_comes_back_when_an_appeal_is_upheld(
    hub: RunningHub, people: People
) -> None:
    square = await Square(hub.hub.db, people.owner, people, hub.settings).begin()
    area = str(square.place.community)
    async with (
        await hub.client(square.an) as an, await hub.client(square.luo) as luo,
        await hub.client(square.clerk) as desk, await hub.client(square.street) as street,
    ):  # fmt: skip
        post = (await an.post("/api/posts", json={"area": area, "text": "卖菜籽油"}, headers=key())).json()
        path, wanted = f"/api/posts/{post['id']}", {"kind": "post", "subject": post["id"], "reason": "advert"}
        comment = (await luo.post(f"{path}/comments", json={"text": "多少钱一斤"}, headers=key())).json()
        async with await hub.client(square.he) as he:  # lives elsewhere: for her there is no such post
            for thing in ({}, {"kind": "comment", "subject": comment["id"]}):
                unseen = await he.post("/api/moderation/reports", json=wanted | thing, headers=key())
                assert (unseen.status_code, unseen.json()["code"]) == (404, "not_found")
        said = await luo.post("/api/moderation/reports", json=wanted, headers=key())
        assert said.status_code == 201, said.text
        [case] = (await desk.get("/api/moderation/cases", params={"state": "reported"})).json()["cases"]

        async def decide(who: httpx.AsyncClient, step: str, version: int) -> dict[str, Any]:
            given = {"step": step, "reason": "不是邻里的事", "version": version}
            done = await who.post(f"/api/moderation/cases/{case['id']}/decide", json=given, headers=key())
            assert done.status_code == 200, done.text
            answer: dict[str, Any] = done.json()
            return answer

        hidden = await decide(desk, "hidden", case["version"])
        assert (await luo.get(path)).status_code == 404
        assert (await luo.get("/api/posts", params={"area": area})).json()["posts"] == []
        mine = (await an.get(path)).json()["post"]
        assert (mine["state"], mine["reason"]) == ("hidden", "不是邻里的事")
        appeal = {"words": "自家种的，只是告诉邻居", "version": hidden["version"]}
        said = await an.post(f"/api/moderation/mine/{case['id']}/appeal", json=appeal, headers=key())
        assert said.status_code == 200, said.text
        await decide(street, "restored", said.json()["version"])
        assert (await luo.get(path)).json()["post"]["state"] == "shown"


async def test_whom_one_may_mention_is_found_by_the_name_one_may_read(
    hub: RunningHub, people: People
) -> None:
    square = await Square(hub.hub.db, people.owner, people, hub.settings).begin()
    path = f"/api/feed/{square.place.community}/mentionable"
    async with (
        await hub.client(square.an) as an, await hub.client(square.luo) as luo, await hub.client(square.wei) as wei,
        await hub.client(square.he) as he,
    ):  # fmt: skip

        async def found(who: httpx.AsyncClient, letters: str = "") -> list[str]:
            answer = await who.get(path, params={"q": letters} if letters else {})
            assert answer.status_code == 200, answer.text
            return [one["name"] for one in answer.json()["people"]]

        await luo.put("/api/feed/name", json={"display_name": "老罗100%", "real_name": True}, headers=key())
        assert await found(an, "罗") == ["罗先生"]  # a verified neighbour reads the real name
        assert await found(an, "罗先") == ["罗先生"]
        assert await found(wei, "罗先") == []  # who is not, finds nobody by it
        assert await found(wei, "罗") == await found(wei, "老") == await found(wei, "0%") == ["老罗100%"]
        assert await found(wei, "_") == []  # letters, no patterns
        assert await found(wei, "安女") == []  # masked: 安**
        assert await found(wei, "安") == ["安**"]
        assert await found(an, "魏") == []  # not checked yet
        assert await found(an, "安") == []  # herself
        [clerk] = (await an.get(path, params={"q": "金沙"})).json()["people"]  # by the unit
        assert (clerk["id"], clerk["unit"], clerk["name"]) == (str(square.clerk.account), "金沙社区", "陈**")
        await luo.post("/api/posts", json={"area": str(square.place.community), "text": "早"}, headers=key())
        names = await found(an)
        assert names[-1] == "罗先生"
        assert "陈**" in names
        assert (await he.get(path, params={"q": "罗"})).status_code == 404
        for _ in range(60):
            last = await wei.get(path, params={"q": "罗"})
        assert last.status_code == 429
