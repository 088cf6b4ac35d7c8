"""A post becomes a ticket, and its public steps stand under the post."""

import json

import pytest

import hub.app  # noqa: F401  # puts the rooms together
from hub.errors import DomainError
from hub.feed import actions as feed
from hub.feed import reading, tickets
from hub.feed.types import PostToTicket
from hub.tickets import actions
from hub.tickets.types import Acknowledge, Note, Resolve, Start
from tests.hub.feed.conftest import Square
from tests.support import ask


async def test_its_text_photos_and_place_go_along_and_everybody_sees_it_done(square: Square) -> None:
    photo = await square.photo(square.an)
    post = await square.write(
        square.an, "12栋下水道又堵了", photos=[photo], place=square.place.building, place_text="门口"
    )
    given = PostToTicket(category="drain_blocked")
    for who, code in (
        (square.an, "feed.not_allowed"),
        (square.he, "not_found"),
        (square.sibling, "not_found"),
    ):
        with pytest.raises(DomainError) as error:
            await tickets.to_ticket(square.db, who, ask(who), post.id, given)
        assert error.value.code == code
    clerk = square.clerk
    elsewhere = PostToTicket(category="drain_blocked", area=square.place.sibling_community)
    with pytest.raises(DomainError, match="area"):
        await tickets.to_ticket(square.db, clerk, ask(clerk), post.id, elsewhere)
    made = await tickets.to_ticket(square.db, clerk, ask(clerk), post.id, given)
    assert made.ticket is not None
    with pytest.raises(DomainError) as error:
        await tickets.to_ticket(square.db, clerk, ask(clerk), post.id, given)
    assert error.value.code == "feed.has_ticket"

    ticket = (await actions.detail(square.db, clerk, made.ticket.id, square.settings)).ticket
    assert (ticket.origin, ticket.text, ticket.photo_count) == ("post", "12栋下水道又堵了", 1)
    assert (ticket.area, ticket.place_text) == (square.place.building, "门口")
    assert ticket.reporter is not None
    assert ticket.reporter.id == square.an.account
    hers = await actions.detail(square.db, square.an, made.ticket.id, square.settings)
    assert [one.id for one in hers.photos] == [photo]
    assert (await reading.of_ticket(square.db, clerk, made.ticket.id)).post is not None
    assert (await reading.of_ticket(square.db, square.he, made.ticket.id)).post is None

    await actions.acknowledge(square.db, clerk, ask(clerk), ticket.id, Acknowledge(note="内部的话"))
    await actions.start(square.db, clerk, ask(clerk), ticket.id, Start(note="马上去"))
    await actions.note(square.db, clerk, ask(clerk), ticket.id, Note(text="只给同事", audience="internal"))
    evidence = await square.photo(clerk)
    await actions.resolve(square.db, clerk, ask(clerk), ticket.id, Resolve(text="已疏通", photos=[evidence]))
    seen = await reading.detail(square.db, square.wei, square.settings, post.id)
    assert [(step.kind, step.unit, step.text) for step in seen.steps] == [
        ("created", "金沙社区", ""), ("acknowledged", "金沙社区", ""), ("started", "金沙社区", ""),
        ("resolved", "金沙社区", "已疏通"),
    ]  # fmt: skip
    assert seen.post.ticket is not None
    assert seen.post.ticket.state == "resolved"
    told = [
        json.loads(one) for one in await square.data(f"public/{square.place.community}/feed", "post.step")
    ]
    assert [one["step"]["kind"] for one in told] == ["created", "acknowledged", "started", "resolved"]
    assert told[-1]["version"] == seen.post.version
    assert await square.owner.fetchval(
        "SELECT count(*) FROM events WHERE topics && $1 AND text ~ '内部|同事|马上去'",
        [f"public/{square.place.community}/feed", f"neighbours/{square.place.community}/feed"],
    ) == 0  # fmt: skip


async def test_a_deleted_post_leaves_its_ticket_whole(square: Square) -> None:
    photo = await square.photo(square.an)
    post = await square.write(square.an, "下水道堵了", photos=[photo])
    given = PostToTicket(category="drain_blocked")
    made = await tickets.to_ticket(square.db, square.clerk, ask(square.clerk), post.id, given)
    assert made.ticket is not None
    await feed.delete(square.db, square.an, ask(square.an), post.id)
    detail = await actions.detail(square.db, square.clerk, made.ticket.id, square.settings)
    assert (detail.ticket.text, [one.id for one in detail.photos]) == ("下水道堵了", [photo])
    await actions.acknowledge(square.db, square.clerk, ask(square.clerk), made.ticket.id, Acknowledge())


async def test_a_complaint_leaves_no_steps_under_the_post(square: Square) -> None:
    post = await square.write(square.an, "物业不管事")
    given = PostToTicket(category="drain_blocked")
    made = await tickets.to_ticket(square.db, square.clerk, ask(square.clerk), post.id, given)
    assert made.ticket is not None
    await square.owner.execute(
        "UPDATE tickets SET complaint_about = $2 WHERE id = $1", made.ticket.id, square.place.property_org
    )
    await actions.acknowledge(square.db, square.clerk, ask(square.clerk), made.ticket.id, Acknowledge())
    seen = await reading.detail(square.db, square.wei, square.settings, post.id)
    assert [step.kind for step in seen.steps] == ["created"]
