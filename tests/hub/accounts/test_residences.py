"""Who lives where: the roster verifies, else a person of the place; moving out and running out end it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import httpx
import msgspec
import pytest

from hub.accounts import residences
from hub.accounts.keeper import Keeper
from hub.accounts.policy import may_subscribe
from hub.accounts.sessions import principals
from tests.hub.accounts.conftest import PHONE, MakeClient, People, move_clock
from tests.support import District

Key = Callable[[], dict[str, str]]
MakeSignedIn = Callable[[str], Any]


@pytest.fixture
async def town(people: People, district: District) -> People:
    """A resident, and staff of several places."""
    await people.resident("an", PHONE)
    await people.resident("luo", "13800000002")
    await people.staff("officer", "grid_officer", district.grid)
    await people.staff("clerk", "community_clerk", district.community)
    await people.staff("street", "street_clerk", district.street)
    await people.staff("neighbour", "community_clerk", district.sibling_community)
    await people.staff("viewer", "official_viewer", district.district)
    return people


@pytest.fixture
def signed_in(town: People, client_from: MakeClient) -> MakeSignedIn:
    async def make(key: str) -> httpx.AsyncClient:
        return client_from(token=await town.token(key))

    return make


async def claim(client: httpx.AsyncClient, district: District, key: Key, **more: str) -> httpx.Response:
    body = {"dwelling": str(district.dwelling), "kind": "owner", **more}
    return await client.post("/api/residences", json=body, headers=key())


async def events(owner: asyncpg.Connection) -> list[tuple[list[str], dict[str, Any]]]:
    rows = await owner.fetch("SELECT topics, text FROM events WHERE type = 'residence.changed' ORDER BY id")
    return [(list(row["topics"]), msgspec.json.decode(row["text"])) for row in rows]


async def put_on_roster(keeper: Keeper, district: District, kind: Any = "owner", phone: str = PHONE) -> None:
    async with keeper.db.transaction() as tx:
        await residences.add_to_roster(
            tx, keeper.sealer, dwelling=district.dwelling, kind=kind, name="安女士", phone=phone
        )


async def test_a_claim_on_the_roster_is_verified_at_once(
    signed_in: MakeSignedIn, keeper: Keeper, district: District, key: Key, owner: asyncpg.Connection
) -> None:
    await put_on_roster(keeper, district)
    an = await signed_in("an")
    answer = await claim(an, district, key)
    assert answer.status_code == 201, answer.text
    residence = answer.json()
    assert (residence["state"], residence["proof"]) == ("verified", "roster")
    assert residence["dwelling"]["place"] == "金沙社区 宝鼎金沙小区 12栋3单元1-6"
    assert residence["dwelling"]["path"] == [str(area) for area in district.path]
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    assert residence["from"] == today.isoformat()
    assert residence["account"] is None
    assert (await an.get("/api/me")).json()["residences"] == [residence]
    roster = await owner.fetchval("SELECT roster::text FROM roster")
    assert PHONE not in roster
    assert "安女士" not in roster


@pytest.mark.parametrize(("kind", "phone"), [("tenant", PHONE), ("owner", "13800000002")])
async def test_another_kind_or_phone_on_the_roster_proves_nothing(
    signed_in: MakeSignedIn, keeper: Keeper, district: District, key: Key, kind: str, phone: str
) -> None:
    await put_on_roster(keeper, district, kind, phone)
    answer = await claim(await signed_in("an"), district, key)
    assert (answer.json()["state"], answer.json()["proof"]) == ("claimed", None)


async def test_the_grid_officer_checks_and_everybody_concerned_hears(
    town: People, signed_in: MakeSignedIn, district: District, key: Key, owner: asyncpg.Connection
) -> None:
    an, officer = await signed_in("an"), await signed_in("officer")
    claimed = (await claim(an, district, key)).json()
    listed = (await officer.get("/api/residences", params={"state": "claimed"})).json()
    assert [one["id"] for one in listed["residences"]] == [claimed["id"]]
    assert listed["residences"][0]["account_name"] == "安an"
    verified = await officer.post(f"/api/residences/{claimed['id']}/verify", headers=key())
    assert verified.status_code == 200, verified.text
    assert (verified.json()["state"], verified.json()["proof"]) == ("verified", "checked")
    assert verified.json()["version"] == 2

    account = (await an.get("/api/me")).json()["id"]
    told = await events(owner)
    staff_topics = [f"staff/{area}/residences" for area in district.path]
    assert [topics for topics, _ in told] == [staff_topics, [f"own/{account}", f"kin/{account}"]] * 2
    assert [data["was"] for _, data in told] == [None, None, "claimed", "claimed"]
    assert [data["residence"]["account_name"] for _, data in told] == ["安an", None] * 2
    assert all(PHONE not in str(data) for _, data in told)

    await town.deliver()
    inbox = (await town.client.get("/api/demo/inbox")).json()["messages"]
    assert inbox[0]["text"].endswith("12栋3单元1-6 已核实。")
    assert inbox[0]["to"] == "139****4321"


async def test_a_refusal_has_a_reason_the_resident_reads(
    town: People, signed_in: MakeSignedIn, district: District, key: Key
) -> None:
    an, clerk = await signed_in("an"), await signed_in("clerk")
    claimed = (await claim(an, district, key)).json()
    path = f"/api/residences/{claimed['id']}/refuse"
    for reason in ("", "a\x00", "a\u202eb"):
        assert (await clerk.post(path, json={"reason": reason}, headers=key())).status_code == 400
    refused = await clerk.post(path, json={"reason": "户主说不认识"}, headers=key())
    assert refused.json()["state"] == "refused"
    (mine,) = (await an.get("/api/me")).json()["residences"]
    assert mine["reason"] == "户主说不认识"
    assert (await claim(an, district, key)).status_code == 201  # a new claim stays open


@pytest.mark.parametrize("key_of", ["neighbour", "viewer", "luo"])
async def test_who_may_not_know_of_it_finds_nothing(
    signed_in: MakeSignedIn, district: District, key: Key, key_of: str
) -> None:
    claimed = (await claim(await signed_in("an"), district, key)).json()
    other = await signed_in(key_of)
    assert (await other.get("/api/residences")).json()["residences"] == []
    for step, body in (("verify", None), ("refuse", {"reason": "x"}), ("end", None)):
        answer = await other.post(f"/api/residences/{claimed['id']}/{step}", json=body, headers=key())
        assert (answer.status_code, answer.json()["code"]) == (404, "residence.unknown")


async def test_who_sees_may_not_always_decide(signed_in: MakeSignedIn, district: District, key: Key) -> None:
    an, street = await signed_in("an"), await signed_in("street")
    claimed = (await claim(an, district, key)).json()
    assert len((await street.get("/api/residences")).json()["residences"]) == 1
    for who in (street, an):
        answer = await who.post(f"/api/residences/{claimed['id']}/verify", headers=key())
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_nobody_checks_their_own(
    signed_in: MakeSignedIn, keeper: Keeper, district: District, key: Key, owner: asyncpg.Connection
) -> None:
    claimed = (await claim(await signed_in("an"), district, key)).json()
    index = keeper.sealer.blind("phone", PHONE)
    await owner.execute(
        "UPDATE accounts SET phone = '\\x00', phone_index = $1 WHERE username = 'officer'", index
    )
    officer = await signed_in("officer")
    answer = await officer.post(f"/api/residences/{claimed['id']}/verify", headers=key())
    assert answer.json()["code"] == "forbidden"


async def test_moving_out_ends_it_once(signed_in: MakeSignedIn, district: District, key: Key) -> None:
    an = await signed_in("an")
    claimed = (await claim(an, district, key)).json()
    assert (await claim(an, district, key)).json()["code"] == "residence.exists"
    ended = await an.post(f"/api/residences/{claimed['id']}/end", headers=key())
    assert (ended.status_code, ended.json()["state"]) == (200, "ended")
    again = await an.post(f"/api/residences/{claimed['id']}/end", headers=key())
    assert (again.status_code, again.json()["code"]) == (409, "residence.wrong_state")
    assert (await claim(an, district, key)).status_code == 201


async def test_the_last_day_ends_it_and_the_sweep_tells(
    signed_in: MakeSignedIn, keeper: Keeper, district: District, key: Key, owner: asyncpg.Connection
) -> None:
    an = await signed_in("an")
    await put_on_roster(keeper, district, "tenant")
    until = (datetime.now(UTC).astimezone(ZoneInfo("Asia/Shanghai")) + timedelta(days=2)).date().isoformat()
    first = await claim(an, district, key, kind="tenant", until=until)
    assert first.json()["until"] == until
    await move_clock(owner, "2 days")
    assert (await an.get("/api/me")).json()["residences"][0]["state"] == "verified"
    assert await residences.sweep(keeper.db) == 0
    await move_clock(owner, "1 day")
    assert (await an.get("/api/me")).json()["residences"][0]["state"] == "ended"  # before any sweep
    assert await residences.sweep(keeper.db) == 1
    assert await residences.sweep(keeper.db) == 0
    told = await events(owner)
    assert [(data["was"], data["residence"]["state"]) for _, data in told[2:]] == [("verified", "ended")] * 2


async def test_a_claim_after_one_that_ran_out_ends_it_first(
    signed_in: MakeSignedIn, district: District, key: Key, owner: asyncpg.Connection
) -> None:
    an = await signed_in("an")
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat()
    assert (await claim(an, district, key, until=today)).status_code == 201
    await move_clock(owner, "1 day")
    assert (await claim(an, district, key)).status_code == 201
    assert [data["residence"]["state"] for _, data in await events(owner)][2::2] == ["ended", "claimed"]


async def test_claims_that_cannot_be(signed_in: MakeSignedIn, district: District, key: Key) -> None:
    an, clerk = await signed_in("an"), await signed_in("clerk")
    for body, code in (
        ({"dwelling": str(district.unit)}, "area.level"),
        ({"dwelling": str(district.far_community)}, "area.unknown"),
        ({"until": "2020-01-01"}, "residence.until"),
        ({"kind": "ghost"}, "input.invalid"),
    ):
        assert (await claim(an, district, key, **body)).json()["code"] == code
    assert (await claim(clerk, district, key)).json()["code"] == "forbidden"
    body = {"dwelling": str(district.dwelling), "kind": "owner"}
    assert (await an.post("/api/residences", json=body)).json()["code"] == "idempotency.missing"


async def test_the_same_claim_sent_twice_is_one(
    signed_in: MakeSignedIn, district: District, key: Key, owner: asyncpg.Connection
) -> None:
    an, same = await signed_in("an"), key()
    first, second = [await claim(an, district, lambda: same) for _ in range(2)]
    assert first.json() == second.json()
    assert (await claim(an, district, lambda: same, kind="tenant")).json()["code"] == "idempotency.mismatch"
    assert await owner.fetchval("SELECT count(*) FROM residences") == 1


async def test_lists_are_paged(town: People, signed_in: MakeSignedIn, district: District, key: Key) -> None:
    for who in ("an", "luo"):
        await claim(await signed_in(who), district, key)
    clerk = await signed_in("clerk")
    first = (await clerk.get("/api/residences", params={"limit": 1})).json()
    assert len(first["residences"]) == 1
    second = (await clerk.get("/api/residences", params={"limit": 1, "after": first["next"]})).json()
    assert second["next"] is None
    assert second["residences"][0]["id"] != first["residences"][0]["id"]
    of_area = await clerk.get("/api/residences", params={"area": str(district.building)})
    assert len(of_area.json()["residences"]) == 2
    beside = await clerk.get("/api/residences", params={"area": str(district.sibling_community)})
    assert (beside.status_code, beside.json()["code"]) == (404, "area.unknown")


async def test_who_may_listen(town: People, keeper: Keeper, district: District) -> None:
    async def may(key: str, topic: str) -> bool:
        token = await town.token(key)
        async with keeper.db.connection() as conn:
            principal = (await principals(conn, [token]))[token]
            return await may_subscribe(
                conn, principal, topic.replace("ME", str(principal.account)).split("/")
            )

    assert await may("an", "own/ME")
    assert not await may("an", f"own/{district.district}")
    assert not await may("an", "own/ME/more")
    assert not await may("clerk", "access/ME")
    assert await may("officer", f"staff/{district.grid}/residences")
    assert await may("officer", f"staff/{district.dwelling}/residences")
    assert not await may("officer", f"staff/{district.community}/residences")
    assert await may("street", f"staff/{district.community}/residences")
    assert not await may("neighbour", f"staff/{district.community}/residences")
    assert not await may("viewer", f"staff/{district.community}/residences")
    assert not await may("an", f"staff/{district.community}/residences")
    assert not await may("clerk", "staff/nonsense/residences")
    assert not await may("clerk", f"staff/{district.community}/secrets")
