"""The whole way: phone, hub, relay, stream, a worker with the real models, intake, verdict; no part stands in."""

import asyncio
from pathlib import Path

import msgspec

from hub.certification import attempts
from hub.media import actions as media
from tests.conftest import RunningHub
from tests.hub.certification.scene import Scene
from tests.support import until
from tests.workers.papers import held, note, paper, shown
from tests.workers.pictures import photo
from workers.handlers import handlers
from workers.runner import Worker


async def test_the_son_certifies_his_father_through_the_worker(
    scene: Scene, hub: RunningHub, model_files: Path
) -> None:
    settings = msgspec.structs.replace(scene.settings, models_dir=model_files)
    doing = handlers(settings, ["certify", "face_template"])
    stop = asyncio.Event()
    working = asyncio.create_task(Worker(hub.hub.redis, doing).run(stop))

    async def send(content: bytes) -> media.Photo:
        return await scene.media.upload(scene.db, scene.luo, content, keep_position=False, look=False)

    async def settled() -> bool:
        return (await scene.latest()).state != "checking"

    try:
        await scene.agree()
        await scene.proxy()
        desk = await scene.media.upload(
            scene.db, scene.clerk, photo("obama2"), keep_position=False, look=False
        )
        await scene.in_person(photo=desk.id)

        async def referred() -> bool:
            return (await scene.detail()).person.standing.reference

        await until(referred, 90)

        code = await attempts.code(scene.db, scene.luo, scene.person)
        await scene.submit(scene.luo, photo=(await send(shown(held(note(code.code))))).id, freshness="code")
        await until(settled, 90)
        passed = await scene.latest()
        assert (passed.state, passed.reasons) == ("passed", ())
        assert passed.similarity is not None

        today = await scene.owner.fetchval("SELECT (app_now() AT TIME ZONE 'Asia/Shanghai')::date")
        await scene.submit(scene.luo, photo=(await send(shown(held(paper(today))))).id)
        await until(settled, 90)
        assert (await scene.latest()).state == "passed"

        await scene.submit(scene.luo, photo=(await send(photo("biden"))).id)
        await until(settled, 90)
        doubted = await scene.latest()
        assert doubted.state in ("review", "retake")  # another face, and no newspaper
        assert doubted.state != "passed"
        await until(lambda: len(scene.stored()) <= 5, 30)
    finally:
        stop.set()
        await working
        for handler in doing:
            await handler.close()
