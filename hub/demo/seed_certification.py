"""What the demo certifies: the old-age allowance, the text people agree to, a few elders, and a son who may act."""

from datetime import date
from typing import Any
from uuid import UUID

from hub.areas import actions as areas
from hub.certification import actions as certification
from hub.certification import consents
from hub.certification.identity import check
from hub.certification.model import AddPerson, PutProgramme
from hub.db import Connection
from hub.sealing import Sealer


async def plant(
    tx: Connection, sealer: Sealer, district: UUID, data: dict[str, Any], *, estates: dict[str, UUID],
    organisations: dict[str, UUID], people: dict[str, UUID],
) -> None:  # fmt: skip
    """`data`: the `certification` of `xiqu.yaml`."""
    given = data["programme"]
    programme = await certification.add_programme(
        tx, district, given["key"],
        PutProgramme(
            version=0, name=given["name"], name_en=given["name_en"], least_age=given["least_age"],
            authority=organisations[given["authority"]],
        ),
    )  # fmt: skip
    await consents.add_consent_text(tx, district, data["consent"]["text"], data["consent"]["text_en"])
    for elder in data["elders"]:
        home = await areas.resolve(tx, estates[elder["estate"]], elder["place"])
        body = data["code"] + date.fromisoformat(str(elder["born"])).strftime("%Y%m%d") + elder["order"]
        wanted = AddPerson(
            programme=programme.id, area=home.area.id, name=elder["name"], id_number=body + check(body),
            phone=elder.get("phone", ""), due_on=date.fromisoformat(str(elder["due_on"])),
        )  # fmt: skip
        person = await certification.enlist(tx, sealer, district, wanted, home.area.path)
        if "proxy" in elder:
            await consents.plant_consent(tx, district, person, heard_by=people[data["heard_by"]])
            await consents.plant_proxy(
                tx,
                district,
                person,
                people[elder["proxy"]],
                elder["relation"],
                heard_by=people[data["heard_by"]],
            )
