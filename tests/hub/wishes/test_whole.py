"""Old state + events = fresh fetch: random people do whatever they may, time passes, and who only listened to the
topics of a phone or a desk holds what a fresh fetch gives."""

import random
from typing import Any
from uuid import UUID

import msgspec
import pytest

from hub.accounts.types import Principal
from hub.errors import DomainError
from hub.wishes import lists
from hub.wishes.types import Wish, WishMine, WishRules, WishShown, WishTaken
from tests.hub.wishes.scene import Scene, mine_of
from tests.support import ask

STEPS = 70
OFTEN = "ask publish publish claim claim claim fulfil fulfil thank thank days days"
SELDOM = "ask_for edit give_back refuse contacted release take_back not_yet withdraw"
ACTS = [*OFTEN.split(), *SELDOM.split()]


class Ear:
    """Listens to topics, keeps the newest version of each wish of one kind of event."""

    def __init__(self, kind: str, shape: Any, *topics: str) -> None:
        self.kind, self.shape, self.topics = kind, shape, set(topics)
        self.known: dict[UUID, Any] = {}

    def hear(self, row: Any) -> None:
        if row["type"] != self.kind or not self.topics & set(row["topics"]):
            return
        wish = msgspec.convert(msgspec.json.decode(row["text"])["wish"], self.shape)
        if wish.id not in self.known or wish.version > self.known[wish.id].version:
            self.known[wish.id] = wish


@pytest.mark.parametrize("seed", range(4))
async def test_who_listened_holds_what_a_fresh_fetch_gives(scene: Scene, seed: int) -> None:
    chance, place = random.Random(seed), scene.place
    rules = WishRules(wishes_per_asker=6, claims_per_account=2, street_days=6, district_days=6, grant_days=3)
    await lists.put_rules(scene.db, scene.coordinator, ask(scene.coordinator), rules)
    everybody = [scene.an, scene.luo, scene.zhou, scene.clerk, scene.street, scene.firm, scene.stranger]

    def walls(*areas: UUID) -> list[str]:
        return [f"public/{area}/wishes" for area in areas]

    ears: dict[str, tuple[Ear, Principal]] = {
        "wall": (Ear("wish.shown", WishShown, *walls(place.community, place.street, place.district)), scene.stranger),
        "next door": (
            Ear("wish.shown", WishShown, *walls(place.sibling_community, place.street, place.district)), scene.stranger
        ),
        "desk": (Ear("wish.changed", Wish, f"staff/{place.community}/wishes"), scene.clerk),
        "grid": (Ear("wish.changed", Wish, f"staff/{place.grid}/wishes"), scene.grid),
        "firm": (
            Ear("wish.taken", WishTaken, f"own/{scene.firm.account}", f"org/{place.property_org}/wishes"), scene.firm
        ),
    }  # fmt: skip
    for who in (scene.an, scene.luo, scene.zhou):
        ears[f"mine {who.name}"] = (Ear("wish.mine", WishMine, f"own/{who.account}"), who)
        ears[f"taken {who.name}"] = (Ear("wish.taken", WishTaken, f"own/{who.account}"), who)

    made: list[UUID] = []
    did: set[str] = set()
    for _ in range(STEPS):
        who = chance.choice(everybody)
        act = chance.choice(ACTS)
        try:
            if act in ("ask", "ask_for"):
                made.append(mine_of(await getattr(scene, act)(who)))
            elif act == "days":
                await scene.days(chance.choice([1, 3, 6]))
            elif made:
                more: dict[str, Any] = (
                    {"organisation": place.property_org} if (act, who) == ("claim", scene.firm) else {}
                )
                if act == "thank":
                    more = {"text": "谢谢", "share": chance.random() < 0.5, "post": chance.random() < 0.3}
                await getattr(scene, act)(chance.choice(made), who, **more)
            did.add(act)
        except DomainError as error:
            assert error.status in (403, 404, 409)  # noqa: PT017
    for row in await scene.owner.fetch("SELECT type, topics, text FROM events ORDER BY id"):
        for ear, _ in ears.values():
            ear.hear(row)
    assert len(did) > 8
    for name, (ear, who) in ears.items():
        held = ear.known
        match name.partition(" ")[0]:
            case "wall" | "next":
                area = place.community if name == "wall" else place.sibling_community
                fresh: list[Any] = (await lists.wall(scene.db, who, area, limit=200)).wishes
                held = {key: one for key, one in held.items() if one.state != "gone"}
            case "desk" | "grid":
                fresh = (await lists.desk(scene.db, who, limit=200)).wishes
            case "mine":
                fresh = (await lists.mine(scene.db, who, limit=200)).wishes
            case _:
                fresh = (await lists.taken(scene.db, who, limit=200)).wishes
                held = {key: one for key, one in held.items() if one.mine}
        assert {one.id: one for one in fresh} == held, name
