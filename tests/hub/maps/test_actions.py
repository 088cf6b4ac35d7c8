"""Shapes over HTTP, drawn and surveyed, for who belongs to the district."""

import json
from uuid import uuid4

import pytest

from hub.maps import actions
from tests.conftest import RunningHub
from tests.support import People


async def test_the_geometry_of_a_subtree(hub: RunningHub, people: People) -> None:
    place = people.place
    async with hub.hub.db.transaction() as tx:
        await actions.draw(tx, place.district)
    async with await hub.client(await people.resident()) as client:
        whole = (await client.get(f"/api/areas/{place.district}/geometry")).json()
        assert (whole["source"], whole["origin"]) == ("schematic", None)
        assert whole["shapes"][0]["id"] == str(place.district)
        assert {shape["level"] for shape in whole["shapes"]} == {"district", "street", "community", "estate"}
        answer = await client.get(f"/api/areas/{place.street}/geometry")
        ids = [shape["id"] for shape in answer.json()["shapes"]]
        assert ids[0] == str(place.street)
        assert str(place.community) in ids
        assert str(place.other_community) not in ids
        again = await client.get(
            f"/api/areas/{place.street}/geometry", headers={"If-None-Match": answer.headers["etag"]}
        )
        assert (again.status_code, again.content) == (304, b"")
        assert (await client.get(f"/api/areas/{uuid4()}/geometry")).status_code == 404
        square = [[[101.0, 26.0], [101.1, 26.0], [101.1, 26.1]]]
        survey = {
            "features": [
                {"properties": {"id": one}, "geometry": {"type": "Polygon", "coordinates": square}}
                for one in (str(place.community), "nowhere")
            ]
        }
        async with hub.hub.db.transaction() as tx:
            assert await actions.survey(tx, place.district, json.dumps(survey).encode()) == (1, ["nowhere"])
        answer = await client.get(
            f"/api/areas/{place.street}/geometry", headers={"If-None-Match": answer.headers["etag"]}
        )
        found = answer.json()
        assert (found["origin"]["west"], found["origin"]["north"]) == (101.0, 26.1)
        # Nothing schematic stays beside what was measured.
        assert (found["source"], [shape["id"] for shape in found["shapes"]]) == (
            "survey",
            [str(place.community)],
        )
    async with hub.hub.db.transaction() as tx:
        with pytest.raises(ValueError, match="none of"):
            await actions.survey(
                tx, place.district, json.dumps({"features": survey["features"][1:]}).encode()
            )
        await actions.draw(tx, place.district)
        assert (await actions.read(tx, place.district, place.street)).origin is None
    async with await hub.client() as nobody:
        assert (await nobody.get(f"/api/areas/{place.street}/geometry")).status_code == 401
