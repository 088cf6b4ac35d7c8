"""The mini-program's adapters against the real hub: requests, photos, the socket, a page entered by a ticket."""

import asyncio
import shutil
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path

from hub.embedded.node import MINIPROGRAM, environment, install
from tests.conftest import RunningHub
from tests.hub.media.pictures import jpeg
from tests.support import People


async def test_a_phone_at_the_hub(hub: RunningHub, people: People, tmp_path: Path) -> None:
    install(MINIPROGRAM)
    photo = tmp_path / "drain.jpg"
    photo.write_bytes(jpeg())
    environ = {
        **environment(),
        "VITE_HUB": hub.base_url,
        "TOKEN": await hub.token(await people.resident()),
        "AREA": str(people.place.dwelling),
        "PHOTO": str(photo),
    }
    command = shutil.which("npx", path=environ["PATH"])
    assert command is not None
    process = await asyncio.create_subprocess_exec(
        command, "vitest", "run", "tests/real.test.ts",
        cwd=MINIPROGRAM, env=environ, stdout=PIPE, stderr=STDOUT,
    )  # fmt: skip
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    assert b"2 passed" in said
