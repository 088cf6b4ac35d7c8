"""The client against the real hub: every call it offers, once."""

import re

import pytest
from shequtong import Client, Event, Invalid, NotFound, NotSignedIn, Present, Refused, Subscription
from shequtong.types import TicketChanged

from hub.accounts.passwords import Passwords
from hub.family.planting import PlantedMandate, plant
from hub.scenarios.pictures import drain
from tests.clients.python.conftest import SignedIn
from tests.conftest import RunningHub
from tests.support import People, until

PHONE = "19900001234"


async def code_of(client: Client) -> str | None:
    codes = [
        re.search(r"\d{6}", message.text)
        for message in await client.demo_inbox()
        if message.to.endswith("1234")
    ]
    return codes[0].group() if codes and codes[0] else None


async def test_a_resident_signs_in_with_the_code_of_her_phone(hub: RunningHub) -> None:
    async with Client(hub.base_url) as client:
        assert client.token is None
        assert await client.request_code(PHONE) == 300
        code = await until(lambda: code_of(client))
        me = await client.sign_in_phone(PHONE, str(code), name="安女士")
        assert (me.kind, me.name, me.grants) == ("resident", "安女士", ())
        assert await client.me() == me
        token = client.token
        await client.sign_out()
        assert client.token is None
    async with Client(hub.base_url, token=token, locale="en") as client:
        with pytest.raises(NotSignedIn, match="Please sign in") as raised:
            await client.me()
        assert raised.value.code == "auth.required"


async def test_a_wrong_code_is_a_typed_error_in_the_client_s_language(hub: RunningHub) -> None:
    async with Client(hub.base_url, locale="en") as client:
        await client.request_code(PHONE)
        code = str(await until(lambda: code_of(client)))
        wrong = f"{(int(code) + 1) % 1_000_000:06}"
        with pytest.raises(NotSignedIn, match="tries left"):
            await client.sign_in_phone(PHONE, wrong)


async def test_staff_sign_in_with_a_password(hub: RunningHub, people: People) -> None:
    clerk = await people.clerk()
    await people.owner.execute(
        "UPDATE accounts SET username = 'clerk.jinsha', password_hash = $2 WHERE id = $1",
        clerk.account,
        await Passwords().hash("correct horse battery"),
    )
    async with Client(hub.base_url) as client:
        with pytest.raises(NotSignedIn):
            await client.sign_in_password("clerk.jinsha", "wrong")
        me = await client.sign_in_password("clerk.jinsha", "correct horse battery")
    assert [(grant.role, grant.area.id) for grant in me.grants] == [
        ("community_clerk", people.place.community)
    ]


async def test_the_demo_s_people_sign_in_with_a_button(hub: RunningHub, people: People) -> None:
    clerk = await people.clerk()
    await people.owner.execute("UPDATE accounts SET demo_key = 'clerk' WHERE id = $1", clerk.account)
    async with Client(hub.base_url) as client:
        assert [(each.key, each.role) for each in await client.demo_sign_ins()] == [
            ("clerk", "community_clerk")
        ]
        assert (await client.sign_in_demo("clerk")).id == clerk.account
        with pytest.raises(NotFound):
            await client.sign_in_demo("nobody")


async def test_places_and_organisations(hub: RunningHub, people: People) -> None:
    place = people.place
    async with Client(hub.base_url) as client:
        assert place.district in [area.id for area in await client.areas()]
        assert {area.id for area in await client.areas(place.street)} == {
            place.community,
            place.sibling_community,
        }
        detail = await client.area(place.dwelling)
        assert (detail.path, detail.level) == (place.path, "dwelling")
        assert [area.id for area in detail.ancestors] == list(place.path[:-1])
        found = await client.search_areas("宝鼎金沙", level="estate", limit=5)
        assert [area.id for area in found] == [place.estate]
        match = await client.resolve_area(place.estate, "12栋3单元1-6门口")
        assert (match.area.id, match.rest) == (place.dwelling, "门口")
        firms = await client.organisations(place.dwelling, kind="property")
        assert [(firm.id, firm.duties) for firm in firms] == [(place.property_org, ("物业",))]
        categories = {each.key: each for each in await client.categories()}
        assert categories["drain_blocked"].acknowledge_minutes == 15
        assert categories["drain_blocked"].resolve == {"amount": 4, "unit": "h"}
        assert categories["gas_smell"].emergency is not None
        with pytest.raises(NotFound):
            await client.area(people.place.property_org)


async def test_photos(signed_in: SignedIn, people: People) -> None:
    client = await signed_in(await people.resident())
    kept = await client.upload_photo(drain(blocked=True), keep_position=True)
    assert (kept.width, kept.height, kept.position) == (1280, 960, None)
    with pytest.raises(Invalid) as raised:
        await client.upload_photo(b"no photo")
    assert raised.value.code == "photo.kind"


