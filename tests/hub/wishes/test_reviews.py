"""What staff do before the wall, and that the wall and all frames say nothing of who asked."""

import msgspec
import pytest

from hub.wishes import lists
from hub.wishes.events import MARKED_MINE, MARKED_SHOWN, MARKED_STAFF, MARKED_TAKEN
from tests.hub.wishes.scene import ID, SECRETS, Scene, mine_of, refused


@pytest.mark.parametrize(
    "text",
    ["安女士想要老花镜", "请送到12栋", "住1-6号的老人", "联系１３９８７６５０００１", "放在门口鞋柜旁"],
)
async def test_what_says_who_she_is_is_not_published(scene: Scene, text: str) -> None:
    wish = mine_of(await scene.ask())
    with refused("wish.reveals"):
        await scene.publish(wish, text=text)
    assert (await scene.state(wish)).state == "asked"


async def test_only_the_photos_that_staff_chose_hang_on_the_wall(scene: Scene) -> None:
    photos = [await scene.photo(scene.an) for _ in range(2)]
    wish = mine_of(await scene.ask(photos=photos))
    with refused("photo.unknown"):
        await scene.publish(wish, photos=[await scene.photo(scene.clerk)])
    await scene.publish(wish, photos=photos[:1])
    assert [one.id for one in (await scene.page(wish, scene.luo)).photos] == photos[:1]
    assert [one.id for one in (await scene.page(wish, scene.clerk)).photos] == photos
    assert (await lists.wall(scene.db, scene.luo, scene.place.community)).wishes[0].photos == 1


async def test_refused_with_a_reason(scene: Scene) -> None:
    wish = mine_of(await scene.ask())
    await scene.refuse(wish)
    mine = (await lists.mine(scene.db, scene.an)).wishes[0]
    assert (mine.state, mine.advice) == ("refused", "这件事可以走救助")
    assert await scene.messages() == [("wish.refused", scene.an.account)]
    with refused("wish.wrong_state"):
        await scene.edit(wish)
    await scene.ask()


async def test_the_wall_and_every_public_frame_say_nothing_of_who_asked_or_claimed(scene: Scene) -> None:
    wish = await scene.hung(photos=[await scene.photo(scene.an)])
    await scene.claim(wish)
    await scene.contacted(wish)
    await scene.fulfil(wish, text="罗先生送到门口")
    await scene.thank(wish, text="真好用", share=True)
    accounts = [str(who.account) for who in (scene.an, scene.luo, scene.clerk)]
    places = [str(scene.place.dwelling), str(scene.place.building), str(scene.place.grid)]
    frames = await scene.owner.fetch("SELECT text FROM events WHERE 'wish.shown' = type")
    assert len(frames) == 5
    page = await scene.page(wish, scene.stranger)
    answers = [
        msgspec.json.encode(await lists.wall(scene.db, scene.stranger, scene.place.community)).decode(),
        msgspec.json.encode(msgspec.structs.replace(page, photos=[])).decode(),
    ]
    for text in (*(row["text"] for row in frames), *answers):
        assert "真好用" in text or "老花镜" in text
        for known in (*accounts, *places):
            assert known not in text
        for secret in SECRETS:
            assert secret not in ID.sub("", text)
    assert (page.wish.mine, page.wish.taken, page.wish.desk, page.steps) == (None, None, None, [])


async def test_staffs_frames_say_neither_who_asked_nor_where(scene: Scene) -> None:
    wish = await scene.hung()
    await scene.claim(wish)
    for kind in ("staff", "public"):
        for told in await scene.told(f"{kind}/{scene.place.community}/wishes"):
            text = msgspec.json.encode(told).decode()
            assert str(scene.an.account) not in text
            for secret in ("安女士", "鞋柜", "1-6"):
                assert secret not in ID.sub("", text)


async def test_the_asker_learns_who_comes_not_who_reviewed(scene: Scene) -> None:
    wish = await scene.hung()
    await scene.claim(wish)
    told = await scene.told(f"own/{scene.an.account}", "wish.mine")
    assert told[-1]["wish"]["claimer"] == "罗先生"
    assert "陈晓梅" not in msgspec.json.encode(told).decode()
    assert str(scene.luo.account) not in msgspec.json.encode(told).decode()


async def test_names_and_words_are_marked_for_erasure(scene: Scene) -> None:
    wish = await scene.hung()
    await scene.claim(wish)
    marked = {
        "wish.changed": MARKED_STAFF,
        "wish.shown": MARKED_SHOWN,
        "wish.mine": MARKED_MINE,
        "wish.taken": MARKED_TAKEN,
    }
    rows = await scene.owner.fetch("SELECT type, marked FROM events WHERE subject = $1", wish)
    assert {row["type"] for row in rows} == set(marked)
    for row in rows:
        assert tuple(row["marked"]) == marked[row["type"]]
