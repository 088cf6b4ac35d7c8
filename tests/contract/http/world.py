"""A community with one of everything in it, and everybody who might ask for it.

`things`: by the names in a route's path, made when they are first asked for.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import asyncpg
import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from hub.accounts.types import ROLES, Principal
from hub.live import protocol
from tests.conftest import RunningHub
from tests.contract.http.routes import routes
from tests.hub.certification.scene import ID, NAME, UNSURE, Scene, number
from tests.hub.media import pictures
from tests.hub.media.test_files import PDF
from tests.hub.media.test_voices import WEBM
from tests.support import People

Make = Callable[[], Awaitable[dict[str, Any]]]
NOWHERE = "01900000-0000-7000-8000-00000000dead"
"""No thing has this id."""
PUBLIC = ("area", "unit", "organisation", "calendar", "call", "partner_offer", "account")
"""Kinds that everybody may know of, and an account, which the principal sees in her own answers."""


def _signed(link: str) -> dict[str, Any]:
    """The questions of a signed link."""
    return dict(parse_qsl(urlsplit(link).query))


def _is_id(name: str, value: str) -> bool:
    return name not in PUBLIC and len(value) == len(NOWHERE)


PARENT_PHONE = "13900000001"


class World:
    """`http`: who asks, by name. `strangers`: those with no business in the community nor above it: a resident,
    somebody with every role in another street, the same in another district, a firm that serves another community."""

    def __init__(
        self, hub: RunningHub, owner: "asyncpg.Connection[asyncpg.Record]", people: People, scene: Scene
    ) -> None:
        self.hub, self.owner, self.people, self.scene, self.place = hub, owner, people, scene, people.place
        self.http: dict[str, httpx.AsyncClient] = {}
        self.principals: dict[str, Principal] = {}
        self._key = 0
        self._numbers: dict[str, int] = {}
        self._wishes: list[str] = []
        self._mandate: str | None = None
        self._made: dict[str, dict[str, Any]] = {}

    async def begin(self) -> "World":
        place = self.place
        self.http["nobody"] = await self.hub.client()
        await self._enter("reporter", await self.people.resident("安女士"))
        await self._enter("neighbour", await self.people.resident("胡先生"))
        area = {
            "street_clerk": place.street, "dept_handler": place.district, "district_coord": place.district,
            "official_viewer": place.district, "platform_operator": place.district, "auditor": place.district,
            "property_dispatcher": place.estate, "property_worker": place.estate, "committee": place.estate,
        }  # fmt: skip
        organisation = {
            "volunteer": await self._organisation("volunteers", "志愿队", place.community),
            "committee": await self._organisation("committee", "业委会", place.estate),
            "dept_handler": place.department, "property_dispatcher": place.property_org,
            "property_worker": place.property_org,
        }  # fmt: skip
        for role in ROLES:
            if role not in ("resident", "family_agent"):
                at = area.get(role, place.community)
                await self._enter(
                    role, await self.people.staff(role, at, organisation=organisation.get(role))
                )
        for name, at in (("elsewhere", place.other_street), ("another_district", place.far_district)):
            await self._enter(name, await self.people.staff("district_coord", at))
            for role in ROLES:
                if role not in ("resident", "family_agent", "district_coord"):
                    await self.owner.execute(
                        "INSERT INTO grants (district, account, role, area) SELECT district, id, $2, $3"
                        " FROM accounts WHERE id = $1",
                        self.principals[name].account, role, at,
                    )  # fmt: skip
        firm = await self.people.staff(
            "property_dispatcher", place.sibling_community, organisation=place.other_property_org
        )
        await self._enter("another_firm", firm)
        await self._enter("elder", self.scene.father)
        self.strangers = ("neighbour", "elsewhere", "another_district", "another_firm")
        await self._enter("tenant", await self.people.resident("租客"))
        await self._enter("child", await self.people.resident("孩子"))
        await self._enter("parent", await self.people.resident("老人"))
        await self.scene.give_phone(self.principals["parent"], PARENT_PHONE)
        for name in ("reporter", "tenant", "parent"):
            await self._settle(self.principals[name].account, "verified")
        await self.scene.agree()
        attempt = await self.scene.submit()
        await self.scene.verdict(attempt, UNSURE)
        self.attempt = attempt.id
        return self

    async def _organisation(self, kind: str, name: str, serves: UUID) -> UUID:
        made: UUID = await self.owner.fetchval(
            "INSERT INTO organisations (district, kind, name) VALUES ($1, $2, $3) RETURNING id",
            self.place.district, kind, name,
        )  # fmt: skip
        await self.owner.execute("INSERT INTO organisation_areas VALUES ($1, $2)", made, serves)
        return made

    @property
    def known(self) -> dict[str, Any]:
        """What a body or a question is about, by the name of its field."""
        return {
            "category": "drain_blocked", "area": str(self.place.dwelling), "dwelling": str(self.place.dwelling),
            "home": str(self.place.dwelling), "programme": str(self.scene.programme.id), "list": "tickets.mine",
            "account": str(self.principals["reporter"].account), "id_number": ID,
            "blocked": str(self.principals["child"].account), "new_name": f"样例{self._key}",
            "phone": PARENT_PHONE, "code": "123456", "community": str(self.place.community),
            "organisation": str(self.place.property_org), "estate": str(self.place.estate),
        }  # fmt: skip

    async def close(self) -> None:
        for one in self.http.values():
            await one.aclose()

    async def _enter(self, name: str, who: Principal) -> None:
        self.principals[name] = who
        self.http[name] = await self.hub.client(who)

    async def ask(self, who: str, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        return await self.send(who, method, path, json=body, **more)

    async def send(self, who: str, method: str, path: str, **more: Any) -> httpx.Response:
        self._key += 1
        headers = {"Idempotency-Key": f"world-{self._key}"}
        return await self.http[who].request(method, path, headers=headers, **more)

    async def must(self, who: str, method: str, path: str, body: Any = None, **more: Any) -> Any:
        answer = await self.ask(who, method, path, body, **more)
        assert answer.status_code < 300, f"{who}: {method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    # --- what there is -------------------------------------------------------------------------------------

    async def things(self, path: str, *names: str) -> dict[str, Any]:
        """A thing for each name of a path.

        Raises:
            AssertionError: a name this does not know; teach it.
        """
        found: dict[str, Any] = {}
        for name in names:
            if name not in found:
                make = getattr(self, f"make_{self._kind(name, path)}", None)
                assert make is not None, (
                    f"what is a {name} in {path}? Give World a make_{self._kind(name, path)}"
                )
                kind = self._kind(name, path)
                if kind not in self._made:
                    self._made[kind] = await make()
                found |= self._made[kind]
        return found

    @staticmethod
    def _kind(name: str, path: str) -> str:
        """Some names mean another thing in another room."""
        _, _, folder, *rest = [*path.split("/"), ""]
        if name == "tool":
            return "tool_" + rest[0]
        if name == "person" and "{proxy}" in rest:
            return "proxy"
        if name in ("key", "identity"):
            return f"{name}_{folder}"
        if name in ("case", "photo") and "{photo}" in rest:
            return "case_photo" if folder == "moderation" else "photo"
        if name == "case":
            return "case_mine" if "/mine/" in path else "case"
        return name

    async def make_area(self) -> dict[str, Any]:
        return {"area": str(self.place.community)}

    async def make_firm_unit(self) -> dict[str, Any]:
        return {"unit": str(self.place.property_org)}

    async def make_unit(self) -> dict[str, Any]:
        return {"unit": str(self.place.community)}

    async def make_organisation(self) -> dict[str, Any]:
        return {"organisation": str(self.place.property_org)}

    async def make_ticket(self) -> dict[str, Any]:
        given = {"area": str(self.place.dwelling), "category": "drain_blocked", "text": "门口堵了"}
        return {"ticket": (await self.must("reporter", "POST", "/api/tickets", given))["id"]}

    async def make_firm_ticket(self) -> dict[str, Any]:
        """One that the community gave to the firm and the firm to its man."""
        ticket = (await self.make_ticket())["ticket"]
        path = f"/api/tickets/{ticket}"
        await self.must("community_clerk", "POST", f"{path}/acknowledge", {})
        await self.must(
            "community_clerk", "POST", f"{path}/dispatch", {"organisation": str(self.place.property_org)}
        )
        worker = str(self.principals["property_worker"].account)
        await self.must("property_dispatcher", "POST", f"{path}/dispatch", {"account": worker})
        return {"ticket": ticket}

    def forget(self, path: str, *names: str) -> None:
        """They have been changed: the next who asks needs others."""
        for name in (*names, "item"):  # a list that is changed has other items
            self._made.pop(self._kind(name, path), None)

    def topic(self, form: str) -> str:
        """A topic of this form about things of ours.

        Raises:
            KeyError: what does the form name?
        """
        things = {
            "area": self.place.community, "district": self.place.district, "group": "pets",
            "account": self.principals["reporter"].account, "organisation": self.place.property_org,
            "authority": self.place.department, "ticket": self._made["ticket"]["ticket"],
            "notice": self._made["notice"]["notice"],
        }  # fmt: skip
        return re.sub("<([a-z]+)>", lambda found: str(things[found[1]]), form)

    async def hears(self, who: str, topics: Sequence[str]) -> set[str]:
        """Which of these topics the socket grants somebody, asked as a console or phone asks."""
        address = self.hub.live_url
        token = await self.hub.token(self.principals[who])
        async with connect(
            address, additional_headers={"Authorization": f"Bearer {token}"}, compression=None, proxy=None,
            subprotocols=[Subprotocol(protocol.SUBPROTOCOL)],
        ) as socket:  # fmt: skip
            asked = {"op": "subscribe", "id": 1, "topics": list(topics)}
            await socket.send(json.dumps(asked))
            refused: set[str] = set()
            while True:
                try:
                    message = json.loads(await asyncio.wait_for(socket.recv(), 10))
                except ConnectionClosed:
                    return set()
                if message["op"] == "error":
                    refused |= set(message.get("topics", topics))
                if message["op"] == "subscribed" or refused == set(topics):
                    return set(topics) - refused

    async def everything(self) -> None:
        """Makes one of everything that a path names."""
        for route in routes():
            await self.things(route.path, *route.names)
        await self.things("/api", "firm_ticket", "claimed_wish", "published_notice")

    def marks(self) -> list[str]:
        """Ids of what has been made that is somebody's: who reads one has read of the thing."""
        made = [one for kind, one in self._made.items() if kind not in PUBLIC]
        return [value for one in made for name, value in one.items() if _is_id(name, value)]

    async def make_request_id(self) -> dict[str, Any]:
        made = await self.make_ticket()
        ticket = made["ticket"]
        await self.must("community_clerk", "POST", f"/api/tickets/{ticket}/acknowledge", {})
        given = {"kind": "extend", "reason": "等零件", "more": {"amount": 1, "unit": "d"}}
        await self.must("community_clerk", "POST", f"/api/tickets/{ticket}/requests", given)
        asked = await self.must("community_clerk", "GET", f"/api/tickets/{ticket}/requests")
        return made | {"request_id": asked["requests"][0]["id"]}

    async def make_caller_ticket(self) -> dict[str, Any]:
        """One that somebody told the community by phone."""
        given = {
            "area": str(self.place.dwelling), "category": "drain_blocked", "text": "门口堵了", "origin": "phone",
            "caller": {"name": "来电人", "phone": PARENT_PHONE},
        }  # fmt: skip
        return {"ticket": (await self.must("community_clerk", "POST", "/api/tickets/on-behalf", given))["id"]}

    async def make_task_ticket(self) -> dict[str, Any]:
        """A part of another, which the firm has."""
        ticket = (await self.make_ticket())["ticket"]
        given = {"text": "看一下", "to": {"organisation": str(self.place.property_org)}}
        await self.must("community_clerk", "POST", f"/api/tickets/{ticket}/tasks", given)
        task = await self.owner.fetchval("SELECT id FROM tickets WHERE parent = $1", UUID(ticket))
        return {"ticket": str(task)}

    async def make_another_ticket(self) -> dict[str, Any]:
        return {"another_ticket": (await self.make_ticket())["ticket"]}

    async def make_post(self) -> dict[str, Any]:
        return {"post": (await self.make_identity_posts())["identity"]}

    async def make_category(self) -> dict[str, Any]:
        return {"category": "drain_blocked"}

    async def make_item(self) -> dict[str, Any]:
        items = await self.must("district_coord", "PUT", "/api/ticket-categories/drain_blocked/checklist",
                                {"items": [{"text": "看井盖", "text_en": "Look at the lid"}]})  # fmt: skip
        return {"item": items["items"][0]["id"]}

    async def make_photo(self) -> dict[str, Any]:
        made = await self._upload("reporter")
        return {"photo": made["id"]} | _signed(made["preview_url"])

    async def photo_of(self, who: str) -> str:
        """A photo that somebody has just sent."""
        return NOWHERE if who == "nobody" else str((await self._upload(who))["id"])

    async def _upload(self, who: str) -> Any:
        photo = {"photo": ("a.jpg", pictures.jpeg(), "image/jpeg")}
        answer = await self.ask(who, "POST", "/api/photos", files=photo)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def make_case_photo(self) -> dict[str, Any]:
        photo = (await self._upload("reporter"))["id"]
        given = {"area": str(self.place.community), "text": "楼下的灯坏了", "photos": [photo]}
        post = (await self.must("reporter", "POST", "/api/posts", given))["id"]
        return await self._reported(post) | {"photo": photo}

    async def make_variant(self) -> dict[str, Any]:
        return {"variant": "preview"}

    async def make_about(self) -> dict[str, Any]:
        return {"about": "new"}

    async def make_tool_macros(self) -> dict[str, Any]:
        return await self._tool("macros", {"steps": [{"action": "acknowledge"}]})

    async def make_tool_templates(self) -> dict[str, Any]:
        return await self._tool("templates", {"zh": "您好"})

    async def make_tool_views(self) -> dict[str, Any]:
        return await self._tool("views", {"list": "mine", "filter": {}})

    async def _tool(self, kind: str, body: Any) -> dict[str, Any]:
        self._key += 1
        given = {
            "owner": {"kind": "unit", "id": str(self.place.community)},
            "name": f"样例{self._key}",
            "body": body,
        }
        return {"tool": (await self.must("community_secretary", "POST", f"/api/desk/{kind}", given))["id"]}

    async def make_export(self) -> dict[str, Any]:
        asked = {"list": "tickets.mine"}
        return {"export": (await self.must("community_clerk", "POST", "/api/exports", asked))["id"]}

    async def make_feedback(self) -> dict[str, Any]:
        given = {"kind": "praise", "text": "谢谢", "area": str(self.place.community), "phone": PARENT_PHONE}
        return {"feedback": (await self.must("reporter", "POST", "/api/feedback", given))["id"]}

    async def make_key_home(self) -> dict[str, Any]:
        return {"key": "report"}

    async def make_key_certification(self) -> dict[str, Any]:
        return {"key": "elders"}

    async def make_code(self) -> dict[str, Any]:
        made = await self.must("community_clerk", "POST", "/api/doors", {"area": str(self.place.unit)})
        return {"code": made["code"]}

    async def make_person(self) -> dict[str, Any]:
        if "person" in self._numbers:  # who left the roster does not come back: another person
            self._numbers["person"] += 1
            listed = await self.scene.enlist(id_number=number(order=f"{self._numbers['person']:03}"))
            self.scene.person = listed.standing.id
            await self.scene.agree()
        self._numbers.setdefault("person", 1)
        return {"person": str(self.scene.person)}

    async def make_proxy(self) -> dict[str, Any]:
        self._numbers["person"] = self._numbers.get("person", 1) + 1
        of = number(order=f"{self._numbers['person']:03}")
        person = (await self.scene.enlist(id_number=of)).standing.id
        given = {"name": NAME, "id_number": of, "relation": "child"}
        await self.must("reporter", "POST", "/api/certification/proxies", given)
        proxy = await self.owner.fetchval("SELECT id FROM certification_proxies WHERE person = $1", person)
        assert proxy is not None
        return {"person": str(person), "proxy": str(proxy)}

    async def make_attempt(self) -> dict[str, Any]:
        return {"attempt": str(self.attempt)}

    async def make_calendar(self) -> dict[str, Any]:
        week = [[{"opens": "09:00", "closes": "17:00"}] for _ in range(5)] + [[], []]
        self._key += 1
        given = {"name": f"样例{self._key}", "week": week, "area": str(self.place.district)}
        made = await self.must("platform_operator", "POST", "/api/calendars", given)
        return {"calendar": made["id"]}

    async def make_day(self) -> dict[str, Any]:
        return {"day": "2030-05-01"}

    async def make_year(self) -> dict[str, Any]:
        return {"year": "2030"}

    async def make_residence(self) -> dict[str, Any]:
        tenant = await self.people.resident("租客")
        residence = await self._settle(tenant.account, "claimed")
        return {"residence": str(residence)}

    async def _settle(self, account: UUID, state: str) -> UUID:
        residence: UUID = await self.owner.fetchval(
            """INSERT INTO residences (district, account, dwelling, kind, state, proof, since)
               VALUES ($1, $2, $3, 'owner', $4, CASE $4 WHEN 'verified' THEN 'checked' END, '2020-01-01')
               RETURNING id""",
            self.place.district, account, self.place.dwelling, state,
        )  # fmt: skip
        return residence

    # --- neighbours ------------------------------------------------------------------------------------------

    async def make_identity_posts(self) -> dict[str, Any]:
        given = {"area": str(self.place.community), "text": "楼下的灯坏了"}
        return {"identity": (await self.must("reporter", "POST", "/api/posts", given))["id"]}

    async def make_identity_comments(self) -> dict[str, Any]:
        post = (await self.make_identity_posts())["identity"]
        said = await self.must("reporter", "POST", f"/api/posts/{post}/comments", {"text": "我也看到了"})
        return {"identity": said["id"]}

    async def make_account(self) -> dict[str, Any]:
        return {"account": str(self.principals["reporter"].account)}

    async def make_kind(self) -> dict[str, Any]:
        post = (await self.make_identity_posts())["identity"]
        return {"kind": "post", "thing": post}

    async def make_block(self) -> dict[str, Any]:
        person = await self.people.resident("多嘴")
        await self._settle(person.account, "verified")
        given = {
            "account": str(person.account), "area": str(self.place.community), "reason": "多次辱骂他人",
            "until": (datetime.now(UTC) + timedelta(days=3)).isoformat(),
        }  # fmt: skip
        return {"block": (await self.must("moderator", "POST", "/api/moderation/blocks", given))["id"]}

    async def make_case(self) -> dict[str, Any]:
        post = (await self.make_identity_posts())["identity"]
        return await self._reported(post)

    async def _reported(self, post: str) -> dict[str, Any]:
        given = {"kind": "post", "subject": post, "reason": "advert"}
        await self.must("tenant", "POST", "/api/moderation/reports", given)
        case = await self.owner.fetchval("SELECT id FROM moderation_cases WHERE subject = $1", UUID(post))
        return {"case": str(case)}

    async def make_case_mine(self) -> dict[str, Any]:
        made = await self.make_case()
        given = {"step": "hidden", "version": 1, "reason": "广告"}
        await self.must("moderator", "POST", f"/api/moderation/cases/{made['case']}/decide", given)
        return made

    async def make_wish(self) -> dict[str, Any]:
        for wish in self._wishes:  # a person has two at a time
            await self.ask("reporter", "POST", f"/api/wishes/{wish}/withdraw", {})
        self.forget("/api", "wish", "claimed_wish")
        given = {"kind": "thing", "text": "想要一把轮椅", "home": str(self.place.dwelling)}
        await self.must("reporter", "POST", "/api/wishes", given)
        wish = str(await self.owner.fetchval("SELECT id FROM wishes ORDER BY id DESC LIMIT 1"))
        self._wishes = [*self._wishes[-1:], wish]
        return {"wish": wish}

    async def make_claimed_wish(self) -> dict[str, Any]:
        """One that hung on the wall until the firm claimed it."""
        made = await self.make_wish()
        path = f"/api/wishes/{made['wish']}"
        await self.must("community_clerk", "POST", f"{path}/publish", {"text": "一位老人想要轮椅"})
        firm = {"organisation": str(self.place.property_org)}
        await self.must("property_dispatcher", "POST", f"{path}/claim", firm)
        return made

    async def make_key_notices(self) -> dict[str, Any]:
        return {"key": "pets"}

    async def make_notice(self) -> dict[str, Any]:
        given = {
            "kind": "notice",
            "areas": [str(self.place.community)],
            "words": {"zh": {"title": "停水", "text": "明天停水"}},
        }
        return {
            "notice": (await self.must("community_secretary", "POST", "/api/notices", given))["head"]["id"]
        }

    async def make_published_notice(self) -> dict[str, Any]:
        made = await self.make_notice()
        await self.must("community_secretary", "POST", f"/api/notices/{made['notice']}/submit", {})
        return made

    async def make_file(self) -> dict[str, Any]:
        answer = await self.ask("community_clerk", "POST", "/api/files", files={"file": ("停水.pdf", PDF)})
        assert answer.status_code == 201
        made = answer.json()
        given = {
            "kind": "notice", "areas": [str(self.place.community)], "files": [made["id"]],
            "words": {"zh": {"title": "停水", "text": "见附件"}},
        }  # fmt: skip
        notice = await self.must("community_clerk", "POST", "/api/notices", given)
        seen = await self.must("community_clerk", "GET", f"/api/notices/{notice['head']['id']}/desk")
        [linked] = seen["files"]
        return {"file": made["id"]} | _signed(linked["url"])

    async def make_voice(self) -> dict[str, Any]:
        answer = await self.ask("reporter", "POST", "/api/voices", content=WEBM)
        assert answer.status_code == 201, answer.text
        return {"voice": answer.json()["id"]} | _signed(answer.json()["url"])

    async def make_call(self) -> dict[str, Any]:
        begins = datetime.now(UTC) + timedelta(days=2)
        given = {
            "title": "清扫楼道", "text": "带上手套", "area": str(self.place.community), "place": "小广场", "seats": 5,
            "starts_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=2)).isoformat(),
        }  # fmt: skip
        made = await self.must("community_secretary", "POST", "/api/volunteer-calls", given)
        return {"call": made["call"]["id"]}

    async def make_partner_offer(self) -> dict[str, Any]:
        given = {
            "organisation": str(self.place.property_org), "kind": "room", "title": "会议室", "unit": "场", "total": 5,
            "areas": [str(self.place.community)], "ends_at": (datetime.now(UTC) + timedelta(days=30)).isoformat(),
        }  # fmt: skip
        made = await self.must("property_dispatcher", "POST", "/api/partner-offers", given)
        return {"partner_offer": made["offer"]["id"]}

    async def make_partner_ask(self) -> dict[str, Any]:
        offer = (await self.make_partner_offer())["partner_offer"]
        given = {"area": str(self.place.community), "amount": 1, "purpose": "开居民会"}
        made = await self.must("community_secretary", "POST", f"/api/partner-offers/{offer}/asks", given)
        return {"partner_ask": made["asks"][0]["ask"]["id"]}

    async def make_visit(self) -> dict[str, Any]:
        given = {"reason": "help", "area": str(self.place.dwelling), "text": "腿脚不便"}
        return {"visit": (await self.must("reporter", "POST", "/api/visits", given))["id"]}

    async def make_mandate(self) -> dict[str, Any]:
        if self._mandate:
            await self.ask("child", "POST", f"/api/family/{self._mandate}/end")
        until = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
        given = {"phone": PARENT_PHONE, "name": "老人", "tie": "son", "purpose": "代办", "until": until}
        made = await self.must("child", "POST", "/api/family", given)
        self._mandate = made["mandate"]["id"]
        return {"mandate": made["mandate"]["id"]}

    async def child_acts_for_reporter(self) -> None:
        """A mandate that stands between the two."""
        await self.owner.execute(
            """INSERT INTO family_mandates (district, child, parent, name, phone_index, tie, purpose, until, state,
                                            agreed_at, agreed_way)
               VALUES ($1, $2, $3, '安女士', 'reporter', 'son', '代办', current_date + 9, 'agreed', app_now(),
                       'app')""",
            self.place.district, self.principals["child"].account, self.principals["reporter"].account,
        )  # fmt: skip

    async def make_identity_certification(self) -> dict[str, Any]:
        imported = await self.owner.fetchval(
            """INSERT INTO certification_imports (district, account, programme, name, rows, state, finished_at)
               VALUES ($1, $2, $3, '名册.xlsx', 0, 'done', app_now()) RETURNING id""",
            self.place.district, self.principals["street_clerk"].account, self.scene.programme.id,
        )  # fmt: skip
        return {"identity": str(imported)}

    async def make_proposal(self) -> dict[str, Any]:
        proposal = await self.owner.fetchval(
            """INSERT INTO certification_proposals (district, person, path, authority, kind, state, reason)
               SELECT district, id, path, $2, 'pause', 'lapsed', '逾期未认证' FROM certification_persons WHERE id = $1
               RETURNING id""",
            self.scene.person, self.place.department,
        )  # fmt: skip
        return {"proposal": str(proposal)}

    async def make_offer(self) -> dict[str, Any]:
        ticket = (await self.make_ticket())["ticket"]
        await self.must("community_clerk", "POST", f"/api/tickets/{ticket}/acknowledge", {})
        await self.must("community_clerk", "POST", f"/api/tickets/{ticket}/offer", {"text": "帮忙疏通"})
        offer = await self.owner.fetchval("SELECT id FROM ticket_offers ORDER BY id DESC LIMIT 1")
        return {"offer": str(offer)}
