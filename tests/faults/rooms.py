"""What people do in the rooms beside tickets, and how it is found again: one thing is made, with a key in its words.

`ROOMS` says of each in which table it is, by which event of which topic the desk hears of it, and where in that event
its mark is. `Neighbourhood` has the people who do it.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from hub.accounts.types import Role
from tests.faults.rig import Rig

Told = dict[str, Any]
LETTERS = str.maketrans("0123456789", "ghijklmnop")
"""Of a key's digits: eleven in a row are a telephone number to the moderation."""


class Room(NamedTuple):
    """`topic`: what the desks of the path hear, `staff/<area>/<topic>`. `mark`: of an event's data, what a request
    left there; None: the event is of another step."""

    table: str
    topic: str
    type: str
    mark: Callable[[Told], str | None]


ROOMS = {
    "post": Room("posts", "feed", "post.changed", lambda told: told["post"]["text"]),
    "comment": Room("comments", "feed", "comment.changed", lambda told: told["comment"]["text"]),
    "case": Room(
        "moderation_cases", "moderation", "moderation.changed", lambda told: told["case"]["subject"]
    ),
    "wish": Room("wishes", "wishes", "wish.changed", lambda told: told["wish"]["text"]),
    "notice": Room(
        "notices", "notices", "notice.changed", lambda told: told["notice"]["head"]["words"]["zh"]["title"]
    ),
    "call": Room("volunteer_calls", "volunteering", "volunteer.call", lambda told: told["call"]["text"]),
    "offer": Room("partner_offers", "partners", "partner.offer", lambda told: told["offer"]["text"]),
    "feedback": Room("feedback", "feedback", "feedback.changed", lambda told: told["feedback"]["text"]),
    "visit": Room(
        "home_visits", "visits", "visit.changed",
        lambda told: told["visit"]["text"] if told["step"] == "asked" else None,
    ),
}  # fmt: skip


class Ask(NamedTuple):
    """A request that is to be made: by whom, and what its event will be known by."""

    room: str
    route: str
    body: dict[str, Any]
    token: str
    mark: str


@dataclass
class Neighbourhood:
    """Neighbours with a verified home, and the staff of the rooms. `posts`: what may be commented on or looked into,
    `looked`: what has been; each visit needs somebody who has none open, so that those are few: `visitless`."""

    rig: Rig
    rng: random.Random
    neighbours: list[str] = field(default_factory=list)
    staff: dict[Role, str] = field(default_factory=dict)
    visitless: list[str] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)

    async def open(self, accounts: list[UUID], tokens: list[str]) -> None:
        """Residents of whom all live in one dwelling, a desk, a firm."""
        place, people = self.rig.place, self.rig.people
        owner = await self.rig.owner()
        await owner.execute(
            """INSERT INTO residences (district, account, dwelling, kind, state, proof, since)
               SELECT $1, id, $2, 'owner', 'verified', 'checked', '2020-01-01' FROM unnest($3::uuid[]) id""",
            place.district, place.dwelling, accounts,
        )  # fmt: skip
        self.neighbours, self.visitless = tokens, list(tokens)
        desk: tuple[Role, ...] = ("community_secretary", "moderator")
        for role in desk:
            self.staff[role] = await self.rig.token(await people.staff(role, place.community))
        self.staff["property_dispatcher"] = await self.rig.token(await people.dispatcher())

    def something(self) -> Ask:
        """What somebody is about to do."""
        rooms = [self._post, self._comment, self._case, self._wish, self._notice, self._call, self._offer]
        rooms += [self._feedback, self._visit]
        while (ask := self.rng.choice(rooms)(str(uuid4()).translate(LETTERS))) is None:
            pass
        return ask

    def done(self, ask: Ask, answer: dict[str, Any]) -> None:
        """It was answered: others may go on from there."""
        if ask.room == "post":
            self.posts.append(answer["id"])

    def _neighbour(self) -> str:
        return self.rng.choice(self.neighbours)

    def _post(self, key: str) -> Ask:
        body = {"area": str(self.rig.place.community), "text": key}
        return Ask("post", "/api/posts", body, self._neighbour(), key)

    def _comment(self, key: str) -> Ask | None:
        if not self.posts:
            return None
        post = self.rng.choice(self.posts)
        return Ask("comment", f"/api/posts/{post}/comments", {"text": key}, self._neighbour(), key)

    def _case(self, key: str) -> Ask | None:
        if len(self.posts) < 4:
            return None
        post = self.posts.pop(0)
        body = {"kind": "post", "subject": post}
        return Ask("case", "/api/moderation/cases", body, self.staff["moderator"], post)

    def _wish(self, key: str) -> Ask:
        body = {
            "kind": "thing", "text": key, "home": str(self.rig.place.dwelling), "name": "安女士", "consent": "spoken",
        }  # fmt: skip
        return Ask("wish", "/api/wishes/for", body, self.staff["community_secretary"], key)

    def _notice(self, key: str) -> Ask:
        body = {
            "kind": "notice", "areas": [str(self.rig.place.community)],
            "words": {"zh": {"title": key, "text": "明天停水"}},
        }  # fmt: skip
        return Ask("notice", "/api/notices", body, self.staff["community_secretary"], key)

    def _call(self, key: str) -> Ask:
        begins = datetime.now(UTC) + timedelta(days=2)
        body = {
            "title": "清扫楼道", "text": key, "area": str(self.rig.place.community), "place": "小广场", "seats": 5,
            "starts_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=2)).isoformat(),
        }  # fmt: skip
        return Ask("call", "/api/volunteer-calls", body, self.staff["community_secretary"], key)

    def _offer(self, key: str) -> Ask:
        body = {
            "organisation": str(self.rig.place.property_org), "kind": "room", "title": "会议室", "text": key,
            "unit": "场", "total": 5, "areas": [str(self.rig.place.community)],
            "ends_at": (datetime.now(UTC) + timedelta(days=30)).isoformat(),
        }  # fmt: skip
        return Ask("offer", "/api/partner-offers", body, self.staff["property_dispatcher"], key)

    def _feedback(self, key: str) -> Ask:
        body = {"kind": "praise", "text": key, "area": str(self.rig.place.community)}
        return Ask("feedback", "/api/feedback", body, self._neighbour(), key)

    def _visit(self, key: str) -> Ask | None:
        if not self.visitless:
            return None
        body = {"reason": "help", "area": str(self.rig.place.dwelling), "text": key}
        return Ask("visit", "/api/visits", body, self.visitless.pop(), key)
