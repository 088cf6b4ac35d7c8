"""A community with one of everything in it, and everybody who might ask for it.

`things`: by the name a route's path gives them. Routes that change a thing get a new one each (`fresh`).
"""

from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import httpx

from hub.accounts.types import ROLES, Principal
from tests.conftest import RunningHub
from tests.hub.certification.scene import ID, NAME, UNSURE, Scene
from tests.hub.media import pictures
from tests.support import People

Make = Callable[[], Awaitable[dict[str, Any]]]
NOWHERE = "01900000-0000-7000-8000-00000000dead"
"""No thing has this id."""


class World:
    """`actors`: who asks, by name; `strangers`: those with no business in the community, nor above it."""

    def __init__(
        self, hub: RunningHub, owner: "asyncpg.Connection[asyncpg.Record]", people: People, scene: Scene
    ) -> None:
        self.hub, self.owner, self.people, self.scene, self.place = hub, owner, people, scene, people.place
        self.http: dict[str, httpx.AsyncClient] = {}
        self.principals: dict[str, Principal] = {}
        self._key = 0

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
            "dept_handler": place.department, "property_dispatcher": place.property_org,
            "property_worker": place.property_org,
        }  # fmt: skip
        for role in ROLES:
            if role not in ("resident", "family_agent"):
                at = area.get(role, place.community)
                await self._enter(
                    role, await self.people.staff(role, at, organisation=organisation.get(role))
                )
        elsewhere = (
            ("clerk elsewhere", "community_clerk", place.other_community, None),
            ("secretary elsewhere", "community_secretary", place.other_community, None),
            ("street elsewhere", "street_clerk", place.other_street, None),
            ("reviewer elsewhere", "cert_reviewer", place.other_street, None),
            ("moderator elsewhere", "moderator", place.other_community, None),
            ("property elsewhere", "property_dispatcher", place.sibling_community, place.other_property_org),
            ("another district", "district_coord", place.far_district, None),
        )  # fmt: skip
        for name, role, at, unit in elsewhere:
            await self._enter(name, await self.people.staff(role, at, organisation=unit))  # type: ignore[arg-type]
        self.strangers = ("nobody", "neighbour", *(name for name, *_ in elsewhere))
        helpers = await self.owner.fetchval(
            "INSERT INTO organisations (district, kind, name) VALUES ($1, 'volunteers', '志愿队') RETURNING id",
            place.district,
        )
        await self.owner.execute("INSERT INTO organisation_areas VALUES ($1, $2)", helpers, place.community)
        await self.scene.agree()
        attempt = await self.scene.submit()
        await self.scene.verdict(attempt, UNSURE)
        self.attempt = attempt.id
        return self

    async def close(self) -> None:
        for one in self.http.values():
            await one.aclose()

    async def _enter(self, name: str, who: Principal) -> None:
        self.principals[name] = who
        self.http[name] = await self.hub.client(who)

    async def ask(self, who: str, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        self._key += 1
        headers = {"Idempotency-Key": f"world-{self._key}"}
        return await self.http[who].request(method, path, json=body, headers=headers, **more)

    async def must(self, who: str, method: str, path: str, body: Any = None, **more: Any) -> Any:
        answer = await self.ask(who, method, path, body, **more)
        assert answer.status_code < 300, f"{who}: {method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    # --- what there is -------------------------------------------------------------------------------------

    async def things(self, names: tuple[str, ...], path: str) -> dict[str, Any]:
        """A thing for each name of a path, new ones.

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
                found |= await make()
        return found

    @staticmethod
    def _kind(name: str, path: str) -> str:
        if name == "tool":
            return "tool_" + path.split("/")[3]
        if name == "key":
            return "key_" + path.split("/")[2]
        return name

    async def make_area(self) -> dict[str, Any]:
        return {"area": str(self.place.community)}

    async def make_unit(self) -> dict[str, Any]:
        return {"unit": str(self.place.community)}

    async def make_organisation(self) -> dict[str, Any]:
        return {"organisation": str(self.place.property_org)}

    async def make_ticket(self) -> dict[str, Any]:
        given = {"area": str(self.place.dwelling), "category": "drain_blocked", "text": "门口堵了"}
        return {"ticket": (await self.must("reporter", "POST", "/api/tickets", given))["id"]}

    async def make_request_id(self) -> dict[str, Any]:
        made = await self.make_ticket()
        ticket = made["ticket"]
        await self.must("community_clerk", "POST", f"/api/tickets/{ticket}/acknowledge", {})
        given = {"kind": "extend", "reason": "等零件", "more": {"amount": 1, "unit": "d"}}
        await self.must("community_clerk", "POST", f"/api/tickets/{ticket}/requests", given)
        asked = await self.must("community_clerk", "GET", f"/api/tickets/{ticket}/requests")
        return made | {"request_id": asked["requests"][0]["id"]}

    async def make_category(self) -> dict[str, Any]:
        return {"category": "drain_blocked"}

    async def make_item(self) -> dict[str, Any]:
        items = await self.must("district_coord", "PUT", "/api/ticket-categories/drain_blocked/checklist",
                                {"items": [{"text": "看井盖", "text_en": "Look at the lid"}]})  # fmt: skip
        return {"item": items["items"][0]["id"]}

    async def make_photo(self) -> dict[str, Any]:
        answer = await self.ask(
            "reporter", "POST", "/api/photos", files={"photo": ("a.jpg", pictures.jpeg(), "image/jpeg")}
        )
        assert answer.status_code == 201
        return {"photo": answer.json()["id"]}

    async def make_variant(self) -> dict[str, Any]:
        return {"variant": "thumbnail"}

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
        given = {"kind": "praise", "text": "谢谢", "area": str(self.place.community)}
        return {"feedback": (await self.must("reporter", "POST", "/api/feedback", given))["id"]}

    async def make_key_home(self) -> dict[str, Any]:
        return {"key": "report"}

    async def make_key_certification(self) -> dict[str, Any]:
        return {"key": "elders"}

    async def make_code(self) -> dict[str, Any]:
        made = await self.must("community_clerk", "POST", "/api/doors", {"area": str(self.place.unit)})
        return {"code": made["code"]}

    async def make_person(self) -> dict[str, Any]:
        await self.owner.execute(
            "DELETE FROM certification_persons WHERE left_at IS NOT NULL"
        ) if False else None
        return {"person": str(self.scene.person)}

    async def make_proxy(self) -> dict[str, Any]:
        await self.owner.execute("DELETE FROM certification_proxies")
        given = {"name": NAME, "id_number": ID, "relation": "child"}
        await self.must("reporter", "POST", "/api/certification/proxies", given)
        proxy = await self.owner.fetchval("SELECT id FROM certification_proxies")
        return {"person": str(self.scene.person), "proxy": str(proxy)}

    async def make_attempt(self) -> dict[str, Any]:
        return {"attempt": str(self.attempt)}

    async def make_calendar(self) -> dict[str, Any]:
        made = await self.must("district_coord", "GET", "/api/calendars")
        return {"calendar": made["calendars"][0]["id"]}

    async def make_day(self) -> dict[str, Any]:
        return {"day": "2030-05-01"}

    async def make_year(self) -> dict[str, Any]:
        return {"year": "2030"}

    async def make_residence(self) -> dict[str, Any]:
        await self.owner.execute("DELETE FROM residences")
        given = {"dwelling": str(self.place.dwelling), "kind": "owner"}
        return {"residence": (await self.must("reporter", "POST", "/api/residences", given))["id"]}

    async def make_identity(self) -> dict[str, Any]:
        imported = await self.owner.fetchval(
            """INSERT INTO certification_imports (district, account, programme, name, rows)
               VALUES ($1, $2, $3, '名册.xlsx', 0) RETURNING id""",
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
