"""One face with two identities, the whole way: real photos, real templates, the search in a worker, a question."""

import asyncio
from pathlib import Path
from uuid import UUID

import msgspec

from hub.certification import attempts
from tests.conftest import RunningHub
from tests.hub.certification.scene import Scene, number
from tests.support import until
from tests.workers.papers import held, note, shown
from tests.workers.pictures import photo
from workers.handlers import handlers
from workers.runner import Worker


async def test_a_pass_is_followed_by_a_question_about_the_other_identity(
    scene: Scene, hub: RunningHub, model_files: Path
) -> None:
    settings = msgspec.structs.replace(scene.settings, models_dir=model_files)
    doing = handlers(settings, ["certify", "face_template", "face_search"])
    stop = asyncio.Event()
    working = asyncio.create_task(Worker(hub.hub.redis, doing).run(stop))

    async def seen_at_the_desk(who: str) -> None:
        await scene.agree(scene.clerk, "desk")
        content = photo(who)
        stored = await scene.media.upload(scene.db, scene.clerk, content, keep_position=False, look=False)
        await scene.in_person(photo=stored.id)

        async def referred() -> bool:
            return (await scene.detail()).person.standing.reference

        await until(referred, 90)

    async def also(who: str, order: str) -> UUID:
        listed = await scene.enlist(id_number=number("19400615", order), name=f"罗德{order}", phone="")
        scene.person = listed.standing.id
        await seen_at_the_desk(who)
        return listed.standing.id

    try:
        await scene.programme_with(search_purpose="防止一人以两个身份领取津贴")
        father = scene.person
        twin = await also("obama", "002")
        await also("biden", "003")  # somebody else: no question about him
        scene.person = father
        await seen_at_the_desk("obama2")
        await scene.proxy()
        code = await attempts.code(scene.db, scene.luo, father)
        stored = await scene.media.upload(
            scene.db, scene.luo, shown(held(note(code.code))), keep_position=False, look=False
        )
        tried = await scene.submit(scene.luo, photo=stored.id, freshness="code")

        async def asked() -> bool:
            return (await scene.latest()).reasons == ("same_face",)

        await until(asked, 90)
        tries = (await scene.detail()).attempts
        assert (tries[0].state, tries[0].twin) == ("review", twin)
        assert [one.state for one in tries if one.id == tried.id] == ["passed"]  # a question, no refusal
    finally:
        stop.set()
        await working
        for handler in doing:
            await handler.close()
