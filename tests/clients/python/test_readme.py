"""The example of the README runs as it stands there, in a process of its own."""

import asyncio
import os
import re
import sys
from pathlib import Path

from hub.accounts import totp
from hub.accounts.passwords import Passwords
from tests.clients.python.conftest import SignedIn
from tests.conftest import RunningHub
from tests.support import People

README = Path("clients/python/README.md")


async def test_the_example_follows_reports(hub: RunningHub, people: People, signed_in: SignedIn) -> None:
    example = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)[0]
    clerk = await people.clerk()
    password = await Passwords().hash("correct horse battery")
    secret = totp.new_secret()
    now = await people.owner.fetchval(
        "UPDATE accounts SET username = 'clerk.jinsha', password_hash = $2, totp_secret = $3, totp_since = app_now()"
        " WHERE id = $1 RETURNING extract(epoch FROM app_now())::float8",
        clerk.account, password, hub.hub.sealer.seal(secret, column="accounts.totp_secret", row=clerk.account),
    )  # fmt: skip
    given = {
        "SHEQU_URL": hub.base_url,
        "SHEQU_USER": "clerk.jinsha",
        "SHEQU_PASSWORD": "correct horse battery",
        "SHEQU_CODE": totp.code_at(secret, int(now // totp.STEP) + 1),  # good for a slow start too
    }
    environ = {**os.environ, **given, "PYTHONPATH": "clients/python/src", "PYTHONIOENCODING": "utf-8"}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        example,
        env=environ,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    an = await signed_in(await people.resident())

    async def report_until_heard() -> bytes:
        """The example says nothing before the first event, so reports are made until it speaks."""
        assert process.stdout is not None
        speaking = asyncio.create_task(process.stdout.readline())
        while not speaking.done():
            await an.tickets.create(area=people.place.dwelling, category="drain_blocked", text="堵了")
            await asyncio.wait([speaking], timeout=0.5)
        return await speaking

    try:
        async with asyncio.timeout(30):
            line = (await report_until_heard()).decode()
        assert "reported 金沙社区 宝鼎金沙小区 12栋3单元1-6" in line
    finally:
        process.kill()
        _, complaint = await process.communicate()
    assert not complaint, complaint.decode()
