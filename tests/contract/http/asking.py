"""Asks a route as somebody and says what the answer comes to."""

from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.contract.http.bodies import NEEDS, OWN_PHOTO, request
from tests.contract.http.routes import Route
from tests.contract.http.world import NOWHERE, World

# What everybody may know is there: the tree of areas, who serves it, the kinds of reports, the calendar's days.
KNOWN = frozenset(
    [
        "area",
        "unit",
        "organisation",
        "category",
        "key",
        "code",
        "about",
        "day",
        "year",
        "variant",
        "calendar",
        "kind",
    ]
)


@dataclass
class Asking:
    """One route in one variant, asked by one after the other. What somebody has changed is made anew."""

    world: World
    route: Route
    variant: str = ""
    lists: bool = False
    """Whether it is a list: then it counts whether there is anything of ours in it."""
    _things: dict[str, Any] = field(default_factory=dict)

    async def ask(self, who: str) -> tuple[str, httpx.Response]:
        """What the answer comes to (`may`, `nothing`, or a status) and the answer."""
        world, route = self.world, self.route
        names = [*NEEDS.get(route.name, ()), *map(self._kind, route.names)]
        if self.lists:
            await world.everything()  # what was changed is there again
        self._things = await world.things(route.path, *names)
        answer = await self._send(who, self._things)
        if answer.status_code < 300 and route.method != "GET":
            world.forget(route.path, *names)
        return self._heard(answer), answer

    async def ask_for_none(self, who: str) -> httpx.Response:
        """The same for a thing that is not there."""
        away = {name: NOWHERE for name in self.route.names if name not in KNOWN}
        return await self._send(who, self._things | away)

    def _kind(self, name: str) -> str:
        """`@firm` asks with a `firm_ticket`, where the world has one."""
        other = f"{self.variant[1:]}_{name}"
        return other if self.variant.startswith("@") and hasattr(self.world, f"make_{other}") else name

    async def _send(self, who: str, things: dict[str, Any]) -> httpx.Response:
        if self.route.name in OWN_PHOTO:
            things = things | {"own_photo": await self.world.photo_of(who)}
        asked = request(self.route, self.world.known | things)
        if self.variant.startswith("?"):
            name, _, value = self.variant[1:].partition("=")
            asked["params"] = asked.get("params", {}) | {name: value}
        elif "=" in self.variant:
            name, _, value = self.variant.partition("=")
            asked["json"] = asked["json"] | {name: value}
        return await self.world.send(who, self.route.method, self.route.path.format(**things), **asked)

    def _heard(self, answer: httpx.Response) -> str:
        if answer.status_code in (401, 403, 404) or answer.status_code >= 500:
            return str(answer.status_code)
        if self.lists and answer.status_code < 300:
            return "may" if any(mark in answer.text for mark in self.world.marks()) else "nothing"
        return "may"
