"""The mini-program's adapters against the real hub: signing in, requests, photos, the socket, a page by a ticket."""

import asyncio
import shutil
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.embedded.node import MINIPROGRAM, environment, install
from hub.settings import Settings
from tests.conftest import RunningHub
from tests.hub.media.pictures import jpeg
from tests.hub.media.sound.recordings import mp3_file
from tests.support import People
from tests.weixin import weixin_server, with_weixin


@pytest.fixture
async def settings(settings: Settings) -> AsyncIterator[Settings]:
    async with weixin_server() as weixin:
        yield with_weixin(settings, weixin)


async def test_a_phone_at_the_hub(hub: RunningHub, people: People, tmp_path: Path) -> None:
    install(MINIPROGRAM)
    photo = tmp_path / "drain.jpg"
    photo.write_bytes(jpeg())
    voice = tmp_path / "said.mp3"
    voice.write_bytes(mp3_file(50))
    environ = {
        **environment(),
        "VITE_HUB": hub.base_url,
        "TOKEN": await hub.token(await people.resident()),
        "AREA": str(people.place.dwelling),
        "PHOTO": str(photo),
        "VOICE": str(voice),
        "PHONE": "13912345678",
    }
    command = shutil.which("npx", path=environ["PATH"])
    assert command is not None
    process = await asyncio.create_subprocess_exec(
        command, "vitest", "run", "tests/real.test.ts",
        cwd=MINIPROGRAM, env=environ, stdout=PIPE, stderr=STDOUT,
    )  # fmt: skip
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    assert b"3 passed" in said