async def test_a_board(signed_in: SignedIn, people: People) -> None:
    client = await signed_in(await people.clerk())
    board = await client.board(people.place.community)
    assert (board.area, board.open_total) == (people.place.community, 0)
    assert board.as_of is not None


@pytest.mark.parametrize("by_ticket", [False, True])
async def test_live_events_of_a_topic(signed_in: SignedIn, people: People, by_ticket: bool) -> None:
    clerk, resident = await signed_in(await people.clerk()), await signed_in(await people.resident())
    async with clerk.live(people.place.district, by_ticket=by_ticket) as live:
        subscription = await live.subscribe([f"staff/{people.place.community}/tickets"])
        made = await resident.tickets.create(
            area=people.place.dwelling, category="drain_blocked", text="堵了"
        )
        event = await anext(subscription)
        assert isinstance(event, Event)
        changed = event.read(TicketChanged)
        assert (event.type, changed.step.kind, changed.ticket.id) == ("ticket.changed", "created", made.id)
        assert changed.ticket.reporter is not None


async def test_a_board_is_pushed(signed_in: SignedIn, people: People) -> None:
    clerk, resident = await signed_in(await people.clerk()), await signed_in(await people.resident())
    async with clerk.live(people.place.district) as live:
        subscription = await live.subscribe([f"board/{people.place.community}"])
        await resident.tickets.create(area=people.place.dwelling, category="drain_blocked", text="堵了")
        async for event in subscription:
            assert isinstance(event, Event)
            if event.read(dict)["open_total"] == 1:
                break


async def test_who_has_a_ticket_open(signed_in: SignedIn, people: People) -> None:
    one, two = (
        await signed_in(await people.clerk(name="陈晓梅")),
        await signed_in(await people.clerk(name="周敏")),
    )
    resident = await signed_in(await people.resident())
    made = await resident.tickets.create(area=people.place.dwelling, category="drain_blocked", text="堵了")
    topic = f"staff/ticket/{made.id}"

    async def seen(subscription: Subscription, **who: str) -> None:
        async for item in subscription:
            if isinstance(item, Present) and {each.name: each.state for each in item.who} == who:
                return

    async with one.live(people.place.district) as live, two.live(people.place.district) as other:
        watching = await live.subscribe([topic], presence=True)
        await watching.announce(topic, "viewing")
        await seen(watching, 陈晓梅="viewing")
        writing = await other.subscribe([topic], presence=True)
        await writing.announce(topic, "editing")
        for each in (watching, writing):
            await seen(each, 陈晓梅="viewing", 周敏="editing")
        await writing.aclose()
        await seen(watching, 陈晓梅="viewing")


async def test_topics_of_others_are_refused(signed_in: SignedIn, people: People) -> None:
    resident = await signed_in(await people.resident())
    async with resident.live(people.place.district) as live:
        with pytest.raises(Refused) as raised:
            await live.subscribe([f"staff/{people.place.community}/tickets"])
        assert raised.value.code == "topic.refused"
        with pytest.raises(NotFound):
            await live.subscribe(["no/such topic"])


async def test_nobody_gets_no_socket(hub: RunningHub, people: People) -> None:
    async with Client(hub.base_url, token="not a session") as client:
        with pytest.raises(NotSignedIn):
            await client.live(people.place.district).subscribe(["own/x"])


async def test_acting_for_a_parent(signed_in: SignedIn, hub: RunningHub, people: People) -> None:
    son, mother, clerk = (
        await people.resident("王小明"),
        await people.resident("王秀英"),
        await people.clerk(),
    )
    async with hub.hub.db.transaction() as tx:
        await tx.execute(
            "UPDATE accounts SET phone_index = '\\x01', phone = '\\x01' WHERE id = $1", mother.account
        )
        agreed = PlantedMandate(
            child=son.account, parent=mother.account, tie="son", purpose="报修", days=9, clerk=clerk.account,
            evidence="本人到窗口同意",
        )  # fmt: skip
        await plant(tx, people.place.district, agreed)
    phone, hers = await signed_in(son), await signed_in(mother)
    phone.acting_for = mother.account
    made = await phone.tickets.create(area=people.place.estate, category="drain_blocked", text="妈妈家堵了")
    assert [one.id for one in (await hers.tickets.list("own")).tickets] == [made.id]
    assert (await phone.me()).id == son.account  # what is not open to it stays one's own
    phone.acting_for = None
    assert (await phone.tickets.list("own")).tickets == ()
    phone.acting_for = clerk.account
    with pytest.raises(NotFound) as refused:
        await phone.tickets.list("own")
    assert refused.value.code == "family.unknown"
