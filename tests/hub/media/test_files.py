"""PDFs over HTTP: what is taken by its bytes, how it is given out, who may send one, what is swept."""

import asyncpg
import httpx
import pytest

from hub.media import files
from hub.media.files import MAX_FILE, check_pdf, clean_name
from tests.conftest import RunningHub
from tests.hub.tickets.test_routes import key
from tests.support import People

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


async def send(
    client: httpx.AsyncClient, content: bytes = PDF, name: str = "停水.pdf", **headers: str
) -> httpx.Response:
    return await client.post("/api/files", files={"file": (name, content)}, headers=headers or key())


async def test_a_pdf_is_a_download_that_browsers_do_not_open(
    hub: RunningHub, people: People, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    clerk = await people.clerk()
    async with await hub.client(clerk) as desk, await hub.client() as stranger:
        again = key()
        sent = await send(desk, **again)
        assert (sent.status_code, sent.json()["name"], sent.json()["bytes"]) == (201, "停水.pdf", len(PDF))
        assert (await send(desk, **again)).json() == sent.json()
        file = sent.json()["id"]
        async with hub.hub.db.transaction() as tx:
            await files.attach(tx, clerk, [held := files.UUID(file)])
            [link] = await files.links_of(tx, hub.settings, [held])
        served = await stranger.get(link.url)
        assert (served.status_code, served.content) == (200, PDF)
        headers = served.headers
        assert headers["content-type"] == "application/pdf"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-disposition"] == (
            "attachment; filename=\"file.pdf\"; filename*=UTF-8''%E5%81%9C%E6%B0%B4.pdf"
        )
        assert headers["content-security-policy"] == "default-src 'none'; sandbox"
        for bad in (link.url[:-2] + "xx", link.url.replace("expires=1", "expires=2")):
            assert (await stranger.get(bad)).status_code == 404
        # A day on, what nobody attached is gone; what is attached stays.
        loose = (await send(desk)).json()["id"]
        await owner.execute("UPDATE app_clock SET ahead = ahead + interval '25 hours'")
        await files.sweep(hub.hub.db, hub.hub.media.objects)
        left = {str(row["id"]) for row in await owner.fetch("SELECT id FROM files")}
        assert (file in left, loose in left) == (True, False)
        assert (await stranger.get(link.url)).json()["code"] == "media.link_expired"


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [(b"", 400, "file.empty"), (b"<html>%PDF-1.7 %%EOF", 415, "file.kind"), (b"MZ\x90", 415, "file.kind"),
     (PDF[:40], 415, "file.kind"), (b"%PDF-" + b"x" * MAX_FILE, 413, "file.too_large")],
)  # fmt: skip
async def test_what_is_no_pdf_is_refused(
    hub: RunningHub, people: People, content: bytes, status: int, code: str
) -> None:
    async with await hub.client(await people.clerk()) as desk:
        answer = await send(desk, content)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_who_may_send_one(hub: RunningHub, people: People) -> None:
    async with await hub.client(await people.resident()) as phone, await hub.client() as stranger:
        assert (await send(phone)).status_code == 403
        assert (await send(stranger)).status_code == 401


def test_names_are_safe_to_save_under() -> None:
    assert clean_name("../../etc/passwd") == "etcpasswd.pdf"
    assert clean_name("a\u202efdp.exe") == "afdp.exe.pdf"
    assert clean_name(" .pdf") == "附件.pdf"
    assert clean_name("x" * 300 + ".PDF") == "x" * 90 + ".pdf"


def test_the_bytes_decide() -> None:
    check_pdf(PDF)
