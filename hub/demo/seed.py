"""Plants 西区 from `xiqu.yaml`. Running it again changes nothing that is there."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from hub.accounts import actions as accounts
from hub.accounts import residences
from hub.accounts.passwords import Passwords
from hub.areas import actions as areas
from hub.calendars import actions as calendars
from hub.calendars.types import WorkingPeriod
from hub.db import Connection, Database
from hub.demo import (
    seed_certification,
    seed_desk,
    seed_duty,
    seed_family,
    seed_feed,
    seed_moderation,
    seed_notices,
    seed_partners,
    seed_volunteers,
    seed_wishes,
)
from hub.demo.history import plant_history
from hub.maps import actions as maps
from hub.sealing import Sealer
from hub.settings import Settings
from hub.tickets import actions as tickets
from hub.tickets.types import Category, Emergency, Likeness, Promise

DATA = Path(__file__).with_name("xiqu.yaml")


def load() -> dict[str, Any]:
    """The demo's data as it is written."""
    data: dict[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return data


async def seed(settings: Settings, staff_password: str) -> None:
    """Plants the district in one transaction, once.

    `staff_password` is everybody's in the demo; it is made at first start and never in the repository.
    """
    db = await Database.open(settings.database_url, max_size=2, application="seed")
    try:
        async with db.transaction() as tx:
            if await areas.children(tx, None):
                return
            password_hash = await Passwords().hash(staff_password)
            await _Seed(tx, Sealer(settings.keys()), load(), password_hash).plant()
    finally:
        await db.close()


class _Seed:
    def __init__(self, tx: Connection, sealer: Sealer, data: dict[str, Any], password_hash: str) -> None:
        self.tx = tx
        self.sealer = sealer
        self.data = data
        self.password_hash = password_hash
        self.by_code: dict[str, UUID] = {}
        self.grids: dict[str, list[UUID]] = {}
        self.estates: dict[str, UUID] = {}
        self.organisations: dict[str, UUID] = {}
        self.served: dict[str, list[UUID]] = {}
        self.people: dict[str, UUID] = {}
        self.committees: dict[str, tuple[str, UUID]] = {}

    async def plant(self) -> None:
        district = await self._coded(
            None, "district", self.data["district"]["name"], self.data["district"]["code"]
        )
        self.district = district
        for street in self.data["streets"]:
            parent = await self._coded(district, "street", street["name"], street["code"])
            for short, name in street["communities"].items():
                await self._community(parent, name, street["code"] + short)
        for estate in self.data["estates"]:
            await self._estate(estate, estate["community"], estate["name"])
        taken = {estate["community"] for estate in self.data["estates"]}
        sample = self.data["sample_estate"]
        for index, code in enumerate(sorted(set(self.grids) - taken)):
            firm = sample["property"] if index % 2 else None
            await self._estate({**sample, "grid": 1, "property": firm}, code, "示例小区")
        await maps.draw(self.tx, district)
        await self._organisations()
        await self._calendars()
        await self._categories()
        await self._people()
        await seed_duty.plant(self.tx, district, self.data, self.by_code, self.people)
        await seed_desk.plant(self.tx, district, self.data["desk"])
        await seed_certification.plant(
            self.tx, self.sealer, district, self.data["certification"], estates=self.estates,
            organisations=self.organisations, people=self.people,
        )  # fmt: skip
        await seed_feed.plant(self.tx, district, self.data["feed"], self.estates, self.people)
        await seed_moderation.plant(self.tx, district, self.data["moderation"], self.estates, self.people)
        await seed_wishes.plant(
            self.tx, self.sealer, district, self.data["wishes"], estates=self.estates,
            organisations=self.organisations, people=self.people,
        )  # fmt: skip
        await seed_volunteers.plant(
            self.tx, district, self.data["volunteers"], areas=self.by_code, people=self.people
        )
        await seed_partners.plant(
            self.tx, district, self.data["partners"], areas=self.by_code, organisations=self.organisations,
            people=self.people,
        )  # fmt: skip
        await seed_family.plant(
            self.tx, district, self.data["family"], estates=self.estates, people=self.people
        )
        await seed_notices.plant(self.tx, district, self.data["notices"], self.by_code, self.people)
        await plant_history(self.tx, self.data, self.district, self.served, self.organisations)

    async def _coded(self, parent: UUID | None, level: Any, name: str, code: str) -> UUID:
        area = await areas.add_area(self.tx, parent, level, name)
        await areas.add_code(self.tx, area, code, date.fromisoformat(str(self.data["codes_valid_from"])))
        self.by_code[code] = area
        return area

    async def _community(self, street: UUID, name: str, code: str) -> None:
        community = await self._coded(street, "community", name, code)
        self.grids[code] = [
            await self._coded(community, "grid", f"第{'一二三四五六'[n]}网格", f"{code}{n + 1:03}")
            for n in range(self.data["grids_per_community"])
        ]

    async def _estate(self, estate: dict[str, Any], code: str, name: str) -> None:
        grid = self.grids[code][estate["grid"] - 1]
        area = await areas.add_area(self.tx, grid, "estate", name)
        self.estates.setdefault(name, area)
        if firm := estate.get("property"):
            self.served.setdefault(firm, []).append(area)
        if committee := estate.get("committee"):
            self.committees[f"{name}{committee}"] = (committee, area)
        units = [f"{n}单元" for n in range(1, estate["units"] + 1)]
        doors = [f"{f}-{d}" for f in range(1, estate["floors"] + 1) for d in range(1, estate["doors"] + 1)]
        await areas.add_areas(
            self.tx, area, "building", [f"{n}栋" for n in range(1, estate["buildings"] + 1)]
        )
        for building in await areas.children(self.tx, area):
            await areas.add_areas(self.tx, building.id, "unit", units)
            for unit in await areas.children(self.tx, building.id):
                await areas.add_areas(self.tx, unit.id, "dwelling", doors)

    async def _organisations(self) -> None:
        async def add(kind: Any, name: str, duties: list[str], serves: list[UUID]) -> None:
            self.organisations[name] = await areas.add_organisation(
                self.tx, self.district, kind, name, duties, serves
            )

        for one in self.data["organisations"]:
            await add(one["kind"], one["name"], one["duties"], [self.district])
        for firm, estates in self.served.items():
            await add("property", firm, ["物业"], estates)
        for name, (_, estate) in self.committees.items():
            await add("committee", name, [], [estate])

    async def _calendars(self) -> None:
        """Streets and departments go by the district's; communities close for lunch and keep weekend duty."""
        communities = [self.by_code[code] for code in self.grids]
        for one in self.data["calendars"]:
            week = [_hours(one["weekdays"], duty=False)] * 5 + [_hours(one["weekends"], duty=True)] * 2
            users = communities if one["for"] == "communities" else [self.district]
            await calendars.plant(self.tx, self.district, one["name"], week, *users)

    async def _categories(self) -> None:
        position = 0
        for heading, group in self.data["categories"].items():
            name, name_en = heading.split("|")
            for key, (label, label_en, minutes, promise, handler) in group.items():
                emergency = self.data["emergencies"].get(key)
                position += 1
                await tickets.put_category(
                    self.tx,
                    self.district,
                    Category(
                        key=key, group=name, group_en=name_en, name=label, name_en=label_en,
                        acknowledge_minutes=minutes, respond=_first_words(promise),
                        resolve=Promise(int(promise[:-1]), promise[-1]),
                        default_handler=handler,
                        emergency=Emergency(**emergency) if emergency else None,
                        evidence="words" if key in self.data["evidence_in_words"] else "photo",
                        comes_back=key in self.data["comes_back"],
                        urgent=emergency is not None or minutes <= 10,
                        about=self.data["complaints"].get(key),
                    ),
                    position,
                )  # fmt: skip
        for key, (level, metres, *kin) in self.data["likeness"].items():
            words = tuple(self.data["words"].get(key, ()))
            likeness = Likeness(level=level, metres=metres, kin=tuple(kin), words=words)
            await tickets.put_likeness(self.tx, self.district, key, likeness)

    async def _people(self) -> None:
        for person in self.data["people"]["staff"]:
            account = await accounts.create_staff(
                self.tx, self.sealer, district=self.district, name=person["name"], username=person["username"],
                password_hash=self.password_hash, demo_key=person["key"], demo_note=person["note"],
            )  # fmt: skip
            self.people[person["key"]] = account
            await accounts.grant(
                self.tx, account=account, role=person["role"], area=self._area_of(person),
                organisation=self.organisations.get(person.get("organisation", "")),
            )  # fmt: skip
        for person in self.data["people"]["residents"]:
            account = await accounts.create_resident(
                self.tx, self.sealer, district=self.district, phone=person["phone"], name=person["name"],
                practice=person.get("practice", False), demo_key=person["key"], demo_note=person["note"],
            )  # fmt: skip
            self.people[person["key"]] = account
            home = await areas.resolve(self.tx, self.estates[person["estate"]], person["place"])
            await residences.add_to_roster(
                self.tx, self.sealer, dwelling=home.area.id, kind=person["kind"], name=person["name"],
                phone=person["phone"],
            )  # fmt: skip
            await residences.enrol(self.tx, account=account, dwelling=home.area.id, kind=person["kind"])
            if "volunteer" in person:
                await accounts.grant(
                    self.tx, account=account, role="volunteer", area=self.estates[person["estate"]],
                    organisation=self.organisations[person["volunteer"]],
                )  # fmt: skip

    def _area_of(self, person: dict[str, Any]) -> UUID:
        if "estate" in person:
            return self.estates[person["estate"]]
        if "grid" in person:
            return self.grids[person["area"]][int(person["grid"]) - 1]
        return self.by_code[person["area"]]


def _hours(times: list[str], *, duty: bool) -> list[WorkingPeriod]:
    return [WorkingPeriod(opens, closes, duty) for opens, closes in (one.split("-") for one in times)]


def _first_words(promise: str) -> Promise:
    """What is resolved in hours is answered in half of them, everything else within a working day."""
    if promise.endswith("h"):
        return Promise((int(promise[:-1]) + 1) // 2, "h")
    return Promise(1, "d")
