"""People before a camera in a real browser: pictures, a camera that shows one, and the first enrolment at the desk."""

import datetime as dt
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import cv2
import numpy as np
from playwright.async_api import Page, expect
from shequtong import Client

from tests.acceptance.conftest import DemoHub
from tests.workers.pictures import photo
from workers.images import Pixels

SEEN = "核对身份证原件，本人到场"


def today() -> dt.date:
    return dt.datetime.now(ZoneInfo("Asia/Shanghai")).date()


def camera_file(picture: Pixels, path: Path) -> Path:
    """A film of one picture in Y4M, which Chromium shows as its camera."""
    height, width = (side - side % 2 for side in picture.shape[:2])
    planes: Any = cv2.cvtColor(np.ascontiguousarray(picture[:height, :width]), cv2.COLOR_BGR2YUV_I420)
    head = f"YUV4MPEG2 W{width} H{height} F5:1 Ip A1:1 C420mpeg2\n".encode()
    path.write_bytes(head + (b"FRAME\n" + planes.tobytes()) * 2)
    return path


def file(content: bytes) -> Any:
    """As the phone's own picker gives it."""
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": content}


async def persons(client: Client) -> list[dict[str, Any]]:
    found: dict[str, Any] = await client._transport.get(
        "/api/certification/persons", dict[str, Any], limit=50
    )
    return list(found["persons"])


async def father(demo_hub: DemoHub) -> UUID:
    """罗先生's father, whom the demo's son may act for."""
    async with Client(demo_hub.url) as luo:
        await luo.sign_in_demo("luo")
        mine: dict[str, Any] = await luo._transport.get("/api/certification/mine", dict[str, Any])
    return UUID(mine["persons"][0]["standing"]["id"])


async def enrol_at_desk(demo_hub: DemoHub, person: UUID, who: str = "obama2") -> None:
    """His community's clerk sees him and takes a first photo."""
    async with Client(demo_hub.url) as clerk:
        await clerk.sign_in_demo("clerk_lunan")
        sent = await clerk.upload_photo(photo(who))
        body = {"way": "desk", "evidence": SEEN, "photo": str(sent.id)}
        await clerk._transport.command(f"/api/certification/persons/{person}/in-person", body, dict[str, Any])


async def reference_made(page: Page, person: UUID) -> None:
    """Until the worker has made the template; asked as the page's own person."""
    await page.evaluate(
        """async id => {
          for (;;) {
            const { person } = await (await fetch(`/api/certification/persons/${id}`)).json()
            if (person.standing.reference) return
            await new Promise(done => setTimeout(done, 200))
          }
        }""",
        str(person),
    )


async def camera_on(page: Page) -> None:
    await page.locator("[data-open]").click()
    await page.locator("[data-video]").evaluate(
        "video => video.videoWidth || new Promise(done => video.addEventListener('loadeddata', done, { once: true }))"
    )


async def try_with(page: Page, kind: str, content: bytes) -> None:
    """Chooses newspaper or digits and a file; sends it."""
    await page.locator(f"[data-kind={kind}]").click()
    if kind == "code":
        await page.locator("[data-written]").click()
    await page.locator("[data-file]").set_input_files(file(content))
    await page.locator("[data-preview]").wait_for()
    await page.locator("[data-use]").click()


async def sent_code(page: Page) -> str:
    """The sign-in code that the demo's inbox shows; other messages may come between."""
    inbox = await page.context.new_page()
    await inbox.goto("/demo/")
    words = await inbox.locator(".demo-inbox li", has_text="验证码").first.inner_text()
    await inbox.close()
    return next(part for part in "".join(c if c.isdigit() else " " for c in words).split() if len(part) == 6)


async def digits(page: Page) -> str:
    await expect(page.locator("[data-code]")).not_to_be_empty()
    return (await page.locator("[data-code]").inner_text()).strip()
